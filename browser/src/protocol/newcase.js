/**
 * Compose a new case, and the further epochs that its reporter begins (docs/spec/case.md).
 *
 * Seals to those whom verified directories name, and to the reporter, who is just another reader. Opens nothing.
 */

import { sealDocument } from "./age.js";
import { b64url, randomBytes } from "./bytes.js";
import { messageOf, sealMessage } from "./compose.js";
import { documentDigest } from "./directory.js";
import { TrustError } from "./errors.js";
import { fillIdentity, sealIdentity } from "./identity.js";
import { HybridPrivateKey, HybridPublicKey } from "./keys.js";
import { digestOf } from "./messages.js";
import { GRANT_CLASS, SUMMARY_CLASS } from "./padding.js";
import { caseId, REPORTER } from "./records.js";
import { serialiseShape } from "./shapes.js";
import { sign } from "./signing.js";

/** @typedef {import("./channels.js").Recipient} Recipient */
/** @typedef {import("./documents.d.ts").Attachment} Attachment */
/** @typedef {import("./documents.d.ts").Contact} Contact */
/** @typedef {import("./documents.d.ts").Custodian} Custodian */
/** @typedef {import("./documents.d.ts").DirectoryName} DirectoryName */
/** @typedef {import("./documents.d.ts").EpochRecord} EpochRecord */
/** @typedef {import("./documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("./documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("./messages.js").SealedMessage} SealedMessage */
/** @typedef {import("./receipt.js").Receipt} Receipt */
/** @typedef {import("./trust.js").VerifiedDirectory} VerifiedDirectory */
/** @typedef {{key: string, sealed: Uint8Array}} SealedGrant By the digest of the reader's key. */

/**
 * A whole new case, ready to be sent.
 * @typedef {object} SealedCase
 * @property {string} agency
 * @property {string} case
 * @property {Uint8Array} record
 * @property {SealedGrant[]} grants
 * @property {Uint8Array} summary
 * @property {SealedMessage} message
 */

/**
 * A further epoch; `digest` names its record.
 * @typedef {{epoch: number, record: Uint8Array, digest: string, previousKey: Uint8Array, grants: SealedGrant[]}} SealedEpoch
 */

const NONCE_BYTES = 16;

/**
 * Name a verified directory.
 * @param {VerifiedDirectory} directory
 * @returns {DirectoryName}
 */
export function nameOf({ document, digest }) {
  return { agency: document.agency, version: document.version, digest };
}

/**
 * Seal a new report to its readers and to the reporter.
 * @param {object} parts
 * @param {ReportBody} parts.report
 * @param {Receipt} parts.receipt its keys sign and later open
 * @param {VerifiedDirectory} parts.directory of the governing agency
 * @param {Recipient[]} parts.recipients in record order
 * @param {Attachment[]} parts.attachments already encrypted, at most 10
 * @param {Contact} [parts.contact] who the reporter is, for the custodian alone
 * @param {Custodian} [parts.custodian] as `chooseRecipients` gives them; nobody reads the identity without
 * @param {Exclusion[]} [parts.excluded] who never gets a grant, as `chooseRecipients` gives them
 * @param {(share: number) => void} [onProgress] hears the share of seals made, up to 1
 * @returns {Promise<SealedCase>}
 * @throws {FormatError} report, contact or attachments break their limits.
 * @throws {TrustError} a contact, and no custodian to seal it to.
 */
export async function composeCase(
  { report, receipt, directory, recipients, attachments, contact, excluded = [], custodian },
  onProgress = () => {},
) {
  const caseKey = HybridPrivateKey.generate();
  const signer = receipt.signingKey;
  const reporter = await receipt.readerKey.public;
  /** @type {EpochRecord} */
  const record = {
    type: "wbs-epoch/v1",
    agency: directory.document.agency,
    epoch: 1,
    case_key: (await caseKey.public).text,
    author: REPORTER,
    readers: recipients.map((recipient) => recipient.name),
    reporter: { reader_key: reporter.text, verify_key: signer.public.text },
    excluded,
    opening: { k: 1 },
    heads: [],
    directories: [nameOf(directory)],
    nonce: b64url(randomBytes(NONCE_BYTES)),
  };
  const payload = serialiseShape(record, "EpochRecord");
  const [id, digest] = [caseId(payload), documentDigest(payload)];
  const steps = recipients.length + 4;
  let done = 0;
  const step = () => onProgress((done += 1) / steps);
  const summary = await sealSummary(report, id, receipt, caseKey);
  step();
  /** @type {import("./compose.js").Place} */
  const place = {
    case: id,
    epoch: 1,
    record: digest,
    caseKey: await caseKey.public,
    author: REPORTER,
    seq: 1,
    previous: undefined,
    seen: [],
    directory: nameOf(directory),
  };
  const identity = await identityOf(custodian, id, contact, signer);
  step();
  const draft = messageOf(place, { kind: "report", body: report, attachments });
  const message = await sealMessage(signer, place, { ...draft, summary: digestOf(summary), identity });
  step();
  const keys = [...recipients.map((recipient) => recipient.key), reporter];
  const grants = await sealGrants(keys, { case: id, epoch: 1, record: digest }, caseKey, step);
  return { agency: record.agency, case: id, record: sign(record, "EpochRecord", signer), grants, summary, message };
}

/**
 * Begin the next epoch: a fresh case key for `recipients` and the reporter (rule 8).
 * @param {object} parts
 * @param {import("./keys.js").SigningKey} parts.key the author's
 * @param {import("./records.js").Author} parts.author the reporter, or an officer who reads the newest epoch
 * @param {import("./dossier.js").Dossier} parts.dossier checked
 * @param {Recipient[]} parts.recipients everyone who stays, in record order
 * @param {DirectoryName[]} parts.directories where the recipients and the author stand, sorted by agency
 * @param {import("./documents.d.ts").Head[]} [parts.heads] if messages go along that the dossier does not have yet
 * @param {string} [parts.approval] of a transfer: the colleague's approval
 * @returns {Promise<SealedEpoch>}
 * @throws {FormatError} a part breaks its limits.
 */
export async function composeEpoch({ key, author, dossier, recipients, directories, heads, approval }) {
  const { chain } = dossier;
  const newest = chain.epoch(chain.epochs);
  const oldKey = dossier.caseKeys.get(chain.epochs);
  if (!oldKey) throw new Error("the newest epoch was not opened");
  const caseKey = HybridPrivateKey.generate();
  const last = /** @type {import("./records.js").VerifiedRecord} */ (chain.records.at(-1));
  /** @type {EpochRecord} */
  const record = {
    type: "wbs-epoch/v1",
    agency: chain.first.agency,
    case: chain.case,
    epoch: chain.epochs + 1,
    case_key: (await caseKey.public).text,
    previous: last.digest,
    author,
    readers: recipients.map((recipient) => recipient.name),
    reporter: chain.first.reporter,
    excluded: chain.first.excluded,
    opening: chain.first.opening,
    heads: heads ?? dossier.heads(),
    directories,
    nonce: b64url(randomBytes(NONCE_BYTES)),
    ...(approval !== undefined && { approval }),
  };
  const digest = documentDigest(serialiseShape(record, "EpochRecord"));
  const previous = serialiseShape(
    {
      type: "wbs-previous-key/v1",
      case: chain.case,
      epoch: chain.epochs,
      record: newest.digest,
      key: oldKey.unsafeText(),
    },
    "PreviousKey",
  );
  const keys = [
    ...recipients.map((recipient) => recipient.key),
    HybridPublicKey.parse(chain.first.reporter.reader_key),
  ];
  return {
    epoch: record.epoch,
    record: sign(record, "EpochRecord", key),
    digest,
    previousKey: await sealDocument(await caseKey.public, previous, GRANT_CLASS),
    grants: await sealGrants(keys, { case: chain.case, epoch: record.epoch, record: digest }, caseKey),
  };
}

/**
 * @param {ReportBody} report
 * @param {string} id
 * @param {Receipt} receipt
 * @param {HybridPrivateKey} caseKey
 */
async function sealSummary(report, id, receipt, caseKey) {
  /** @type {import("./documents.d.ts").Summary} */
  const summary = {
    type: "wbs-summary/v1",
    case: id,
    epoch: 1,
    author: REPORTER,
    category: report.category,
    rank: report.rank,
    unit: report.accused[0].unit,
    title: report.title,
  };
  return sealDocument(await caseKey.public, sign(summary, "Summary", receipt.signingKey), SUMMARY_CLASS);
}

/**
 * @param {Custodian | undefined} custodian
 * @param {string} id
 * @param {Contact | undefined} contact
 * @param {import("./keys.js").SigningKey} signer
 */
async function identityOf(custodian, id, contact, signer) {
  const key = custodian && HybridPublicKey.parse(custodian.reader_key);
  if (!contact) return fillIdentity(key);
  if (!key) throw new TrustError("no custodian to seal an identity to");
  return sealIdentity(key, id, contact, signer);
}

/**
 * Seal the case key to every reader.
 * @param {HybridPublicKey[]} keys
 * @param {{case: string, epoch: number, record: string}} place
 * @param {HybridPrivateKey} caseKey
 * @param {() => void} [step]
 * @returns {Promise<SealedGrant[]>}
 */
export async function sealGrants(keys, place, caseKey, step = () => {}) {
  const text = caseKey.unsafeText();
  const grants = [];
  for (const key of keys) {
    const grant = serialiseShape({ type: "wbs-grant/v1", ...place, reader: key.digest, key: text }, "Grant");
    grants.push({ key: key.digest, sealed: await sealDocument(key, grant, GRANT_CLASS) });
    step();
  }
  return grants;
}
