/**
 * Who gets the keys of a new case: by the rank of whom it concerns and by whom its reporter excludes
 * (docs/spec/directory.md, "Who receives what"). Opens nothing.
 */

import { governing, receivers, recipientsOf, UNKNOWN_RANK } from "./channels.js";
import { ChannelClosedError, NobodyLeftError } from "./errors.js";
import { isExcluded, isPostExcluded, normalised, rulesItself } from "./exclusions.js";

/** @typedef {import("./channels.js").Recipient} Recipient */
/** @typedef {import("./documents.d.ts").Custodian} Custodian */
/** @typedef {import("./documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {import("./trust.js").VerifiedDirectory} VerifiedDirectory */

const MAX_EXCLUDED = 128;
const MAX_SENDING = 64;

/**
 * Who gets the keys of one case, and who never does: `excluded` is what its record says; `passed` are agencies that
 * would have read it, and cannot because of whom the reporter excludes.
 * @typedef {object} Chosen
 * @property {VerifiedDirectory} directory of the governing agency
 * @property {Recipient[]} recipients in record order
 * @property {Exclusion[]} excluded
 * @property {Custodian} [custodian] who holds the second key of the reporter's identity; an excluded one is
 *   replaced by the one above
 * @property {string} [custodianAgency] where that one stands
 * @property {string[]} passed
 */

/**
 * Choose who reads a report about somebody of a rank at an agency.
 *
 * The signed table says which agency governs it. Where exclusions leave too few receivers there, or no more than half, or
 * exclude somebody who signs that agency's directory, the agency above governs instead.
 * @param {TrustBook} book
 * @param {{agency: string, rank: string, exclusions: Exclusion[]}} about
 * @param {{today: string, released: string}} days
 * @returns {Chosen}
 * @throws {ChannelClosedError} no agency may receive it, or the one that may is closed to all.
 * @throws {NobodyLeftError} the exclusions leave nobody, up to the highest agency.
 * @throws {import("./errors.js").RefusedError} documents that do not verify, or no exclusions.
 */
export function chooseRecipients(book, { agency, rank, exclusions }, days) {
  const first = governing(book.agencies.document, agency, rank);
  const excluded = normalised([...exclusions, ...barred(book, agency, rank)], book);
  recipientsAt(book, first, [], days);
  if (excluded.length > MAX_EXCLUDED) throw new NobodyLeftError("more exclusions than a record takes");
  /** @type {string[]} */
  const passed = [];
  for (const level of levelsAbove(book, first)) {
    try {
      const found = recipientsAt(book, level, excluded, days);
      return { ...found, excluded, ...custodianFor(book, level, excluded), passed };
    } catch (error) {
      if (!(error instanceof ChannelClosedError)) throw error;
      passed.push(level);
    }
  }
  throw new NobodyLeftError("nobody is left who may read the report");
}

/**
 * Give an agency's newest directory, and who of it gets a case with these exclusions, in record order. Whoever distrusts
 * half of an agency's receivers is heard above, if anybody is there: a report that keeps the honest ones out is not left
 * to the others alone.
 * @param {TrustBook} book
 * @param {string} agency
 * @param {Exclusion[]} excluded
 * @param {{today: string, released: string}} days
 * @throws {ChannelClosedError} no directory, an expired one, or too few receivers in force.
 * @throws {NobodyLeftError} too few receivers are left, or no more than half while an agency above could read it, or the
 *   directory is signed by somebody excluded.
 */
export function recipientsAt(book, agency, excluded, days) {
  const { directory, recipients, left, serving } = leftAt(book, agency, excluded, days);
  if (2 * left <= serving && couldReadAbove(book, agency, excluded, days)) {
    throw new NobodyLeftError("the exclusions leave no more than half of the receivers");
  }
  return { directory, recipients };
}

/**
 * Give who of an agency's receivers is left, and of how many; throws as `recipientsAt` but for half of them.
 * @param {TrustBook} book
 * @param {string} agency
 * @param {Exclusion[]} excluded
 * @param {{today: string, released: string}} days
 */
function leftAt(book, agency, excluded, { today, released }) {
  if (!book.isOpen(agency)) throw new ChannelClosedError("the governing agency has no directory yet");
  const directory = book.newest(agency);
  const serving = receivers(directory.document, today, released);
  const isLeft = (/** @type {string} */ reader) => !isExcluded({ agency, reader }, directory, excluded);
  const chosen = serving.filter(({ id }) => isLeft(id));
  if (rulesItself(directory, excluded) || chosen.length < directory.document.policy.minimum_readers) {
    throw new NobodyLeftError("the exclusions leave too few, or somebody who signs the directory is among them");
  }
  const recipients = recipientsOf(directory, chosen).filter(({ name }) => isLeft(name.reader));
  return { directory, recipients, left: chosen.length, serving: serving.length };
}

/**
 * Say whether some agency above is left as many receivers as its policy asks.
 * @param {TrustBook} book
 * @param {string} agency
 * @param {Exclusion[]} excluded
 * @param {{today: string, released: string}} days
 */
function couldReadAbove(book, agency, excluded, days) {
  return [...levelsAbove(book, agency)].some((level) => {
    try {
      return level !== agency && leftAt(book, level, excluded, days).left > 0;
    } catch (error) {
      if (error instanceof ChannelClosedError) return false;
      throw error;
    }
  });
}

/**
 * Give the custodian of a governing agency; the next one above if that one is excluded. An agency without a
 * custodian takes no identities, whoever stands above it.
 * @param {TrustBook} book
 * @param {string} agency
 * @param {Exclusion[]} excluded
 * @returns {{custodian?: Custodian, custodianAgency?: string}}
 */
export function custodianFor(book, agency, excluded) {
  for (const level of levelsAbove(book, agency)) {
    const directory = book.isOpen(level) ? book.newest(level) : null;
    const custodian = directory?.document.custodian;
    if (!directory || !custodian) break;
    if (!rulesItself(directory, excluded) && !isPostExcluded(level, custodian, excluded)) {
      return { custodian, custodianAgency: level };
    }
  }
  return {};
}

/**
 * Give an agency and every one above it by the signed table, the lowest first.
 * @param {TrustBook} book
 * @param {string} agency
 */
export function levelsAbove(book, agency) {
  const { agencies } = book.agencies.document;
  const levels = new Set();
  let entry = agencies.find((candidate) => candidate.agency === agency);
  while (entry && !levels.has(entry.agency)) {
    const { parent } = entry;
    levels.add(entry.agency);
    entry = agencies.find((candidate) => candidate.agency === parent);
  }
  return levels;
}

/**
 * Exclude whoever the signed table lets not judge this rank: the accused's own inspectorate never reads the case. All
 * agencies are named that send this rank to the same one, so that the record does not tell which it is about; of very
 * many only the one.
 * @param {TrustBook} book
 * @param {string} agency
 * @param {string} rank
 * @returns {Exclusion[]}
 */
function barred(book, agency, rank) {
  const { agencies } = book.agencies.document;
  const code = governing(book.agencies.document, agency, rank);
  if (rank === UNKNOWN_RANK || code === agency) return [];
  const sending = agencies
    .filter(({ routes }) => routes.some((one) => one.rank === rank && one.agency === code))
    .map((entry) => entry.agency)
    .filter((one) => one !== code);
  return (sending.length <= MAX_SENDING ? sending : [agency]).map((one) => ({ agency: one }));
}
