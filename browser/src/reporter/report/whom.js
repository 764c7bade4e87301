/**
 * Whom a report is kept from: the list comes from signed documents that the worker has verified, never from the page,
 * so that whoever is ticked here is whoever the report leaves out.
 */

import { mark } from "../page/flaws.js";
import { byId, clone, inside, show, text } from "../page/markup.js";

/** @typedef {import("../../protocol/documents.d.ts").Exclusion} Exclusion */
/** @typedef {ReturnType<import("../sealing/sealer.js").Sealer["naming"]>} Naming */
/** @typedef {ReturnType<import("../sealing/sealer.js").Sealer["namesakes"]>} Namesakes */
/** @typedef {import("./check.js").Readers} Readers */

const SAME = "same";
const OTHER = "other";

/** Somebody who was ticked stands in the signed list no more. */
export class GoneError extends Error {}

export class Whom {
  #form;
  #naming;
  #namesakes;
  #readers;
  #names = "";
  /** What the answers hold for. */
  #about = "";
  /** @type {Map<string, Namesakes["open"]>} Who may be named in the report, by full name: asked about, or answered. */
  #asked = new Map();

  /**
   * @param {HTMLElement} form
   * @param {object} worker
   * @param {(text: string) => Promise<Naming>} worker.naming
   * @param {(exclusions: Exclusion[]) => Promise<Namesakes>} worker.namesakes
   * @param {(exclusions: Exclusion[]) => Promise<Readers>} worker.readers
   */
  constructor(form, { naming, namesakes, readers }) {
    this.#form = form;
    this.#naming = naming;
    this.#namesakes = namesakes;
    this.#readers = readers;
    this.#list.addEventListener("change", () => this.#tell(true));
    this.#questions.addEventListener("change", () => this.#tell());
  }

  /** @param {HTMLElement} part */
  isIn(part) {
    return part.contains(this.#list);
  }

  /** Show the list of whoever may read a report about the chosen area. */
  async show() {
    try {
      const { among } = await this.#naming("");
      this.#fill(among);
      show(inside(this.#form, "part", "whom-state"), false);
      await this.#tell(true);
    } catch {
      inside(this.#form, "part", "whom-state").textContent = text("whom-unknown");
    }
  }

  /**
   * Give who is ticked, and who was said to be the same, as the verified documents name them.
   * @throws {GoneError}
   */
  async exclusions() {
    const ticked = this.#ticked.join("\n");
    const same = this.#answered(SAME).map(({ exclusion }) => exclusion);
    if (!ticked) return same;
    const { exclusions, unknown } = await this.#naming(ticked);
    if (unknown.length > 0) throw new GoneError();
    return [...exclusions, ...same];
  }

  /** Full names of those on the lists who were said not to be meant. */
  get others() {
    return this.#answered(OTHER).map(({ fullName }) => fullName);
  }

  /** Whether it is open of somebody on the lists whether the report means them. */
  get isOpen() {
    return this.#selects.some(({ value }) => value === "");
  }

  /**
   * Ask about everybody on the lists who may be named in the report; what was answered stays. But whoever was said to be
   * somebody else may be one of those who are named now.
   */
  async ask() {
    const { open, about } = await this.#namesakes(await this.exclusions());
    const kept = about === this.#about ? [SAME, OTHER] : [SAME];
    const answered = kept.flatMap((answer) => this.#answered(answer));
    const values = new Map(
      this.#selects.map(({ dataset, value }) => [dataset.name, kept.includes(value) ? value : ""]),
    );
    this.#about = about;
    const all = new Map([...answered, ...open].map((one) => [JSON.stringify(one.exclusion), one]));
    this.#asked = new Map();
    for (const one of all.values()) this.#asked.set(one.fullName, [...(this.#asked.get(one.fullName) ?? []), one]);
    const lines = [...this.#asked.values()].map(([{ name, fullName, exclusion }], at) => {
      const isWhole = !exclusion.reader && !exclusion.unit;
      const line = clone("t-same", { name: isWhole ? name : fullName });
      const select = /** @type {HTMLSelectElement} */ (line.querySelector("select"));
      select.id = `same-${at}`;
      select.dataset.name = fullName;
      select.value = values.get(fullName) ?? "";
      /** @type {HTMLLabelElement} */ (line.querySelector("label")).htmlFor = select.id;
      return line;
    });
    inside(this.#form, "part", "sames").replaceChildren(...lines);
    show(this.#questions, lines.length > 0);
  }

  get #questions() {
    return byId("same");
  }

  get #selects() {
    return [...this.#questions.querySelectorAll("select")];
  }

  /** @param {string} answer */
  #answered(answer) {
    const names = this.#selects.filter(({ value }) => value === answer).map(({ dataset }) => String(dataset.name));
    return names.flatMap((name) => this.#asked.get(name) ?? []);
  }

  get #list() {
    return inside(this.#form, "part", "whom");
  }

  get #ticked() {
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (this.#list.querySelectorAll(":checked"));
    return [...boxes].map(({ value }) => value);
  }

  /** @param {Naming["among"]} among */
  #fill(among) {
    // One box for a name that several bear: ticking it leaves out all of them (naming.js).
    const boxes = [...new Map(among.map((one) => [one.fullName, one])).values()];
    const names = boxes.map(({ fullName }) => fullName).join("\n");
    if (names === this.#names) return;
    const ticked = this.#ticked;
    this.#names = names;
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    for (const [at, { name, agencyName, fullName }] of boxes.entries()) {
      const group = groups.get(agencyName) ?? clone("t-whom", { agency: agencyName });
      const line = clone("t-tick", { name });
      const box = /** @type {HTMLInputElement} */ (line.querySelector("input"));
      Object.assign(box, { id: `exclude-${at}`, value: fullName, checked: ticked.includes(fullName) });
      /** @type {HTMLLabelElement} */ (line.querySelector("label")).htmlFor = box.id;
      group.append(line);
      groups.set(agencyName, group);
    }
    this.#list.replaceChildren(...groups.values());
  }

  /**
   * Say who reads it then, or that nobody would.
   * @param {boolean} [asks] whether who is ticked has changed, or what was written: others may have to be asked about
   */
  async #tell(asks = false) {
    const line = inside(this.#form, "part", "whom-readers");
    try {
      if (asks) await this.ask();
      const { name, readers } = await this.#readers(await this.exclusions());
      line.textContent = text("whom-readers", { name, readers });
    } catch (error) {
      const isNobody = /** @type {{code?: string}} */ (error).code === "refused-nobody-left";
      line.textContent = isNobody ? text("nobody-left") : "";
    }
    mark(byId("exclude-e"), "");
    if (!this.isOpen) mark(byId("same-e"), "");
  }
}
