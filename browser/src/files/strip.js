/**
 * Takes metadata out of a picture by leaving its bytes out: the picture itself is not touched, not even decoded
 * (docs/spec/metadata.md, "Removal").
 */

import { formatOf, sourceOf } from "./inspect.js";
import { stripJpeg } from "./jpeg.js";
import { stripPng } from "./png.js";
import { stripWebp } from "./webp.js";

/**
 * A part of the new file: bytes, or from where to where the old one is kept.
 * @typedef {Uint8Array | [number, number]} Piece
 */

/**
 * Give a picture without what identifies; nothing if it is no picture that can be treated so, or is damaged.
 *
 * The answer refers to slices of the old file, so that memory stays flat. Look into it with `inspect` before saying
 * that it is clean.
 * @param {Blob} file
 * @returns {Promise<Blob | undefined>}
 */
export async function strip(file) {
  const source = sourceOf(file);
  try {
    const format = formatOf(await source.take(0, 1024));
    const pieces =
      format === "jpeg"
        ? await stripJpeg(source)
        : format === "png"
          ? await stripPng(source)
          : format === "webp" && (await stripWebp(source));
    if (!pieces) return undefined;
    const parts = pieces.map((one) =>
      Array.isArray(one) ? file.slice(...one) : /** @type {Uint8Array<ArrayBuffer>} */ (one),
    );
    return new Blob(parts, { type: `image/${format}` });
  } catch {
    return undefined;
  }
}
