/** What happens on the report page, from the first step to the receipt. */

import { getAnchors, getDocuments } from "../api.js";
import { Keeper, KeeperError } from "../../shared/keeper.js";
import { Evidence } from "../page/evidence.js";
import { controlOf, showFlaws } from "../page/flaws.js";
import { Guard, vanish } from "../page/leaving.js";
import { byId, clone, inside, lead, onActs, show, text } from "../page/markup.js";
import { today } from "../../shared/days.js";
import { Patience } from "../page/patience.js";
import { accusedOf, cleaned, contactOf, faults, reportOf } from "./answers.js";
import { nameReaders, saidIn, summarise } from "./check.js";
import { showReceipt } from "./receipt.js";
import { sendReport, UnsettledError } from "./sending.js";
import { Steps } from "./steps.js";
import { GoneError, Whom } from "./whom.js";

/** @typedef {import("../sealing/sealer.js").Sealer} Sealer */
/** @typedef {import("../page/flaws.js").Flaw} Flaw */

/** Fields that are no answers of one text. */
const UNTYPED = ["files", "ticket", "exclude"];

export class ReportPage {
  #form = /** @type {HTMLFormElement} */ (byId("formulir"));
  #level = byId("tingkat");
  #traffic = byId("lalu-lintas");
  #check = clone("t-check");
  #guard = new Guard();
  #patience = new Patience((pause) => this.#tell(pause));
  /** @type {string[]} */
  #fingerprint = [];
  /** @type {import("./sending.js").Sealed[]} What was sent, and may arrive late: its words must not be lost. */
  #sent = [];
  /** @type {Promise<void> | undefined} */
  #trusted;
  /** @type {HTMLElement | undefined} */
  #view;
  /** @type {ChildNode[] | undefined} What stands where a notice is shown. */
  #usual;
  #solver;
  #keeper;
  #evidence;
  #whom;
  #steps;

  /**
   * @param {string} worker address of its script
   * @param {string} looker address of the script of the worker that looks into files
   * @param {string} solver address of the script of the worker that computes while much is arriving
   */
  constructor(worker, looker, solver) {
    this.#solver = /** @type {Keeper<import("../../working/solver.js").Solver>} */ (new Keeper(solver, () => {}));
    this.#keeper = /** @type {Keeper<Sealer>} */ (new Keeper(worker, () => this.#lose()));
    this.#form.append(this.#check, this.#traffic);
    this.#evidence = new Evidence({
      keeper: this.#keeper,
      looker,
      agency: () => this.#answers().agency || this.#firstAgency(),
      shelf: () => this.#shelf(),
      onChange: (flaws) => this.#filesChanged(flaws),
    });
    this.#whom = new Whom(this.#form, {
      naming: (text) => this.#naming(text),
      namesakes: async (exclusions) =>
        this.#keeper.ask("namesakes", { ...(await this.#about(exclusions)), report: reportOf(this.#answers()) }),
      readers: (exclusions) => this.#readers(exclusions),
    });
    this.#steps = new Steps(this.#form, {
      mayLeave: (part) => this.#isWhole([part]),
      send: () => this.#send(),
      shown: (part) => this.#shown(part),
    });
    this.#listen();
    this.#resume();
    this.#trust().catch(() => {}); // asked again when the answers are checked
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", () => this.#guard.set(true));
    onActs(this.#check, {
      change: (button) => this.#steps.goTo(this.#steps.parts[Number(button.dataset.at)]),
      again: () => this.#patience.again(),
    });
    onActs(this.#level, { restart: () => this.#restart() });
    addEventListener("online", () => this.#patience.again());
    vanish(() => this.#keeper.stop());
  }

  /** Take over what was written and chosen before this script came. */
  #resume() {
    const fields = /** @type {NodeListOf<HTMLInputElement>} */ (this.#form.querySelectorAll("[data-limit]"));
    this.#guard.set([...fields].some(({ value }) => value !== ""));
    this.#evidence.choose();
  }

  /** What was typed and chosen, cleaned. */
  #answers() {
    const typed = [...new FormData(this.#form)].filter(([name]) => !UNTYPED.includes(name));
    return cleaned({ agency: "", ...Object.fromEntries(/** @type {string[][]} */ (typed)) });
  }

  #firstAgency() {
    return /** @type {HTMLInputElement} */ (this.#form.querySelector("[name=agency]")).value;
  }

  /** Give the agency that would read the report: files that lay under another one would tell whom it is about. */
  async #shelf() {
    try {
      return (await this.#readers()).agency;
    } catch {
      return this.#firstAgency(); // nobody yet, or nobody here: the report cannot be sent so
    }
  }

  /** @param {import("./whom.js").Exclusion[]} [exclusions] */
  async #readers(exclusions) {
    return this.#keeper.ask("readers", await this.#about(exclusions));
  }

  /**
   * Give what decides who reads.
   * @param {import("./whom.js").Exclusion[]} [exclusions]
   */
  async #about(exclusions) {
    await this.#trust();
    const answers = this.#answers();
    const ranks = accusedOf(answers).map(({ rank }) => String(rank));
    return {
      agency: answers.agency,
      ranks,
      exclusions: exclusions ?? (await this.#whom.exclusions()),
      ...this.#days(),
    };
  }

  /** @param {string} text */
  async #naming(text) {
    await this.#trust();
    return this.#keeper.ask("naming", { agency: this.#answers().agency, text });
  }

  #days() {
    const { today: served, released } = this.#form.dataset;
    return { today: today(String(served)), released: String(released) };
  }

  /**
   * List what keeps some parts of the form from being sent.
   * @param {HTMLElement[]} parts
   * @returns {Flaw[]}
   */
  #flaws(parts) {
    const fields = /** @type {NodeListOf<HTMLElement>} */ (this.#form.querySelectorAll("[data-limit]"));
    const limits = Object.fromEntries([...fields].map(({ id, dataset }) => [id, Number(dataset.limit)]));
    const answers = this.#answers();
    const isClosed = (/** @type {string} */ rank) =>
      String(byId(`rank-${rank}`).dataset.closed)
        .split(" ")
        .includes(answers.agency);
    const found = faults(answers, limits, isClosed).map(({ field, kind }) => ({ field, text: text(kind) }));
    const asked = this.#whom.isOpen ? [{ field: "same", text: text("same") }] : [];
    const all = [...found, ...asked, ...this.#evidence.flaws()];
    return all.filter(({ field }) => parts.some((part) => part.contains(controlOf(field))));
  }

  /** @param {HTMLElement[]} parts */
  #isWhole(parts) {
    return this.#accept(this.#flaws(parts));
  }

  /**
   * Show flaws, in the part where the first one is.
   * @param {Flaw[]} flaws
   */
  #accept(flaws) {
    const reach = (/** @type {Element} */ control) => this.#steps.goTo(control);
    if (flaws.length > 0) reach(controlOf(flaws[0].field));
    showFlaws(flaws, reach);
    return flaws.length === 0;
  }

  /** @param {Flaw[] | null} flaws */
  #filesChanged(flaws) {
    if (this.#evidence.count > 0) this.#guard.set(true);
    if (flaws) this.#accept(flaws);
    if (this.#steps?.part === this.#check) this.#summarise();
  }

  /** @param {HTMLElement} part */
  #shown(part) {
    this.#evidence.tellLimit();
    // Filled a step ahead: a list that grows under somebody's finger would let them tick what they did not mean.
    if (this.#whom.isIn(part) || this.#whom.isIn(this.#steps?.parts[this.#steps.parts.indexOf(part) + 1] ?? part)) {
      this.#whom.show();
    }
    if (part !== this.#check) return;
    this.#summarise();
    this.#nameReaders();
  }

  #said() {
    return saidIn(this.#steps.parts.slice(0, -1), this.#answers(), this.#evidence.names);
  }

  #summarise() {
    summarise(this.#check, this.#steps.parts.slice(0, -1), this.#answers(), this.#evidence.names);
  }

  /** Say who would read the report; only then can it be sent. */
  async #nameReaders() {
    this.#steps.allowSending(false);
    try {
      await this.#whom.ask();
      const readers = await this.#readers();
      if (!this.#isWhole(this.#steps.parts) || !this.#takesMode(readers)) return;
      nameReaders(this.#check, readers, this.#fingerprint);
      this.#steps.allowSending(true);
    } catch (error) {
      this.#explain(error);
    }
  }

  /**
   * Say whether whoever reads takes reports of people who appear so; bring people back to the choice if not.
   * @param {import("./check.js").Readers} readers
   */
  #takesMode({ agency, takesIdentity }) {
    const mode = /** @type {HTMLInputElement} */ (this.#form.querySelector("[name=identity]:checked"));
    const isTaken = String(mode.dataset.takers).split(" ").includes(agency);
    const takes = isTaken && (takesIdentity || mode.value !== "confidential");
    return takes || this.#accept([{ field: "identity", text: text("mode") }]);
  }

  /** Fetch the signed documents and have them verified, once. */
  #trust() {
    this.#trusted ??= this.#fetchTrust().catch((error) => {
      this.#trusted = undefined;
      throw error;
    });
    return this.#trusted;
  }

  async #fetchTrust() {
    const [documents, anchors] = await this.#patience.until(() => Promise.all([getDocuments(), getAnchors()]));
    this.#fingerprint = (await this.#keeper.ask("trust", { documents, anchors })).fingerprint;
  }

  async #refreshTrust() {
    this.#trusted = undefined;
    await this.#trust();
  }

  async #send() {
    if (this.#view) return; // a second click, while it is being sent
    if (!this.#isWhole(this.#steps.parts)) return;
    const ended = new AbortController();
    const view = this.#openView(ended);
    try {
      const sealed = await sendReport({
        seal: () => this.#seal(view, ended.signal),
        onSealed: () => this.#phase(view, "sending"),
        refresh: () => this.#refreshTrust(),
        resend: async () => this.#evidence.restart(),
        work: (told) => this.#work(view, told),
        patience: this.#patience,
        sent: this.#sent,
      });
      this.#finish(sealed);
    } catch (error) {
      this.#closeView();
      if (!ended.signal.aborted) this.#explain(error);
    }
  }

  /**
   * Seal the report once all files have arrived.
   * @param {HTMLElement} view
   * @param {AbortSignal} signal
   */
  async #seal(view, signal) {
    this.#phase(view, "files");
    this.#evidence.restart(await this.#shelf());
    if (!(await this.#evidence.arrived(signal))) throw new UnsentFilesError();
    this.#phase(view, "sealing");
    const about = await this.#about();
    const [answers, said] = [this.#answers(), this.#said()];
    const contact = answers.identity === "confidential" ? contactOf(answers) : undefined;
    const { others } = this.#whom;
    const given = { report: reportOf(answers), contact, files: this.#evidence.ids, others, ...about };
    const progress = (/** @type {number} */ share) => setBar(inside(view, "part", "sealing"), share);
    const sealed = await this.#keeper.ask("seal", given, { progress });
    const words = await this.#keeper.ask("words"); // now: what the server has must not wait for a worker that dies
    signal.throwIfAborted();
    return { ...sealed, words, said };
  }

  /**
   * Compute what a report costs while much is arriving.
   * @param {HTMLElement} view
   * @param {import("../../working/solver.js").Told} told
   */
  #work(view, told) {
    const part = inside(view, "part", "working");
    show(part, true);
    return this.#solver.ask("solve", told, { progress: (share) => setBar(part, share) });
  }

  /**
   * Hand over the receipt. What was changed after this had been sent is not in it, and must not be lost for that.
   * @param {import("./sending.js").Sealed} sealed what the server has
   */
  #finish(sealed) {
    const sent = new Set(sealed.said.map(String));
    const late = (this.#sent.at(-1)?.said ?? []).filter((row) => !sent.has(String(row)));
    this.#steps.end();
    this.#evidence.clear();
    this.#form.reset();
    const isToday = this.#days().today === this.#form.dataset.today;
    const about = { fingerprint: this.#fingerprint, isToday, late };
    showReceipt(sealed, about, () => this.#guard.set(false));
    this.#keeper.stop();
  }

  /**
   * Show how far sending has come, in place of the form.
   * @param {AbortController} ended
   */
  #openView(ended) {
    showFlaws([]);
    const view = clone("t-sending");
    this.#view = view;
    inside(view, "part", "traffic").append(this.#traffic);
    onActs(view, { cancel: () => ended.abort(), again: () => this.#patience.again() });
    show(byId("isian"), false);
    byId("isi").append(view);
    lead(/** @type {HTMLElement} */ (view.querySelector("h1")));
    scrollTo(0, 0);
    return view;
  }

  #closeView() {
    this.#form.append(this.#traffic);
    this.#view?.remove();
    this.#view = undefined;
    show(byId("isian"), true);
    this.#shown(this.#steps.part);
    lead(/** @type {HTMLElement} */ (this.#check.querySelector("h2")));
  }

  /**
   * @param {HTMLElement} view
   * @param {string} now
   */
  #phase(view, now) {
    let state = "done";
    for (const step of /** @type {NodeListOf<HTMLElement>} */ (view.querySelectorAll("li"))) {
      const isNow = step.dataset.part === now;
      step.className = isNow ? "now" : state;
      if (isNow) state = "";
      if (isNow) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
    // From here on the server may have it: stopping could no longer take it back.
    show(inside(view, "act", "cancel"), now !== "sending");
  }

  /**
   * Say why nothing goes on, in plain words.
   * @param {unknown} error
   */
  #explain(error) {
    const code = error instanceof KeeperError ? error.code : "";
    if (code === "refused-namesake") this.#askAgain();
    else if (code === "refused-nobody-left") this.#accept([{ field: "exclude", text: text("nobody-left") }]);
    else if (error instanceof GoneError) this.#accept([{ field: "exclude", text: text("exclude") }]);
    else if (code === "refused-channel") this.#accept([{ field: "rank", text: text("closed") }]);
    else if (error instanceof UnsentFilesError) this.#accept(this.#evidence.flaws());
    else if (code === "locked" || code === "failed") this.#lose();
    else if (code !== "") this.#stop("t-untrusted");
    else this.#stop(error instanceof UnsettledError ? "t-unsettled" : "t-refused");
  }

  /** Somebody came onto the lists meanwhile who may be named in the report. */
  #askAgain() {
    const accept = () => this.#isWhole(this.#steps.parts);
    this.#whom.ask().then(accept, (error) => this.#explain(error));
  }

  /** The worker is gone, and its keys with it. */
  #lose() {
    this.#trusted = undefined;
    this.#stop("t-stopped");
  }

  /**
   * Show a notice in place of the level.
   * @param {string} id of its template
   */
  #stop(id) {
    this.#usual ??= [...this.#level.childNodes];
    this.#level.replaceChildren(clone(id));
    lead(this.#level);
  }

  async #restart() {
    this.#level.replaceChildren(...(this.#usual ?? []));
    this.#evidence.restart();
    if (this.#steps.part === this.#check) await this.#nameReaders();
    else await this.#trust().catch((error) => this.#explain(error));
  }

  /** @param {import("../page/patience.js").Pause | null} pause */
  #tell(pause) {
    const id = pause?.code === "offline" ? "t-offline" : "t-busy";
    inside(this.#view ?? this.#check, "part", "trouble").replaceChildren(...(pause ? [clone(id, { ...pause })] : []));
  }
}

/** People must do something about a file first. */
class UnsentFilesError extends Error {}

/**
 * @param {HTMLElement} part
 * @param {number} share
 */
function setBar(part, share) {
  inside(part, "part", "bar").setAttribute("value", String(share));
}
