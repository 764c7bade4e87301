/** Pictures, by themselves or inside another file. */

import { inspectJpeg } from "./jpeg.js";
import { inspectPng } from "./png.js";
import { begins } from "./text.js";
import { inspectWebp } from "./webp.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {(source: Source, findings: Findings) => Promise<void>} Inspector */

/** @type {Record<"jpeg" | "png" | "webp", Inspector>} */
export const PICTURES = { jpeg: inspectJpeg, png: inspectPng, webp: inspectWebp };

/**
 * Give which picture begins like this, if it is one of these.
 * @param {Uint8Array} head
 */
export function pictureFormat(head) {
  if (begins(head, "\xff\xd8\xff")) return "jpeg";
  if (begins(head, "\x89PNG\r\n\x1a\n")) return "png";
  return begins(head, "RIFF") && begins(head.subarray(8), "WEBP") ? "webp" : undefined;
}

/**
 * Note what a picture says that stands inside another file; pass over what is none.
 * @param {Source} source
 * @param {Findings} findings
 * @throws {Stop} it cannot be read to its end.
 */
export async function inspectPicture(source, findings) {
  const format = pictureFormat(await source.take(0, 12));
  if (format) await PICTURES[format](source, findings);
}
