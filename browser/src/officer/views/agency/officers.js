/** Everybody of the directory, and every account: who serves, whose key it is, who is blocked. */

import { turnAccount } from "../../acts/agency.js";
import { ask } from "../../dialog.js";
import { el } from "../../dom.js";
import { shortDay } from "../../format.js";
import { badNote, problemText } from "../../problems.js";
import { nameOf } from "../../words/index.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/agency.js").Account} Account */
/** @typedef {import("../../acts/agency.js").Described} Described */
/** @typedef {import("../../../worker/agency.js").Listed} Listed */
/** @typedef {{id: string, listed: Listed | null, account: Account | null}} Row */

/**
 * @param {App} app
 * @param {Described} described
 * @param {(told: string) => void} done
 */
export function officersPart(app, { facts, managed }, done) {
  const words = app.words.agency.officers;
  const { columns } = words;
  const problem = el("div", {});
  const manages = managed !== null;
  const accounts = managed?.accounts ?? null;
  const heads = [columns.officer, columns.roles, columns.state, columns.words, ...(manages ? [columns.act] : [])];
  const rows = merged(facts.directory?.officers ?? [], accounts ?? []);
  return el(
    "section",
    { class: "blk", "aria-labelledby": "agency-officers" },
    el("h2", { id: "agency-officers" }, words.title),
    el("p", { class: "soft" }, words.about),
    problem,
    el(
      "table",
      { class: "people" },
      el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, ...rows.map((row) => officerRow(app, row, { manages, accounts, problem, done }))),
    ),
  );
}

/**
 * Put accounts beside their entries; what the directory does not have comes last.
 * @param {Listed[]} listed
 * @param {Account[]} accounts
 * @returns {Row[]}
 */
export function merged(listed, accounts) {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const rows = listed.map((entry) => ({ id: entry.id, listed: entry, account: byId.get(entry.id) ?? null }));
  const known = new Set(listed.map(({ id }) => id));
  const others = accounts.filter(({ id }) => !known.has(id));
  return [...rows, ...others.map((account) => ({ id: account.id, listed: null, account }))];
}

/**
 * @param {App} app
 * @param {Row} row
 * @param {{manages: boolean, accounts: Account[] | null, problem: HTMLElement, done: (told: string) => void}} around
 */
function officerRow(app, row, { manages, accounts, problem, done }) {
  const { words, officer } = app;
  const { id, listed, account } = row;
  const label = listed?.label ?? account?.label ?? id;
  const notes = [id, listed?.unit, account && words.agency.officers.login(account.login)];
  const isOwn = officer?.id === id;
  return el(
    "tr",
    {},
    el(
      "th",
      { scope: "row" },
      label,
      isOwn && el("span", { class: "soft" }, ` (${words.agency.officers.you})`),
      el("small", {}, notes.filter(Boolean).join(", ")),
    ),
    el("td", {}, (listed?.roles ?? []).map((role) => nameOf(words.roles, role)).join(", ") || "–"),
    el("td", {}, el("ul", { class: "plain" }, ...states(app, row, accounts !== null).map(stateItem))),
    el("td", { class: "key-words" }, listed?.words.join(" ") ?? "–"),
    manages && el("td", { class: "act" }, account && !isOwn && turnButton(app, account, label, problem, done)),
  );
}

/**
 * @param {{text: string, look: string}} state
 */
function stateItem({ text, look }) {
  return el("li", {}, el("span", { class: look && `chip ${look}` }, text));
}

/**
 * Say how an officer stands: in the directory, with the account, with both together.
 * @param {App} app
 * @param {Row} row
 * @param {boolean} knowsAccounts
 */
function states(app, { listed, account }, knowsAccounts) {
  const words = app.words.agency.officers;
  const found = [];
  if (account?.state === "blocked") found.push({ text: words.blocked, look: "over" });
  if (listed) found.push(service(app, listed));
  if (listed && knowsAccounts && !account) found.push({ text: words.noAccount, look: "rest" });
  if (!listed) found.push({ text: words.waiting, look: "rest" });
  else if (account && account.reader_key !== listed.readerKey) found.push({ text: words.otherKey, look: "soon" });
  return found;
}

/**
 * @param {App} app
 * @param {Listed} listed
 */
function service({ words, tag }, { since, until, service: now }) {
  const { officers } = words.agency;
  if (now === "later") return { text: officers.notYet(shortDay(since, tag)), look: "soon" };
  if (until === null) return { text: officers.serving, look: "" };
  if (now === "serving") return { text: officers.until(shortDay(until, tag)), look: "" };
  return { text: officers.over(shortDay(until, tag)), look: "soon" };
}

/**
 * @param {App} app
 * @param {Account} account
 * @param {string} label
 * @param {HTMLElement} problem
 * @param {(told: string) => void} done
 */
function turnButton(app, account, label, problem, done) {
  const words = app.words.agency.officers;
  const act = account.state === "active" ? "block" : "unblock";
  const text = words[act];
  return el(
    "button",
    {
      type: "button",
      class: act === "block" ? "sbtn bad" : "sbtn",
      "aria-label": words.named(text, label),
      click: () => void turn(app, { account, label, act, problem, done }),
    },
    text,
  );
}

/**
 * @param {App} app
 * @param {{account: Account, label: string, act: "block" | "unblock", problem: HTMLElement, done: (told: string) => void}} asked
 */
async function turn(app, { account, label, act, problem, done }) {
  const words = app.words.agency.officers;
  const isBlock = act === "block";
  const isSure = await ask({
    title: isBlock ? words.askBlock(label) : words.askUnblock(label),
    text: isBlock ? words.aboutBlock : words.aboutUnblock,
    act: words[act],
    cancel: app.words.frame.cancel,
    destroys: isBlock,
  });
  if (!isSure || !app.officer) return;
  try {
    await app.busy(() => turnAccount(app, account.id, act));
    done(isBlock ? words.wasBlocked(label) : words.wasUnblocked(label));
  } catch (error) {
    problem.replaceChildren(badNote(app.words.problems.title, problemText(app.words, error)));
  }
}
