/** The filters of the inbox: what there is to do as chips with totals, everything else as fields that open. */

import { el } from "../dom.js";
import { nameOf } from "../words/index.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").InboxPage} InboxPage */
/** @typedef {Record<string, string>} Wanted */
/** @typedef {(wanted: Wanted, changed: string) => void} Choose */

const NOTHING = { count: 0, more: false };

/**
 * @param {App} app
 * @param {InboxPage | null} page
 * @param {Wanted} wanted
 * @param {Choose} choose
 */
export function chips({ words }, page, wanted, choose) {
  const { chips: say } = words.clocks;
  const { urgency, unread, aside, ...others } = wanted;
  const chip = (/** @type {string} */ name, /** @type {Wanted} */ filter, /** @type {string} */ text) => {
    const isOn = ["urgency", "unread", "aside"].every((one) => filter[one] === wanted[one]);
    const id = `chip-${name}`;
    const click = () => choose({ ...others, ...filter }, id);
    return el("button", { type: "button", id, class: "sbtn", "aria-pressed": String(isOn), click }, text);
  };
  return [
    el("span", { class: "soft" }, say.label),
    chip("all", {}, say.all),
    chip("late", { urgency: "late" }, say.late(page?.late ?? NOTHING)),
    chip("soon", { urgency: "soon" }, say.soon(page?.soon ?? NOTHING)),
    chip("unread", { unread: "1" }, say.unread(page?.unread ?? NOTHING)),
    ((page?.aside.count ?? 0) > 0 || aside !== undefined) &&
      chip("aside", { aside: "1" }, words.settingAside.chip(page?.aside ?? NOTHING)),
  ];
}

/**
 * @param {App} app
 * @param {InboxPage | null} page
 * @param {Wanted} wanted
 * @param {Choose} choose
 */
export function filterFields(app, page, wanted, choose) {
  const { words } = app;
  const { filters: say, channels } = words.clocks;
  const field = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {Array<[string, string]>} */ options,
  ) => select({ name, label, options, wanted, choose });
  const any = /** @type {[string, string]} */ (["", say.any]);
  const handlers = [...new Set([wanted.handler ?? "", ...(page?.rows ?? []).map((row) => row.handler)])].filter(
    Boolean,
  );
  const isOpen = ["class", "channel", "handler", "order"].some((name) => wanted[name] !== undefined);
  return [
    field("status", words.inbox.status, [["", words.inbox.anyStatus], ...Object.entries(words.statuses)]),
    el(
      "details",
      { class: "wide", open: isOpen },
      el("summary", {}, say.more),
      el(
        "div",
        { class: "filter" },
        field("class", say.class, [any, ...Object.entries(words.steps.classes)]),
        field("channel", say.channel, [any, ...Object.entries(channels)]),
        (handlers.length > 1 || wanted.handler !== undefined) &&
          field("handler", say.handler, [any, ...handlers.map((code) => pair(code, app.officeName(code)))]),
        wanted.urgency === undefined &&
          field("order", say.order, [
            ["", say.due],
            ["received", say.received],
          ]),
        Object.keys(wanted).length > 0 &&
          el("button", { type: "button", class: "link", click: () => choose({}, "filter-status") }, say.clear),
      ),
    ),
  ];
}

/**
 * @param {string} value
 * @param {string} text
 */
function pair(value, text) {
  return /** @type {[string, string]} */ ([value, text]);
}

/**
 * @param {{name: string, label: string, options: Array<[string, string]>, wanted: Wanted, choose: Choose}} field
 */
function select({ name, label, options, wanted, choose }) {
  const id = `filter-${name}`;
  const input = el(
    "select",
    { id },
    ...options.map(([value, text]) => el("option", { value }, nameOf({ [value]: text }, value))),
  );
  input.value = wanted[name] ?? "";
  input.addEventListener("change", () => {
    const { [name]: _before, ...others } = wanted;
    choose(input.value === "" ? others : { ...others, [name]: input.value }, id);
  });
  return el("div", {}, el("label", { for: id }, label), input);
}
