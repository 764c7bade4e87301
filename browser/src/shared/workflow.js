/**
 * The steps of a case (docs/spec/workflow.md): which may follow which, and what each one must tell the reporter.
 *
 * The tables come from the Python side (`tools/shapes.py` writes `workflow.json` from `wbs/cases/workflow.py`).
 */

import { FormatError } from "../protocol/errors.js";
import TABLES from "./workflow.json" with { type: "json" };

/** @typedef {import("../protocol/documents.d.ts").Status} Status */
/** @typedef {import("../protocol/documents.d.ts").StatusBody} StatusBody */
/** @typedef {"text" | "reason" | "class" | "outcome" | "until" | "to" | "reference" | "letter"} Member */

const MEMBERS = /** @type {const} */ (["text", "reason", "class", "outcome", "until", "to", "reference", "letter"]);
/** The reason that only the words beside it tell. */
export const OTHER = "other";

/** @type {Record<string, string[]>} */
const NEXT = TABLES.next;
/** @type {Record<string, string[]>} */
const NEEDS = TABLES.needs;
const CLASSED = TABLES.classed;
/** @type {Record<string, string[]>} */
const TAKES = TABLES.takes;
/** @type {Record<string, string[]>} */
const REASONS = TABLES.reasons;

/**
 * List what may follow a status, in the order of the work.
 * @param {string} now
 */
export function nextOf(now) {
  return /** @type {Status[]} */ (NEXT[now] ?? []);
}

/**
 * Say whether a case that stands at one status may come to another.
 * @param {string} now
 * @param {string} then
 */
export function mayFollow(now, then) {
  return (NEXT[now] ?? []).includes(then);
}

/**
 * List what a step cannot do without; also the class, where a case goes on whose class nobody has told.
 * @param {string} status
 * @param {string} [known] the class that was signed before, or ""
 */
export function needsOf(status, known) {
  const needs = /** @type {Member[]} */ (NEEDS[status] ?? []);
  const lacksClass = known === "" && CLASSED.includes(status) && !needs.includes("class");
  return lacksClass ? /** @type {Member[]} */ (["class", ...needs]) : needs;
}

/**
 * List what a step may carry.
 * @param {string} status
 */
export function takesOf(status) {
  return /** @type {Member[]} */ (TAKES[status] ?? []);
}

/**
 * List why a step may be taken.
 * @param {string} status
 */
export function reasonsOf(status) {
  return REASONS[status] ?? [];
}

/**
 * Check one step of a case that stands at `now`.
 * @param {string} now
 * @param {StatusBody} body
 * @throws {FormatError} it may not follow, lacks a member, carries one that it does not take, an unknown reason, the
 *   reason `other` without words, a longer time without a reason, or an outcome that contradicts it.
 */
export function checkStep(now, body) {
  const { status, reason, outcome } = body;
  if (!mayFollow(now, status)) throw new FormatError("a step that may not follow");
  const told = MEMBERS.filter((member) => body[member] !== undefined);
  if (needsOf(status).some((member) => !told.includes(member))) {
    throw new FormatError("a step that does not tell what it must");
  }
  if (told.some((member) => !takesOf(status).includes(member))) {
    throw new FormatError("a step that tells what it does not take");
  }
  if (reason === undefined && body.until !== undefined) throw new FormatError("a longer time without a reason");
  if (reason !== undefined && !reasonsOf(status).includes(reason)) throw new FormatError("no such reason");
  if (reason === OTHER && body.text === undefined) throw new FormatError("another reason, without words");
  if (status === "out-of-scope" && outcome !== undefined && outcome !== "out-of-scope") {
    throw new FormatError("an outcome of a matter outside the authority");
  }
  return body;
}
