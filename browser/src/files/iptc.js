/** IPTC and Photoshop's image resources (IIM 4.2; Adobe Photoshop file formats, "Image Resource Blocks"). */

import { readExif } from "./exif.js";
import { table } from "./names.js";
import { Cursor, damaged } from "./source.js";
import { latin1, plain } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./findings.js").Findings} Findings */

const APPLICATION_RECORD = 2;
/** Fewer bytes hold no resource and no record. */
const LEAST = 5;
const TEXTS = table({
  title: "5 105",
  comment: "25 40 120",
  time: "55 60 62 63",
  software: "65",
  author: "80 85 110 115 116 118 122",
  position: "90 92 95 101",
});

/**
 * Note what Photoshop's resources say.
 * @param {Uint8Array} data
 * @param {Findings} findings
 * @throws {Stop} damaged: a resource that is none, or ends early.
 */
export function readResources(data, findings) {
  const cursor = new Cursor(data);
  while (cursor.left >= LEAST) {
    if (latin1(cursor.piece(4)) !== "8BIM") damaged();
    const name = cursor.number(2);
    const length = cursor.number(1);
    cursor.piece(length + ((length + 1) % 2));
    const size = cursor.number(4);
    const body = cursor.piece(size);
    cursor.at += size % 2;
    findings.guarded(() => {
      if (name === 0x0404) readIptc(body, findings);
      else if (name === 0x0409 || name === 0x040c) findings.add("thumbnail");
      else if (name === 0x0422) readExif(body, findings);
      else if (name === 0x0424) readProperties(body, findings);
    });
  }
}

/**
 * Note what IPTC records say.
 * @param {Uint8Array} data
 * @param {Findings} findings
 * @throws {Stop} damaged: a record that ends early.
 */
export function readIptc(data, findings) {
  const cursor = new Cursor(data);
  while (cursor.left >= LEAST && cursor.number(1) === 0x1c) {
    findings.spend();
    const [record, field, size] = [cursor.number(1), cursor.number(1), cursor.number(2)];
    const body = cursor.piece(size);
    const kind = TEXTS.get(String(field));
    if (record === APPLICATION_RECORD && kind) findings.add(kind, plain(body));
  }
}
