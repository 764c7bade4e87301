/**
 * What is said of a chosen file, and the picture that is given without what identifies. Reads files that anybody may
 * have made, so it runs in a worker of its own: no key, no word and no document is ever in it.
 */

import { inspect, strip } from "../files/index.js";

/** @typedef {{file: Blob, inspection: import("../files/findings.js").Inspection}} Treated */

export class Looker {
  /**
   * Say what identifies in a file.
   * @param {{file: Blob}} given
   */
  look({ file }) {
    return inspect(file);
  }

  /**
   * Give a picture without what identifies, looked into again; nothing if that cannot be done.
   * @param {{file: Blob}} given
   * @returns {Promise<Treated | undefined>}
   */
  async strip({ file }) {
    const made = await strip(file);
    return made && { file: made, inspection: await inspect(made) };
  }
}
