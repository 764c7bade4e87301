/** EXIF: the TIFF structure that cameras write (CIPA DC-008; TIFF 6.0 section 2). */

import { table } from "./names.js";
import { damaged, number, piece } from "./source.js";
import { begins, latin1, plain, RAW_LIMIT, utf16 } from "./text.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {{tag: number, type: number, values: number, at: number}} Entry */

const TEXTS = table({
  // Make, Model, HostComputer, LensMake, LensModel, UniqueCameraModel
  device: "10f 110 13c a433 a434 c614",
  // Artist, Copyright, XPAuthor, CameraOwnerName, Photographer, ImageEditor
  author: "13b 8298 9c9d a430 a437 a438",
  // ImageDescription, UserComment, XPComment, XPKeywords
  comment: "10e 9286 9c9c 9c9e",
  // XPTitle, XPSubject, ImageTitle
  title: "9c9b 9c9f a436",
  time: "132 9003 9004",
  // Software, and the programs of EXIF 3
  software: "131 a439 a43a a43b a43c",
  // Of the camera's body and lens; CameraSerialNumber
  serial: "a431 a435 c62f",
  // ImageUniqueID, RawDataUniqueID
  identifier: "a420 c65d",
});
const MAKER_NOTE = 0x927c;
const USER_COMMENT = 0x9286;
const ORIENTATION = 0x0112;
const EXIF_IFD = 0x8769;
const GPS_IFD = 0x8825;
const THUMBNAIL_TAGS = [0x0111, 0x0201];
/** Version, time, date: no place. */
const HARMLESS_GPS = [0, 7, 29];
const GPS_DATE = 29;
/** Bytes of one value, by type. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const UTF8_TYPE = 129;
const BYTE_TYPES = [1, 2, 7, UTF8_TYPE];
const LONG_TYPES = [4, 13];
const ENTRY = 12;
const MOST_ENTRIES = 1000;
/** Parts of a degree that are shown: about a metre. */
const DEGREE = 100_000;

class Tiff {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.little = begins(data, "II*\0");
    if (!this.little && !begins(data, "MM\0*")) damaged();
    this.data = data;
  }

  /**
   * @param {number} at
   * @param {number} size
   */
  number(at, size) {
    return number(this.data, at, size, this.little);
  }

  /**
   * Give the entries of a directory whose type is known.
   * @param {number} at
   * @returns {Generator<Entry>}
   */
  *entries(at) {
    const count = this.number(at, 2);
    if (count > MOST_ENTRIES) damaged();
    for (let place = at + 2; place < at + 2 + count * ENTRY; place += ENTRY) {
      const [tag, type, values] = [this.number(place, 2), this.number(place + 2, 2), this.number(place + 4, 4)];
      const size = (type === UTF8_TYPE ? 1 : (SIZES[type] ?? 0)) * values;
      if (size) yield { tag, type, values, at: size <= 4 ? place + 8 : this.number(place + 8, 4) };
    }
  }

  /** @param {number} at */
  nextDirectory(at) {
    return this.number(at + 2 + this.number(at, 2) * ENTRY, 4);
  }
}

/**
 * Note what EXIF says.
 * @param {Uint8Array} data begins with the TIFF header
 * @param {Findings} findings
 * @throws {Stop} damaged: not TIFF, or a directory that lies outside.
 */
export function readExif(data, findings) {
  const tiff = new Tiff(data);
  const first = tiff.number(4, 4);
  /** @type {Record<number, number>} */
  const pointers = {};
  readTexts(tiff, first, findings, pointers);
  findings.guarded(() => {
    if (EXIF_IFD in pointers) readTexts(tiff, pointers[EXIF_IFD], findings, {});
  });
  findings.guarded(() => {
    if (GPS_IFD in pointers) readGps(tiff, pointers[GPS_IFD], findings);
  });
  findings.guarded(() => {
    const second = tiff.nextDirectory(first);
    for (const { tag } of second ? tiff.entries(second) : [])
      if (THUMBNAIL_TAGS.includes(tag)) findings.add("thumbnail");
  });
}

/**
 * Give which way up a picture is to be shown (TIFF's Orientation, 2 to 8); 0 if nothing has to be done.
 * @param {Uint8Array} data begins with the TIFF header
 */
export function orientation(data) {
  try {
    const tiff = new Tiff(data);
    const found = [...tiff.entries(tiff.number(4, 4))].find(({ tag, type }) => tag === ORIENTATION && type === 3);
    const value = found ? tiff.number(found.at, 2) : 0;
    return value > 1 && value < 9 ? value : 0;
  } catch {
    return 0;
  }
}

/**
 * Write EXIF that says nothing but which way up a picture is.
 * @param {number} value 2 to 8
 */
export function writeOrientation(value) {
  // One directory of one entry: tag, type SHORT, one value, padding; no directory follows.
  return Uint8Array.of(...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1], 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0);
}

/**
 * @param {Tiff} tiff
 * @param {number} at
 * @param {Findings} findings
 * @param {Record<number, number>} pointers
 */
function readTexts(tiff, at, findings, pointers) {
  for (const entry of tiff.entries(at)) {
    const { tag } = entry;
    const kind = TEXTS.get(tag.toString(16));
    findings.spend();
    findings.guarded(() => {
      if ((tag === EXIF_IFD || tag === GPS_IFD) && LONG_TYPES.includes(entry.type)) {
        pointers[tag] = tiff.number(entry.at, 4);
      } else if (tag === MAKER_NOTE) findings.add("other", "MakerNote");
      else if (kind && BYTE_TYPES.includes(entry.type)) findings.add(kind, textOf(tiff, entry));
    });
  }
}

/**
 * @param {Tiff} tiff
 * @param {Entry} entry
 */
function textOf(tiff, { tag, at, values }) {
  const raw = piece(tiff.data, at, values).subarray(0, RAW_LIMIT);
  if (tag >= 0x9c9b && tag <= 0x9c9f) return utf16(raw, true);
  if (tag !== USER_COMMENT) return plain(raw);
  return begins(raw, "UNICODE\0") ? utf16(raw.subarray(8), tiff.little) : plain(raw.subarray(8));
}

/**
 * @param {Tiff} tiff
 * @param {number} at
 * @param {Findings} findings
 */
function readGps(tiff, at, findings) {
  const entries = new Map(Array.from(tiff.entries(at), (entry) => [entry.tag, entry]));
  if ([...entries.keys()].some((tag) => !HARMLESS_GPS.includes(tag))) findings.add("position");
  findings.guarded(() => {
    const date = entries.get(GPS_DATE);
    if (date) findings.add("time", textOf(tiff, date));
  });
  findings.guarded(() => {
    const [latitude, longitude] = [2, 4].map((tag) => degrees(tiff, entries, tag));
    if (latitude && longitude) findings.add("position", `${latitude}, ${longitude}`);
  });
}

/**
 * Give degrees with five places, from degrees, minutes and seconds as fractions.
 * @param {Tiff} tiff
 * @param {Map<number, Entry>} entries
 * @param {number} tag
 */
function degrees(tiff, entries, tag) {
  const found = entries.get(tag);
  if (!found) return undefined;
  let total = 0;
  for (let part = 0; part < Math.min(found.values, 3); part += 1) {
    const [above, below] = [0, 4].map((half) => tiff.number(found.at + 8 * part + half, 4));
    if (below) total += Math.floor((above * DEGREE) / (below * 60 ** part));
  }
  const hemisphere = entries.get(tag - 1);
  const sign = hemisphere && "SW".includes(latin1(piece(tiff.data, hemisphere.at, 1))) ? "-" : "";
  return `${sign}${Math.floor(total / DEGREE)}.${String(total % DEGREE).padStart(5, "0")}`;
}
