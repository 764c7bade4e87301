/**
 * What an officer changes about who reads a case: one reader more, by an access record (docs/spec/records.md). An epoch
 * for those who stay is begun with `newcase.js`, as the reporter begins one.
 *
 * Who is to read comes from `staying.js`, never from a server's field.
 */

import { documentDigest } from "./directory.js";
import { ForgedGrantError, TrustError } from "./errors.js";
import { sealGrants } from "./newcase.js";
import { serialiseShape } from "./shapes.js";
import { sign } from "./signing.js";

/** @typedef {import("./channels.js").Recipient} Recipient */
/** @typedef {import("./documents.d.ts").AccessRecord} AccessRecord */
/** @typedef {import("./documents.d.ts").DirectoryName} DirectoryName */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./dossier.js").Counted} Counted */
/** @typedef {import("./newcase.js").SealedGrant} SealedGrant */
/** @typedef {{record: Uint8Array, digest: string, grant: SealedGrant}} SealedAccess */

/**
 * Add one reader to the newest epoch; the grant covers every earlier epoch through the previous keys.
 * @param {object} parts
 * @param {import("./keys.js").SigningKey} parts.key the author's
 * @param {ReaderRef} parts.author an officer who reads the case
 * @param {Counted} parts.opened checked
 * @param {Recipient} parts.add the new reader
 * @param {DirectoryName[]} parts.directories where author and new reader stand, sorted by agency
 * @param {string} parts.reason for everybody who reads the case
 * @returns {Promise<SealedAccess>}
 * @throws {TrustError} a later record does not count: whoever builds on it confirms it, so an epoch is due instead.
 * @throws {ForgedGrantError} no key of the newest epoch was granted.
 * @throws {FormatError} the reason breaks its limits.
 */
export async function composeAccess({ key, author, opened, add, directories, reason }) {
  const { chain, newest, caseKeys } = opened;
  if (newest.digest !== chain.records.at(-1)?.digest)
    throw new TrustError("a record that does not count is the newest");
  const caseKey = caseKeys.get(chain.epochs);
  if (!caseKey) throw new ForgedGrantError("no grant for the newest epoch");
  /** @type {AccessRecord} */
  const record = {
    type: "wbs-access/v1",
    case: chain.case,
    epoch: chain.epochs,
    record: chain.epoch(chain.epochs).digest,
    add: add.name,
    previous: newest.digest,
    author,
    reason,
    directories,
  };
  const digest = documentDigest(serialiseShape(record, "AccessRecord"));
  const place = { case: chain.case, epoch: chain.epochs, record: digest };
  const [grant] = await sealGrants([add.key], place, caseKey);
  return { record: sign(record, "AccessRecord", key), digest, grant };
}
