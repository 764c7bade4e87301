/**
 * The page's state and what moves it: locked or signed in, which view is shown, in which language.
 *
 * Nothing here survives a reload: no storage of the browser is used, the address never changes, titles of cases do not
 * become titles of the page (browsers write those to disk).
 */

import { COMMON_KINDS, readKinds } from "./acts/rules.js";
import { Api } from "./api.js";
import { openDialog } from "./dialog.js";
import { el, fill } from "./dom.js";
import { Idle } from "../shared/idle.js";
import { Keeper } from "./keeper.js";
import { Keeper as AnyKeeper, trusted } from "../shared/keeper.js";
import { Drafts } from "./drafts.js";
import { isSessionOver } from "./problems.js";
import { today } from "../shared/days.js";
import { EnrolmentState, enrolmentView } from "./views/enrolment.js";
import { expiryNote } from "./views/expiry.js";
import { frame } from "./views/frame.js";
import { signInView } from "./views/sign-in.js";
import { InboxState } from "./views/inbox-state.js";
import { CaseState, caseView } from "./views/case.js";
import { homeOf, sectionOf } from "./views/sections.js";
import { CATALOGUES } from "./words/index.js";

/** @typedef {import("./api.js").CaseName} CaseName */
/** @typedef {import("./acts/looking.js").LookerKeeper} LookerKeeper */
/** @typedef {import("./views/sections.js").SectionName} SectionName */
/** @typedef {import("../worker/vault.js").UnlockedOfficer & {roles: string[], acts: string[]}} Officer */
/** @typedef {"idle" | "session" | "asked" | "lost" | null} LockReason */

/**
 * One view: what it shows in `main`, the title of the page, what takes the focus, what it stops when it goes.
 * @typedef {object} View
 * @property {HTMLElement} main
 * @property {string} title
 * @property {HTMLElement} [focus] instead of the heading
 * @property {(event: KeyboardEvent) => void} [key]
 * @property {() => void} [leave]
 * @property {() => Promise<boolean>} [mayLeave] asks, if something would be lost
 * @property {() => boolean} [hasDraft] whether something would be lost
 */

const LOCK_PATIENCE_MS = 3_000;

export class App {
  /** @type {import("./words/index.js").Tag} */
  tag;
  /** @type {Officer | null} */
  officer = null;
  /** @type {LockReason} */
  lockReason = null;
  inbox = new InboxState();
  drafts = new Drafts();
  /** @type {EnrolmentState | null} Where somebody who is invited has got to. */
  enrolment = null;
  shortcuts = true;
  /** @type {SectionName} */
  section = "inbox";
  /** @type {import("../worker/agency.js").AgencyFacts | null} The own agency as it was last verified. */
  agency = null;
  /** The own agency's kinds of matters. */
  kinds = COMMON_KINDS;
  #root;
  #made;
  /** Whether one step back in the browser leads to the section where the officer began. */
  #isAway = false;
  /** @type {Map<SectionName, any>} */
  #states = new Map();
  /** @type {CaseState | null} */
  #case = null;
  /** @type {View | null} */
  #view = null;
  #idle;
  /** @type {{dialog: HTMLDialogElement, body: HTMLElement} | null} */
  #warning = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./words/index.js").Tag} tag
   * @param {{worker: string, looker: string}} addresses of the scripts of workers
   * @param {{today: string, released: string}} made the days on which the page was served and released
   */
  constructor(root, tag, addresses, made) {
    this.tag = tag;
    this.#root = root;
    this.#made = made;
    this.api = new Api();
    const [worker, looker] = trusted([addresses.worker, addresses.looker]);
    this.keeper = new Keeper(worker, () => void this.lock("lost"));
    this.looker = /** @type {LookerKeeper} */ (new AnyKeeper(looker, () => {}));
    this.#idle = new Idle({
      onWarn: (left) => this.#warn(left),
      onEnd: () => void this.lock("idle"),
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    window.addEventListener("popstate", () => void this.#back());
    window.addEventListener("pagehide", (event) => this.#putAside(event));
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload(); // a page that was put aside comes back without keys, but with its words
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.enrolment?.passphrase) event.preventDefault();
      if (this.#case?.hasDraft() || this.#view?.hasDraft?.()) event.preventDefault();
    });
  }

  /** The catalogue of the language that is shown. */
  get words() {
    return CATALOGUES[this.tag];
  }

  /** Give the days that a directory's dates are judged by: a clock that was set back revives nothing. */
  days() {
    return { today: today(this.#made.today), released: this.#made.released };
  }

  /** The names of kinds of matters, the own agency's before the common ones. @returns {Record<string, string>} */
  get categoryNames() {
    return { ...this.words.categories, ...this.kinds.labels[this.tag] };
  }

  /**
   * The names of kinds of matters of one agency, as far as they are known here.
   * @param {string} agency
   */
  categoryNamesOf(agency) {
    return agency === this.officer?.agency ? this.categoryNames : this.words.categories;
  }

  /** Draw what the state says. */
  render() {
    document.documentElement.lang = this.tag;
    this.#view?.leave?.();
    this.#view = this.#makeView();
    this.warnOfExpiry();
    this.retitle(this.#view.title);
    fill(this.#root, ...frame(this, this.#view.main));
  }

  /**
   * Give the page another title.
   * @param {string} title without anything that was sealed
   */
  retitle(title) {
    const office = this.officer ? this.officeName(this.officer.agency) : this.words.frame.product;
    document.title = `${title} – ${office}`;
  }

  /** Draw, and lead the focus to the heading: for a change of view. */
  show() {
    this.render();
    window.scrollTo(0, 0);
    const first = this.#view?.focus ?? this.#root.querySelector("h1");
    first?.focus({ preventScroll: true });
  }

  /** Show the page in the other language, with everything that is open. */
  switchLanguage() {
    this.tag = this.tag === "id" ? "en" : "id";
    this.render();
  }

  /**
   * Give an agency's name as the signed agencies document has it.
   * @param {string} agency
   */
  officeName(agency) {
    return this.officer?.agencies.find(({ code }) => code === agency)?.name ?? agency;
  }

  /**
   * Say whether a case is the one on the screen.
   * @param {CaseState} state
   */
  isOpen(state) {
    return this.#case === state;
  }

  /**
   * Show the way in for somebody who is invited, or who waits.
   * @param {EnrolmentState} state
   */
  beginEnrolment(state = new EnrolmentState()) {
    this.enrolment = state;
    this.lockReason = null;
    this.show();
  }

  /** Forget what an enrolment had got to. */
  leaveEnrolment() {
    this.enrolment = null;
    this.keeper.stop();
    this.show();
  }

  /** @param {Officer} officer */
  async enter(officer) {
    this.agency = await this.keeper.ask("describeAgency", this.days());
    this.kinds = await readKinds(this);
    this.officer = officer;
    this.lockReason = null;
    this.inbox = new InboxState();
    this.section = homeOf(officer.acts);
    this.#idle.start();
    this.show();
  }

  /**
   * Open a case from the inbox, or move from case to case.
   * @param {CaseName} name
   */
  async openCase(name) {
    if (!(await this.#mayLeave())) return;
    this.#goAway();
    this.section = "inbox";
    this.#case = new CaseState(name);
    this.show();
  }

  /** Go back to the inbox. */
  async closeCase() {
    if (this.#case) await this.openSection("inbox");
  }

  /**
   * Show another section, or leave a case for its list.
   * @param {SectionName} name
   */
  async openSection(name) {
    if (!this.officer || (this.section === name && !this.#case) || !(await this.#mayLeave())) return;
    if (name === homeOf(this.officer.acts)) {
      if (this.#isAway) history.back(); // the browser's own button does the same
      this.#isAway = false;
    } else {
      this.#goAway();
    }
    this.#turnTo(name);
  }

  /**
   * Give a section's state, as it was left.
   * @param {SectionName} name
   */
  stateOf(name) {
    const state = this.#states.get(name) ?? sectionOf(name).begin();
    this.#states.set(name, state);
    return state;
  }

  /**
   * Let a section begin anew at its next visit.
   * @param {SectionName} name
   */
  forget(name) {
    this.#states.delete(name);
  }

  /**
   * Forget the keys and everything that was opened, end the session, ask again. Unsent text is sealed first.
   * @param {LockReason} reason
   */
  async lock(reason) {
    if (!this.officer) return;
    const { officer } = this;
    const left = this.#case;
    const sections = [...this.#states].map(([name, state]) => ({ name, text: state?.keptText?.() ?? "" }));
    this.officer = null;
    this.lockReason = reason;
    this.#idle.stop();
    this.#clear();
    const written = sections.filter(({ text }) => text !== "");
    if (left || written.length > 0) {
      await Promise.race([this.#keepDrafts(officer, left, written), later(LOCK_PATIENCE_MS)]);
    }
    this.keeper.stop();
    this.show();
    await this.api.signOut();
  }

  /**
   * Forget the keys; a page that the browser keeps for coming back to keeps no words either.
   * @param {PageTransitionEvent} event
   */
  #putAside({ persisted }) {
    this.keeper.stop();
    this.looker.stop();
    this.enrolment = null;
    if (persisted) this.#clear();
  }

  /** Take everything that was opened off the page, before anything is waited for. */
  #clear() {
    this.#closeDialogs();
    this.#view?.leave?.();
    this.#view = null;
    this.#case = null;
    this.#states.clear();
    this.looker.stop();
    this.agency = null;
    this.kinds = COMMON_KINDS;
    this.inbox = new InboxState();
    fill(this.#root);
    for (const sheet of document.querySelectorAll("body > .sheet")) sheet.remove(); // a letter that was being printed
  }

  /**
   * @param {Officer} officer
   * @param {CaseState | null} state
   * @param {Array<{name: string, text: string}>} sections
   */
  async #keepDrafts(officer, state, sections) {
    if (state) await this.drafts.keep(this.keeper, officer, state).catch(() => undefined);
    await this.drafts.keepSections(this.keeper, officer, sections).catch(() => undefined);
  }

  /**
   * Tell an officer that recovery codes were used: a thief may have.
   * @param {number} used
   * @param {number} left
   */
  tellOfCodes(used, left) {
    const { words } = this;
    const { usedTitle, usedText, open } = words.account.recovery;
    const { dialog, body } = openDialog(usedTitle);
    const look = () => {
      dialog.close();
      void this.openSection("account");
    };
    const close = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.close);
    const go = el("button", { type: "button", class: "sbtn go", click: look }, open);
    fill(body, el("p", {}, usedText(used, left)), el("p", { class: "row end" }, close, go));
  }

  /**
   * Do something that the officer asked for; a session that is over locks the page.
   * @template Result
   * @param {() => Promise<Result>} act
   * @returns {Promise<Result>}
   */
  async busy(act) {
    this.use();
    try {
      return await act();
    } catch (error) {
      if (isSessionOver(error)) await this.lock("session");
      throw error;
    }
  }

  /** Note that the officer, or something that the officer started, got on. */
  use() {
    if (this.officer) this.#idle.use();
  }

  /** Say above what is shown how long new reports can still be sealed, if that has to be said. */
  warnOfExpiry() {
    const main = this.#view?.main;
    main?.querySelector(".note.expiry")?.remove();
    const note = this.officer && this.agency && !this.#case ? expiryNote(this, this.agency) : null;
    if (note) main?.prepend(note);
  }

  /** @returns {View} */
  #makeView() {
    if (!this.officer) return this.enrolment ? enrolmentView(this, this.enrolment) : signInView(this);
    if (this.#case) return caseView(this, this.#case);
    return sectionOf(this.section).view(this, this.stateOf(this.section));
  }

  /** One step back leads home, wherever the officer is: the steps between are not kept, no view has an address. */
  #goAway() {
    if (!this.#isAway) history.pushState(null, "");
    this.#isAway = true;
  }

  async #back() {
    if (!this.#isAway) return;
    this.#isAway = false;
    if (!this.officer) return;
    if (await this.#mayLeave()) this.#turnTo(homeOf(this.officer.acts));
    else this.#goAway();
  }

  /** @param {SectionName} name */
  #turnTo(name) {
    if (!this.officer) return;
    if (this.#case) void this.keeper.ask("closeCase").catch(() => undefined);
    this.#case = null;
    this.section = name;
    if (name === "inbox") this.inbox = this.inbox.anew(); // what was done since stands in its rows
    this.show();
  }

  async #mayLeave() {
    return this.#case ? this.#case.mayLeave(this) : ((await this.#view?.mayLeave?.()) ?? true);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {Element} */ (event.target);
    const isTyping = target.closest("input, textarea, select, dialog") !== null;
    if (!this.shortcuts || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    this.#view?.key?.(event);
  }

  /** @param {number | null} left seconds */
  #warn(left) {
    const { words } = this;
    if (left === null) {
      this.#warning?.dialog.close();
      this.#warning = null;
      return;
    }
    if (!this.#warning) {
      this.#warning = openDialog(words.frame.warnsTitle);
      const { dialog } = this.#warning;
      const stay = el("button", { type: "button", class: "sbtn go", click: () => dialog.close() }, words.frame.stay);
      this.#warning.body.append(el("p", {}), el("p", { class: "row end" }, stay));
    }
    const text = this.#warning.body.querySelector("p");
    if (text) text.textContent = words.frame.warns(left);
  }

  #closeDialogs() {
    this.#warning = null;
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  }
}

/** @param {number} milliseconds */
function later(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
