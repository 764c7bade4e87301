/**
 * Puts answers of the API into their shape before the page works with them: a value that is none becomes an empty one,
 * so that one bad row hides no other and stops nothing. Sealed parts pass as they are; the worker judges them.
 */

/** @typedef {import("./api.js").InboxPage} InboxPage */
/** @typedef {import("./api.js").InboxRow} InboxRow */
/** @typedef {import("./api.js").CaseFile} CaseFile */
/** @typedef {Record<string, unknown>} Fields */

const URGENCIES = /** @type {const} */ (["late", "soon", "later", "done"]);
const MAX_TEXT = 120;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const NO_DAY = "1970-01-01";

/**
 * @param {unknown} answer
 * @returns {InboxPage}
 */
export function inboxPage(answer) {
  const { rows, total, more, late, soon, unread, aside, aside_soon, next } = fieldsOf(answer);
  const shaped = listOf(rows).map(inboxRow);
  return {
    rows: shaped,
    total: count(total) ?? shaped.length,
    more: more === true,
    late: totalOf(late),
    soon: totalOf(soon),
    unread: totalOf(unread),
    aside: totalOf(aside),
    aside_soon: totalOf(aside_soon),
    next: typeof next === "string" ? next : null,
  };
}

/** @typedef {{agency: string, case: string, received: string, size: number, files: boolean}} UnopenedCase */

/**
 * @param {unknown} answer
 * @returns {{cases: UnopenedCase[], more: boolean}}
 */
export function unopenedCases(answer) {
  const { cases, more } = fieldsOf(answer);
  const shaped = listOf(cases)
    .map(fieldsOf)
    .map((one) => ({
      agency: text(one.agency),
      case: text(one.case),
      received: day(one.received),
      size: count(one.size) ?? 0,
      files: one.files === true,
    }));
  return { cases: shaped, more: more === true };
}

/** @param {unknown} answer */
export function movedCount(answer) {
  return count(fieldsOf(answer).moved) ?? 0;
}

/**
 * @param {unknown} value
 * @returns {import("./api.js").Total}
 */
function totalOf(value) {
  const fields = fieldsOf(value);
  return { count: count(fields.count) ?? 0, more: fields.more === true };
}

/**
 * @param {unknown} answer
 * @returns {CaseFile}
 */
export function caseFile(answer) {
  const fields = fieldsOf(answer);
  const { status, received, messages, attachments, deadlines, inside } = fields;
  return {
    .../** @type {CaseFile} */ (/** @type {unknown} */ (fields)),
    status: text(status),
    received: day(received),
    messages: listOf(messages).map(message),
    noteDays: listOf(fieldsOf(inside).entries).map(message),
    attachments: listOf(attachments)
      .map(fieldsOf)
      .map(({ id, length }) => ({ id: text(id), length: count(length) ?? 0 })),
    deadlines: listOf(deadlines).map(fieldsOf).map(deadline),
    handler: text(fields.handler),
    rules: count(fields.rules) ?? 0,
    objection_days: count(fields.objection_days) ?? 0,
    longest: typeof fields.longest === "string" ? day(fields.longest) : null,
  };
}

/**
 * @param {unknown} answer
 * @returns {import("./views/followups.js").Awaited[]}
 */
export function awaitedFollowUps(answer) {
  return listOf(fieldsOf(answer).recommendations)
    .map(fieldsOf)
    .map(({ number, status, reference, due, late }) => ({
      ...{ number: text(number), status: text(status), reference: text(reference), due: day(due) },
      late: late === true,
    }));
}

/**
 * @param {unknown} answer
 * @returns {{cases: import("./views/overdue.js").OverdueCase[], aside: import("./api.js").Total}}
 */
export function overdueCases(answer) {
  const { cases, aside } = fieldsOf(answer);
  const shaped = listOf(cases)
    .map(fieldsOf)
    .map(({ number, status, clock, due, late_by: late }) => ({
      ...{ number: text(number), status: text(status), clock: text(clock), due: day(due) },
      late_by: count(late) ?? 0,
    }));
  return { cases: shaped, aside: totalOf(aside) };
}

/**
 * @param {unknown} value
 * @returns {InboxRow}
 */
function inboxRow(value) {
  const fields = fieldsOf(value);
  const { agency, case: id, number, status, received, due, due_in_working_days: left, newest, read } = fields;
  return {
    .../** @type {InboxRow} */ (/** @type {unknown} */ (fields)),
    agency: text(agency),
    case: text(id),
    number: text(number),
    status: text(status),
    received: day(received),
    due: due === null ? null : day(due),
    due_in_working_days: typeof left === "number" && Number.isSafeInteger(left) ? left : null,
    clock: text(fields.clock),
    urgency: URGENCIES.find((one) => one === fields.urgency) ?? "later",
    share: count(fields.share) ?? null,
    handler: text(fields.handler),
    matter_class: text(fields.matter_class),
    channel: text(fields.channel),
    newest: counts(newest),
    read: counts(read),
  };
}

/** @param {unknown} value */
function message(value) {
  const fields = fieldsOf(value);
  const { author, seq, epoch, kind, sealed, day: stated } = fields;
  return {
    author: text(author),
    seq: count(seq) ?? 0,
    epoch: count(epoch) ?? 0,
    kind: text(kind),
    sealed: /** @type {string} */ (sealed),
    day: day(stated),
  };
}

/** @param {Fields} fields */
function deadline({ name, due, working_days_left: left, met, late, share, side, extended }) {
  const days = typeof left === "number" && Number.isSafeInteger(left) ? left : 0;
  return {
    name: text(name),
    due: day(due),
    working_days_left: days,
    met: typeof met === "string" ? day(met) : null,
    late: late === true,
    share: count(share) ?? null,
    side: text(side),
    extended: extended === true,
  };
}

/**
 * @param {unknown} value
 * @returns {Fields}
 */
function fieldsOf(value) {
  return typeof value === "object" && value !== null ? /** @type {Fields} */ (value) : {};
}

/**
 * @param {unknown} value
 * @returns {unknown[]}
 */
function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value */
function text(value) {
  return typeof value === "string" ? value.slice(0, MAX_TEXT) : "";
}

/** @param {unknown} value */
function day(value) {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : NO_DAY;
}

/** @param {unknown} value */
function count(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/**
 * @param {unknown} value
 * @returns {Record<string, number>}
 */
function counts(value) {
  const known = Object.entries(fieldsOf(value)).filter(([, number]) => count(number) !== undefined);
  return /** @type {Record<string, number>} */ (Object.fromEntries(known));
}
