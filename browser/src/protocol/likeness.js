/**
 * Whether somebody who is reported may be somebody on the signed lists: finds whom to ask about, decides nothing. The
 * portal without scripts compares in the same way (`wbs/cases/conflicts/likeness.py`).
 *
 * A name is compared as people misread and misspell it: without titles, case, marks and order, one letter apart, by
 * letters of other scripts that look like Latin ones. Rather one question too many than a key for the accused.
 */

import { excludables } from "./naming.js";

/** @typedef {import("./documents.d.ts").Accused} Accused */
/** @typedef {import("./documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("./naming.js").Excludable} Excludable */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/**
 * One phrase, ready to be compared: `telling` are words that are neither titles nor posts, `joined` its letters in a
 * row without titles, `row` all of them.
 * @typedef {{telling: string[], joined: string, row: string}} Words
 */

/** Latin letters, each with those of other scripts that look like it. */
const LOOKS = [
  ...["a\u0410\u0430\u0391\u03b1\u0251", "b\u0412\u0432\u0392\u03b2", "c\u0421\u0441", "d\u0501\u0111"],
  ...["e\u0415\u0435\u0395\u03b5", "g\u050d\u0261\u0581", "h\u041d\u043d\u0397\u04bb\u0570"],
  ...["i\u0406\u0456\u0399\u03b9\u0131|\u01c0", "j\u0408\u0458", "k\u041a\u043a\u039a\u03ba"],
  ...["l\u04cf\u04c0\u0142\u0140", "m\u041c\u043c\u039c", "n\u039d\u03b7\u0578\u043f"],
  ...["o\u041e\u043e\u039f\u03bf\u0585\u00f8", "p\u0420\u0440\u03a1\u03c1", "q\u051b", "r\u0433"],
  ...["s\u0405\u0455\u03a3\u03c3\u03c2", "t\u0422\u0442\u03a4\u03c4", "u\u03bc\u03c5\u057d", "v\u03bd"],
  ...["w\u051d\u03c9", "x\u0425\u0445\u03a7\u03c7", "y\u0423\u0443\u03a5\u03b3", "z\u0396"],
];
const LOOKING = new Map(LOOKS.flatMap(([latin, ...others]) => others.map((other) => [other, latin])));
/** @type {Record<string, string>} */
const DIGITS = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 8: "b" };
const TITLES =
  "drs dra dr drg ir h hj hjh haji hajah prof kh ust ustad ustadz rd se sh st sip spd sag ssos skom skm stp sik mm mh " +
  "mt mpd msi mkes mkom msc mba map mag mhum phd ak ca sos si pd kom kes ag kn hum ap sc tr amd md pak bu bapak ibu " +
  "bpk sdr sdri saudara saudari mas mbak bang kak mr mrs ms the of and dan atau dari di pada yang";
const ROLES =
  "petugas pegawai staf staff kepala ketua wakil anggota pejabat penerima penelaah pemeriksa pimpinan orang seorang " +
  "oknum bernama nama inisial kantor bagian bidang seksi sub subbagian unit dinas badan tim team kabupaten kab kota " +
  "provinsi prov pemerintah head office officer person someone member";
const MUHAMMAD = /^(m|mo?u?h|mo?u?hd|mo?u?c?ha?m+a?[dt]h?)$/;
const SOUNDS = { oe: "u", dj: "j", tj: "c", ch: "h", sj: "s", sy: "s", dh: "d", th: "t", ph: "f", v: "f" };
/** Letters of names that people exchange: Edy and Edi, Jani and Yani, Rizqi and Risky. */
const SPELLINGS = { kh: "h", y: "i", j: "i", z: "s", q: "k" };
const ROMAN = /^(?=.)x{0,3}(ix|iv|v?i{0,3})$/;
const NUMBER = /^([ivx]+|[0-9]+)$/;
const INSPECTORATE = /^(in[sc]p[ei]k|irban|itda|itkab|itko|itpro[vf]|apip|auditor|p2upd)/;
const JOINED_CHARS = 6;
const NEAR_CHARS = 5;
const SHORT_CHARS = 3;
const READ_CHARS = 300;
const MOST_PHRASES = 12;
const SAID_TITLES = new Set(TITLES.split(" ").map(sound));
const SAID_ROLES = new Set(ROLES.split(" ").map(sound));

/**
 * List who on the signed lists may be somebody who is reported, and is not excluded yet: officers, units and offices as
 * `excludables` lists them, and agencies as a whole where an inspectorate is named.
 * @param {TrustBook} book
 * @param {string} agency the one that the report is about
 * @param {Accused[]} accused everybody who is reported, as they were named
 * @param {Exclusion[]} excluded whom the record excludes, in the form in which it says so
 * @returns {Excludable[]}
 */
export function namesakes(book, agency, accused, excluded) {
  const known = excludables(book, agency).map((one) => ({ one, words: wordsOf(one.name) }));
  const found = accused.flatMap((person) => meant(agency, known, phrasesOf(person)));
  const isOut = (/** @type {Exclusion} */ { agency: of, reader, unit }) =>
    excluded.some((out) => out.agency === of && (isWhole(out) || (out.reader === reader && out.unit === unit)));
  const once = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...once.values()].filter(({ exclusion }) => !isOut(exclusion));
}

/**
 * List whom phrases about one person may mean. Somebody of that name is asked about wherever they serve; a unit or
 * office of the agencies above only where such an agency is named, for posts have the same names everywhere.
 * @param {string} agency
 * @param {Array<{one: Excludable, words: Words}>} known
 * @param {Words[]} phrases
 * @returns {Excludable[]}
 */
function meant(agency, known, phrases) {
  const names = new Map(known.map(({ one }) => [one.exclusion.agency, one.agencyName]));
  const named = [...names].filter(([, name]) => phrases.some((phrase) => hasAll(phrase, placesOf(name))));
  const isInspectorate = phrases.some(({ telling }) => telling.some((word) => INSPECTORATE.test(word)));
  const whole = (named.length > 0 ? named : [...names].slice(0, 1)).map(([code, name]) => whollyOf(code, name));
  const near = new Set([agency, ...named.map(([code]) => code)]);
  const found = known.filter(({ one: { exclusion }, words }) =>
    exclusion.reader === undefined
      ? near.has(exclusion.agency) && phrases.some((phrase) => isUnit(phrase, words))
      : phrases.some((phrase) => isPerson(phrase, words)),
  );
  return [...(isInspectorate ? whole : []), ...found.map(({ one }) => one)];
}

/**
 * @param {string} agency
 * @param {string} name
 * @returns {Excludable}
 */
function whollyOf(agency, name) {
  return { name, agencyName: name, fullName: `${name} (${name})`, exclusion: { agency } };
}

/** @param {Exclusion} exclusion */
function isWhole({ reader, unit }) {
  return reader === undefined && unit === undefined;
}

/**
 * Give all that was said of somebody, whole and in phrases: a comma may stand within a name.
 * @param {Accused} accused
 */
function phrasesOf({ name = "", post = "", unit = "" }) {
  const given = [name, post, unit].map((text) => [...text].slice(0, READ_CHARS).join(""));
  const pieces = new Set(given.flatMap((text) => [text, ...text.split(/[,;\n/()]+/).slice(0, MOST_PHRASES)]));
  return [...pieces].map(wordsOf).filter(({ row }) => row !== "");
}

/** @param {string} name */
function placesOf(name) {
  return wordsOf(name).telling.filter((word) => !INSPECTORATE.test(word));
}

/**
 * Say whether one has all telling words of the other, or both have two, or the name stands in a row of letters.
 * @param {Words} typed
 * @param {Words} named
 */
function isPerson(typed, named) {
  if (isJoined(typed, named) || hasInARow(typed, named, 1)) return true;
  const isTold = (/** @type {string} */ word) => word.length > 1 && /^\p{L}+$/u.test(word) && hasAll(typed, [word]);
  const whole = named.telling.filter(isTold);
  const isAll =
    sharedOf(named, typed).length === named.telling.length || sharedOf(typed, named).length === typed.telling.length;
  return whole.length > 1 || (whole.length > 0 && isAll);
}

/**
 * Say whether a unit or office is named: a name of one word by itself, of several among others or in part.
 * @param {Words} typed
 * @param {Words} named
 */
function isUnit(typed, named) {
  if (typed.joined === named.joined || hasInARow(typed, named, 2)) return true;
  if (named.telling.length < 2) return typed.telling.length === 1 && hasAll(typed, named.telling);
  return hasAll(typed, named.telling) || (typed.telling.length > 1 && hasAll(named, typed.telling));
}

/**
 * Say whether all letters are the same, however words are parted, or one letter apart.
 * @param {Words} typed
 * @param {Words} named
 */
function isJoined(typed, named) {
  return named.joined !== "" && isSame(typed.joined, named.joined);
}

/**
 * Say whether a name stands in a text in which blanks are missing or too many; a number at its end may go on.
 * @param {Words} typed
 * @param {Words} named
 * @param {number} least
 */
function hasInARow({ row, joined }, named, least) {
  const isLong = named.telling.length >= least && named.joined.length >= JOINED_CHARS;
  if (!isLong || NUMBER.test(named.telling[named.telling.length - 1])) return false;
  return row.includes(named.joined) || joined.includes(named.joined);
}

/**
 * List words of one phrase that the other has, too, if only shortened.
 * @param {Words} these
 * @param {Words} those
 */
function sharedOf(these, those) {
  return these.telling.filter((word) => those.telling.some((other) => isSame(word, other) || isShort(word, other)));
}

/**
 * Say whether a phrase has all these words; none is not all.
 * @param {Words} phrase
 * @param {string[]} words
 */
function hasAll({ telling }, words) {
  return words.length > 0 && words.every((word) => telling.some((other) => isSame(word, other)));
}

/**
 * Say whether two words are the same, or long and at most one letter apart: changed, left out, or added.
 * @param {string} word
 * @param {string} other
 */
function isSame(word, other) {
  if (word === other) return true;
  const [short, long] = word.length > other.length ? [other, word] : [word, other];
  if (short.length < NEAR_CHARS) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  return short.slice(start + (short.length === long.length ? 1 : 0)) === long.slice(start + 1);
}

/**
 * Say whether one word is the other's first letters, few as they are.
 * @param {string} word
 * @param {string} other
 */
function isShort(word, other) {
  const [short, long] = word.length > other.length ? [other, word] : [word, other];
  return [...short].length <= SHORT_CHARS && long.startsWith(short);
}

/**
 * Cut a text into words as they are compared.
 * @param {string} text
 * @returns {Words}
 */
function wordsOf(text) {
  const flat = looking(text)
    .normalize("NFKD")
    .replaceAll(/(?![\t\n\v\f\r])[\p{M}\p{C}]/gu, "");
  const words = looking(flat)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(sound);
  const named = words.filter((word) => !SAID_TITLES.has(word));
  const telling = named.filter((word) => !SAID_ROLES.has(word)).map(spelt);
  const joined = (named.length > 0 ? named : words).map(spelt).join("");
  return { telling, joined, row: words.map(spelt).join("") };
}

/** @param {string} text */
function looking(text) {
  return [...text].map((letter) => LOOKING.get(letter) ?? letter).join("");
}

/**
 * Give a word as it sounds: old and new spelling, doubled letters, digits for letters, l and i alike.
 * @param {string} word
 * @returns {string}
 */
function sound(word) {
  if (ROMAN.test(word)) return word;
  const spelt = /\p{L}/u.test(word) ? word.replaceAll(/[013458]/g, (digit) => DIGITS[digit]) : word;
  if (MUHAMMAD.test(spelt)) return "muhamad";
  const said = Object.entries(SOUNDS).reduce((text, [old, now]) => text.replaceAll(old, now), spelt);
  return said.replaceAll(/(\p{L})\1+/gu, "$1").replaceAll("l", "i");
}

/**
 * Give a word that sounds like names of other spellings in one of them.
 * @param {string} word
 */
function spelt(word) {
  return Object.entries(SPELLINGS).reduce((text, [old, now]) => text.replaceAll(old, now), word);
}
