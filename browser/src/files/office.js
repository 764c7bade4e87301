/** Office files: OOXML (ECMA-376) and OpenDocument (ISO/IEC 26300), which are archives of XML and pictures. */

import { centralEntries, contentOf } from "./archive.js";
import { table } from "./names.js";
import { inspectPicture } from "./picture.js";
import { begins } from "./text.js";
import { elements, readProperties } from "./xml.js";

/** @typedef {import("./archive.js").Entry} Entry */
/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./findings.js").Format} Format */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {import("./xml.js").Element} Element */

/** @type {Map<string, Format>} */
const OOXML = new Map([
  ["word", "docx"],
  ["xl", "xlsx"],
  ["ppt", "pptx"],
]);
/** OOXML parts that name people, without the number and ending of their names. */
const PEOPLE = (
  "authors comment commentAuthors comments document endnotes footer footnotes header modernComment people person " +
  "threadedComment workbook"
).split(" ");
const AUTHORS = ["author", "userName", "userId", "displayName"];
const TIMES = ["date", "dt", "dT", "created"];
const CHANGES = ["ins", "del", "delText", "moveFrom", "moveTo"];
const OPEN_DOCUMENT_PARTS = ["content.xml", "styles.xml", "settings.xml", "meta.xml", "META-INF/manifest.xml"];
const OPEN_DOCUMENT_KINDS = table({
  author: "dc:creator meta:creator-initials",
  time: "dc:date",
  other: "meta:user-defined",
});

/**
 * Note what the parts of an office file say; give which it is.
 * @param {Source} source
 * @param {Findings} findings
 * @returns {Promise<Format>} "unknown" for another archive
 */
export async function inspectOffice(source, findings) {
  const entries = await centralEntries(source);
  const format = await formatOf(source, entries);
  const read = format === "odf" ? readOpenDocument : readOoxml;
  for (const entry of format === "unknown" ? [] : entries) {
    await findings.guarded(async () => {
      if (entry.encrypted) findings.mark("encrypted");
      else await read(source, entry, findings);
    });
  }
  return format;
}

/**
 * @param {Source} source
 * @param {Entry[]} entries
 * @returns {Promise<Format>}
 */
async function formatOf(source, entries) {
  if (entries[0]?.name === "mimetype") {
    return begins(await contentOf(source, entries[0]), "application/vnd.oasis.opendocument.") ? "odf" : "unknown";
  }
  if (!entries.some(({ name }) => name === "[Content_Types].xml")) return "unknown";
  return entries.map(({ name }) => OOXML.get(name.split("/", 1)[0])).find(Boolean) ?? "unknown";
}

/**
 * @param {Source} source
 * @param {Entry} entry
 * @param {Findings} findings
 */
async function readOoxml(source, entry, findings) {
  const { name } = entry;
  const slash = name.indexOf("/");
  const base = slash < 0 ? "" : name.slice(name.lastIndexOf("/") + 1);
  const stem = base.match(/^[A-Za-z]+/)?.[0] ?? "";
  if (name.startsWith("docProps/")) await readOoxmlProperties(source, entry, base, findings);
  else if (name.includes("/media/")) await readPicture(source, entry, findings);
  else if (name.includes("/embeddings/")) findings.add("embedded");
  else if (stem === "printerSettings" || stem === "vbaProject") {
    findings.add("other", base);
  } else if (name.includes("/revisions/")) findings.add("revision");
  else if (base.endsWith(".rels")) await readRelations(source, entry, findings);
  if (PEOPLE.includes(stem) && base.endsWith(".xml")) {
    for (const element of elements(await contentOf(source, entry), findings)) readPeople(element, findings);
  }
}

/**
 * @param {Source} source
 * @param {Entry} entry
 * @param {string} base
 * @param {Findings} findings
 */
async function readOoxmlProperties(source, entry, base, findings) {
  if (base.startsWith("thumbnail")) findings.add("thumbnail");
  else if (base === "core.xml" || base === "app.xml") readProperties(await contentOf(source, entry), findings);
  else if (base === "custom.xml") readProperties(await contentOf(source, entry), findings, "other");
}

/**
 * Note authors and times of comments and changes, and paths that office programs leave.
 * @param {Element} element
 * @param {Findings} findings
 */
function readPeople(element, findings) {
  const name = local(element.name);
  for (const [full, value] of element.attributes) {
    const attribute = local(full);
    if (AUTHORS.includes(attribute) || (attribute === "name" && (name === "cmAuthor" || name === "author"))) {
      findings.add("author", value);
    } else if (TIMES.includes(attribute)) findings.add("time", value);
    else if (attribute === "url" && name === "absPath") findings.add("path", value);
  }
  if (CHANGES.includes(name)) findings.add("revision");
  else if (name === "author") findings.add("author", element.text);
}

/**
 * Note links to files on the writer's machine.
 * @param {Source} source
 * @param {Entry} entry
 * @param {Findings} findings
 */
async function readRelations(source, entry, findings) {
  for (const { attributes } of elements(await contentOf(source, entry), findings)) {
    for (const [name, value] of attributes) {
      if (name === "Target" && value.startsWith("file:")) findings.add("path", value);
    }
  }
}

/**
 * @param {Source} source
 * @param {Entry} entry
 * @param {Findings} findings
 */
async function readOpenDocument(source, entry, findings) {
  const { name } = entry;
  if (OPEN_DOCUMENT_PARTS.includes(name)) {
    for (const element of elements(await contentOf(source, entry), findings)) readBody(element, findings);
  }
  if (name === "meta.xml") readProperties(await contentOf(source, entry), findings);
  else if (name.startsWith("Thumbnails/")) findings.add("thumbnail");
  else if (name.startsWith("Pictures/") || name.startsWith("media/")) await readPicture(source, entry, findings);
  else if (name.startsWith("Object ")) findings.add("embedded");
}

/**
 * @param {Element} element
 * @param {Findings} findings
 */
function readBody({ name, attributes, text }, findings) {
  const kind = OPEN_DOCUMENT_KINDS.get(name);
  if (kind) findings.add(kind, text);
  else if (["text:insertion", "text:deletion", "table:tracked-changes"].includes(name)) findings.add("revision");
  else if (name === "manifest:encryption-data") findings.mark("encrypted");
  else if (attributes.some(([key, value]) => key === "config:name" && value === "PrinterName")) {
    findings.add("device", text);
  }
}

/**
 * @param {Source} source
 * @param {Entry} entry
 * @param {Findings} findings
 */
async function readPicture(source, entry, findings) {
  await inspectPicture(source.inner(await contentOf(source, entry)), findings);
}

/** @param {string} name */
function local(name) {
  return name.slice(name.lastIndexOf(":") + 1);
}
