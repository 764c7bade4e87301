/** What happens on the mailbox's page: words in, the case out, a reply back; and all of it away again. */

import { ApiError } from "../api.js";
import { today } from "../../shared/days.js";
import { Idle } from "../../shared/idle.js";
import { Keeper, KeeperError } from "../../shared/keeper.js";
import { showFlaws } from "../page/flaws.js";
import { vanish } from "../page/leaving.js";
import { byId, clone, inside, lead, onActs, show, text } from "../page/markup.js";
import { caseView, goingWith } from "./case.js";
import { Fetching } from "./fetching.js";
import { TamperedError, UntrustedError } from "./refusals.js";
import { ReplyForm } from "./reply-form.js";
import { reply, takeBack } from "./reply.js";
import { Takings, lineOf } from "./taking.js";
import { WordsField } from "./words.js";
import { Work } from "./work.js";
import { UnsettledError } from "./writing.js";

/** @typedef {import("../opening/opener.js").Opener} Opener */
/** @typedef {import("./fetching.js").OpenCase} OpenCase */

export class MailboxPage {
  #form = /** @type {HTMLFormElement} */ (byId("formulir"));
  #idle = new Idle({ onWarn: () => {}, onEnd: () => this.#lock({ isIdle: true }) });
  #work = new Work(this.#form, (error) => this.#explain(error));
  /** @type {OpenCase | null} */
  #case = null;
  /** @type {HTMLElement | null} */
  #view = null;
  /** The number of a message that may be taken back next; 0 if none. */
  #retracting = 0;
  #keeper;
  #words;
  #fetching;
  #reply;
  #takings;

  /**
   * @param {string} worker address of its script
   * @param {string} looker address of the script of the worker that looks into files
   */
  constructor(worker, looker) {
    this.#keeper = /** @type {Keeper<Opener>} */ (new Keeper(worker, () => this.#lose()));
    this.#words = new WordsField(this.#keeper);
    this.#fetching = new Fetching(this.#keeper, this.#work.patience);
    this.#reply = new ReplyForm(this.#keeper, looker);
    this.#takings = new Takings(this.#keeper, () => this.#idle.use());
    this.#listen();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    onActs(byId("isi"), {
      open: () => this.#open(),
      restart: () => this.#askAgain(),
      again: () => this.#work.patience.again(),
      look: () => this.#look(),
      close: () => this.#lock({ isIdle: false }),
      send: () => this.#send(),
      agree: (button) => this.#answer(button, "yes"),
      decline: (button) => this.#answer(button, "no"),
      retract: (button) => this.#askToTakeBack(Number(button.dataset.seq)),
      "retract-sure": () => this.#takeBack(),
      "retract-not": () => this.#keep(),
      stop: () => this.#work.stop(),
      take: (button) => this.#takings.take(lineOf(button), this.#opened().credentials),
      untake: (button) => this.#takings.stop(lineOf(button)),
    });
    byId("isi").addEventListener("click", (event) => this.#toNewest(event));
    addEventListener("online", () => this.#work.patience.again());
    vanish(() => this.#keeper.stop());
  }

  async #open() {
    const entered = await this.#work.run(this.#form, "busy-opening", async (signal) => {
      const credentials = await this.#words.enter();
      return credentials ? this.#fetching.open(credentials, signal) : undefined;
    });
    if (entered === null) this.#showNobody();
    else if (entered) await this.#welcome(entered);
  }

  /**
   * Show a case that was opened with words just now.
   * @param {OpenCase} opened
   */
  async #welcome(opened) {
    this.#words.clear();
    showFlaws([]);
    byId("kabar").replaceChildren();
    this.#reply.begin(opened.story);
    this.#idle.start();
    this.#show(opened);
    await this.#reply.unseal();
  }

  #showNobody() {
    this.#keeper.ask("close").catch(() => {}); // not ended: asking for it again would tell that the words were wrong
    showFlaws([]);
    this.#announce("t-nobody");
  }

  /**
   * Show a case in place of what was there.
   * @param {OpenCase} opened
   */
  #show(opened) {
    this.#case = opened;
    const view = caseView(opened.story, this.#calendar(), opened.sent.labels);
    this.#reply.enter(view, opened.story);
    this.#takings.stopAll();
    this.#view?.remove();
    this.#view = view;
    show(byId("isian"), false);
    byId("isi").append(view);
    lead(/** @type {HTMLElement} */ (view.querySelector("h1")));
    scrollTo(0, 0);
  }

  #calendar() {
    const { today: served, free } = this.#form.dataset;
    return { today: today(String(served)), free: new Set(String(free).split(" ")) };
  }

  async #look() {
    const opened = this.#opened();
    const view = /** @type {HTMLElement} */ (this.#view);
    const found = await this.#work.run(view, "busy-looking", (signal) => this.#fetching.newer(opened, signal));
    if (!found) return;
    if (found !== opened) this.#show(found);
    else inside(view, "part", "busy").textContent = text("no-news");
  }

  async #send() {
    if (this.#work.isBusy() || !this.#reply.isWhole()) return;
    await this.#deliver(this.#reply.said, () => this.#reply.clear());
  }

  /**
   * Say yes or no to a text that officers propose for SP4N-LAPOR!; what is being written stays.
   * @param {HTMLElement} button
   * @param {"yes" | "no"} given
   */
  async #answer(button, given) {
    const part = /** @type {HTMLElement} */ (button.closest("[data-asked]"));
    const answer = { asked: String(part.dataset.asked), given };
    if (!this.#work.isBusy())
      await this.#deliver({ text: text(`answer-${given}`), isObjection: false, answer }, () => {});
  }

  /**
   * Sign, seal and send a message; show the case with it.
   * @param {{text: string, isObjection: boolean, answer?: import("../../protocol/documents.d.ts").ConsentAnswer}} said
   * @param {() => void} forget called once the server has it
   */
  async #deliver(said, forget) {
    let hasArrived = false;
    const opened = await this.#work.run(this.#reply.element, "busy-files", async (signal) => {
      const found = await reply({
        ...this.#means(signal),
        ...said,
        evidence: this.#reply.evidence,
        phase: (phase) => this.#reply.phase(phase),
        arrived: () => {
          hasArrived = true;
          forget();
        },
      });
      if (!found) this.#reply.isWhole(); // a file turned out to need a decision: that is said again, where it was pressed
      return found;
    });
    this.#reply.offerStop(false);
    if (opened) this.#show(opened);
    if (hasArrived) this.#say("t-sent");
  }

  /**
   * Give what everything that is written into the case goes through.
   * @param {AbortSignal} signal
   */
  #means(signal) {
    const opened = this.#opened();
    return {
      ...{ keeper: this.#keeper, patience: this.#work.patience, signal, credentials: opened.credentials },
      days: { today: this.#calendar().today, released: String(this.#form.dataset.released) },
      renew: () => this.#fetching.renew(opened, signal),
      reopen: () => this.#fetching.reopen(opened, signal),
    };
  }

  /**
   * Show a note above the case.
   * @param {string} id of its template
   */
  #say(id) {
    if (!this.#case || !this.#view) return;
    inside(this.#view, "part", "said").replaceChildren(clone(id));
    lead(/** @type {HTMLElement} */ (inside(this.#view, "part", "said").firstElementChild));
    scrollTo(0, 0);
  }

  /**
   * Say what would go, and ask.
   * @param {number} seq
   */
  #askToTakeBack(seq) {
    if (this.#work.isBusy()) return;
    this.#retracting = seq;
    this.#say(seq === 1 ? "t-retract-report" : "t-retract-message");
  }

  #keep() {
    this.#retracting = 0;
    if (this.#view) inside(this.#view, "part", "said").replaceChildren();
  }

  async #takeBack() {
    const numbers = goingWith(this.#opened().story, this.#retracting);
    if (this.#work.isBusy() || numbers.length === 0 || !this.#view) return;
    const opened = await this.#work.run(this.#view, "busy-sending", (signal) =>
      this.#unlessOpened(takeBack({ ...this.#means(signal), numbers }), signal),
    );
    this.#retracting = 0;
    if (!opened) return;
    this.#show(opened.found);
    this.#say(opened.isGone ? "t-retracted" : "t-opened");
  }

  /**
   * Give the case, and whether something went; an officer may have been faster.
   * @param {Promise<OpenCase>} going
   * @param {AbortSignal} signal
   */
  async #unlessOpened(going, signal) {
    try {
      return { found: await going, isGone: true };
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "opened")) throw error;
      return { found: await this.#fetching.reopen(this.#opened(), signal), isGone: false };
    }
  }

  /** @param {Event} event */
  #toNewest(event) {
    if (!(/** @type {Element} */ (event.target).closest("[data-act=newest]"))) return;
    event.preventDefault(); // a fragment in the address would stay in the history
    lead(/** @type {HTMLElement} */ ([...document.querySelectorAll(".msg h3")].at(-1)));
  }

  /**
   * Close the mailbox: words and case are gone, unsent text stays, sealed, until the tab is closed.
   * @param {{isIdle: boolean}} why
   */
  async #lock({ isIdle }) {
    this.#work.stop();
    this.#hide(); // first: nothing that a worker is busy with may keep the case in sight
    await this.#reply.seal();
    const { isKept } = this.#reply;
    // Files on their way keep the worker; it has forgotten the receipt.
    if (this.#reply.evidence.count > 0) await this.#keeper.ask("close").catch(() => {});
    else this.#keeper.stop();
    const note = clone("t-locked");
    show(inside(note, "part", "idle"), isIdle);
    show(inside(note, "part", "kept"), isKept);
    byId("kabar").replaceChildren(...(isIdle || isKept ? [note] : []));
    if (isIdle || isKept) lead(note);
    else this.#words.focus();
  }

  /** Take the case off the page. */
  #hide() {
    this.#idle.stop();
    this.#takings.stopAll();
    this.#reply.leave();
    this.#view?.remove();
    this.#view = null;
    this.#case = null;
    showFlaws([]);
    show(byId("isian"), true);
    scrollTo(0, 0);
  }

  /**
   * Say why nothing goes on, in plain words.
   * @param {unknown} error
   */
  #explain(error) {
    const code = error instanceof KeeperError ? error.code : "";
    if (error instanceof TamperedError) this.#showTampered();
    else if (code === "locked" || code === "failed") this.#lose();
    else if (code === "refused-channel") this.#work.notice("t-closed");
    else if (code !== "") this.#showAgain();
    else if (error instanceof UntrustedError) this.#work.notice("t-untrusted");
    else this.#work.notice(error instanceof UnsettledError ? "t-unsettled" : "t-refused");
  }

  /** Nothing may be written any more: the case itself says why. */
  async #showAgain() {
    const view = /** @type {HTMLElement} */ (this.#view);
    const before = this.#opened();
    const opened = await this.#work.run(view, "busy-opening", (signal) => this.#fetching.reopen(before, signal));
    if (opened) this.#show(opened);
  }

  #showTampered() {
    this.#keeper.stop();
    this.#hide();
    this.#words.clear();
    show(byId("isian"), false);
    const view = clone("t-tampered");
    this.#view = view;
    byId("isi").append(view);
    lead(/** @type {HTMLElement} */ (view.querySelector("h1")));
  }

  /** The worker is gone, and the receipt with it. */
  #lose() {
    this.#keeper.stop();
    this.#hide();
    this.#announce("t-stopped");
  }

  /**
   * Show a note above the words.
   * @param {string} id of its template
   */
  #announce(id) {
    byId("kabar").replaceChildren(clone(id));
    lead(/** @type {HTMLElement} */ (byId("kabar").firstElementChild));
  }

  #askAgain() {
    byId("kabar").replaceChildren();
    this.#words.focus();
  }

  #opened() {
    if (!this.#case) throw new Error("no case is open");
    return this.#case;
  }
}
