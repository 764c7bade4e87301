/** What the worker says of a chosen file, and the picture that it gives without what identifies. */

import { inspect, strip as stripped } from "../../files/index.js";

/** @typedef {{file: Blob, inspection: import("../../files/findings.js").Inspection}} Treated */

/**
 * Say what identifies in a file.
 * @param {Blob} file
 */
export function look(file) {
  return inspect(file);
}

/**
 * Give a picture without what identifies, looked into again; nothing if that cannot be done.
 * @param {Blob} file
 * @returns {Promise<Treated | undefined>}
 */
export async function strip(file) {
  const made = await stripped(file);
  return made && { file: made, inspection: await inspect(made) };
}
