/**
 * What the vectors' operations mean in JavaScript: from a vector's input to its output, or a refusal.
 *
 * Names and members are those of tests/vectors/README.md; `tests/crypto/operations.py` is the same table in Python.
 */

import { unseal, unsealDocument } from "../../src/protocol/age.js";
import { verifyApproval } from "../../src/protocol/approval.js";
import { AttachmentReader, encryptedSize } from "../../src/protocol/bulk.js";
import { b32, b64url, concat, fromB64, fromB64url, sha256 } from "../../src/protocol/bytes.js";
import { serialise } from "../../src/protocol/canonical.js";
import { governing, receivers, standing } from "../../src/protocol/channels.js";
import { ChannelClosedError, NobodyLeftError, RefusedError } from "../../src/protocol/errors.js";
import { HybridPrivateKey, HybridPublicKey, officerKeys, SigningKey, VerifyKey } from "../../src/protocol/keys.js";
import { documentClass, pad, padme, unpad } from "../../src/protocol/padding.js";
import { rootsFingerprint } from "../../src/protocol/directory.js";
import { openAsOfficer, openAsReporter, openSummary } from "../../src/protocol/dossier.js";
import { readEnrolment } from "../../src/protocol/enrolment.js";
import { disclose, openAnswer, openRequest } from "../../src/protocol/asking.js";
import { openIdentity } from "../../src/protocol/identity.js";
import { openInside } from "../../src/protocol/insight.js";
import { fingerprintWords, Receipt } from "../../src/protocol/receipt.js";
import { decisiveRank } from "../../src/protocol/ranking.js";
import { chooseRecipients } from "../../src/protocol/recipients.js";
import { caseNumber, verifyChain } from "../../src/protocol/records.js";
import { parseShape, shapeOf } from "../../src/protocol/shapes.js";
import { sign, Unverified } from "../../src/protocol/signing.js";
import { deriveSignIn, passkeyWrappingKey, unwrap, wrappingKey } from "../../src/protocol/signin.js";
import { AUDIT } from "./audit.js";
import { NAMES } from "./names.js";
import { FILES } from "../files/operations.js";
import { refuseRollback, verifyDocuments } from "../../src/protocol/trust.js";
import { checkStep } from "../../src/shared/workflow.js";
import RECEIPT from "../../src/protocol/words.json" with { type: "json" };

/** @typedef {Record<string, any>} Values */
/** @typedef {(given: Values) => Values | Promise<Values>} Operation */

/** @type {Record<string, Operation>} */
export const OPERATIONS = {
  ...AUDIT,
  ...FILES,
  ...NAMES,
  "json.parse": ({ data, shape }) => ({ data: encode(serialise(parseShape(decode(data), shapeOf(shape)))) }),
  "workflow.step": ({ now, body }) => ({ status: checkStep(now, body).status }),
  "encoding.base64url": ({ text }) => ({ bytes: encode(fromB64url(text)) }),
  "encoding.base64": ({ text }) => ({ bytes: encode(fromB64(text)) }),
  "encoding.base32": ({ bytes }) => ({ text: b32(decode(bytes)) }),
  "keys.hybrid-public": ({ text }) => {
    const key = HybridPublicKey.parse(text);
    return { raw: encode(key.raw), digest: key.digest };
  },
  "keys.hybrid-private": async ({ text }) => {
    const key = HybridPrivateKey.parse(text);
    return { seed: encode(seedOf(key)), public: (await key.public).text };
  },
  "keys.verify": ({ text }) => {
    const { raw } = VerifyKey.parse(text);
    return { raw: encode(raw), digest: b64url(sha256(raw)) };
  },
  "keys.signing": ({ seed }) => ({ public: new SigningKey(decode(seed)).public.text }),
  "keys.officer": async ({ secret }) => {
    const { readerKey, signingKey } = officerKeys(decode(secret));
    return {
      reader_key: readerKey.unsafeText(),
      reader_public: (await readerKey.public).text,
      verify_key: signingKey.public.text,
    };
  },
  "age.unseal": async ({ key, file }) => ({
    plaintext: encode(await unseal(HybridPrivateKey.parse(key), decode(file))),
  }),
  "age.unseal-document": async ({ key, file, class: size }) => ({
    document: encode(await unsealDocument(HybridPrivateKey.parse(key), decode(file), size)),
  }),
  "padding.class": ({ size }) => ({ class: documentClass(size) }),
  "padding.pad": ({ document, class: size }) => ({ padded: encode(pad(decode(document), size)) }),
  "padding.unpad": ({ padded, class: size }) => ({ document: encode(unpad(decode(padded), size)) }),
  "attachment.size": ({ size }) => ({ padded: padme(size), stored: encryptedSize(size) }),
  "attachment.decrypt": async ({ id, key, file, size }) => {
    const reader = new AttachmentReader(decode(id), decode(key), size);
    return { content: encode(concat(await reader.update(decode(file)), await reader.finalize())) };
  },
  "dsse.sign": ({ seed, shape, payload }) => {
    const name = shapeOf(shape);
    return { envelope: encode(sign(parseShape(decode(payload), name), name, new SigningKey(decode(seed)))) };
  },
  "dsse.verify": ({ key, shape, envelope }) => {
    const unverified = new Unverified(decode(envelope));
    unverified.verify(VerifyKey.parse(key), shapeOf(shape));
    return { payload: encode(unverified.payload) };
  },
  "dsse.signers": ({ keys, envelope }) => {
    const found = new Unverified(decode(envelope)).signers(
      keys.map((/** @type {string} */ text) => VerifyKey.parse(text)),
    );
    return { signers: found.map((key) => key.text).sort() };
  },
  "identity.open": async ({ key, reporter, identity, case: id }) => ({
    contact: await openIdentity(HybridPrivateKey.parse(key), identity, id, VerifyKey.parse(reporter)),
  }),
  "asking.question": async ({ key: text, records, request: sealed, today, released, ...given }) => {
    const [key, book] = [HybridPrivateKey.parse(text), bookOf(/** @type {any} */ (given))];
    const chain = verifyChain(records.map(decode), book);
    const request = await openRequest(key, decode(sealed), chain, book, { today, released });
    const contact = (await disclose(key, request, chain)) ?? null;
    return { author: request.author, reason: request.reason, contact };
  },
  "asking.answer": async ({ key: text, me, case: id, question, answer: sealed, ...given }) => {
    const asked = { question: decode(question), me, case: id };
    const answer = await openAnswer(
      HybridPrivateKey.parse(text),
      decode(sealed),
      asked,
      bookOf(/** @type {any} */ (given)),
    );
    const { disclosure, contact, reason } = answer;
    return { disclosure, ...(contact && { contact }), ...(reason && { reason }) };
  },
  "receipt.parse": ({ text }) => {
    const words = Receipt.parse(text).unsafeWords();
    return { secret: encode(secretOf(words)), words };
  },
  "receipt.derive": async ({ secret }) => {
    const receipt = new Receipt(decode(secret));
    return {
      token: encode(receipt.mailboxToken),
      token_hash: encode(sha256(receipt.mailboxToken)),
      reader_key: receipt.readerKey.unsafeText(),
      reader_public: (await receipt.readerKey.public).text,
      verify_key: receipt.signingKey.public.text,
    };
  },
  "receipt.fingerprint-words": ({ fingerprint }) => ({ words: fingerprintWords(decode(fingerprint)) }),
  "signin.derive": ({ passphrase, salt }) => {
    const { auth, wrap } = deriveSignIn(passphrase, decode(salt));
    return { auth: encode(auth), wrap: encode(wrap) };
  },
  "signin.unwrap": async ({ wrap, box, context }) =>
    withoutType(await unwrap(await wrappingKey(decode(wrap)), decode(box), context)),
  "signin.unwrap-passkey": async ({ prf, box, context }) =>
    withoutType(await unwrap(await passkeyWrappingKey(decode(prf)), decode(box), context)),
  "trust.verify": (given) => {
    const book = bookOf(given);
    const agencies = [...book.byAgency];
    return {
      installation: rootsFingerprint(last(book.installation).document),
      agencies_version: book.agencies.document.version,
      roots: Object.fromEntries(agencies.map(([code, { roots }]) => [code, rootsFingerprint(last(roots).document)])),
      directories: Object.fromEntries(
        agencies
          .filter(([code]) => book.isOpen(code))
          .map(([code, { directories }]) => {
            const { document, digest } = last(directories);
            return [code, { version: document.version, digest }];
          }),
      ),
    };
  },
  "trust.standing": (given) => {
    const { document } = bookOf(given).newest(given.agency);
    const stands = standing(document, given.today, given.released);
    try {
      return { standing: stands, receivers: receivers(document, given.today, given.released).map(({ id }) => id) };
    } catch (error) {
      if (error instanceof ChannelClosedError) return { standing: stands };
      throw error;
    }
  },
  "trust.governing": (given) => {
    try {
      return { governing: governing(bookOf(given).agencies.document, given.agency, given.rank) };
    } catch (error) {
      if (error instanceof ChannelClosedError) return {};
      throw error;
    }
  },
  "recipients.choose": ({ agency: about, rank, exclusions, today, released, ...given }) => {
    try {
      const chosen = chooseRecipients(bookOf(given), { agency: about, rank, exclusions }, { today, released });
      const { agency, version } = chosen.directory.document;
      return {
        agency,
        version,
        readers: chosen.recipients.map(({ name }) => name.reader),
        excluded: chosen.excluded,
        passed: chosen.passed,
        ...(chosen.custodian && { custodian: `${chosen.custodianAgency}/${chosen.custodian.id}` }),
      };
    } catch (error) {
      if (error instanceof ChannelClosedError)
        return { closed: error instanceof NobodyLeftError ? "nobody" : "channel" };
      throw error;
    }
  },
  "recipients.decide": ({ agency, ranks, ...given }) => ({
    rank: decisiveRank(bookOf(given).agencies.document, agency, ranks),
  }),
  "enrolment.read": ({ envelope }) => ({ words: readEnrolment(decode(envelope)).words }),
  "trust.rollback": (given) => {
    const directory = bookOf(given).newest(given.agency);
    refuseRollback(directory, given.version, given.digest);
    return { version: directory.document.version };
  },
  "records.verify": (given) => {
    const chain = verifyChain(given.records.map(decode), bookOf(given));
    const readers = [...last(chain.records).readers].map(([name, key]) => ({ ...officerRef(name), key }));
    return {
      case: chain.case,
      number: caseNumber(chain.case),
      epochs: chain.epochs,
      records: chain.records.map((record) => record.digest),
      readers: sorted(readers, ({ agency, reader }) => `${agency} ${reader}`),
    };
  },
  "approval.verify": ({ approval, today, records, ...given }) => {
    const book = bookOf(/** @type {any} */ (given));
    const { to, readers, author, day } = verifyApproval(
      decode(approval),
      verifyChain(records.map(decode), book),
      book,
      today,
    );
    return { to, readers, author, day };
  },
  "retraction.verify": ({ retraction, key }) => {
    const asked = new Unverified(decode(retraction)).verify(VerifyKey.parse(key), "Retraction");
    return { case: asked.case, messages: asked.messages };
  },
  "dossier.officer": async (given) =>
    told(await openAsOfficer(materialOf(given), keyOf(given), given.reader, bookOf(given))),
  "dossier.reporter": async (given) =>
    told(await openAsReporter(materialOf(given), new Receipt(decode(given.secret)), bookOf(given))),
  "dossier.summary": async (given) => ({
    summary: await openSummary(materialOf(given), keyOf(given), given.reader, bookOf(given)),
  }),
  "dossier.place": async (given) => {
    const book = bookOf(given);
    const dossier = await openAsOfficer(materialOf(given), keyOf(given), given.reader, book);
    const { previous, epoch, record, caseKey, seq, seen, directory } = await dossier.placeFor(given.reader, book);
    return { ...(previous && { previous }), epoch, record, case_key: caseKey.text, seq, seen, directory };
  },
  "inside.open": async (given) => {
    const { insight } = await insightOf(given);
    return {
      need: insight.need,
      keys: [...insight.held.keys()].sort((left, right) => left - right),
      entries: insight.entries.map(({ author, message, digest, confirmed }) => {
        return { author, seq: message.seq, kind: message.kind, digest, confirmed };
      }),
      key_findings: insight.keyFindings,
      findings: insight.findings,
      broken: [...insight.broken].sort(),
    };
  },
  "inside.place": async (given) => {
    const { insight, dossier, book } = await insightOf(given);
    const { previous, epoch, record, insideKey, seq, seen, directory } = await insight.placeFor(
      given.reader,
      dossier,
      book,
    );
    return { ...(previous && { previous }), epoch, record, inside_key: insideKey.text, seq, seen, directory };
  },
};

/** What belongs to programs that the browser's half is not: server, portal, command line. */
export const PASSED_OVER = [
  "age.check",
  "age.unseal-passphrase",
  "attachment.check",
  "enrolment.verify",
  "files.inspect-head",
  "parcel.verify",
  "receipt.of-form",
  "records.peek",
  "signin.salt",
];

/**
 * Members of outputs that the browser's half does not give out: the seed of a signing key has no way to a caller.
 */
export const WITHHELD = ["signing_seed"];

/**
 * Run one operation; give its output or the class of its refusal.
 * @param {string} operation
 * @param {Values} given
 * @returns {Promise<{expect: string, output?: Values}>}
 */
export async function run(operation, given) {
  try {
    return { expect: "accepted", output: await OPERATIONS[operation](given) };
  } catch (error) {
    if (error instanceof RefusedError) return { expect: error.code };
    throw error;
  }
}

/** @param {Values} given */
function bookOf({ roots, directories, agencies, anchor }) {
  const read = (/** @type {Record<string, string[]>} */ chains) =>
    Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(decode)]));
  const documents = { roots: read(roots), directories: read(directories), agencies: agencies.map(decode) };
  return verifyDocuments(documents, anchor);
}

/** @param {Values} given */
async function insightOf(given) {
  const material = {
    keys: given.inside_keys.map(decode),
    grants: byEpoch(given.inside_grants),
    previousKeys: byEpoch(given.inside_previous),
    entries: given.entries.map((/** @type {any} */ entry) => ({ ...entry, sealed: decode(entry.sealed) })),
  };
  const book = bookOf(given);
  const key = keyOf(given);
  const dossier = await openAsOfficer(materialOf(given), key, given.reader, book);
  return { insight: await openInside(material, dossier, key, given.reader, book), dossier, book };
}

/** @param {Record<string, string>} texts */
function byEpoch(texts) {
  return new Map(Object.entries(texts).map(([epoch, text]) => [Number(epoch), decode(text)]));
}

/** @param {Values} given */
function materialOf({ case: name, records, grants, previous_keys: previous, summary, messages }) {
  return {
    case: name,
    records: records.map(decode),
    grants: byEpoch(grants),
    previousKeys: byEpoch(previous),
    summary: decode(summary),
    messages: messages.map((/** @type {any} */ message) => ({ ...message, sealed: decode(message.sealed) })),
  };
}

/** @param {Values} given */
function keyOf({ key }) {
  return HybridPrivateKey.parse(key);
}

/** @param {import("../../src/protocol/dossier.js").Dossier} dossier */
function told(dossier) {
  return {
    ...(dossier.summary && { summary: dossier.summary }),
    epoch: dossier.epoch,
    record: dossier.newest.digest,
    keys: [...dossier.caseKeys.keys()].sort((left, right) => left - right),
    messages: dossier.messages.map(({ author, message, digest, confirmed }) => {
      return { author, seq: message.seq, kind: message.kind, digest, confirmed };
    }),
    findings: dossier.findings,
    broken: [...dossier.broken].sort(),
  };
}

/** @param {string} name */
function officerRef(name) {
  const [agency, reader] = name.split("/");
  return { agency, reader };
}

/** @param {Values} document */
function withoutType({ type, ...members }) {
  return members;
}

/**
 * @template Item
 * @param {Item[]} items
 */
function last(items) {
  return items[items.length - 1];
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => string} name
 */
function sorted(items, name) {
  return [...items].sort((left, right) => (name(left) < name(right) ? -1 : 1));
}

/** @param {Uint8Array} bytes */
function encode(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function decode(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}

/** @param {string[]} words */
function secretOf(words) {
  const list = RECEIPT.words.split(" ");
  const bits = words.map((word) => list.indexOf(word).toString(2).padStart(11, "0")).join("");
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
}

/** @param {HybridPrivateKey} key */
function seedOf(key) {
  const symbols = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const data = [...key.unsafeText().toLowerCase().split("-1")[1]].slice(0, -6).map((char) => symbols.indexOf(char));
  const bits = data.map((value) => value.toString(2).padStart(5, "0")).join("");
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
}
