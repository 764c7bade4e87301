/**
 * XML as far as metadata needs it: a walk over tags, without entities of its own, nesting or memory.
 *
 * Resolves nothing: a document type is passed over, so there is nothing to expand.
 */

import { addNamed } from "./names.js";
import { cut, RAW_LIMIT, unescape, utf8 } from "./text.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./findings.js").Kind} Kind */
/**
 * A start tag and the text right behind it.
 * @typedef {{name: string, attributes: [string, string][], text: string}} Element
 */

/**
 * Give all start tags, in order; broken ones as far as they can be read.
 * @param {Uint8Array} data
 * @param {Findings} findings
 * @returns {Generator<Element>}
 * @throws {Stop} part: more tags and attributes than one file may have.
 */
export function* elements(data, findings) {
  const text = utf8(data);
  for (let begin = text.indexOf("<"); begin >= 0;) {
    const end = text.indexOf("<", begin + 1);
    const chunk = text.slice(begin + 1, end < 0 ? undefined : end);
    begin = end;
    findings.spend();
    if (/^[^/?!]/.test(chunk)) {
      const close = chunk.indexOf(">");
      const tag = close < 0 ? chunk : chunk.slice(0, close);
      const content = close < 0 ? "" : chunk.slice(close + 1);
      const name = tag.split(/[ \n\r\t/]/, 1)[0];
      yield { name, attributes: attributes(tag, findings), text: unescape(cut(content, RAW_LIMIT)) };
    }
  }
}

/**
 * @param {string} tag
 * @param {Findings} findings
 */
function attributes(tag, findings) {
  /** @type {[string, string][]} */
  const found = [];
  let at = 0;
  for (let equals = tag.indexOf("="); equals >= 0; equals = tag.indexOf("=", at)) {
    let begin = equals + 1;
    while (/[ \n\r\t]/.test(tag[begin] ?? "")) begin += 1;
    const end = tag[begin] === '"' || tag[begin] === "'" ? tag.indexOf(tag[begin], begin + 1) : -1;
    if (end < 0) break;
    findings.spend();
    const name = /** @type {string} */ (
      tag
        .slice(at, equals)
        .split(/[ \n\r\t]+/)
        .findLast(Boolean) ?? ""
    );
    found.push([name, unescape(cut(tag.slice(begin + 1, end), RAW_LIMIT))]);
    at = end + 1;
  }
  return found;
}

/**
 * Note what elements and attributes say by their names: XMP, and the property parts of office files.
 * @param {Uint8Array} data
 * @param {Findings} findings
 * @param {Kind} [otherwise]
 * @throws {Stop} part: as `elements`.
 */
export function readProperties(data, findings, otherwise) {
  let current = "";
  for (const element of elements(data, findings)) {
    // In XMP a value stands in lists of rdf: the name is that of the element around them.
    if (!element.name.startsWith("rdf:")) current = element.name;
    for (const [name, value] of element.attributes) {
      if (!name.startsWith("xmlns")) addNamed(findings, name, value);
    }
    addNamed(findings, current, element.text, otherwise);
  }
}
