/**
 * Chains of signed items, one for each author: who refers to what, what is missing, in which order they are shown.
 *
 * Messages and what officers write among themselves are chained alike (docs/spec/case.md, "Rules", "Opening"). Nothing
 * here opens anything.
 */

import { authorText } from "./records.js";

/** @typedef {import("./documents.d.ts").Head} Head */
/** @typedef {import("./records.js").Author} Author */
/** @typedef {{author: Author, seq: number, previous?: string, seen: Head[]}} Item One signed item of its author's chain. */

/**
 * What a client says about an item that is not as it should be:
 * `seal` does not open with the key of its epoch; `format` opens, but is no item of this version; `signature` not signed
 * by the author it names; `author` by someone who does not read the case or may not write; `transplant` belongs to
 * another case, epoch, author or place than the server says; `replay` the same sealed bytes a second time; `fork` two
 * items for one place, or a chain that does not fit what refers to it; `gap` something referred to is missing;
 * `not-confirmed` by someone since removed, and nobody who counts refers to it; `summary` not the one the report names;
 * `grant` no genuine key of an epoch came (`author` began the epoch, `seq` is its number).
 * @typedef {"seal" | "format" | "signature" | "author" | "transplant" | "replay" | "fork" | "gap" | "not-confirmed"
 *   | "summary" | "grant"} FindingKind
 */

/**
 * One thing to be said about one place; for an item that did not open, the place is what the server says.
 * @typedef {{kind: FindingKind, author: string, seq: number}} Finding
 */
/** @typedef {{author: string, seq: number}} Spot Author and number of an item. */
/** @typedef {Map<string, Spot & {digests: Set<string>}>} References By `placeOf`. */

/**
 * An item that verified, with the digest that others refer to it by and the signed envelope it came in. `confirmed` is
 * false if only someone since removed stands for it: shown, but never referred to.
 * @template {Item} Kind
 * @typedef {{message: Kind, digest: string, confirmed: boolean, author: string, envelope: Uint8Array}} Opened
 */

/**
 * What signed items say about places: which digest stands there, what explains that nothing does, and which numbers must
 * be there in any case.
 * @typedef {{references: References, removed?: ReadonlySet<string>, gone?: ReadonlySet<string>, expected?: Spot[]}} Claims
 */

/** Gaps told for each author: a number that somebody states is no reason to count up to it. */
const LISTED_GAPS = 100;

/**
 * Open items one by one; the same one twice, or two for one place, become findings.
 * @template {Item} Kind
 * @template {Spot} Sealed
 * @param {Sealed[]} items
 * @param {(sealed: Sealed) => string} digestOf
 * @param {(sealed: Sealed) => Promise<{message: Kind, envelope: Uint8Array} | FindingKind>} open
 */
export async function gather(items, digestOf, open) {
  /** @type {Map<string, Opened<Kind>>} */
  const opened = new Map();
  /** @type {Finding[]} */
  const refused = [];
  const digests = new Set();
  for (const sealed of items) {
    const { author, seq } = sealed;
    const digest = digestOf(sealed);
    const outcome = digests.has(digest) ? "replay" : await open(sealed);
    if (typeof outcome !== "string") digests.add(digest);
    const known = opened.get(placeOf(sealed));
    if (typeof outcome === "string") refused.push({ kind: outcome, author, seq });
    else if (known) refused.push({ kind: isSame(known.message, outcome.message) ? "replay" : "fork", author, seq });
    else opened.set(placeOf(sealed), { ...outcome, digest, confirmed: true, author });
  }
  return { opened: [...opened.values()], refused };
}

/**
 * Say whether two items, both read from their canonical form, say the same.
 * @param {Item} left
 * @param {Item} right
 */
function isSame(left, right) {
  return JSON.stringify(left) === JSON.stringify(right);
}

/**
 * Mark items that count: those that stand by themselves, and what they refer to, and so on (rule 4).
 * @template {Item} Kind
 * @param {Opened<Kind>[]} opened
 * @param {(message: Kind) => boolean} stands
 * @param {Head[]} [named] what records that count say was there
 * @returns {Opened<Kind>[]}
 */
export function confirm(opened, stands, named = []) {
  const places = byPlace(opened);
  const heads = new Set(named.map(({ author, seq, digest }) => `${authorText(author)} ${seq} ${digest}`));
  const isNamed = (/** @type {Opened<Kind>} */ { author, message, digest }) =>
    heads.has(`${author} ${message.seq} ${digest}`);
  const waiting = opened.filter((entry) => stands(entry.message) || isNamed(entry));
  const counted = new Set(waiting.map((entry) => entry.digest));
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    for (const found of referredBy(entry, places)) {
      if (counted.has(found.digest)) continue;
      counted.add(found.digest);
      waiting.push(found);
    }
  }
  return opened.map((entry) => ({ ...entry, confirmed: counted.has(entry.digest) }));
}

/**
 * Tell the items that do not count.
 * @param {Opened<Item>[]} marked
 * @returns {Finding[]}
 */
export function unconfirmed(marked) {
  const left = marked.filter((entry) => !entry.confirmed);
  return left.map(({ author, message }) => ({ kind: "not-confirmed", author, seq: message.seq }));
}

/**
 * Compare every claim with what is there (rules 5 and 7); `told` places are not told again as missing.
 * @param {Claims} claims
 * @param {Opened<Item>[]} opened
 * @param {ReadonlySet<string>} told
 */
export function chainFindings(
  { references: claimed, removed = new Set(), gone = new Set(), expected = [] },
  opened,
  told,
) {
  const present = new Map(opened.map((entry) => [placeOf(entry.message), entry.digest]));
  const known = new Set([...told, ...gone, ...present.keys()]);
  /** @type {Finding[]} */
  const findings = [];
  for (const [place, { author, seq, digests }] of claimed) {
    const found = present.get(place);
    const isOnly = digests.size === 1 && found !== undefined && digests.has(found);
    if (found !== undefined && !isOnly) findings.push({ kind: "fork", author, seq });
    if (found === undefined && [...digests].every((digest) => removed.has(digest))) known.add(place);
  }
  const stated = opened.map(({ author, message }) => ({ author, seq: message.seq }));
  return [...findings, ...holes([...expected, ...stated, ...claimed.values()], known)];
}

/**
 * Collect what authors say about their own chains: which digest stands before each item.
 * @param {Opened<Item>[]} opened
 * @returns {References}
 */
export function ownReferences(opened) {
  /** @type {References} */
  const found = new Map();
  for (const { message, author } of opened) {
    if (message.previous !== undefined) refer(found, { author, seq: message.seq - 1 }, message.previous);
  }
  return found;
}

/**
 * Collect what items that count, and `more`, say about places.
 *
 * Of people who are no `readers` nobody can have seen anything: such claims would only make work.
 * @param {Opened<Item>[]} opened
 * @param {Head[]} more
 * @param {ReadonlySet<string>} readers
 */
export function references(opened, more, readers) {
  const found = ownReferences(opened);
  const heads = opened.filter((entry) => entry.confirmed).flatMap((entry) => entry.message.seen);
  for (const { author, seq, digest } of [...heads, ...more]) {
    const name = authorText(author);
    if (readers.has(name)) refer(found, { author: name, seq }, digest);
  }
  return found;
}

/**
 * @template {Item} Kind
 * @param {Opened<Kind>[]} opened
 */
function byPlace(opened) {
  return new Map(opened.map((entry) => [placeOf(entry.message), entry]));
}

/**
 * Give the items that stand where this one says, with the digests it says.
 * @template {Item} Kind
 * @param {Opened<Kind>} entry
 * @param {ReadonlyMap<string, Opened<Kind>>} places
 */
function referredBy({ message }, places) {
  const { author, seq, previous, seen } = message;
  const before = previous === undefined ? [] : [{ author, seq: seq - 1, digest: previous }];
  return [...before, ...seen].flatMap((spot) => {
    const found = places.get(placeOf(spot));
    return found?.digest === spot.digest ? [found] : [];
  });
}

/**
 * @param {References} references
 * @param {Spot} spot
 * @param {string} digest
 */
function refer(references, spot, digest) {
  const place = placeOf(spot);
  const known = references.get(place) ?? { ...spot, digests: new Set() };
  known.digests.add(digest);
  references.set(place, known);
}

/**
 * Name the places that are missing below the newest one that is claimed.
 * @param {Spot[]} claimed
 * @param {ReadonlySet<string>} known
 */
function holes(claimed, known) {
  /** @type {Map<string, number>} */
  const newest = new Map();
  for (const { author, seq } of claimed) newest.set(author, Math.max(seq, newest.get(author) ?? 0));
  /** @type {Finding[]} */
  const findings = [];
  for (const author of [...newest.keys()].sort()) {
    const last = newest.get(author) ?? 0;
    let listed = 0;
    for (let seq = 1; seq <= last && listed < LISTED_GAPS; seq += 1) {
      if (known.has(placeOf({ author, seq }))) continue;
      findings.push({ kind: "gap", author, seq });
      listed += 1;
    }
  }
  return findings;
}

/**
 * Sort so that nothing stands before an earlier item of its author, nor before what its author had seen.
 *
 * The server's order is not trusted. In each round the next item of every author follows whose references all stand
 * already. Digests make no circles, but numbers that a gap parts from the rest can contradict them: then somebody whose
 * numbers are not all tied by `previous` goes first.
 * @template {Item} Kind
 * @param {Opened<Kind>[]} opened
 */
export function inOrder(opened) {
  const places = byPlace(opened);
  let chains = chainsOf(opened);
  /** @type {Opened<Kind>[]} */
  const ordered = [];
  const placed = new Set();
  while (chains.length > 0) {
    const free = chains.filter(([first]) => referredBy(first, places).every(({ digest }) => placed.has(digest)));
    const ready = free.length > 0 ? free : chains.filter((chain) => !isTied(chain)).slice(0, 1);
    for (const chain of ready) {
      const [first] = chain.splice(0, 1);
      ordered.push(first);
      placed.add(first.digest);
    }
    chains = chains.filter((chain) => chain.length > 0);
  }
  return ordered;
}

/**
 * Give every author's items, each in the order of their numbers, sorted by author.
 * @template {Item} Kind
 * @param {Opened<Kind>[]} opened
 */
function chainsOf(opened) {
  const names = [...new Set(opened.map((entry) => entry.author))].sort();
  return names.map((name) =>
    opened.filter((entry) => entry.author === name).sort((left, right) => left.message.seq - right.message.seq),
  );
}

/**
 * Say whether each item names the one before it by digest.
 * @param {Opened<Item>[]} chain
 */
function isTied(chain) {
  return chain.every(({ message }, at) => at === 0 || message.previous === chain[at - 1].digest);
}

/** @param {Opened<Item>} opened */
function headOf({ message, digest }) {
  return { author: message.author, seq: message.seq, digest };
}

/**
 * Give the newest confirmed item of every author, sorted, without author `but`.
 * @param {Opened<Item>[]} opened
 * @param {string} [but]
 * @returns {Head[]}
 */
export function newestHeads(opened, but) {
  /** @type {Map<string, Opened<Item>>} */
  const newest = new Map();
  for (const entry of opened) {
    if (entry.confirmed && entry.message.seq > seqOf(newest.get(entry.author))) newest.set(entry.author, entry);
  }
  const names = [...newest.keys()].filter((name) => name !== but).sort();
  return names.map((name) => headOf(/** @type {Opened<Item>} */ (newest.get(name))));
}

/**
 * Give the number of an author's next item, and the digest of the one before it.
 * @param {Opened<Item>[]} opened
 * @param {string} name
 * @returns {{seq: number, previous: string | undefined}}
 */
export function nextPlace(opened, name) {
  /** @type {Opened<Item> | undefined} */
  let last;
  for (const entry of opened) if (entry.author === name && entry.message.seq > seqOf(last)) last = entry;
  return { seq: seqOf(last) + 1, previous: last?.digest };
}

/** @param {Opened<Item> | undefined} opened */
function seqOf(opened) {
  return opened?.message.seq ?? 0;
}

/**
 * Name a place of a case in one string.
 * @param {{author: Author | string, seq: number}} item
 */
export function placeOf({ author, seq }) {
  return `${typeof author === "string" ? author : authorText(author)} ${seq}`;
}

/**
 * Tell each finding once.
 * @param {Finding[]} findings
 */
export function distinct(findings) {
  return [...new Map(findings.map((finding) => [`${finding.kind} ${placeOf(finding)}`, finding])).values()];
}
