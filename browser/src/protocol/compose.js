/**
 * Compose what an officer writes (docs/spec/case.md): signed with the author's key, sealed to the epoch's case key.
 *
 * Opens nothing. The place of a message comes from a checked dossier, never from a server's field.
 */

import { sealDocument } from "./age.js";
import { checkMessage } from "./messages.js";
import { authorText } from "./records.js";
import { sign } from "./signing.js";

/** @typedef {import("./documents.d.ts").Message} Message */
/** @typedef {import("./documents.d.ts").Attachment} Attachment */
/** @typedef {import("./keys.js").SigningKey} SigningKey */

/**
 * Where an author's next message goes.
 * @typedef {object} Place
 * @property {string} case
 * @property {number} epoch
 * @property {string} record
 * @property {import("./keys.js").HybridPublicKey} caseKey
 * @property {import("./records.js").Author} author
 * @property {number} seq
 * @property {string | undefined} previous
 * @property {import("./documents.d.ts").Head[]} seen
 * @property {import("./documents.d.ts").DirectoryName} directory
 */

/**
 * What an author wants to say.
 * @typedef {object} Draft
 * @property {"message" | "status"} kind
 * @property {Message["body"]} body
 * @property {Attachment[]} attachments
 */

/**
 * Sign a message with its author's key and seal it.
 * @param {SigningKey} key
 * @param {Place} place
 * @param {Draft} draft
 * @returns {Promise<import("./messages.js").SealedMessage>}
 * @throws {FormatError} the draft breaks its limits.
 */
export async function composeMessage(key, place, draft) {
  /** @type {Message} */
  const message = {
    type: "wbs-message/v1",
    case: place.case,
    epoch: place.epoch,
    record: place.record,
    author: place.author,
    seq: place.seq,
    previous: place.previous,
    seen: place.seen,
    kind: draft.kind,
    sealed_by: "browser",
    body: draft.body,
    attachments: draft.attachments,
    directory: place.directory,
  };
  return {
    author: authorText(message.author),
    seq: message.seq,
    epoch: message.epoch,
    kind: message.kind,
    sealed: await sealDocument(place.caseKey, sign(checkMessage(message), "Message", key)),
  };
}
