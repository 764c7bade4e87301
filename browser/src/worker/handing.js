/**
 * Makes the bundle of a hand-over to an authority outside (docs/spec/referral.md): everything sealed to that authority's
 * age key, nothing in the clear, so that a stock age program and the authority's own key open all of it.
 *
 * The manifest is the last entry: it holds the SHA-256 of every other sealed entry, so that one digest names the whole.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { b64url, sha256 as digest, utf8 } from "../protocol/bytes.js";
import { serialise } from "../protocol/canonical.js";
import { tellsOfReporter } from "../shared/own.js";
import { Bundling, messageFile } from "./bundling.js";

/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/messages.js").CaseMaterial} CaseMaterial */
/** @typedef {import("../protocol/outside.js").OutsideKey} OutsideKey */
/** @typedef {import("./bundle.js").Write} Write */
/** @typedef {import("./bundling.js").Listed} Listed */

/**
 * What goes along besides the messages.
 * @typedef {object} Papers
 * @property {string} reference of the hand-over
 * @property {string} letter
 * @property {string} content the messages in words that people read
 * @property {boolean} withContact whether the reporter's own words about themselves go along, if there are any
 */

export class Handing extends Bundling {
  #dossier;
  #material;
  #papers;
  /** @type {Map<string, {hash: ReturnType<typeof sha256.create>, size: number}>} Of attachments' contents, by file. */
  #hashes = new Map();
  /** @type {Array<{file: string, sha256: string}>} */
  #sealed = [];

  /**
   * @param {Dossier} dossier
   * @param {CaseMaterial} material
   * @param {OutsideKey} key the authority's
   * @param {Papers} papers
   */
  constructor(dossier, material, key, papers) {
    super(dossier.messages, key);
    this.#dossier = dossier;
    this.#material = material;
    this.#papers = papers;
    for (const { file } of this.listed) this.#hashes.set(file, { hash: sha256.create(), size: 0 });
  }

  /**
   * @param {Listed} listed
   * @param {Uint8Array} plaintext
   */
  look({ file }, plaintext) {
    const counted = this.#hashes.get(file);
    if (!counted) return;
    counted.hash.update(plaintext);
    counted.size += plaintext.length;
  }

  /**
   * Seal papers, messages and the manifest; give what is left of the bundle, and the digest that names it.
   * @returns {Promise<{writes: Write[], digest: string}>}
   */
  async finish() {
    this.requireAttachments();
    this.#seal("content.age", utf8(this.#papers.content));
    this.#seal("letter.age", utf8(this.#papers.letter));
    for (const [place, { envelope }] of this.#dossier.messages.entries()) {
      if (this.#goes(place)) this.#seal(messageFile(place), envelope);
    }
    const manifest = this.addSealed("manifest.age", serialise(this.#manifest()));
    return { writes: this.close(), digest: b64url(digest(manifest)) };
  }

  /**
   * Say whether a message goes along whole. The signed report does not, if it says anything of its reporter.
   * @param {number} place
   */
  #goes(place) {
    const { body } = this.#dossier.messages[place].message;
    return this.#papers.withContact || !tellsOfReporter(body);
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   */
  #seal(name, bytes) {
    this.#sealed.push({ file: name, sha256: b64url(digest(this.addSealed(name, bytes))) });
  }

  #manifest() {
    const { chain, messages, findings } = this.#dossier;
    return {
      type: "wbs-handover/v1",
      reference: this.#papers.reference,
      agency: chain.first.agency,
      case: chain.case,
      records: this.#material.records.map(b64url),
      sealed: this.#sealed,
      messages: messages.flatMap(({ message, digest: named, author }, place) =>
        this.#goes(place) ? [{ file: messageFile(place), author, seq: message.seq, digest: named }] : [],
      ),
      attachments: this.listed.map(({ file, attachment: { id, name, media_type }, message }) => {
        const { hash, size } = /** @type {{hash: any, size: number}} */ (this.#hashes.get(file));
        return { file, id, message, name, media_type, size, sha256: b64url(hash.digest()) };
      }),
      findings: findings.map(({ kind, author, seq }) => ({ kind, author, seq })),
    };
  }
}
