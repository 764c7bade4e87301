/** File names that others chose, made fit to be shown and saved. */

const NAMELESS = "berkas";

/**
 * Give a file name without folders and without control, direction or invisible characters, also those that count as
 * letters: a name that shows nothing, or ends elsewhere than it seems to.
 * @param {string} name
 */
export function safeName(name) {
  const last = String(name.toWellFormed().split(/[/\\]/).at(-1));
  return last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\u2800\s]+/gu, " ").trim() || NAMELESS;
}
