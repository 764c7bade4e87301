/**
 * Documents of a declared shape (docs/spec/json.md): canonical JSON, known members only, each within its limits.
 *
 * The shapes come from the Python side (`tools/shapes.py` writes `shapes.json`), so one schema rules both.
 */

import { isWellFormed, MAX_DEPTH, parseLoosely, requireCanonical, serialise } from "./canonical.js";
import { FormatError, UnknownVersionError } from "./errors.js";
import declared from "./shapes.json" with { type: "json" };

/**
 * @typedef {object} Schema
 * @property {string} [type]
 * @property {string} [$ref]
 * @property {Array<string | number>} [enum]
 * @property {Schema[]} [anyOf]
 * @property {string} [pattern]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {Schema} [items]
 * @property {number} [minItems]
 * @property {number} [maxItems]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {boolean} [additionalProperties]
 */

/**
 * @typedef {{
 *   AccessRecord: import("./documents.d.ts").AccessRecord,
 *   Approval: import("./documents.d.ts").Approval,
 *   Agencies: import("./documents.d.ts").Agencies,
 *   Directory: import("./documents.d.ts").Directory,
 *   Enrolment: import("./documents.d.ts").Enrolment,
 *   Envelope: import("./documents.d.ts").Envelope,
 *   EpochRecord: import("./documents.d.ts").EpochRecord,
 *   Grant: import("./documents.d.ts").Grant,
 *   Identity: import("./documents.d.ts").Identity,
 *   IdentityAnswer: import("./documents.d.ts").IdentityAnswer,
 *   IdentityRequest: import("./documents.d.ts").IdentityRequest,
 *   InsideEntry: import("./documents.d.ts").InsideEntry,
 *   InsideKey: import("./documents.d.ts").InsideKey,
 *   Message: import("./documents.d.ts").Message,
 *   PreviousKey: import("./documents.d.ts").PreviousKey,
 *   ReaderRef: import("./documents.d.ts").ReaderRef,
 *   Retraction: import("./documents.d.ts").Retraction,
 *   Roots: import("./documents.d.ts").Roots,
 *   Summary: import("./documents.d.ts").Summary,
 *   WrappedSecret: import("./documents.d.ts").WrappedSecret,
 *   Complaint: import("./documents.d.ts").Complaint,
 *   ParcelAnswer: import("./documents.d.ts").ParcelAnswer,
 * }} ShapeTypes
 */

/** @type {Record<string, Schema>} */
const SHAPES = declared.shapes;
const TYPE = /^(wbs-[a-z-]+)\/v[1-9][0-9]*$/;
/** @type {Map<string, RegExp>} */
const PATTERNS = new Map();

/** Roles that get a grant when a case is made. */
export const RECEIVING = /** @type {readonly string[]} */ (declared.receiving);
/** Roles whose messages a client accepts. */
export const REPLYING = /** @type {readonly string[]} */ (declared.replying);
/** Roles that read cases, and write among officers. */
export const READING = /** @type {readonly string[]} */ (declared.reading);

/**
 * Read a document of one shape.
 * @template {keyof ShapeTypes} Name
 * @param {Uint8Array} bytes
 * @param {Name} name
 * @returns {ShapeTypes[Name]}
 * @throws {UnknownVersionError} the right kind in another version.
 * @throws {FormatError} anything else that is not this document in canonical form.
 */
export function parseShape(bytes, name) {
  const value = parseLoosely(bytes);
  if (!fits(value, SHAPES[name])) throw refusal(value, name);
  requireCanonical(bytes, value);
  return value;
}

/**
 * Check a document made here against its shape, and give its canonical bytes.
 * @template {keyof ShapeTypes} Name
 * @param {ShapeTypes[Name]} value
 * @param {Name} name
 * @throws {FormatError} a member outside its declared limits.
 */
export function serialiseShape(value, name) {
  const bytes = serialise(value);
  parseShape(bytes, name);
  return bytes;
}

/**
 * Give the `type` that documents of this shape carry.
 * @param {keyof ShapeTypes} name
 */
export function tagOf(name) {
  const tag = SHAPES[name].properties?.type?.enum?.[0];
  if (typeof tag !== "string") throw new Error("a shape without a type");
  return tag;
}

/**
 * Give the name of the shape whose documents carry `tag`.
 * @param {string} tag
 */
export function shapeOf(tag) {
  const found = Object.keys(SHAPES).find((name) => SHAPES[name].properties?.type?.enum?.[0] === tag);
  if (found === undefined) throw new Error("no shape of that type");
  return /** @type {keyof ShapeTypes} */ (found);
}

/**
 * Give the values an enumeration may take.
 * @param {string} name
 */
export function valuesOf(name) {
  return /** @type {string[]} */ (SHAPES[name].enum ?? []);
}

/**
 * @param {any} value
 * @param {keyof ShapeTypes} name
 */
function refusal(value, name) {
  const found = typeof value?.type === "string" ? TYPE.exec(value.type) : null;
  const tag = SHAPES[name].properties?.type ? tagOf(name) : "";
  return found && found[0] !== tag && tag.startsWith(`${found[1]}/`) && isModerate(value, 0)
    ? new UnknownVersionError("document of another version")
    : new FormatError("not a document of the expected shape");
}

/**
 * Say whether JSON of a newer version is such that every parser reads it, and Python's the same.
 * @param {any} value
 * @param {number} depth
 * @returns {boolean}
 */
function isModerate(value, depth) {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === "string") return isWellFormed(value);
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, member]) => isWellFormed(name) && isModerate(member, depth + 1));
}

/**
 * @param {any} value
 * @param {Schema} schema
 * @returns {boolean}
 */
function fits(value, schema) {
  if (schema.$ref) return fits(value, SHAPES[schema.$ref]);
  if (schema.anyOf) return schema.anyOf.some((choice) => fits(value, choice));
  if (schema.enum) return schema.enum.includes(value);
  if (schema.type === "string") return fitsString(value, schema);
  if (schema.type === "integer") return fitsInteger(value, schema);
  if (schema.type === "array") return fitsArray(value, schema);
  if (schema.type === "object") return fitsObject(value, schema);
  throw new Error("a schema this validator does not know");
}

/**
 * @param {any} value
 * @param {Schema} schema
 */
function fitsString(value, { pattern, minLength = 0, maxLength = Infinity }) {
  if (typeof value !== "string" || (pattern && !patternOf(pattern).test(value))) return false;
  const characters = [...value].length; // limits count characters, not UTF-16 units
  return characters >= minLength && characters <= maxLength;
}

/**
 * @param {any} value
 * @param {Schema} schema
 */
function fitsInteger(value, { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }) {
  return Number.isSafeInteger(value) && value >= minimum && value <= maximum;
}

/**
 * @param {any} value
 * @param {Schema} schema
 */
function fitsArray(value, { items = {}, minItems = 0, maxItems = Infinity }) {
  if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) return false;
  return value.every((item) => fits(item, items));
}

/**
 * @param {any} value
 * @param {Schema} schema
 */
function fitsObject(value, { properties = {}, required = [] }) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (!required.every((name) => Object.hasOwn(value, name))) return false;
  return Object.keys(value).every((name) => Object.hasOwn(properties, name) && fits(value[name], properties[name]));
}

/** @param {string} pattern */
function patternOf(pattern) {
  let compiled = PATTERNS.get(pattern);
  if (!compiled) PATTERNS.set(pattern, (compiled = new RegExp(pattern, "u")));
  return compiled;
}
