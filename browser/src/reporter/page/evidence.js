/**
 * The files of a form: chosen, looked into, sealed and sent in the background one after the other, discarded again.
 *
 * Works on `#files` (the input), `#berkas` (the list), `#berkas-semua` (progress of all), `#berkas-kendala` (where a
 * lost connection is told). Nothing of a file leaves the browser but what the worker has encrypted.
 */

import { ApiError, dropUpload } from "../api.js";
import { Keeper, KeeperError } from "../../shared/keeper.js";
import { byId, clone, fill, inside, onActs, show, text } from "./markup.js";
import { megabytes } from "./numbers.js";
import { Patience } from "./patience.js";
import { LostUploadError, transfer } from "./transfer.js";

/** @typedef {import("../../files/findings.js").Inspection} Inspection */
/**
 * What of a worker's questions this room asks.
 * @typedef {{
 *   add(given: {file: Blob, name: string}): {id: string, token: string, length: number},
 *   nextPart(given: {id: string, room?: Uint8Array<ArrayBuffer>}): Promise<Uint8Array<ArrayBuffer>>,
 *   forget(given: {id: string}): void,
 * }} EvidenceWorker
 */
/** @typedef {"looking" | "deciding" | "waiting" | "sending" | "sent" | "unreadable" | "refused"} State */
/** @typedef {import("./flaws.js").Flaw} Flaw */
/**
 * @typedef {object} Item
 * @property {Blob} file
 * @property {string} name
 * @property {State} state
 * @property {HTMLElement} line
 * @property {AbortController} ended
 * @property {number} offset
 * @property {number} begun how often it was begun
 * @property {string} shelf under which agency it lies
 * @property {{id: string, token: string, length: number} | null} upload
 */

const MOST_FILES = 10;
const MOST_BEGINNINGS = 6;
const STRIPPED = ["jpeg", "png", "webp"];

export class Evidence {
  #keeper;
  #looker;
  #agency;
  #shelf;
  #onChange;
  /** @type {Item[]} */
  #items = [];
  /** @type {Array<(value: unknown) => void>} */
  #heard = [];
  #isSending = false;
  #input = /** @type {HTMLInputElement} */ (byId("files"));
  #list = byId("berkas");
  #patience = new Patience((pause) => this.#tell(pause));

  /**
   * @param {object} means
   * @param {import("../../shared/keeper.js").Keeper<any>} means.keeper of a worker that is an `EvidenceWorker`
   * @param {string} means.looker address of the script of the worker that looks into files; fetched with the first file
   * @param {() => string} means.agency whose limits count
   * @param {() => string | Promise<string>} [means.shelf] the agency under which uploads lie
   * @param {(flaws: Flaw[] | null) => void} means.onChange hears flaws of what was chosen just now, if there was a choice
   */
  constructor({ keeper, looker, agency, shelf = agency, onChange }) {
    this.#keeper = /** @type {import("../../shared/keeper.js").Keeper<EvidenceWorker>} */ (keeper);
    this.#looker = /** @type {Keeper<import("../../looking/looker.js").Looker>} */ (new Keeper(looker, () => {}));
    this.#agency = agency;
    this.#shelf = shelf;
    this.#onChange = onChange;
    this.#input.addEventListener("change", () => this.choose());
    addEventListener("pagehide", () => this.#looker.stop());
    addEventListener("online", () => this.#patience.again());
    onActs(byId("berkas-kendala"), { again: () => this.#patience.again() });
    onActs(this.#list, {
      discard: (button) => this.#discard(this.#itemOf(button)),
      strip: (button) => this.#strip(this.#itemOf(button)),
      keep: (button) => this.#keep(this.#itemOf(button)),
    });
  }

  /** How many files there are. */
  get count() {
    return this.#items.length;
  }

  /** Ids of all files, in the order in which they were chosen. */
  get ids() {
    return this.#items.flatMap(({ upload }) => upload?.id ?? []);
  }

  /** Names and sizes, for reading. */
  get names() {
    return this.#items.map(({ name, file }) => `${name} (${megabytes(file.size)})`);
  }

  /** Whether every file has arrived. */
  get isSent() {
    return this.#items.every(({ state }) => state === "sent");
  }

  /** Say how large a file may be for the agency that is chosen now. */
  tellLimit() {
    fill(byId("files-h"), { limit: limitOf(this.#agency()).text });
  }

  /**
   * Give what keeps the files from being sent, and only people can change.
   * @returns {Flaw[]}
   */
  flaws() {
    const states = this.#items.map(({ state }) => state);
    const limit = limitOf(this.#agency());
    const wrong = [];
    if (this.#items.some(({ file }) => file.size > limit.size)) wrong.push(flaw("too-large", { limit: limit.text }));
    if (states.includes("deciding")) wrong.push(flaw("undecided"));
    if (states.includes("unreadable") || states.includes("refused")) wrong.push(flaw("unsent"));
    return wrong;
  }

  /**
   * Wait until every file has arrived.
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether they have; not if people must do something about one
   */
  async arrived(signal) {
    while (!this.isSent) {
      if (this.flaws().length > 0) return false;
      await new Promise((resolve) => {
        this.#heard.push(resolve);
        signal.addEventListener("abort", resolve, { once: true });
      });
      signal.throwIfAborted();
    }
    return true;
  }

  /**
   * Send every file again, under new ids: the worker has lost its keys, or the server the files.
   * @param {string} [shelf] where those that lie there already may stay
   */
  restart(shelf = "") {
    for (const item of this.#items) {
      if (item.shelf && item.shelf !== shelf) this.#anew(item);
    }
    this.#changed();
    this.#send();
  }

  /** Forget all, once they belong to a report, a message, or nothing. */
  clear() {
    this.#looker.stop();
    for (const item of this.#items) item.ended.abort();
    this.#items = [];
    this.#list.replaceChildren();
    this.#changed();
  }

  /** Take what is chosen in the input; also once at the beginning, for what was chosen before the script came. */
  choose() {
    /** @type {Flaw[]} */
    const flaws = [];
    const limit = limitOf(this.#agency());
    for (const file of this.#input.files ?? []) {
      if (this.#items.length >= MOST_FILES) flaws.push(flaw("too-many"));
      else if (file.size > limit.size) flaws.push(flaw("too-large", { limit: limit.text }));
      else this.#take(file);
    }
    this.#input.value = "";
    this.#changed(flaws.filter((one, at) => flaws.findIndex(({ text }) => text === one.text) === at));
  }

  /** @param {File} file */
  #take(file) {
    const line = clone("t-file", { name: file.name, size: megabytes(file.size) });
    this.#list.append(line);
    /** @type {Item} */
    const item = {
      ...{ file, name: file.name, state: "looking", line },
      ...{ ended: new AbortController(), offset: 0, begun: 0, shelf: "", upload: null },
    };
    this.#items.push(item);
    this.#look(item);
  }

  /** @param {Item} item */
  async #look(item) {
    try {
      this.#judge(item, await this.#looker.ask("look", { file: item.file }), STRIPPED);
    } catch {
      this.#wait(item); // its worker could not be fetched, or came to grief: nothing goes on unseen
    }
  }

  /**
   * Show what was found; what identifies waits for a decision.
   * @param {Item} item
   * @param {Inspection} inspection
   * @param {string[]} stripped formats of which it can be taken out
   */
  #judge(item, { format, checked, findings }, stripped) {
    const isFound = findings.length > 0;
    const notes = [text(isFound ? "found" : `found-nothing-${checked}`)];
    if (isFound && checked !== "whole") notes.push(text(`found-more-${checked}`));
    fill(item.line, { note: notes.join(" ") });
    inside(item.line, "part", "findings").replaceChildren(...findings.map(findingLine));
    show(inside(item.line, "part", "decide"), isFound);
    show(inside(item.line, "act", "strip"), stripped.includes(format) && checked !== "damaged");
    item.state = isFound ? "deciding" : "waiting";
    this.#changed();
    this.#send();
  }

  /**
   * Leave it to people to decide about a file that nothing could look into.
   * @param {Item} item
   */
  #wait(item) {
    fill(item.line, { note: text("not-looked") });
    show(inside(item.line, "part", "decide"), true);
    item.state = "deciding";
    this.#changed();
  }

  /** @param {Item} item */
  async #strip(item) {
    inside(item.line, "act", "discard").focus();
    const treated = await this.#looker.ask("strip", { file: item.file }).catch(() => undefined);
    if (!treated) {
      show(inside(item.line, "act", "strip"), false);
      fill(item.line, { note: text("not-stripped") });
      return;
    }
    item.file = treated.file;
    fill(item.line, { size: megabytes(treated.file.size) });
    this.#judge(item, treated.inspection, []);
    if (item.state === "waiting") fill(item.line, { note: text("stripped") });
  }

  /** @param {Item} item */
  #keep(item) {
    inside(item.line, "act", "discard").focus();
    show(inside(item.line, "part", "decide"), false);
    fill(item.line, { note: text("kept") });
    item.state = "waiting";
    this.#changed();
    this.#send();
  }

  /** @param {Item} item */
  #discard(item) {
    const next = /** @type {HTMLElement | null} */ (item.line.nextElementSibling ?? item.line.previousElementSibling);
    item.ended.abort();
    this.#items = this.#items.filter((one) => one !== item);
    item.line.remove();
    this.#drop(item);
    (next ? inside(next, "act", "discard") : this.#input).focus();
    this.#changed();
  }

  /** @param {Item} item */
  #drop({ upload }) {
    if (!upload) return;
    this.#keeper.ask("forget", { id: upload.id }).catch(() => {});
    dropUpload(upload).catch(() => {}); // the sweep removes it otherwise
  }

  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    let item;
    while ((item = this.#items.find(({ state }) => state === "waiting"))) await this.#deliver(item);
    this.#isSending = false;
  }

  /** @param {Item} item */
  async #deliver(item) {
    item.state = "sending";
    item.begun += 1;
    this.#changed();
    const { signal } = item.ended;
    try {
      const shelf = (item.shelf = await this.#shelf());
      signal.throwIfAborted();
      const upload = (item.upload = await this.#keeper.ask("add", { file: item.file, name: item.name }));
      await transfer(upload, {
        agency: shelf,
        nextPart: (room) =>
          this.#keeper.ask("nextPart", { id: upload.id, room }, { transfer: room ? [room.buffer] : [] }),
        patience: this.#patience,
        signal,
        onOffset: (offset) => {
          item.offset = offset;
          this.#changed();
        },
      });
      if (item.upload === upload) item.state = "sent";
    } catch (error) {
      if (!signal.aborted) this.#excuse(item, error);
    }
    this.#changed();
  }

  /**
   * @param {Item} item
   * @param {unknown} error
   */
  #excuse(item, error) {
    const isLost = error instanceof LostUploadError || (error instanceof KeeperError && error.code === "locked");
    if (isLost && item.begun < MOST_BEGINNINGS) this.#anew(item);
    else item.state = error instanceof ApiError || isLost ? "refused" : "unreadable";
  }

  /** @param {Item} item */
  #anew(item) {
    this.#drop(item);
    item.ended.abort();
    Object.assign(item, { ended: new AbortController(), upload: null, offset: 0, shelf: "", state: "waiting" });
  }

  /** @param {Flaw[] | null} [flaws] */
  #changed(flaws = null) {
    for (const item of this.#items) showState(item);
    const heard = this.#heard;
    this.#heard = [];
    for (const resolve of heard) resolve(undefined);
    const [whole, sent] = [sum(this.#items, ({ file }) => file.size), sum(this.#items, sentBytes)];
    const meter = byId("berkas-semua");
    show(meter, !this.isSent);
    fill(meter, { sent: megabytes(sent), whole: megabytes(whole) });
    setBar(meter, sent, whole);
    show(this.#list, this.#items.length > 0);
    this.#onChange(flaws);
  }

  /** @param {import("./patience.js").Pause | null} pause */
  #tell(pause) {
    const place = byId("berkas-kendala");
    place.replaceChildren(
      ...(pause ? [clone(`t-${pause.code === "offline" ? "offline" : "busy"}`, { ...pause })] : []),
    );
  }

  /** @param {HTMLElement} button */
  #itemOf(button) {
    const found = this.#items.find(({ line }) => line.contains(button));
    if (!found) throw new Error("a button of no file");
    return found;
  }
}

/**
 * Give the limit of an agency's files: its own, or that of all.
 * @param {string} agency
 */
function limitOf(agency) {
  const { content } = /** @type {HTMLTemplateElement} */ (byId("t-limits"));
  const own = content.querySelector(`[data-agency="${agency}"]`) ?? content.querySelector("p");
  const { dataset, textContent } = /** @type {HTMLElement} */ (own);
  return { size: Number(dataset.limit), text: String(textContent) };
}

/**
 * @param {string} key
 * @param {import("./markup.js").Values} [values]
 * @returns {Flaw}
 */
function flaw(key, values) {
  return { field: "files", text: text(`files-${key}`, values) };
}

/** @param {import("../../files/findings.js").Finding} finding */
function findingLine({ kind, value }) {
  return clone("t-finding", { kind: text(`kind-${kind}`), value: value ?? text("kind-is-there") });
}

/** @param {Item} item */
function showState(item) {
  const sent = sentBytes(item);
  fill(item.line, { state: text(`state-${item.state}`, { sent: megabytes(sent), whole: megabytes(item.file.size) }) });
  show(inside(item.line, "part", "bar"), item.state === "sending");
  setBar(item.line, sent, item.file.size);
}

/** @param {Item} item */
function sentBytes({ state, offset, file }) {
  return state === "sent" ? file.size : Math.min(offset, file.size);
}

/**
 * @param {HTMLElement} root
 * @param {number} value
 * @param {number} whole
 */
function setBar(root, value, whole) {
  inside(root, "part", "bar").setAttribute("value", String(whole ? value / whole : 0));
}

/**
 * @param {Item[]} items
 * @param {(item: Item) => number} measure
 */
function sum(items, measure) {
  return items.reduce((total, item) => total + measure(item), 0);
}
