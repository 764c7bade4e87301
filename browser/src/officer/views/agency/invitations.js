/** Open invitations, and the form that makes one. The code is shown once, to be handed over in person. */

import { invite, withdraw } from "../../acts/agency.js";
import { ask } from "../../dialog.js";
import { el, fill } from "../../dom.js";
import { moment } from "../../format.js";
import { badNote, problemText } from "../../problems.js";
import { nameOf } from "../../words/index.js";
import { ApiError } from "../../api.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/agency.js").Invitation} Invitation */
/** @typedef {import("../../acts/agency.js").Appointment} Appointment */

const RANKS = ["inspectorate", "leadership", "staff"];
const FIELDS = /** @type {const} */ (["officer", "login", "label", "unit"]);
const OFFICER_ID = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const ALONE = "custodian";

/**
 * @param {App} app
 * @param {import("./agency.js").AgencyState} state
 * @param {Invitation[]} invitations
 * @param {(told: string) => void} done
 */
export function invitationsPart(app, state, invitations, done) {
  const words = app.words.agency.invitations;
  const problem = el("div", {});
  const items = invitations.map((one) => item(app, one, problem, done));
  return el(
    "section",
    { class: "blk", "aria-labelledby": "agency-invitations" },
    el("h2", { id: "agency-invitations" }, words.title),
    el("p", { class: "soft" }, words.about),
    state.code && codeNote(app, state, done),
    problem,
    items.length === 0 ? el("p", {}, words.none) : el("ul", { class: "plain offers" }, ...items),
    form(app, state, done),
  );
}

/**
 * @param {App} app
 * @param {import("./agency.js").AgencyState} state
 * @param {(told: string) => void} done
 */
function codeNote(app, state, done) {
  const words = app.words.agency.invitations;
  if (!state.code) return null;
  const { who, code, hours } = state.code;
  const hide = () => {
    state.code = null;
    done("");
  };
  return el(
    "div",
    { class: "note warn", role: "status" },
    el("h3", {}, words.codeTitle(who)),
    el("p", { class: "code" }, code),
    el("p", {}, words.codeAbout(hours)),
    el("p", {}, el("button", { type: "button", class: "sbtn", click: hide }, words.hide)),
  );
}

/**
 * @param {App} app
 * @param {Invitation} invitation
 * @param {HTMLElement} problem
 * @param {(told: string) => void} done
 */
function item(app, { officer, login, label, unit, roles, until }, problem, done) {
  const { invitations: words, officers } = app.words.agency;
  const take = async () => {
    const isSure = await ask({
      title: words.askWithdraw(label),
      text: words.aboutWithdraw,
      act: words.withdraw,
      cancel: app.words.frame.cancel,
      destroys: true,
    });
    if (!isSure || !app.officer) return;
    await attempt(app, problem, async () => {
      await app.busy(() => withdraw(app, officer));
      done(words.withdrawn(label));
    });
  };
  return el(
    "li",
    {},
    el("b", {}, label),
    el("small", {}, [officer, unit, officers.login(login)].join(", ")),
    el(
      "p",
      {},
      `${roles.map((role) => nameOf(app.words.roles, role)).join(", ")}. ${words.until(moment(until, app.tag))}`,
    ),
    el(
      "button",
      { type: "button", class: "sbtn", "aria-label": officers.named(words.withdraw, label), click: () => void take() },
      words.withdraw,
    ),
  );
}

/**
 * @param {App} app
 * @param {HTMLElement} problem
 * @param {() => Promise<void>} act
 */
async function attempt(app, problem, act) {
  try {
    await act();
  } catch (error) {
    const { problems, agency } = app.words;
    const isTaken = error instanceof ApiError && error.code === "conflict";
    fill(problem, badNote(problems.title, isTaken ? agency.invitations.taken : problemText(app.words, error)));
  }
}

/**
 * @param {App} app
 * @param {import("./agency.js").AgencyState} state
 * @param {(told: string) => void} done
 */
function form(app, state, done) {
  const words = app.words.agency.invitations;
  const inputs = Object.fromEntries(FIELDS.map((name) => [name, input(name)]));
  const rank = el(
    "select",
    { id: "invite-rank" },
    ...RANKS.map((value) => el("option", { value }, nameOf(app.words.ranks, value))),
  );
  const boxes = Object.entries(app.words.roles).map(([value, text]) => roleBox(value, text));
  const wrong = el("div", { role: "alert" });
  const read = () => appointment(inputs, rank, boxes);
  const made = el(
    "form",
    { class: "invite", autocomplete: "off", novalidate: true },
    el("h3", {}, words.formTitle),
    wrong,
    ...FIELDS.map((name) => field(`invite-${name}`, words.fields[name], words.hints[name], inputs[name])),
    field("invite-rank", words.rank, "", rank),
    el("fieldset", {}, el("legend", {}, words.roles), ...boxes.map(({ label }) => label)),
    el("p", {}, el("button", { class: "sbtn go" }, words.make)),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const flaw = flawOf(app, read());
    fill(wrong, flaw && el("p", { class: "error" }, flaw));
    if (!flaw) void attempt(app, wrong, () => send(app, state, read(), done));
  });
  return made;
}

/**
 * @param {App} app
 * @param {import("./agency.js").AgencyState} state
 * @param {Appointment} asked
 * @param {(told: string) => void} done
 */
async function send(app, state, asked, done) {
  const { code, hours } = await app.busy(() => invite(app, asked));
  state.code = { who: asked.label, code, hours };
  done("");
}

/** @param {string} name */
function input(name) {
  return el("input", {
    id: `invite-${name}`,
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    maxlength: name === "officer" ? 32 : 120,
  });
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} hint
 * @param {HTMLElement} control
 */
function field(id, label, hint, control) {
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    hint && el("p", { class: "hint", id: `${id}-hint` }, hint),
    control,
  );
}

/**
 * @param {string} value
 * @param {string} text
 */
function roleBox(value, text) {
  const box = el("input", { type: "checkbox", name: "role", value });
  return { box, label: el("label", { class: "check" }, box, text) };
}

/**
 * @param {Record<string, HTMLInputElement>} inputs
 * @param {HTMLSelectElement} rank
 * @param {Array<{box: HTMLInputElement}>} boxes
 * @returns {Appointment}
 */
function appointment({ officer, login, label, unit }, rank, boxes) {
  const text = (/** @type {HTMLInputElement} */ { value }) => value.trim().replace(/\s+/g, " ");
  return {
    officer: text(officer),
    login: text(login),
    label: text(label),
    unit: text(unit),
    rank: rank.value,
    roles: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
  };
}

/**
 * @param {App} app
 * @param {Appointment} asked
 */
function flawOf({ words }, { officer, login, label, unit, roles }) {
  const { need } = words.agency.invitations;
  if (!OFFICER_ID.test(officer)) return need.officer;
  if (!login || !label || !unit) return need.all;
  if (roles.length === 0) return need.roles;
  return roles.includes(ALONE) && roles.length > 1 ? need.alone : "";
}
