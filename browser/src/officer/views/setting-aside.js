/** Sets aside in bulk what nobody has opened, by what can be seen of it, and brings it back. Opens nothing. */

import { closed, openDialog } from "../dialog.js";
import { el, fill } from "../dom.js";
import { shortDay, sizeText } from "../format.js";
import { problemText } from "../problems.js";
import { date } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../api.js").InboxPage} InboxPage */
/** @typedef {import("../answers.js").UnopenedCase} UnopenedCase */

const REPLY = "write-to-reporters";
/** From so many unread cases on, an officer is offered to set some aside. */
const MANY = 10;

/**
 * Give what stands beside the chips of an inbox: the way to the dialog, and what must not be forgotten.
 * @param {App} app
 * @param {InboxPage | null} page
 * @param {boolean} isTray whether the tray of what was set aside is shown
 * @param {{changed: () => void, look: () => void, shown: () => CaseName[]}} acts
 */
export function asideBar(app, page, isTray, { changed, look, shown }) {
  const { settingAside: say } = app.words;
  if (!page) return [];
  if (isTray) return [el("p", { class: "soft" }, say.tray), page.rows.length > 0 && backButton(app, shown, changed)];
  const isOffered = (app.officer?.acts.includes(REPLY) ?? false) && page.unread.count >= MANY;
  const begin = () => void chooseAside(app).then((isChanged) => isChanged && changed());
  return [
    page.aside_soon.count > 0 &&
      el(
        "p",
        { class: "note" },
        `${say.near(page.aside_soon)} `,
        el("button", { type: "button", class: "link", id: "aside-look", click: look }, say.look),
      ),
    isOffered &&
      el("p", {}, el("button", { type: "button", class: "link", id: "aside-begin", click: begin }, say.begin)),
  ];
}

/**
 * Bring some cases back.
 * @param {App} app
 * @param {() => CaseName[]} names
 * @param {() => void} changed
 * @param {string} [number] of the only one
 */
export function backButton(app, names, changed, number) {
  const { settingAside: say, problems } = app.words;
  const label = number === undefined ? say.backAll : say.back;
  const button = el(
    "button",
    { type: "button", class: number === undefined ? "sbtn" : "link", "aria-label": number && say.backNamed(number) },
    label,
  );
  button.addEventListener("click", () => {
    const chosen = names();
    if (chosen.length === 0) return;
    button.disabled = true;
    app
      .busy(() => app.api.bringBack(chosen))
      .then(changed)
      .catch((error) => {
        button.disabled = false;
        const { body } = openDialog(problems.title);
        fill(body, el("p", { role: "alert" }, problemText(app.words, error)), closing(app, body));
      });
  });
  return number === undefined ? el("p", {}, button) : button;
}

/**
 * Let the officer choose groups of unopened cases and set them aside; say whether any were.
 * @param {App} app
 */
async function chooseAside(app) {
  const { words } = app;
  const { settingAside: say } = words;
  const { dialog, body } = openDialog(say.title);
  const from = date("aside-from");
  const to = date("aside-to");
  const list = el("div", { class: "groups" });
  const status = el("p", { class: "soft", role: "status" });
  const act = el("button", { class: "sbtn go", disabled: true }, say.act(0));
  const cancel = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.cancel);
  /** @type {CaseName[]} */
  let chosen = [];
  let isChanged = false;
  let round = 0;
  const choose = (/** @type {CaseName[]} */ names) => {
    chosen = names;
    act.textContent = say.act(names.length);
    act.disabled = names.length === 0;
  };
  const fail = (/** @type {unknown} */ error) => {
    status.setAttribute("role", "alert");
    status.textContent = problemText(words, error);
  };
  const look = async () => {
    const own = (round += 1);
    choose([]);
    try {
      const found = await app.busy(() => app.api.unopened(from.value, to.value));
      if (own !== round) return;
      fill(list, ...groupParts(app, found.cases, choose));
      status.textContent = found.cases.length === 0 ? say.none : found.more ? say.most(found.cases.length) : "";
    } catch (error) {
      if (own === round) fail(error);
    }
  };
  const send = async () => {
    act.disabled = true;
    try {
      const { length } = chosen;
      const moved = await app.busy(() => app.api.setAside(chosen));
      isChanged = true;
      const texts = [say.done(moved), moved < length && say.left(length - moved)].filter(Boolean);
      const close = closing(app, body);
      fill(body, el("p", { role: "status" }, texts.join(" ")), close);
      close.querySelector("button")?.focus();
    } catch (error) {
      isChanged = true; // part of it may be done
      act.disabled = false;
      fail(error);
    }
  };
  for (const field of [from, to]) field.addEventListener("change", () => void look());
  fill(
    body,
    el("p", {}, say.what),
    el(
      "form",
      {
        class: "aside",
        autocomplete: "off",
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          void send();
        },
      },
      el(
        "div",
        { class: "days" },
        el("div", {}, el("label", { for: "aside-from" }, say.from), from),
        el("div", {}, el("label", { for: "aside-to" }, say.to), to),
      ),
      list,
      status,
      el("p", { class: "row end" }, cancel, act),
    ),
  );
  void look();
  await closed(dialog);
  return isChanged;
}

/**
 * @param {App} app
 * @param {UnopenedCase[]} cases
 * @param {(names: CaseName[]) => void} choose
 */
function groupParts({ words, tag }, cases, choose) {
  const { settingAside: say } = words;
  /** @type {Map<string, UnopenedCase[]>} */
  const groups = new Map();
  for (const one of cases) {
    const label = say.group(shortDay(one.received, tag), sizeText(one.size, tag), one.files);
    groups.set(label, [...(groups.get(label) ?? []), one]);
  }
  if (groups.size === 0) return [];
  const boxes = [...groups].map(([label, members]) => {
    const box = el("input", { type: "checkbox" });
    return { members, box, row: el("label", {}, box, el("span", {}, label, el("b", {}, say.count(members.length)))) };
  });
  const collect = () =>
    choose(
      boxes
        .filter(({ box }) => box.checked)
        .flatMap(({ members }) => members.map(({ agency, case: id }) => ({ agency, case: id }))),
    );
  return [el("fieldset", { change: collect }, el("legend", {}, say.groups), ...boxes.map(({ row }) => row))];
}

/**
 * @param {App} app
 * @param {HTMLElement} body of a dialog
 */
function closing({ words }, body) {
  const close = () => body.closest("dialog")?.close();
  return el(
    "p",
    { class: "row end" },
    el("button", { type: "button", class: "sbtn go", click: close }, words.frame.close),
  );
}
