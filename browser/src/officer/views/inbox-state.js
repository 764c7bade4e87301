/** What the inbox knows of the page of cases that it shows. */

/** @typedef {import("../api.js").InboxRow} InboxRow */
/** @typedef {import("../../worker/casebook.js").OpenedRow} OpenedRow */

/** Groups of urgency, in the order in which they are shown. */
export const GROUPS = /** @type {const} */ (["late", "soon", "later", "done"]);

/** What the inbox knows: the page that was fetched, the titles that were opened, what is searched for. */
export class InboxState {
  /** @type {import("../api.js").InboxPage | null} */
  page = null;
  /** @type {Array<string | null>} Where the pages up to this one begin. */
  starts = [null];
  /** @type {Map<string, OpenedRow>} */
  opened = new Map();
  search = "";
  /** @type {Record<string, string>} Filters by name, as the server takes them. */
  wanted = {};
  /** The id of the filter that was changed, to which the focus returns. */
  changed = "";
  /** @type {unknown} */
  error = null;
  /** Counts fetches, so that an older one that ends late changes nothing. */
  round = 0;

  /** Give a state that fetches the page anew; titles that were opened, filters and search stay. */
  anew() {
    const { starts, opened, search, wanted, changed } = this;
    return Object.assign(new InboxState(), { starts, opened, search, wanted, changed });
  }

  /** Whether the tray of what was set aside is shown. */
  get isTray() {
    return this.wanted.aside !== undefined;
  }

  /** Filters as the server is asked: what was set aside stands in its own tray only. */
  get asked() {
    return { aside: "0", ...this.wanted };
  }

  /** Whether the cases stand in groups of urgency. */
  get isByDue() {
    return this.wanted.order !== "received" || this.wanted.urgency !== undefined;
  }

  /** Cases in the order in which they are shown. */
  get inOrder() {
    const rows = this.page?.rows ?? [];
    return this.isByDue ? GROUPS.flatMap((group) => rows.filter((row) => row.urgency === group)) : rows;
  }

  /** @param {InboxRow} row */
  matches(row) {
    const opened = this.opened.get(row.case);
    const text = [opened?.title, opened?.unit, opened?.number].join(" ").toLowerCase();
    return text.includes(this.search.trim().toLowerCase());
  }
}
