/** What the vectors of the area `audit` mean in JavaScript; `tests/crypto/audit_operations.py` is the same in Python. */

import { b64url, fromB64url } from "../../src/protocol/bytes.js";
import { Cosignature, cosign, noteText, parseNote } from "../../src/protocol/checkpoint.js";
import { SigningKey, VerifyKey } from "../../src/protocol/keys.js";
import { Growing, leafHash, verifyConsistency, verifyInclusion } from "../../src/protocol/merkle.js";

/** @typedef {Record<string, any>} Values */

/** @type {Record<string, (given: Values) => Values>} */
export const AUDIT = {
  "audit.root": ({ entries }) => {
    const tree = new Growing();
    for (const entry of entries) tree.append(leafHash(fromB64url(entry)));
    return { root: b64url(tree.root) };
  },
  "audit.inclusion": ({ entry, place, size, path, root }) => {
    verifyInclusion(leafHash(fromB64url(entry)), place, { size, root: fromB64url(root) }, path.map(fromB64url));
    return { size };
  },
  "audit.consistency": ({ old, new: next, path }) => {
    verifyConsistency(treeOf(old), treeOf(next), path.map(fromB64url));
    return { size: next.size };
  },
  "audit.note": ({ text }) => {
    const { checkpoint, cosignatures } = parseNote(text);
    const { origin, size, root } = checkpoint;
    const signed = cosignatures.map(({ name, time, raw }) => ({ name, time, raw: b64url(raw) }));
    return { origin, size, root: b64url(root), cosignatures: signed, text: noteText(checkpoint, cosignatures) };
  },
  "audit.cosign": ({ text, name, time, seed }) => {
    const { raw } = cosign(parseNote(text).checkpoint, name, time, new SigningKey(fromB64url(seed)));
    return { raw: b64url(raw) };
  },
  "audit.cosignature": ({ text, name, key, raw }) => {
    const signature = new Cosignature(name, fromB64url(raw));
    signature.verify(parseNote(text).checkpoint, VerifyKey.parse(key));
    return { time: signature.time };
  },
};

/** @param {{size: number, root: string}} tree */
function treeOf({ size, root }) {
  return { size, root: fromB64url(root) };
}
