/**
 * Compose a message (docs/spec/case.md): signed with its author's key, sealed to the epoch's case key.
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
 * @property {Message["kind"]} kind
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
  return sealMessage(key, place, messageOf(place, draft));
}

/**
 * Put a draft in its place.
 * @param {Place} place
 * @param {Draft} draft
 * @returns {Message}
 */
export function messageOf(place, draft) {
  return {
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
}

/**
 * Sign a whole message and seal it to the epoch's case key.
 * @param {SigningKey} key
 * @param {Place} place
 * @param {Message} message
 * @returns {Promise<import("./messages.js").SealedMessage>}
 * @throws {FormatError} the message breaks its limits.
 */
export async function sealMessage(key, place, message) {
  return {
    author: authorText(message.author),
    seq: message.seq,
    epoch: message.epoch,
    kind: message.kind,
    sealed: await sealDocument(place.caseKey, sign(checkMessage(message), "Message", key)),
  };
}
