/** What people type, made fit for documents. */

/**
 * Give text as documents carry it: line feeds only, no other control characters, no space around it.
 * @param {string} text
 */
export function normalised(text) {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, " ")
    .trim();
}
