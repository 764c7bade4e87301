/**
 * Whether somebody whom a report names may be somebody on the signed lists: finds whom to ask about, decides nothing. The
 * portal without scripts compares in the same way (`wbs/cases/conflicts/likeness.py`; docs/spec/names.md).
 *
 * A name is compared as people misread and misspell it: without titles, case, marks and order, one letter apart, by
 * letters of other scripts that look like Latin ones, as people are called. Rather one question too many than a key for
 * the accused; but in the story, where many are named, only for a whole name, or two parts of it.
 */

import { CALLED } from "./common-names.js";
import { Mentions } from "./mentions.js";
import { excludables } from "./naming.js";
import { isNear, isNumber, isTelling, wordsOf } from "./spelling.js";

/** @typedef {import("./documents.d.ts").Accused} Accused */
/** @typedef {import("./documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("./documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("./naming.js").Excludable} Excludable */
/** @typedef {import("./spelling.js").Word} Word */
/** @typedef {import("./spelling.js").Words} Words */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {{one: Excludable, words: Words}} Known */
/**
 * What a report says in which somebody may be named: of whoever is reported, of whoever must not learn of it, and all
 * else.
 * @typedef {{accused: Accused[], keepFrom?: string, story?: string[]}} Writing
 */
/**
 * Who of the lists may be named in a report, agencies as a whole where an inspectorate is named; `mentioned` stand in
 * the story.
 * @typedef {{all: Excludable[], mentioned: Excludable[]}} Namesakes
 */

const INSPECTORATE = /^([il](n[sc]p[ei]k|rban|tda|tkab|tko|tpro[vf])|apip|auditor|p2upd)/;
const JOINED_CHARS = 6;
const NEAR_CHARS = 5;
const SHORT_CHARS = 3;
const CALLED_CHARS = 7;
const READ_CHARS = 300;
const MOST_PHRASES = 12;
const SAID_CALLED = new Set(
  CALLED.split(";").map((pair) =>
    wordsOf(pair)
      .all.map(({ spelt }) => spelt)
      .join(" "),
  ),
);

/**
 * Give what a report says.
 * @param {ReportBody} report
 * @returns {Writing}
 */
export function writingOf(report) {
  const texts = [
    ...[report.title, report.what, report.where, report.when, report.how, report.why, report.loss],
    ...[report.witnesses, report.evidence_held_by, report.danger, report.accommodation],
    ...(report.reported_elsewhere ?? []).map(({ channel }) => channel),
  ];
  const story = texts.filter((text) => text !== undefined);
  return { accused: report.accused, keepFrom: report.keep_from, story };
}

/**
 * List who on the signed lists may be named in a report about an agency.
 * @param {TrustBook} book
 * @param {string} agency
 * @param {Writing} writing
 */
export function namesakes(book, agency, writing) {
  return namesakesAmong(excludables(book, agency), agency, writing);
}

/**
 * List who of some may be named; as `namesakes`.
 * @param {Excludable[]} listed
 * @param {string} agency
 * @param {Writing} writing
 * @returns {Namesakes}
 */
export function namesakesAmong(listed, agency, { accused, keepFrom = "", story = [] }) {
  const known = listed.map((one) => ({ one, words: wordsOf(one.name) }));
  const written = keepFrom ? [...accused, { name: keepFrom }] : accused;
  const found = written.flatMap((person) => meant(agency, known, phrasesOf(person)));
  const named = accused.flatMap(({ name = "", post = "", unit = "" }) => [name, post, unit]);
  const mentioned = mentionedIn([...story, keepFrom, ...named].filter(Boolean).map(wordsOf), agency, known);
  const all = new Map([...found, ...mentioned].map((one) => [JSON.stringify(one), one]));
  return { all: [...all.values()], mentioned };
}

/**
 * Give those who are not excluded yet.
 * @param {Namesakes} named
 * @param {Exclusion[]} excluded in the form in which the record says so
 */
export function openOf({ all }, excluded) {
  const isOut = (/** @type {Exclusion} */ { agency, reader, unit }) =>
    excluded.some((out) => out.agency === agency && (isWhole(out) || (out.reader === reader && out.unit === unit)));
  return all.filter(({ exclusion }) => !isOut(exclusion));
}

/**
 * Name what answers are about: what was written of whoever is reported or must not learn of it, and who stands in the
 * story. Whoever was said to be another one may be one of those who are named now.
 * @param {Writing} writing
 * @param {Namesakes} named
 */
export function aboutOf({ accused, keepFrom }, { mentioned }) {
  return JSON.stringify([accused, keepFrom ?? "", mentioned.map(({ fullName }) => fullName)]);
}

/**
 * List who stands in a story: people of that name wherever they serve, of units and offices the own ones.
 * @param {Words[]} stories
 * @param {string} agency
 * @param {Known[]} known
 */
function mentionedIn(stories, agency, known) {
  const isPost = (/** @type {Excludable} */ { exclusion }) => exclusion.reader === undefined;
  const people = known.filter(({ one }) => !isPost(one)).map(({ words }) => words);
  const mentions = stories.map((story) => new Mentions(story, people));
  const found = known.filter(({ one, words }) =>
    isPost(one)
      ? one.exclusion.agency === agency && mentions.some((mention) => mention.hasUnit(words))
      : mentions.some((mention) => mention.hasPerson(words)),
  );
  return found.map(({ one }) => one);
}

/**
 * List whom phrases about one person may mean. Somebody of that name is asked about wherever they serve; a unit or
 * office of the agencies above only where such an agency is named, for posts have the same names everywhere. Whose name
 * cannot be read here is always asked about.
 * @param {string} agency
 * @param {Known[]} known
 * @param {Words[]} phrases
 * @returns {Excludable[]}
 */
function meant(agency, known, phrases) {
  const names = new Map(known.map(({ one }) => [one.exclusion.agency, one.agencyName]));
  const named = [...names].filter(([, name]) => phrases.some((phrase) => hasAll(phrase, placesOf(name))));
  const isInspectorate = phrases.some(({ all }) => all.some(isOfInspectorate));
  const whole = (named.length > 0 ? named : [...names].slice(0, 1)).map(([code, name]) => whollyOf(code, name));
  const near = new Set([agency, ...named.map(([code]) => code)]);
  const found = known.filter(({ one: { exclusion }, words }) =>
    exclusion.reader === undefined
      ? near.has(exclusion.agency) && (words.isVeiled || phrases.some((phrase) => isUnit(phrase, words)))
      : words.isVeiled || phrases.some((phrase) => isPerson(phrase, words)),
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
  const telling = wordsOf(name).all.filter(isTelling);
  return telling.filter((word) => !isOfInspectorate(word)).map(({ spelt }) => spelt);
}

/** @param {Word} word */
function isOfInspectorate({ sound }) {
  return INSPECTORATE.test(sound);
}

/**
 * Say whether one has all telling words of the other, or both have two, or the name stands in a row of letters.
 * @param {Words} typed
 * @param {Words} named
 */
function isPerson(typed, named) {
  if (isJoined(typed, named) || hasInARow(typed, named, 1)) return true;
  const names = named.telling.filter((word) => word.length > 1 && /^\p{L}+$/u.test(word) && !isNumber(word));
  const told = names.filter((word) => typed.telling.some((one) => isSame(one, word) || isCalled(one, word)));
  const isAll =
    named.telling.every((word) => typed.telling.some((one) => isAlike(one, word))) ||
    typed.telling.every((one) => named.telling.some((word) => isAlike(one, word)));
  return told.length > 1 || (told.length > 0 && isAll);
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
  if (!isLong || isNumber(named.telling[named.telling.length - 1])) return false;
  return row.includes(named.joined) || joined.includes(named.joined);
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
 * Say whether two words are the same, or long and one letter apart.
 * @param {string} word
 * @param {string} other
 */
function isSame(word, other) {
  return word === other || isNear(word, other, NEAR_CHARS);
}

/**
 * Say whether one word is the other's first letters, few as they are.
 * @param {string} word
 * @param {string} other
 */
function isShort(word, other) {
  const [short, long] = byLength(word, other);
  return short.length <= SHORT_CHARS && long.startsWith(short);
}

/**
 * Say whether a word that was written may be one of a name, if only shortened.
 * @param {string} written
 * @param {string} listed
 */
function isAlike(written, listed) {
  return isSame(written, listed) || isShort(written, listed) || isCalled(written, listed);
}

/**
 * Say whether somebody of one name is called by the other: its beginning, its end, or as people say. A listed name of
 * three letters is no end of what was written: too many words end so.
 * @param {string} written
 * @param {string} listed
 */
function isCalled(written, listed) {
  const [short, long] = byLength(written, listed);
  const least = short === written ? SHORT_CHARS : SHORT_CHARS + 1;
  const isFit = SHORT_CHARS <= short.length && short.length <= CALLED_CHARS && !isNumber(short);
  const isPart = isFit && (long.startsWith(short) || (short.length >= least && long.endsWith(short)));
  return isPart || SAID_CALLED.has(`${written} ${listed}`) || SAID_CALLED.has(`${listed} ${written}`);
}

/**
 * @param {string} word
 * @param {string} other
 */
function byLength(word, other) {
  return word.length > other.length ? [other, word] : [word, other];
}
