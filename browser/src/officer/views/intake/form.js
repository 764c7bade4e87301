/** Writing a report down: what was said, about whom, who may know who said it, and who will read it. */

import { channelsFor, ranksOf, TIMINGS } from "../../acts/taking-down.js";
import { el, fill } from "../../dom.js";
import { nameOf } from "../../words/index.js";
import { choice, field, flawText, text } from "./fields.js";
import { filesPart } from "./files.js";
import { identityPart } from "./identity.js";
import { accusedPart } from "./people.js";
import { othersPart, readersPart, samePart } from "./whom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("./fields.js").TextName} TextName */
/** @typedef {import("./intake.js").IntakeState} IntakeState */
/** @typedef {import("./intake.js").Choices} Choices */
/** @typedef {{draft: Draft, choices: Choices}} Given */
/** @typedef {{look: () => Promise<void>, next: () => void}} Acts `look` finds out who would read it. */

const MORE = /** @type {const} */ ([
  ...["how", "why", "loss", "witnesses", "evidence_held_by", "elsewhere", "danger", "accommodation"],
]);
/** Where the page leads from a field that is missing. @type {Record<string, string>} */
const PLACES = {
  accused: "intake-name-0",
  contact: "intake-contact-name",
  identity: "intake-contact-address",
  mode: "intake-mode-anonymous",
  readers: "intake-rank-0",
  untaken: "intake-mode-anonymous",
  undecided: "intake-files",
};

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Given} given
 * @param {Acts} acts
 */
export function form(app, state, given, acts) {
  const { intake: say } = app.words;
  const { draft } = given;
  const body = el(
    "form",
    { class: "pen writing", autocomplete: "off", novalidate: true },
    ...way(app, state, draft),
    ...told(app, state, given, acts),
    filesPart(app, state, draft),
    el("p", { class: "row end" }, el("button", { class: "sbtn go" }, say.next)),
  );
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    acts.next();
  });
  return [
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, say.title)),
    el("p", { class: "lead" }, say.lead),
    state.told !== "" && el("div", { class: "note", role: "status" }, el("p", {}, state.told)),
    wrong(app, state),
    body,
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 */
function wrong(app, state) {
  const { intake: say } = app.words;
  if (state.flaws.length === 0) return null;
  const items = state.flaws.map((name) =>
    el("li", {}, el("button", { type: "button", class: "link", click: () => lead(name) }, flawText(app, state, name))),
  );
  return el(
    "div",
    { class: "wrong", id: "intake-wrong", role: "alert", tabindex: -1 },
    el("h2", {}, say.wrongTitle),
    el("ul", {}, ...items),
  );
}

/**
 * Lead to a field, also where it is folded away.
 * @param {string} name
 */
function lead(name) {
  const place = document.getElementById(PLACES[name] ?? `intake-${name}`);
  place?.closest("details")?.setAttribute("open", "");
  place?.focus();
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function way(app, state, draft) {
  const { intake: say } = app.words;
  const open = channelsFor(app.officer?.acts ?? []);
  const names = Object.fromEntries(open.map((channel) => [channel, say.channels[channel]]));
  const received = el("input", { type: "date", id: "intake-received", max: app.days().today, value: draft.received });
  received.addEventListener("change", () => {
    draft.received = received.value;
  });
  return [
    choice(app, state, draft, "channel", { label: say.channel, names }),
    text(app, state, draft, "reference", { label: say.reference, hint: say.referenceHint }),
    field(app, state, "received", { label: say.received, hint: say.receivedHint }, received),
  ];
}

/**
 * Everything that was said, in an order in which people tell it; who would read it follows whom it is about.
 * @param {App} app
 * @param {IntakeState} state
 * @param {Given} given
 * @param {Acts} acts
 */
function told(app, state, { draft, choices }, acts) {
  const { intake: say } = app.words;
  const panel = el("div", { id: "intake-readers", class: "plan", "aria-live": "polite" });
  const [same, others, identity, category] = [el("div", {}), el("div", {}), el("div", {}), el("div", {})];
  const drawIdentity = () => fill(identity, ...identityPart(app, state, draft, drawIdentity));
  const look = async () => {
    await acts.look();
    draw();
  };
  const draw = () => {
    fill(panel, ...readersPart(app, state, draft, look));
    fill(same, ...samePart(app, state, draft, look));
    fill(others, ...othersPart(app, state, draft, look));
    drawIdentity();
  };
  const drawCategory = () => fill(category, categoryPart(app, state, draft));
  const ranks = () => choices.agencies.find(({ code }) => code === draft.agency)?.ranks ?? [];
  const people = accusedPart(app, state, { draft, ranks, look: () => void look() });
  const moved = () => {
    Object.assign(draft, { excluded: [], others: [] });
    state.namesakes = [];
    people.redraw();
    drawCategory();
    void look();
  };
  draw();
  drawCategory();
  return [
    agencyPart(app, state, draft, choices, moved),
    people.part,
    same,
    panel,
    others,
    text(app, state, draft, "keep_from"),
    ...["what", "where", "when"].map((name) => text(app, state, draft, /** @type {TextName} */ (name))),
    choice(app, state, draft, "timing", { label: say.timing, names: timings(app) }),
    category,
    more(app, state, draft),
    identity,
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {Choices} choices
 * @param {() => void} changed
 */
function agencyPart(app, state, draft, { agencies }, changed) {
  const names = Object.fromEntries(agencies.map(({ code, name }) => [code, name]));
  return choice(app, state, draft, "agency", { label: app.words.intake.agency, names, changed });
}

/**
 * Offer the kinds of matters of the area's agency, as the reporters' form does, and the one that was chosen before.
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function categoryPart(app, state, draft) {
  const offered = state.offers.categories(draft.agency);
  const known = Object.keys(app.words.categories).filter((one) => offered.includes(one) || one === draft.category);
  const own = app.categoryNamesOf(draft.agency);
  const names = Object.fromEntries(known.map((one) => [one, nameOf(own, one)]));
  return choice(app, state, draft, "category", { label: app.words.intake.category, names });
}

/** @param {App} app */
function timings({ words }) {
  return Object.fromEntries(TIMINGS.map((timing) => [timing, nameOf(words.case.timings, timing)]));
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function more(app, state, draft) {
  const { intake: say } = app.words;
  return el(
    "details",
    { class: "more", open: [...MORE, "title"].some((name) => state.flaws.includes(name)) },
    el("summary", {}, say.more),
    text(app, state, draft, "title"),
    ...MORE.map((name) => text(app, state, draft, /** @type {TextName} */ (name))),
    choice(app, state, draft, "relation", { label: say.relation, names: say.relations }),
  );
}

/**
 * Say whether it is known about whom a report is, as far as that decides who reads it.
 * @param {Draft} draft
 */
export function isConcerned(draft) {
  return draft.agency !== "" && ranksOf(draft).every((rank) => rank !== "");
}
