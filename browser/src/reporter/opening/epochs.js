/** When the reporter's client changes the key of a case, and for whom (docs/spec/case.md, rule 8). */

import { receiversInForce, recipientsOf } from "../../protocol/channels.js";
import { RECOVERY_READER } from "../../protocol/directory.js";
import { ChannelClosedError } from "../../protocol/errors.js";
import { isExcluded } from "../../protocol/exclusions.js";
import { authorText, REPORTER } from "../../protocol/records.js";
import { addressed, homeOf, staying } from "../../protocol/staying.js";
import { newlyNamed } from "./named.js";

/** @typedef {import("../../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("../../protocol/staying.js").Days} Days */

/**
 * Choose who gets the new key: everyone who read until now and still serves, under the key of the newest directory. If
 * that leaves fewer than the policy of the agency asks that handles the case, those who receive new cases there join
 * them; nobody of an agency that handed it over, and nobody whom officers took off since the reporter gave them the key:
 * that one may have declared a conflict of interest, of which reporters know nothing; and nobody who came onto the list
 * since and may be named in what the reporter wrote: an accused who is made a receiver gets no key by waiting.
 * @param {Dossier} dossier
 * @param {TrustBook} book
 * @param {Days} days
 * @throws {ChannelClosedError} nobody is left.
 */
export function recipientsAfter(dossier, book, days) {
  const { excluded } = dossier.chain.first;
  const chosen = staying(dossier, book, days);
  const home = book.newest(homeOf(dossier));
  const people = chosen.filter(({ name }) => name.reader !== RECOVERY_READER);
  if (people.length < home.document.policy.minimum_readers) {
    const named = newlyNamed(dossier, home.document.agency, book);
    const joining = newcomers(home, days, people.length > 0).filter(
      ({ name }) => !isExcluded(name, home, excluded) && !named.has(authorText(name)),
    );
    const former = formerReaders(dossier);
    const fresh = joining.filter(({ name }) => !former.has(authorText(name)));
    chosen.push(...(fresh.length === 0 && people.length === 0 ? joining : fresh));
  }
  if (chosen.length === 0) throw new ChannelClosedError("nobody is left who could read");
  return addressed(chosen, book);
}

/**
 * Name those whom the reporter's own records gave the key, and the newest record leaves out. Records of others do not
 * tell: whoever writes one must not keep anybody from joining.
 * @param {Dossier} dossier
 */
function formerReaders({ chain, newest }) {
  const own = chain.records.filter(({ document }) => document.author === REPORTER);
  return new Set(own.flatMap(({ readers }) => [...readers.keys()]).filter((name) => !newest.readers.has(name)));
}

/**
 * Give those who receive cases; none if there are too few of them, as long as somebody else is left.
 * @param {import("../../protocol/trust.js").VerifiedDirectory} home
 * @param {Days} days
 * @param {boolean} isAnybodyLeft
 */
function newcomers(home, { today, released }, isAnybodyLeft) {
  try {
    return recipientsOf(home, receiversInForce(home.document, today, released)).filter(
      ({ name }) => name.reader !== RECOVERY_READER,
    );
  } catch (error) {
    if (error instanceof ChannelClosedError && isAnybodyLeft) return [];
    throw error;
  }
}
