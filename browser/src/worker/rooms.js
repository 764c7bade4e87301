/**
 * The rooms of the worker: one object for each thing that officers do, all with one session between them.
 *
 * A room gives away no key. To add one: a module with a class that takes the session, a line in `main.js` that lists its
 * methods, and its type in `Rooms`.
 */

/** @typedef {import("./vault.js").Vault & import("./proving.js").Proving} Doors */
/** @typedef {import("./casebook.js").Casebook & import("./files.js").Files} Cases */
/** @typedef {import("./changing.js").Changing & import("./inside.js").Inside} Writing */
/** @typedef {Writing & import("./referring.js").Referring} Changes */
/** @typedef {import("./intake.js").Intake & import("./disclosing.js").Disclosing} Taking */
/** @typedef {import("./enrolling.js").Enrolling & import("./owning.js").Owning} Own */
/** @typedef {import("./agency.js").Agency & import("./ruling.js").Ruling & import("./trail.js").Trail} House */
/** @typedef {Own & Doors & Cases & Changes & Taking & House} Rooms */

/** @typedef {(params: any, progress: (share: number) => void) => unknown} Answer */
/** @typedef {{room: object, methods: string[], answers: Record<string, Answer>}} Offered */

/**
 * Offer methods of a room to the page.
 * @template {object} Room
 * @param {Room} room
 * @param {Array<keyof Room & string>} methods
 * @returns {Offered}
 */
export function offer(room, methods) {
  const answer = (/** @type {string} */ method) => /** @type {Answer} */ (Reflect.get(room, method)).bind(room);
  return { room, methods, answers: Object.fromEntries(methods.map((method) => [method, answer(method)])) };
}
