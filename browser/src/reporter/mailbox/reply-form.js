/** The form of a reply: its text, its files, what keeps it from being sent, and what stays of it when the case is closed. */

import { KeeperError } from "../../shared/keeper.js";
import { Evidence } from "../page/evidence.js";
import { showFlaws } from "../page/flaws.js";
import { Guard } from "../page/leaving.js";
import { byId, inside, show, text } from "../page/markup.js";
import { mayObject } from "./case.js";

/** @typedef {import("../opening/story.js").Story} Story */

export class ReplyForm {
  element = /** @type {HTMLFormElement} */ (byId("balasan"));
  evidence;
  #message = /** @type {HTMLTextAreaElement} */ (byId("message"));
  /** Whether the message objects to the end of the case. */
  #objects = /** @type {HTMLInputElement} */ (byId("purpose"));
  #guard = new Guard();
  /** @type {Uint8Array | null} Unsent text, sealed to the reporter's own key. */
  #draft = null;
  /** The case that the chosen files are for, and its agency. */
  #filesFor = { case: "", agency: "" };
  #keeper;

  /**
   * @param {import("../../shared/keeper.js").Keeper<import("../opening/opener.js").Opener>} keeper
   * @param {string} looker address of the script of the worker that looks into files
   */
  constructor(keeper, looker) {
    this.#keeper = keeper;
    const agency = () => this.#filesFor.agency;
    this.evidence = new Evidence({ keeper, looker, agency, onChange: (flaws) => this.#filesChanged(flaws) });
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.#message.addEventListener("input", () => this.#protect());
  }

  /** What is to be sent. */
  get said() {
    return { text: this.#message.value, isObjection: this.#objects.checked };
  }

  /** Whether something stays when the case is closed. */
  get isKept() {
    return this.#draft !== null || this.evidence.count > 0;
  }

  /**
   * Be of a case that was opened with words just now: what was for another one is gone.
   * @param {Story} story
   */
  begin({ case: name, agency }) {
    if (this.#filesFor.case !== name) this.clear(); // its worker may have died before it could seal the text
    this.#filesFor = { case: name, agency };
    this.evidence.tellLimit();
  }

  /** Forget what was written and chosen. */
  clear() {
    this.#message.value = "";
    this.#objects.checked = false;
    this.evidence.clear();
  }

  /**
   * Stand in the view of a case.
   * @param {HTMLElement} view
   * @param {Story} story
   */
  enter(view, story) {
    inside(view, "part", "reply").append(this.element);
    show(inside(this.element, "part", "epoch"), story.isEpochDue);
    show(inside(this.element, "part", "objecting"), mayObject(story));
    if (!mayObject(story)) this.#objects.checked = false;
  }

  /** Leave the view, which is about to go. */
  leave() {
    byId("simpanan").append(this.element);
  }

  /** Say what keeps the reply from being sent, and whether nothing does. */
  isWhole() {
    const said = this.#message.value.trim();
    const flaws = this.evidence.flaws();
    if (!said && this.evidence.count === 0) flaws.unshift({ field: "message", text: text("message-empty") });
    if ([...said].length > Number(this.#message.dataset.limit)) {
      flaws.unshift({ field: "message", text: text("message-too-long") });
    }
    showFlaws(flaws);
    return flaws.length === 0;
  }

  /**
   * Say how far the reply has come.
   * @param {"files" | "sealing" | "sending"} phase
   */
  phase(phase) {
    inside(this.element, "part", "busy").textContent = text(`busy-${phase}`);
    // From here on the server may have it: stopping could no longer take it back.
    this.offerStop(phase !== "sending");
  }

  /** @param {boolean} isOffered */
  offerStop(isOffered) {
    show(inside(this.element, "act", "stop"), isOffered);
  }

  /** Seal unsent text, so that only the words bring it back. */
  async seal() {
    const said = this.#message.value;
    if (!said.trim()) return;
    try {
      this.#draft = (await this.#keeper.ask("sealDraft", { text: said })).sealed;
      this.#message.value = "";
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error; // without a worker it stays in the field, which is hidden
    }
  }

  /** Bring unsent text back, unless it is another receipt's. */
  async unseal() {
    if (!this.#draft) return;
    const { text: said } = await this.#keeper.ask("openDraft", { sealed: this.#draft });
    if (said === null) return;
    this.#message.value = said;
    this.#draft = null;
  }

  /** @param {import("../page/flaws.js").Flaw[] | null} flaws */
  #filesChanged(flaws) {
    this.#protect();
    if (flaws) showFlaws(flaws);
  }

  /** Warn before something unsent is lost. */
  #protect() {
    this.#guard.set(this.#message.value.trim() !== "" || this.isKept);
  }
}
