/** What happens on the mailbox's page: words in, the case out, a reply back; and all of it away again. */

import { ApiError, getAnchors, getDocuments, getIndex, getMailbox } from "../api.js";
import { Idle } from "../../shared/idle.js";
import { Keeper, KeeperError } from "../../shared/keeper.js";
import { Evidence } from "../page/evidence.js";
import { mark, showFlaws } from "../page/flaws.js";
import { Guard, vanish } from "../page/leaving.js";
import { byId, clone, inside, lead, onActs, show, text } from "../page/markup.js";
import { today } from "../../shared/days.js";
import { Patience } from "../page/patience.js";
import { caseView, goingWith, mayObject } from "./case.js";
import { reply, takeBack } from "./reply.js";
import { take } from "./taking.js";
import { UnsettledError } from "./writing.js";

/** @typedef {import("../opening/opener.js").Opener} Opener */
/** @typedef {import("../opening/story.js").Story} Story */
/** @typedef {import("../api.js").Credentials} Credentials */
/** @typedef {import("../api.js").Mailbox} Mailbox */
/** @typedef {{credentials: Credentials, sent: Mailbox, story: Story}} OpenCase */

export class MailboxPage {
  #form = /** @type {HTMLFormElement} */ (byId("formulir"));
  #words = /** @type {HTMLTextAreaElement} */ (byId("words"));
  #reply = /** @type {HTMLFormElement} */ (byId("balasan"));
  #message = /** @type {HTMLTextAreaElement} */ (byId("message"));
  /** The number of a message that may be taken back next; 0 if none. */
  #retracting = 0;
  /** Whether the message objects to the end of the case. */
  #objects = /** @type {HTMLInputElement} */ (byId("purpose"));
  #guard = new Guard();
  #patience = new Patience((pause) => this.#tell(pause));
  #idle = new Idle({ onWarn: () => {}, onEnd: () => this.#lock({ isIdle: true }) });
  /** @type {OpenCase | null} */
  #case = null;
  /** @type {HTMLElement | null} */
  #view = null;
  /** @type {Uint8Array | null} Unsent text, sealed to the reporter's own key. */
  #draft = null;
  /** The case that the chosen files are for, and its agency. */
  #filesFor = { case: "", agency: "" };
  /** @type {AbortController | null} What is going on. */
  #going = null;
  /** @type {Map<HTMLElement, AbortController>} Files that are being taken along, by their lines. */
  #taking = new Map();
  #place = inside(this.#form, "part", "trouble");
  #keeper;
  #evidence;

  /**
   * @param {string} worker address of its script
   * @param {string} looker address of the script of the worker that looks into files
   */
  constructor(worker, looker) {
    this.#keeper = /** @type {Keeper<Opener>} */ (new Keeper(worker, () => this.#lose()));
    this.#evidence = new Evidence({
      keeper: this.#keeper,
      looker,
      agency: () => this.#filesFor.agency,
      onChange: (flaws) => this.#filesChanged(flaws),
    });
    this.#listen();
    this.#checkWords(); // at once: the request for the worker must not tell when somebody begins to type
  }

  #listen() {
    for (const form of [this.#form, this.#reply]) form.addEventListener("submit", (event) => event.preventDefault());
    this.#words.addEventListener("input", () => this.#checkWords());
    this.#message.addEventListener("input", () => this.#protect());
    onActs(byId("isi"), {
      open: () => this.#open(),
      restart: () => this.#askAgain(),
      again: () => this.#patience.again(),
      look: () => this.#look(),
      close: () => this.#lock({ isIdle: false }),
      send: () => this.#send(),
      agree: (button) => this.#answer(button, "yes"),
      decline: (button) => this.#answer(button, "no"),
      retract: (button) => this.#askToTakeBack(Number(button.dataset.seq)),
      "retract-sure": () => this.#takeBack(),
      "retract-not": () => this.#keep(),
      stop: () => this.#going?.abort(),
      take: (button) => this.#take(lineOf(button)),
      untake: (button) => this.#taking.get(lineOf(button))?.abort(),
    });
    byId("isi").addEventListener("click", (event) => this.#toNewest(event));
    addEventListener("online", () => this.#patience.again());
    vanish(() => this.#keeper.stop());
  }

  /** Point out words that are not on the list while they are typed; nothing is sent. */
  async #checkWords() {
    if (document.getElementById("t-stopped-h")) return; // else each letter fails anew, and the notice takes the focus
    const typed = this.#words.value;
    const { wrong } = await this.#keeper.ask("check", { text: typed }).catch(() => ({ wrong: [] }));
    if (typed === this.#words.value) mark(byId("words-e"), wrong.length > 0 ? placesText(wrong) : "");
  }

  async #open() {
    const entered = await this.#busy(this.#form, "busy-opening", async () => {
      const { credentials, wrong } = await this.#keeper.ask("enter", { text: this.#words.value });
      if (credentials) return this.#fetchAndOpen(credentials);
      showFlaws([{ field: "words", text: this.#wordsText(wrong) }]);
      return undefined;
    });
    if (entered === null) this.#showNobody();
    else if (entered) await this.#welcome(entered);
  }

  /** @param {number[]} wrong */
  #wordsText(wrong) {
    if (wrong.length > 0) return placesText(wrong);
    return text(this.#words.value.trim() === "" ? "words-missing" : "words-wrong");
  }

  /**
   * Show a case that was opened with words just now.
   * @param {OpenCase} opened
   */
  async #welcome(opened) {
    this.#words.value = "";
    showFlaws([]);
    byId("kabar").replaceChildren();
    const { case: name, agency } = opened.story;
    if (this.#filesFor.case !== name) {
      this.#evidence.clear();
      this.#objects.checked = false;
      this.#message.value = ""; // of another receipt, whose worker died before it could seal this
    }
    this.#filesFor = { case: name, agency };
    this.#evidence.tellLimit();
    this.#idle.start();
    this.#show(opened);
    await this.#restoreDraft();
  }

  #showNobody() {
    this.#keeper.ask("close").catch(() => {}); // not ended: asking for it again would tell that the words were wrong
    showFlaws([]);
    byId("kabar").replaceChildren(clone("t-nobody"));
    lead(/** @type {HTMLElement} */ (byId("kabar").firstElementChild));
  }

  /**
   * Fetch documents and case, have both verified; null if no mailbox opens with these words.
   * @param {Credentials} credentials
   * @returns {Promise<OpenCase | null>}
   */
  async #fetchAndOpen(credentials) {
    const signal = this.#going?.signal;
    const [, sent] = await Promise.all([this.#trust(), this.#patience.until(() => getMailbox(credentials), signal)]);
    const story = await this.#checked(sent);
    signal?.throwIfAborted();
    return story && { credentials, sent, story };
  }

  /** Fetch the signed documents and have them verified. */
  async #trust() {
    const signal = this.#going?.signal;
    const fetched = () => Promise.all([getDocuments(), getAnchors()]);
    const [documents, anchors] = await this.#patience.until(fetched, signal);
    await genuine(this.#keeper.ask("trust", { documents, anchors }), UntrustedError);
  }

  /**
   * Have a case opened and checked.
   * @param {Mailbox} sent
   */
  async #checked(sent) {
    await genuine(this.#keeper.ask("trustAgency", { agency: sent.agency }), UntrustedError);
    return genuine(this.#keeper.ask("open", { sent }), TamperedError);
  }

  /**
   * Show a case in place of what was there.
   * @param {OpenCase} opened
   */
  #show(opened) {
    this.#case = opened;
    const view = caseView(opened.story, this.#calendar());
    inside(view, "part", "reply").append(this.#reply);
    show(inside(this.#reply, "part", "epoch"), opened.story.isEpochDue);
    show(inside(this.#reply, "part", "objecting"), mayObject(opened.story));
    if (!mayObject(opened.story)) this.#objects.checked = false;
    this.#stopTaking();
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

  /** Ask how far the case has come, in one size for all; fetch it anew only if something has changed. */
  async #look() {
    const opened = this.#opened();
    const view = /** @type {HTMLElement} */ (this.#view);
    const found = await this.#busy(view, "busy-looking", async () => {
      const index = await this.#patience.until(() => getIndex(opened.credentials), this.#going?.signal);
      return isSame(index, opened.sent) ? opened : this.#refetched();
    });
    if (!found) return;
    if (found !== opened) this.#show(found);
    else inside(view, "part", "busy").textContent = text("no-news");
  }

  /** Fetch the case that is open anew. */
  async #refetched() {
    const found = await this.#fetchAndOpen(this.#opened().credentials);
    if (!found) throw new TamperedError();
    return found;
  }

  async #send() {
    if (this.#going || !this.#isWhole()) return;
    await this.#deliver({ text: this.#message.value, isObjection: this.#objects.checked }, () => {
      this.#message.value = "";
      this.#objects.checked = false;
      this.#evidence.clear();
    });
  }

  /**
   * Say yes or no to a text that officers propose for SP4N-LAPOR!; what is being written stays.
   * @param {HTMLElement} button
   * @param {"yes" | "no"} given
   */
  async #answer(button, given) {
    const part = /** @type {HTMLElement} */ (button.closest("[data-asked]"));
    const answer = { asked: String(part.dataset.asked), given };
    if (!this.#going) await this.#deliver({ text: text(`answer-${given}`), isObjection: false, answer }, () => {});
  }

  /**
   * Sign, seal and send a message; show the case with it.
   * @param {{text: string, isObjection: boolean, answer?: import("../../protocol/documents.d.ts").ConsentAnswer}} said
   * @param {() => void} forget called once the server has it
   */
  async #deliver(said, forget) {
    let hasArrived = false;
    const opened = await this.#busy(this.#reply, "busy-files", (signal) =>
      reply({
        ...{ keeper: this.#keeper, evidence: this.#evidence, patience: this.#patience, signal },
        ...said,
        days: { today: this.#calendar().today, released: String(this.#form.dataset.released) },
        credentials: this.#opened().credentials,
        renew: () => this.#renewed(),
        reopen: () => this.#refetched(),
        phase: (phase) => this.#phase(phase),
        arrived: () => {
          hasArrived = true;
          forget();
        },
      }),
    );
    if (opened) this.#show(opened);
    if (hasArrived) this.#say("t-sent");
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
    if (this.#going) return;
    this.#retracting = seq;
    this.#say(seq === 1 ? "t-retract-report" : "t-retract-message");
  }

  #keep() {
    this.#retracting = 0;
    if (this.#view) inside(this.#view, "part", "said").replaceChildren();
  }

  async #takeBack() {
    const { story, credentials } = this.#opened();
    const numbers = goingWith(story, this.#retracting);
    if (this.#going || numbers.length === 0 || !this.#view) return;
    const opened = await this.#busy(this.#view, "busy-sending", (signal) =>
      this.#unlessOpened(
        takeBack({
          ...{ keeper: this.#keeper, patience: this.#patience, signal, numbers, credentials },
          days: { today: this.#calendar().today, released: String(this.#form.dataset.released) },
          renew: () => this.#renewed(),
          reopen: () => this.#refetched(),
        }),
      ),
    );
    this.#retracting = 0;
    if (!opened) return;
    this.#show(opened.found);
    this.#say(opened.isGone ? "t-retracted" : "t-opened");
  }

  /**
   * Give the case, and whether something went; an officer may have been faster.
   * @param {Promise<OpenCase>} going
   */
  async #unlessOpened(going) {
    try {
      return { found: await going, isGone: true };
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "opened")) throw error;
      return { found: await this.#refetched(), isGone: false };
    }
  }

  /** Verify the newest documents, and check the case that is open by them. */
  async #renewed() {
    const { credentials, sent } = this.#opened();
    await this.#trust();
    const story = await this.#checked(sent);
    if (!story) throw new TamperedError();
    return { credentials, sent, story };
  }

  /** Say what keeps the reply from being sent. */
  #isWhole() {
    const said = this.#message.value.trim();
    const flaws = this.#evidence.flaws();
    if (!said && this.#evidence.count === 0) flaws.unshift({ field: "message", text: text("message-empty") });
    if ([...said].length > Number(this.#message.dataset.limit)) {
      flaws.unshift({ field: "message", text: text("message-too-long") });
    }
    showFlaws(flaws);
    return flaws.length === 0;
  }

  /** @param {"files" | "sealing" | "sending"} phase */
  #phase(phase) {
    inside(this.#reply, "part", "busy").textContent = text(`busy-${phase}`);
    // From here on the server may have it: stopping could no longer take it back.
    show(inside(this.#reply, "act", "stop"), phase !== "sending");
  }

  /** @param {import("../page/flaws.js").Flaw[] | null} flaws */
  #filesChanged(flaws) {
    this.#protect();
    if (flaws) showFlaws(flaws);
  }

  /** Warn before something unsent is lost. */
  #protect() {
    const isUnsent = this.#message.value.trim() !== "" || this.#draft !== null;
    this.#guard.set(isUnsent || (this.#evidence?.count ?? 0) > 0);
  }

  /** @param {HTMLElement} line */
  async #take(line) {
    if (this.#taking.has(line)) return;
    const ended = new AbortController();
    this.#taking.set(line, ended);
    const { credentials } = this.#opened();
    const onProgress = () => this.#idle.use();
    await take(line, { keeper: this.#keeper, credentials, signal: ended.signal, onProgress });
    this.#taking.delete(line);
  }

  #stopTaking() {
    for (const ended of this.#taking.values()) ended.abort();
    this.#taking.clear();
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
    this.#going?.abort();
    this.#hide(); // first: nothing that a worker is busy with may keep the case in sight
    await this.#sealDraft();
    const isKept = this.#draft !== null || this.#evidence.count > 0;
    // Files on their way keep the worker; it has forgotten the receipt.
    if (this.#evidence.count > 0) await this.#keeper.ask("close").catch(() => {});
    else this.#keeper.stop();
    const note = clone("t-locked");
    show(inside(note, "part", "idle"), isIdle);
    show(inside(note, "part", "kept"), isKept);
    byId("kabar").replaceChildren(...(isIdle || isKept ? [note] : []));
    lead(isIdle || isKept ? note : this.#words);
  }

  /** Take the case off the page. */
  #hide() {
    this.#idle.stop();
    this.#stopTaking();
    byId("simpanan").append(this.#reply);
    this.#view?.remove();
    this.#view = null;
    this.#case = null;
    showFlaws([]);
    show(byId("isian"), true);
    scrollTo(0, 0);
  }

  async #sealDraft() {
    const said = this.#message.value;
    if (!said.trim()) return;
    try {
      this.#draft = (await this.#keeper.ask("sealDraft", { text: said })).sealed;
      this.#message.value = "";
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error; // without a worker it stays in the field, which is hidden
    }
  }

  async #restoreDraft() {
    if (!this.#draft) return;
    const { text: said } = await this.#keeper.ask("openDraft", { sealed: this.#draft });
    if (said === null) return; // another receipt's
    this.#message.value = said;
    this.#draft = null;
  }

  /**
   * Do one thing at a time, and say what goes on; explain if it fails.
   * @template Result
   * @param {HTMLElement} root where it is told
   * @param {string} key of what goes on
   * @param {(signal: AbortSignal) => Promise<Result>} act
   * @returns {Promise<Result | undefined>} nothing if it failed, or was stopped
   */
  async #busy(root, key, act) {
    if (this.#going) return undefined;
    const going = new AbortController();
    this.#going = going;
    this.#place = inside(root, "part", "trouble");
    this.#place.replaceChildren();
    inside(root, "part", "busy").textContent = text(key);
    try {
      return await act(going.signal);
    } catch (error) {
      this.#going = null;
      if (!going.signal.aborted) this.#explain(error);
      return undefined;
    } finally {
      this.#going = null;
      inside(root, "part", "busy").textContent = "";
      show(inside(this.#reply, "act", "stop"), false);
    }
  }

  /**
   * Say why nothing goes on, in plain words.
   * @param {unknown} error
   */
  #explain(error) {
    const code = error instanceof KeeperError ? error.code : "";
    if (error instanceof TamperedError) this.#showTampered();
    else if (code === "locked" || code === "failed") this.#lose();
    else if (code === "refused-channel") this.#stop("t-closed");
    else if (code !== "") this.#showAgain();
    else if (error instanceof UntrustedError) this.#stop("t-untrusted");
    else this.#stop(error instanceof UnsettledError ? "t-unsettled" : "t-refused");
  }

  /**
   * Show a notice where something was going on.
   * @param {string} id of its template
   */
  #stop(id) {
    this.#place.replaceChildren(clone(id));
    lead(/** @type {HTMLElement} */ (this.#place.firstElementChild));
  }

  /** Nothing may be written any more: the case itself says why. */
  async #showAgain() {
    const opened = await this.#busy(/** @type {HTMLElement} */ (this.#view), "busy-opening", () => this.#refetched());
    if (opened) this.#show(opened);
  }

  #showTampered() {
    this.#keeper.stop();
    this.#hide();
    this.#words.value = "";
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
    byId("kabar").replaceChildren(clone("t-stopped"));
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

  /** @param {import("../page/patience.js").Pause | null} pause */
  #tell(pause) {
    const id = pause?.code === "offline" ? "t-offline" : "t-busy";
    this.#place.replaceChildren(...(pause ? [clone(id, { ...pause })] : []));
  }
}

/** Something of the case is not genuine. */
class TamperedError extends Error {}

/** A signed document is not genuine. */
class UntrustedError extends Error {}

/**
 * Turn the worker's refusal into what was refused.
 * @template Result
 * @param {Promise<Result>} asked
 * @param {new () => Error} Refusal
 */
async function genuine(asked, Refusal) {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof KeeperError && error.code.startsWith("refused")) throw new Refusal();
    throw error;
  }
}

/** @param {number[]} places */
function placesText(places) {
  return text(`words-unknown-${places.length === 1 ? "one" : "many"}`, { places: places.join(", ") });
}

/** @param {HTMLElement} button */
function lineOf(button) {
  return /** @type {HTMLElement} */ (button.closest("li"));
}

/**
 * Say whether the server states no more than it did when the case was opened.
 * @param {Awaited<ReturnType<typeof getIndex>>} index
 * @param {Mailbox} sent
 */
function isSame(index, sent) {
  const stated = new Map(index.newest.map(({ author, seq }) => [author, seq]));
  const authors = new Set(sent.messages.map(({ author }) => author));
  return (
    index.case === sent.case &&
    index.records === sent.records.length &&
    stated.size === authors.size &&
    sent.messages.every(({ author, seq }) => seq <= (stated.get(author) ?? 0)) &&
    [...stated].every(([author, seq]) => sent.messages.some((one) => one.author === author && one.seq === seq))
  );
}
