/**
 * Makes the bundle of an export (docs/spec/bundle.md): every message and attachment as an age file sealed to the newest
 * case key, so that a stock age program and that one key open all of it.
 */

import { b64url } from "../protocol/bytes.js";
import { serialise } from "../protocol/canonical.js";
import { Bundling, messageFile } from "./bundling.js";

/** @typedef {import("../protocol/keys.js").HybridPublicKey} HybridPublicKey */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("./bundle.js").Write} Write */

export class Exporting extends Bundling {
  #dossier;
  #material;
  #key;

  /**
   * @param {Dossier} dossier
   * @param {import("../protocol/messages.js").CaseMaterial} material
   * @param {HybridPublicKey} key the newest case key
   */
  constructor(dossier, material, key) {
    super(dossier.messages, key);
    this.#dossier = dossier;
    this.#material = material;
    this.#key = key;
  }

  /**
   * Seal the messages and give what is left of the bundle.
   * @returns {Promise<Write[]>}
   */
  async finish() {
    this.requireAttachments();
    this.add("case.json", serialise(this.#contents()));
    for (const [place, { envelope }] of this.#dossier.messages.entries()) this.addSealed(messageFile(place), envelope);
    return this.close();
  }

  /** What stands in the clear: the records, which are no secret, and what lies where. */
  #contents() {
    const { chain, epoch, messages, findings } = this.#dossier;
    return {
      type: "wbs-export/v1",
      agency: chain.first.agency,
      case: chain.case,
      epoch,
      case_key: this.#key.text,
      records: this.#material.records.map(b64url),
      messages: messages.map(({ message, digest, author }, place) => ({
        file: messageFile(place),
        author,
        seq: message.seq,
        epoch: message.epoch,
        kind: message.kind,
        digest,
      })),
      attachments: this.listed.map(({ file, attachment: { id }, message }) => ({ file, id, message })),
      findings: findings.map(({ kind, author, seq }) => ({ kind, author, seq })),
    };
  }
}
