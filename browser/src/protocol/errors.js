/**
 * Refusals of the protocol (docs/spec/README.md, "Refusals"): one class for each `expect:` of the vectors.
 *
 * Their texts are constants for whoever maintains this; they never hold plaintext, a key or the refused input.
 */

/** Anything that is not what it claims to be; only its subclasses are thrown. */
export class RefusedError extends Error {
  /** @type {string} The name of this refusal in the specification. */
  code = "refused";

  /** @param {string} reason a constant text */
  constructor(reason) {
    super(reason);
    this.name = new.target.name;
  }
}

/** Bytes or text that break the format the specification gives them. */
export class FormatError extends RefusedError {
  code = "refused-format";
}

/** A known kind of document in a version that this program does not know. */
export class UnknownVersionError extends RefusedError {
  code = "refused-version";
}

/** A seal that did not open: wrong key or altered bytes, which cannot be told apart. */
export class UnsealError extends RefusedError {
  code = "refused-seal";
}

/** A signature that is missing, does not verify, or stands in a form that strict Ed25519 refuses. */
export class SignatureError extends RefusedError {
  code = "refused-signature";
}

/** A well-formed, signed document that the roots, the directory or the case record do not support. */
export class TrustError extends RefusedError {
  code = "refused-trust";
}

/** A case that another receipt began: a server that finds nothing for a receipt gives such a one. */
export class OtherReceiptError extends TrustError {}

/** A grant whose key, record or readers do not fit the chain of records; nothing is sealed to it. */
export class ForgedGrantError extends TrustError {
  code = "refused-grant";
}

/** A receipt code that cannot be one: unknown words, wrong count, or wrong checksum. */
export class ReceiptError extends RefusedError {
  code = "refused-receipt";

  /**
   * @param {string} reason
   * @param {number[]} [positions] which words (1 to 12) need another look; never the words
   */
  constructor(reason, positions = []) {
    super(reason);
    /** @readonly */
    this.positions = positions;
  }
}

/** Nobody who may read such a report can be reached through this service. */
export class ChannelClosedError extends RefusedError {
  code = "refused-channel";
}

/** Whom the reporter excludes leaves nobody who may read the report, up to the highest agency. */
export class NobodyLeftError extends ChannelClosedError {
  code = "refused-nobody-left";
}

/** Somebody on the signed lists may be whoever is reported, and nobody has said whether it is so. */
export class NamesakeError extends RefusedError {
  code = "refused-namesake";
}
