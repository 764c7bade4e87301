/** Looks into a file of any kind: decides by content what it is, and never fails (docs/spec/metadata.md). */

import { Findings } from "./findings.js";
import { inspectHeif } from "./heif.js";
import { inspectMovie } from "./movie.js";
import { inspectMp3 } from "./mp3.js";
import { inspectOffice } from "./office.js";
import { inspectPdf } from "./pdf.js";
import { pictureFormat, PICTURES } from "./picture.js";
import { Source } from "./source.js";
import { begins, latin1 } from "./text.js";

/** @typedef {import("./findings.js").Format} Format */
/** @typedef {import("./findings.js").Inspection} Inspection */

const SNIFFED = 1024;
const STILL = "heic heix heim heis hevc hevx mif1 msf1 avif avis heif".split(" ");
const MOVIE = "ftyp moov mdat wide free skip pnot".split(" ");
const INSPECTORS = { ...PICTURES, heif: inspectHeif, mp4: inspectMovie, mp3: inspectMp3, pdf: inspectPdf };

/**
 * Say what identifies in a file. Never rejects, whatever the bytes are; reads it piece by piece.
 * @param {Blob} file
 * @returns {Promise<Inspection>}
 */
export function inspect(file) {
  return inspectSource(sourceOf(file));
}

/**
 * Open a file for reading.
 * @param {Blob} file
 */
export function sourceOf(file) {
  return new Source(async (at, end) => new Uint8Array(await file.slice(at, end).arrayBuffer()), file.size);
}

/**
 * Say what identifies in a file that a caller opened; see `inspect`.
 * @param {Source} source
 * @returns {Promise<Inspection>}
 */
export async function inspectSource(source) {
  const findings = new Findings();
  /** @type {Format} */
  let format = "unknown";
  try {
    const start = await source.take(0, SNIFFED);
    const known = formatOf(start);
    format = known ?? "unknown";
    if (known) await INSPECTORS[known](source, findings);
    else if (begins(start, "PK\x03\x04")) format = await inspectOffice(source, findings);
  } catch (error) {
    try {
      findings.excuse(error);
    } catch {
      // The browser lost the file, or could not hold what it says: nobody may read more out of it than that.
      findings.mark("damaged");
    }
  }
  return format === "unknown" ? { format, checked: "unknown", findings: [] } : findings.result(format);
}

/** @param {Uint8Array} start */
export function formatOf(start) {
  const kind = latin1(start.subarray(4, 8));
  if (kind === "ftyp" && STILL.includes(latin1(start.subarray(8, 12)))) return "heif";
  if (MOVIE.includes(kind)) return "mp4";
  if (latin1(start).includes("%PDF-")) return "pdf";
  return pictureFormat(start) ?? (isSound(start) ? "mp3" : undefined);
}

/** @param {Uint8Array} start */
function isSound(start) {
  return begins(start, "ID3") || (start[0] === 0xff && (start[1] & 0xe6) === 0xe2);
}
