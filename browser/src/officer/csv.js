/** Tables for spreadsheets (RFC 4180). No cell of them is a formula, whatever was typed into a case. */

import { save } from "./dom.js";

/** @typedef {string | number} Value */

const FORMULA = /^[=+\-@\t\r]/u;
const BARE = /^[\w./:-]*$/u;
const MARK = "\uFEFF"; // without it, spreadsheets take UTF-8 for something older

/**
 * Write one cell. What a spreadsheet would take for a formula gets an apostrophe before it; text is quoted, so that it
 * stays whole where tables are split at semicolons, as in Indonesia.
 * @param {Value} value
 */
export function cell(value) {
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return BARE.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

/**
 * @param {Value[][]} rows
 * @returns {string} the rows, each ended by CRLF
 */
export function csv(rows) {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/**
 * Hand a table to the browser's downloads.
 * @param {Value[][]} rows
 * @param {string} file its name
 */
export function saveCsv(rows, file) {
  save(new Blob([MARK, csv(rows)], { type: "text/csv;charset=utf-8" }), file);
}
