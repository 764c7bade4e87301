/**
 * My account: one's own second factors, passkeys, sessions and cases to hand over, each in a part of its own.
 *
 * To add a part: a module in `account/` that gives a `Part`, a line here, its heading in `words.account.parts`.
 */

import { el, fill } from "../dom.js";
import { authenticatorPart } from "./account/authenticator.js";
import { handoverPart } from "./account/handover.js";
import { keyPart } from "./account/key.js";
import { passkeysPart } from "./account/passkeys.js";
import { passphrasePart } from "./account/passphrase.js";
import { recoveryPart } from "./account/recovery.js";
import { sessionsPart } from "./account/sessions.js";

/** @typedef {import("../app.js").App} App */

/**
 * One part of the account. Its state is kept until the page locks.
 * @typedef {object} Part
 * @property {"passphrase" | "key" | "authenticator" | "recovery" | "passkeys" | "sessions" | "handover"} name
 * @property {string} [act] without which the part is not shown
 * @property {() => any} begin makes its state
 * @property {(app: App, state: any, redraw: () => void) => import("../dom.js").Child[]} draw
 */

/** @type {Part[]} In the order in which they are shown. */
const PARTS = [passphrasePart, keyPart, authenticatorPart, recoveryPart, passkeysPart, sessionsPart, handoverPart];

export class AccountState {
  /** @type {Map<string, any>} */
  parts = new Map(PARTS.map(({ name, begin }) => [name, begin()]));
}

/**
 * @param {App} app
 * @param {AccountState} state
 * @returns {import("../app.js").View}
 */
export function accountView(app, state) {
  const { title, lead } = app.words.account;
  const parts = PARTS.filter(({ act }) => !act || app.officer?.acts.includes(act));
  const main = el(
    "main",
    { class: "pad account" },
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, title)),
    el("p", { class: "soft" }, lead),
    ...parts.map((part) => section(app, part, state.parts.get(part.name))),
  );
  return { main, title };
}

/**
 * @param {App} app
 * @param {Part} part
 * @param {any} state
 */
function section(app, { name, draw }, state) {
  const id = `part-${name}`;
  const body = el("div", {});
  const redraw = () => fill(body, ...draw(app, state, redraw));
  redraw();
  return el("section", { class: "blk", "aria-labelledby": id }, el("h2", { id }, app.words.account.parts[name]), body);
}
