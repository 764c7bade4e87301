/** What an officer writes down of somebody else's report: checked, and made the report that is sealed. */

import { fitsIdentity, referencesOf, titleOf, withoutGaps } from "../../shared/answers.js";
import { normalised } from "../../shared/text.js";

/** @typedef {import("../../protocol/documents.d.ts").Contact} Contact */
/** @typedef {import("../../protocol/documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("../../protocol/documents.d.ts").IntakeChannel} IntakeChannel */
/** @typedef {import("../../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {{name: string, post: string, unit: string}} Named */
/** @typedef {Named & {rank: string}} Person */
/** @typedef {import("./looking.js").Chosen} Chosen */
/** @typedef {"anonymous" | "confidential" | "named"} Mode */

/** Texts of a draft, with the most characters that each may have; those in `LINES` are one line. */
export const LIMITS = {
  reference: 120,
  title: 80,
  what: 50_000,
  where: 5_000,
  when: 5_000,
  how: 50_000,
  why: 50_000,
  loss: 5_000,
  witnesses: 5_000,
  evidence_held_by: 5_000,
  elsewhere: 5_000,
  keep_from: 5_000,
  danger: 5_000,
  accommodation: 5_000,
};
export const LINES = ["reference", "title"];
/** @type {Record<keyof Contact, number>} */
export const CONTACT_LIMITS = { name: 120, address: 300, occupation: 120, phone: 120, other: 120 };
export const NAMED_LIMITS = { name: 5_000, post: 120, unit: 120 };
/** How reports come that an officer writes down. @type {IntakeChannel[]} */
export const CHANNELS = ["walk-in", "telephone", "letter", "box", "whatsapp", "sms-1708", "x", "e-mail", "sp4n-lapor"];
/** Without this act an officer takes down what comes from SP4N-LAPOR! alone; the server takes no other from them. */
const COUNTER = "write-to-reporters";

/**
 * Give the channels of what an officer may take down.
 * @param {string[]} acts
 */
export function channelsFor(acts) {
  return acts.includes(COUNTER) ? CHANNELS : CHANNELS.filter((channel) => channel === "sp4n-lapor");
}
/** Where whoever reports is listening: the text is read back before it is sealed. */
export const SPOKEN = ["walk-in", "telephone"];
/** What comes with a number of its own, without which it is not found again there. */
const NUMBERED = ["sp4n-lapor"];
/** The oldest day of arrival that is taken, in days before today. */
export const OLDEST_DAYS = 366;
export const MAX_ACCUSED = 20;
export const MAX_FILES = 10;
export const MAX_FILE_BYTES = 100 << 20;
/** Whether it has happened, is happening, or is about to. */
export const TIMINGS = ["past", "ongoing", "expected"];
/** Texts that stand in the report otherwise than they are typed, or not at all. */
const MADE = ["reference", "title", "elsewhere"];
const DAY_MS = 86_400_000;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const LINE_CONTROLS = /[\u0000-\u001f\u007f]+/g;

/** @typedef {Record<keyof typeof LIMITS, string>} Texts */
/**
 * @typedef {Texts & {
 *   channel: IntakeChannel | "",
 *   received: string,
 *   agency: string,
 *   category: string,
 *   relation: string,
 *   timing: string,
 *   accused: Person[],
 *   excluded: Exclusion[],
 *   others: string[],
 *   writing: string,
 *   mode: Mode | "",
 *   contact: Record<keyof Contact, string>,
 *   files: Chosen[],
 * }} Draft
 */

/**
 * @param {string} agency the officer's own
 * @param {string} today
 * @returns {Draft}
 */
export function emptyDraft(agency, today) {
  const texts = /** @type {Texts} */ (Object.fromEntries(Object.keys(LIMITS).map((name) => [name, ""])));
  const contact = { name: "", address: "", occupation: "", phone: "", other: "" };
  return {
    ...texts,
    ...{ channel: "", received: today, agency, category: "", relation: "", timing: "" },
    ...{ accused: [nobody()], excluded: [], others: [], writing: "", mode: "", contact, files: [] },
  };
}

/**
 * Tell exclusions apart.
 * @param {Exclusion} exclusion
 */
export function keyOf({ agency, reader, unit }) {
  return JSON.stringify([agency, reader ?? null, unit ?? null]);
}

/**
 * Give everybody who bears a name: whoever is left out by it is left out with all of them, as on the reporters' page.
 * @param {import("../../protocol/naming.js").Excludable[]} among
 * @param {string} fullName
 * @returns {import("../../protocol/documents.d.ts").Exclusion[]}
 */
export function bearersOf(among, fullName) {
  const found = among.filter((one) => one.fullName === fullName).map(({ exclusion }) => exclusion);
  return [...new Map(found.map((exclusion) => [keyOf(exclusion), exclusion])).values()];
}

/** @returns {Person} */
export function nobody() {
  return { name: "", post: "", unit: "", rank: "" };
}

/**
 * Give the rank classes that decide who reads: of the first person, and of every other of whom something was written.
 * @param {Draft} draft
 * @returns {string[]} "" for one that was not chosen
 */
export function ranksOf({ accused }) {
  return accused.filter((one, place) => place === 0 || isThere(one)).map(({ rank }) => rank);
}

/**
 * Say whether something was written that would be lost.
 * @param {Draft} draft
 */
export function isWritten(draft) {
  const typed = Object.keys(LIMITS).map((name) => draft[/** @type {keyof Texts} */ (name)]);
  const texts = [...typed, ...Object.values(draft.contact), ...draft.accused.flatMap(Object.values)];
  return texts.some((text) => text.trim() !== "") || draft.files.length > 0;
}

/**
 * List what is missing or cannot be: names of fields, in the order of the form.
 * @param {Draft} draft
 * @param {string} today
 * @returns {string[]}
 */
export function flawsOf(draft, today) {
  const isNumbered = NUMBERED.includes(draft.channel);
  const isNamed = draft.mode === "confidential" || draft.mode === "named";
  /** @type {Array<[string, boolean]>} */
  const looked = [
    ["channel", draft.channel !== ""],
    ["reference", !isNumbered || oneLine(draft.reference) !== ""],
    ["received", isTakenDay(draft.received, today)],
    ["agency", draft.agency !== ""],
    ["accused", accusedOf(draft).length > 0],
    ...draft.accused.map((one, place) => ranked(one, place)),
    ["what", normalised(draft.what) !== ""],
    ["where", normalised(draft.where) !== ""],
    ["when", normalised(draft.when) !== ""],
    ["category", draft.category !== ""],
    ["elsewhere", referencesOf(normalised(draft.elsewhere)) !== undefined],
    ["mode", draft.mode !== ""],
    ["contact", !isNamed || oneLine(draft.contact.name) !== ""],
    ["identity", !isNamed || fitsIdentity(contactIn(draft))],
    ["files", draft.files.length <= MAX_FILES && draft.files.every(({ file }) => file.size <= MAX_FILE_BYTES)],
    ["undecided", draft.files.every((one) => one.state === "ready")],
  ];
  return looked.filter(([, isFit]) => !isFit).map(([field]) => field);
}

/**
 * Make the report of a draft without flaws. Its `rank` is the first person's; whoever seals it puts the one that decides there.
 * @param {Draft} draft
 * @returns {ReportBody}
 */
export function reportOf(draft) {
  const { channel, reference, received, mode } = draft;
  const texts = Object.keys(LIMITS).filter((name) => !MADE.includes(name));
  const references = referencesOf(normalised(draft.elsewhere));
  const given = texts.map((name) => [name, normalised(draft[/** @type {keyof Texts} */ (name)])]);
  return withoutGaps({
    type: /** @type {const} */ ("wbs-report/v1"),
    .../** @type {any} */ (Object.fromEntries(given)),
    title: oneLine(draft.title) || titleOf(normalised(draft.what)),
    accused: accusedOf(draft),
    rank: draft.accused[0].rank,
    region: draft.agency,
    category: draft.category,
    relation: draft.relation,
    timing: draft.timing,
    reported_elsewhere: references?.length ? references : undefined,
    identity_mode: /** @type {Mode} */ (mode),
    contact: mode === "named" ? contactIn(draft) : undefined,
    intake: withoutGaps({ channel, reference: oneLine(reference), received }),
  });
}

/**
 * Give what is sealed to the custodian alone: nothing unless the reporter chose so.
 * @param {Draft} draft
 */
export function contactOf(draft) {
  return draft.mode === "confidential" ? contactIn(draft) : undefined;
}

/**
 * @param {Draft} draft
 * @returns {Contact}
 */
function contactIn({ contact }) {
  const { address } = contact;
  const lines = Object.entries(contact).map(([name, text]) => [name, oneLine(text)]);
  return withoutGaps({ ...Object.fromEntries(lines), address: normalised(address) });
}

/**
 * Give everybody who is reported.
 * @param {Draft} draft
 */
export function accusedOf({ accused }) {
  const cleaned = accused.map(({ name, post, unit, rank }) =>
    withoutGaps({ name: normalised(name), post: oneLine(post), unit: oneLine(unit), rank }),
  );
  return cleaned.filter(({ name, unit }) => name !== undefined || unit !== undefined);
}

/**
 * @param {string} day
 * @param {string} today
 */
function isTakenDay(day, today) {
  const age = (Date.parse(today) - Date.parse(day)) / DAY_MS;
  return DAY.test(day) && age >= 0 && age <= OLDEST_DAYS;
}

/** @param {string} text */
function oneLine(text) {
  return text.toWellFormed().replace(LINE_CONTROLS, " ").trim();
}

/**
 * @param {Person} person
 * @param {number} place
 * @returns {[string, boolean]}
 */
function ranked(person, place) {
  return [`rank-${place}`, person.rank !== "" || (place > 0 && !isThere(person))];
}

/**
 * Say whether something was written of a person.
 * @param {Named} person
 */
function isThere({ name, post, unit }) {
  return [name, post, unit].some((text) => text.trim() !== "");
}
