/**
 * Whom a report is kept from: the list comes from signed documents that the worker has verified, never from the page,
 * so that whoever is ticked here is whoever the report leaves out.
 */

import { mark } from "../page/flaws.js";
import { byId, clone, inside, show, text } from "../page/markup.js";

/** @typedef {import("../../protocol/documents.d.ts").Exclusion} Exclusion */
/** @typedef {Awaited<ReturnType<import("../sealing/sealer.js").Sealer["naming"]>>} Naming */
/** @typedef {import("./check.js").Readers} Readers */

/** Somebody who was ticked stands in the signed list no more. */
export class GoneError extends Error {}

export class Whom {
  #form;
  #naming;
  #readers;
  #names = "";

  /**
   * @param {HTMLElement} form
   * @param {object} worker
   * @param {(text: string) => Promise<Naming>} worker.naming
   * @param {(exclusions: Exclusion[]) => Promise<Readers>} worker.readers
   */
  constructor(form, { naming, readers }) {
    this.#form = form;
    this.#naming = naming;
    this.#readers = readers;
    this.#list.addEventListener("change", () => this.#tell());
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
      await this.#tell();
    } catch {
      inside(this.#form, "part", "whom-state").textContent = text("whom-unknown");
    }
  }

  /**
   * Give who is ticked, as the verified documents name them.
   * @throws {GoneError}
   */
  async exclusions() {
    const ticked = this.#ticked.join("\n");
    if (!ticked) return [];
    const { exclusions, unknown } = await this.#naming(ticked);
    if (unknown.length > 0) throw new GoneError();
    return exclusions;
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
    const names = among.map(({ fullName }) => fullName).join("\n");
    if (names === this.#names) return;
    const ticked = this.#ticked;
    this.#names = names;
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    for (const [at, { name, agencyName, fullName }] of among.entries()) {
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

  /** Say who reads it then, or that nobody would. */
  async #tell() {
    const line = inside(this.#form, "part", "whom-readers");
    try {
      const { name, readers } = await this.#readers(await this.exclusions());
      line.textContent = text("whom-readers", { name, readers });
    } catch (error) {
      const isNobody = /** @type {{code?: string}} */ (error).code === "refused-nobody-left";
      line.textContent = isNobody ? text("nobody-left") : "";
    }
    mark(byId("exclude-e"), "");
  }
}
