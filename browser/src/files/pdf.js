/**
 * PDF: a walk over all objects, those of older versions too (ISO 32000-2).
 *
 * A reader of PDF begins at the end and sees the newest version; what identifies may stand in an older one. So this
 * goes through the file from its beginning, from object to object, and steps over streams by their length.
 */

import { addNamed, table } from "./names.js";
import { matchAt, parseDictionary, stringOf } from "./pdf-syntax.js";
import { inspectPicture } from "./picture.js";
import { damaged, unseen } from "./source.js";
import { latin1 } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./pdf-syntax.js").Dictionary} Dictionary */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {Dictionary["entries"]} Entries */
/** @typedef {{at: number, size: number, end: number}} Stream */

const WINDOW = 1 << 11;
const OVERLAP = 64;
/** Largest dictionary that is looked at, in bytes. */
const OBJECT_LIMIT = 1 << 18;
/** Bytes behind a dictionary that tell whether a stream follows. */
const BEHIND = 16;
const OBJECT = /[0-9][\0\t\n\f\r ]{1,8}[0-9]{1,5}[\0\t\n\f\r ]{1,8}obj(?![A-Za-z])/;
const ENCRYPT = /\/Encrypt(?![A-Za-z])/;
const END_OF_FILE = "%%EOF";
const DICTIONARY = /^[\0\t\n\f\r ]*<</;
const STREAM = /[\0\t\n\f\r ]{0,8}stream(\r\n|\n|\r)/y;
const END_OF_STREAM = /^[\0\t\n\f\r ]{0,4}endstream/;
const LINE_END = /(\r\n|\n|\r)$/;
const NUMBER = /^[0-9]{1,15}$/;
const HEADER = /[0-9]{1,10}[\0\t\n\f\r ]+([0-9]{1,10})[\0\t\n\f\r ]*/y;
const INFO = "Author Creator Producer Title Subject Keywords CreationDate ModDate".split(" ");
const NOT_INFO = "Type Subtype Parent Filter Rect".split(" ");
/** What annotations and signatures say. */
const PEOPLE = table({
  author: "/T /Name /ContactInfo",
  comment: "/Contents /Reason",
  time: "/M /CreationDate",
  position: "/Location",
});
const MOST_INNER = 10_000;

/** One walk over a file. */
class Walk {
  /** Dictionaries whose strings count only if the file is not encrypted. @type {Entries[]} */
  strings = [];
  encrypted = false;
  linearized = false;
  ends = 0;

  /**
   * @param {Source} source
   * @param {Findings} findings
   */
  constructor(source, findings) {
    this.source = source;
    this.findings = findings;
  }

  /**
   * Go through the file.
   * @throws {Stop} damaged: it has no end, as a file that was cut.
   * @throws {Stop} part: as `Source.read`.
   */
  async run() {
    for (let at = 0; at < this.source.size;) {
      const window = latin1(await this.source.take(at, WINDOW));
      const match = OBJECT.exec(window);
      const size = match ? match.index + match[0].length : Math.max(window.length - OVERLAP, OVERLAP);
      this.ends += window.slice(0, size + END_OF_FILE.length - 1).split(END_OF_FILE).length - 1;
      this.encrypted ||= ENCRYPT.test(window.slice(0, size + OVERLAP));
      at = match ? await this.object(at + size) : at + size;
    }
    if (this.ends === 0) damaged();
  }

  /**
   * Look at one object; give where to go on.
   * @param {number} at
   */
  async object(at) {
    for (const size of [WINDOW, OBJECT_LIMIT]) {
      const text = latin1(await this.source.take(at, size));
      if (!DICTIONARY.test(text)) return at;
      const found = parseDictionary(text, 0, this.findings);
      if (found && (found.end + BEHIND <= text.length || text.length < size)) return this.found(at, text, found);
    }
    this.findings.mark("part");
    return at;
  }

  /**
   * Look at the dictionary of an object, and at its stream; give where to go on.
   * @param {number} at
   * @param {string} text
   * @param {Dictionary} found
   */
  async found(at, text, { entries, end }) {
    this.dictionary(entries);
    const match = matchAt(STREAM, text, end);
    if (!match) return at + end;
    const stream = await this.stream(at + match.end, entries);
    await this.findings.guarded(() => this.content(entries, stream));
    return stream.end;
  }

  /**
   * Look at the dictionary of an object, in a stream of objects or outside.
   * @param {Entries} entries
   */
  dictionary(entries) {
    this.linearized ||= entries.has("/Linearized");
    this.encrypted ||= entries.has("/Encrypt");
    if (entries.get("/Type") === "/EmbeddedFile") this.findings.add("embedded");
    if (hasStrings(entries)) this.strings.push(entries);
  }

  /**
   * Give where a stream stands: by its length if that is written there and true, or else by its end mark.
   * @param {number} at
   * @param {Entries} entries
   * @returns {Promise<Stream>}
   */
  async stream(at, entries) {
    const { source } = this;
    const length = entries.get("/Length") ?? "";
    if (NUMBER.test(length)) {
      const end = at + Number(length);
      if (end <= source.size && END_OF_STREAM.test(latin1(await source.take(end, BEHIND)))) {
        return { at, size: Number(length), end };
      }
    }
    for (let place = at; ;) {
      const window = latin1(await source.take(place, WINDOW));
      const found = window.indexOf("endstream");
      if (found >= 0) {
        const end = place + found;
        const before = latin1(await source.read(Math.max(at, end - 2), Math.min(2, end - at)));
        return { at, size: end - at - (LINE_END.exec(before)?.[0].length ?? 0), end };
      }
      if (place + window.length >= source.size) damaged();
      place += window.length - "endstream".length + 1;
    }
  }

  /**
   * Look into a stream that may say something.
   * @param {Entries} entries
   * @param {Stream} stream
   */
  async content(entries, stream) {
    if (entries.get("/Type") === "/Metadata" || entries.get("/Subtype") === "/XML") {
      readProperties(await this.unpacked(entries, stream), this.findings);
    } else if (entries.get("/Type") === "/ObjStm") {
      this.innerObjects(entries, latin1(await this.unpacked(entries, stream)));
    } else if (entries.get("/Subtype") === "/Image" && filterOf(entries) === "/DCTDecode") {
      await inspectPicture(this.source.view(stream.at, stream.size), this.findings);
    }
  }

  /**
   * @param {Entries} entries
   * @param {Stream} stream
   */
  async unpacked(entries, { at, size }) {
    const packed = await this.source.part(at, size);
    if (!filterOf(entries)) return packed;
    if (filterOf(entries) !== "/FlateDecode" || entries.has("/DecodeParms")) unseen();
    return this.source.inflate(packed, "deflate");
  }

  /**
   * Look at the objects of an object stream.
   * @param {Entries} entries
   * @param {string} text
   */
  innerObjects(entries, text) {
    const first = entries.get("/First") ?? "";
    if (!NUMBER.test(first)) damaged();
    let at = 0;
    for (let rest = MOST_INNER; rest > 0; rest -= 1) {
      const match = matchAt(HEADER, text, at);
      if (!match) return;
      at = match.end;
      this.findings.spend();
      const found = parseDictionary(text, Number(first) + Number(match[1]), this.findings);
      if (found) this.dictionary(found.entries);
    }
    unseen();
  }

  /** Note what was collected, now that it is known whether it can be read. */
  finish() {
    if (this.ends > (this.linearized ? 2 : 1)) this.findings.add("revision");
    if (this.encrypted) this.findings.mark("encrypted");
    else for (const entries of this.strings) this.note(entries);
  }

  /** @param {Entries} entries */
  note(entries) {
    for (const [key, value] of entries) {
      const text = stringOf(value)?.replace(/^D:/, "");
      if (text === undefined) continue;
      const kind = PEOPLE.get(key);
      // PDF calls the program that wrote the document its creator.
      if (!hasAny(entries, NOT_INFO)) addNamed(this.findings, key === "/Creator" ? "CreatorTool" : key, text);
      // The contents of a signature are no text.
      else if (kind && (key !== "/Contents" || entries.has("/Rect"))) this.findings.add(kind, text);
    }
  }
}

/**
 * Say whether a dictionary may be an information dictionary, an annotation or a signature.
 * @param {Entries} entries
 */
function hasStrings(entries) {
  if (entries.has("/Rect")) return !entries.has("/FT");
  return (hasAny(entries, INFO) && !hasAny(entries, NOT_INFO)) || entries.get("/Type") === "/Sig";
}

/**
 * @param {Entries} entries
 * @param {string[]} names
 */
function hasAny(entries, names) {
  return names.some((name) => entries.has(`/${name}`));
}

/** @param {Entries} entries */
function filterOf(entries) {
  return (entries.get("/Filter") ?? "").replace(/^[[\] ]+|[[\] ]+$/g, "");
}

/**
 * Note what all objects say; an encrypted file says only that it is one.
 * @param {Source} source
 * @param {Findings} findings
 */
export async function inspectPdf(source, findings) {
  const walk = new Walk(source, findings);
  await findings.guarded(() => walk.run());
  walk.finish();
}
