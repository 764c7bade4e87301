/** What was found in a file, and how much of it was seen (docs/spec/metadata.md). */

import { Stop, unseen } from "./source.js";
import { clean } from "./text.js";

const MOST_FINDINGS = 64;
/** Most tags, attributes, records and words of one file that are looked at. */
const MOST_ITEMS = 200_000;

/**
 * @typedef {"position" | "author" | "device" | "serial" | "identifier" | "path" | "time" | "software" | "title"
 *   | "comment" | "revision" | "thumbnail" | "embedded" | "other"} Kind
 */
/** @typedef {"whole" | "part" | "damaged" | "encrypted" | "unknown"} Checked */
/**
 * @typedef {"jpeg" | "png" | "webp" | "heif" | "mp4" | "mp3" | "pdf" | "docx" | "xlsx" | "pptx" | "odf"
 *   | "unknown"} Format
 */
/**
 * One thing that identifies, or may; without a value where there is only the fact.
 * @typedef {{kind: Kind, value?: string}} Finding
 */
/** @typedef {{format: Format, checked: Checked, findings: Finding[]}} Inspection */

/** In the order in which findings are shown. */
const KINDS =
  "position author device serial identifier path time software title comment revision thumbnail embedded other".split(
    " ",
  );
/** A later one outweighs an earlier one. */
const CHECKED = /** @type {Checked[]} */ ("whole part damaged encrypted".split(" "));

/** Collects findings: each once, in order, at most 64. */
export class Findings {
  /** @type {Checked} */
  checked = "whole";
  /** @type {Map<string, Finding>} */
  found = new Map();
  items = MOST_ITEMS;

  /**
   * Count one more item of those that a small file could hold without end.
   * @throws {Stop} part: there were too many.
   */
  spend() {
    this.items -= 1;
    if (this.items < 0) unseen();
  }

  /**
   * Note a finding; a value with nothing to see in it is none.
   * @param {Kind} kind
   * @param {string} [value]
   */
  add(kind, value) {
    const shown = value === undefined ? undefined : clean(value);
    if (shown === "" || (kind === "time" && shown !== undefined && !/[1-9]/.test(shown))) return;
    const key = `${kind} ${shown === undefined ? "" : `=${shown}`}`;
    if (this.found.has(key)) return;
    if (this.found.size < MOST_FINDINGS) this.found.set(key, shown === undefined ? { kind } : { kind, value: shown });
    else this.mark("part");
  }

  /**
   * Note that something was not seen.
   * @param {Checked} checked
   */
  mark(checked) {
    if (CHECKED.indexOf(checked) > CHECKED.indexOf(this.checked)) this.checked = checked;
  }

  /**
   * Note why a part could not be read.
   * @param {unknown} error
   * @throws whatever is no `Stop`.
   */
  excuse(error) {
    if (!(error instanceof Stop)) throw error;
    this.mark(error.checked);
  }

  /**
   * Go on after a part that cannot be read, and note it.
   * @param {() => void | Promise<void>} read
   * @returns {Promise<void> | undefined} a promise if reading takes its time
   */
  guarded(read) {
    try {
      return read()?.catch((error) => this.excuse(error));
    } catch (error) {
      this.excuse(error);
    }
    return undefined;
  }

  /**
   * Give all: by kind, and a bare fact only where no finding of its kind has a value.
   * @param {Format} format
   * @returns {Inspection}
   */
  result(format) {
    const found = [...this.found.values()];
    const shown = found.filter(
      (one) => one.value !== undefined || !found.some(({ kind, value }) => kind === one.kind && value !== undefined),
    );
    shown.sort((left, right) => KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind));
    return { format, checked: this.checked, findings: shown };
  }
}
