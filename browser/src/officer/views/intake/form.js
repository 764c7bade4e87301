/** Writing a report down: what was said, about whom, who may know who said it, and who will read it. */

import { CHANNELS, CONTACT_LIMITS, LIMITS, LINES, MAX_ACCUSED, NAMED_LIMITS, nobody } from "../../acts/taking-down.js";
import { el, fill } from "../../dom.js";
import { shownName, sizeText } from "../../format.js";
import { nameOf } from "../../words/index.js";
import { closedText, othersPart, readersPart, smallButton } from "./whom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("./intake.js").IntakeState} IntakeState */
/** @typedef {import("./intake.js").Choices} Choices */
/** @typedef {keyof typeof LIMITS} TextName */
/** @typedef {{draft: Draft, choices: Choices}} Given */
/** @typedef {{look: () => Promise<void>, next: () => void}} Acts `look` finds out who would read it. */

const MODES = /** @type {const} */ (["anonymous", "confidential", "named"]);
const MORE = /** @type {const} */ ([
  ...["how", "why", "loss", "witnesses", "evidence_held_by", "danger", "accommodation"],
]);
const LONG = ["what", "how", "why"];
/** Where the page leads from a field that is missing. @type {Record<string, string>} */
const PLACES = { accused: "intake-name-0", contact: "intake-contact-name", readers: "intake-rank" };

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Given} given
 * @param {Acts} acts
 */
export function form(app, state, given, acts) {
  const { intake: say } = app.words;
  const body = el(
    "form",
    { class: "pen writing", autocomplete: "off", novalidate: true },
    ...way(app, state, given.draft),
    ...concerned(app, state, given, acts),
    accusedPart(app, state, given.draft),
    ...["what", "where", "when"].map((name) => text(app, state, given.draft, /** @type {TextName} */ (name))),
    choice(app, state, "category", { label: say.category, names: app.words.categories, draft: given.draft }),
    more(app, state, given.draft),
    filesPart(app, state, given.draft),
    el("p", { class: "row end" }, el("button", { class: "sbtn go" }, say.next)),
  );
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    acts.next();
  });
  return [
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, say.title)),
    el("p", { class: "lead" }, say.lead),
    wrong(app, state),
    body,
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 */
function wrong(app, { flaws, closed }) {
  const { intake: say } = app.words;
  if (flaws.length === 0) return null;
  const go = (/** @type {string} */ field) => document.getElementById(PLACES[field] ?? `intake-${field}`)?.focus();
  const items = flaws.map((field) =>
    el("li", {}, el("button", { type: "button", class: "link", click: () => go(field) }, flawText(app, field, closed))),
  );
  return el(
    "div",
    { class: "wrong", id: "intake-wrong", role: "alert", tabindex: -1 },
    el("h2", {}, say.wrongTitle),
    el("ul", {}, ...items),
  );
}

/**
 * @param {App} app
 * @param {string} field
 * @param {string} closed
 */
function flawText({ words: { intake: say } }, field, closed) {
  if (field === "readers") return closedText(say, closed);
  return nameOf(say.flaws, field);
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function way(app, state, draft) {
  const { intake: say } = app.words;
  const names = Object.fromEntries(CHANNELS.map((channel) => [channel, say.channels[channel]]));
  const received = el("input", { type: "date", id: "intake-received", max: app.days().today, value: draft.received });
  received.addEventListener("change", () => {
    draft.received = received.value;
  });
  return [
    choice(app, state, "channel", { label: say.channel, names, draft }),
    text(app, state, draft, "reference", { label: say.reference, hint: say.referenceHint }),
    field(app, state, "received", { label: say.received, hint: say.receivedHint }, received),
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Given} given
 * @param {Acts} acts
 */
function concerned(app, state, { draft, choices }, acts) {
  const { intake: say } = app.words;
  const rank = el("div", {});
  const panel = el("div", { id: "intake-readers", class: "plan", "aria-live": "polite" });
  const others = el("div", {});
  const identity = el("div", {});
  const drawPanel = () => {
    fill(panel, ...readersPart(app, state, draft, look));
    fill(others, ...othersPart(app, state, draft, look));
    fill(identity, ...identityPart(app, state, draft));
  };
  const look = async () => {
    await acts.look();
    drawPanel();
  };
  const drawRank = () => {
    const ranks = choices.agencies.find(({ code }) => code === draft.agency)?.ranks ?? [];
    if (!ranks.includes(draft.rank)) draft.rank = "";
    const names = Object.fromEntries(ranks.map((one) => [one, nameOf(app.words.ranks, one)]));
    fill(rank, choice(app, state, "rank", { label: say.rank, hint: say.rankHint, names, draft, changed: look }));
  };
  const agencies = Object.fromEntries(choices.agencies.map(({ code, name }) => [code, name]));
  const changed = async () => {
    draft.excluded = [];
    drawRank();
    await look();
  };
  drawRank();
  drawPanel();
  const agency = choice(app, state, "agency", { label: say.agency, names: agencies, draft, changed });
  return [agency, rank, panel, others, identity];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function identityPart(app, state, draft) {
  const { intake: say } = app.words;
  const who = el("div", {});
  const drawWho = () => fill(who, ...(draft.mode === "anonymous" ? [] : contactFields(app, state, draft)));
  const radio = (/** @type {Draft["mode"]} */ mode) => {
    const isOffered = mode !== "confidential" || state.readers?.takesIdentity === true;
    const input = el("input", {
      ...{ type: "radio", name: "intake-mode", id: `intake-mode-${mode}`, value: mode },
      ...{ checked: draft.mode === mode, disabled: !isOffered, "aria-describedby": `intake-means-${mode}` },
    });
    input.addEventListener("change", () => {
      draft.mode = mode;
      drawWho();
    });
    const means = isOffered || !state.readers ? say.modeTexts[mode] : say.noCustodian;
    return el(
      "div",
      { class: "mode" },
      el("label", { class: "option" }, input, say.modes[mode]),
      el("p", { class: "hint", id: `intake-means-${mode}` }, means),
    );
  };
  drawWho();
  return [
    el(
      "fieldset",
      { class: "modes" },
      el("legend", {}, say.identity),
      el("p", { class: "hint" }, say.identityHint),
      ...MODES.map(radio),
      who,
    ),
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function contactFields(app, state, draft) {
  const { intake: say } = app.words;
  return /** @type {Array<keyof typeof CONTACT_LIMITS>} */ (Object.keys(CONTACT_LIMITS)).map((name) => {
    const input = el("input", { type: "text", maxlength: CONTACT_LIMITS[name], value: draft.contact[name] });
    input.addEventListener("input", () => {
      draft.contact[name] = input.value;
    });
    const label = name === "name" ? say.contact[name] : `${say.contact[name]} ${say.optional}`;
    return field(app, state, `contact-${name}`, { label }, input);
  });
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function accusedPart(app, state, draft) {
  const { intake: say } = app.words;
  const list = el("div", {});
  const drawList = () => fill(list, ...draft.accused.map((_, place) => person(app, state, draft, place, drawList)));
  const add = () => {
    draft.accused.push(nobody());
    drawList();
    document.getElementById(`intake-name-${draft.accused.length - 1}`)?.focus();
  };
  drawList();
  return el(
    "fieldset",
    { class: "accused" },
    el("legend", {}, say.accused),
    el("p", { class: "hint" }, say.accusedHint),
    list,
    el("p", {}, el("button", { type: "button", class: "sbtn", id: "intake-add", click: add }, say.addPerson)),
  );
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {number} place
 * @param {() => void} drawList
 */
function person(app, state, draft, place, drawList) {
  const { intake: say } = app.words;
  const fields = /** @type {Array<keyof typeof NAMED_LIMITS>} */ (["name", "post", "unit"]).map((name) => {
    const input = el("input", { type: "text", maxlength: NAMED_LIMITS[name], value: draft.accused[place][name] });
    input.addEventListener("input", () => {
      draft.accused[place][name] = input.value;
    });
    return field(app, state, `${name}-${place}`, { label: say[name] }, input);
  });
  const remove = () => {
    draft.accused.splice(place, 1);
    drawList();
    document.getElementById("intake-add")?.focus();
  };
  const button =
    draft.accused.length > 1 && smallButton(say.removePerson(place + 1), say.removePerson(place + 1), remove);
  const isFull = draft.accused.length >= MAX_ACCUSED;
  document.getElementById("intake-add")?.toggleAttribute("disabled", isFull);
  return el(
    "div",
    { class: "person", role: "group", "aria-label": say.person(place + 1) },
    draft.accused.length > 1 && el("h3", {}, say.person(place + 1)),
    el("div", { class: "asked" }, ...fields),
    button,
  );
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
    { class: "more" },
    el("summary", {}, say.more),
    text(app, state, draft, "title", { label: say.labels.title, hint: say.titleHint }),
    ...MORE.map((name) => text(app, state, draft, /** @type {TextName} */ (name))),
    choice(app, state, "relation", { label: say.relation, names: say.relations, draft }),
  );
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function filesPart(app, state, draft) {
  const { intake: say } = app.words;
  const picker = el("input", { type: "file", multiple: true });
  const chosen = el("ul", { class: "files" });
  const drawFiles = () =>
    fill(
      chosen,
      ...draft.files.map((file, place) => {
        const name = shownName(file.name);
        const remove = () => {
          draft.files.splice(place, 1);
          drawFiles();
          picker.focus();
        };
        return el(
          "li",
          {},
          el("bdi", {}, name),
          ` ${sizeText(file.size, app.tag)} `,
          smallButton(app.words.reply.remove, say.remove(name), remove),
        );
      }),
    );
  picker.addEventListener("change", () => {
    draft.files.push(...(picker.files ?? []));
    picker.value = "";
    drawFiles();
  });
  drawFiles();
  return el(
    "div",
    { class: "drop" },
    field(app, state, "files", { label: say.files, hint: say.filesHint }, picker),
    chosen,
  );
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {TextName} name
 * @param {{label: string, hint: string}} [words]
 */
function text(app, state, draft, name, words) {
  const { intake: say } = app.words;
  const limits = { maxlength: LIMITS[name], spellcheck: "false" };
  const input = LINES.includes(name)
    ? el("input", { type: "text", ...limits, value: draft[name] })
    : el("textarea", { ...limits, rows: LONG.includes(name) ? 6 : 2 });
  if (input instanceof HTMLTextAreaElement) input.value = draft[name];
  input.addEventListener("input", () => {
    draft[name] = input.value;
  });
  const label = words?.label ?? nameOf(say.labels, name);
  const hint = words?.hint ?? (name === "what" ? say.whatHint : "");
  const isOptional = !["what", "where", "when", "reference"].includes(name);
  return field(app, state, name, { label: isOptional ? `${label} ${say.optional}` : label, hint }, input);
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {"channel" | "agency" | "rank" | "category" | "relation"} name
 * @param {{label: string, hint?: string, names: Record<string, string>, draft: Draft, changed?: () => Promise<void>}} given
 */
function choice(app, state, name, { label, hint = "", names, draft, changed }) {
  const { intake: say } = app.words;
  const options = Object.entries(names).map(([value, shown]) => el("option", { value }, shown));
  const select = el("select", {}, el("option", { value: "" }, say.choose), ...options);
  select.value = draft[name];
  select.addEventListener("change", () => {
    Object.assign(draft, { [name]: select.value });
    void changed?.();
  });
  const isOptional = name === "relation";
  return field(app, state, name, { label: isOptional ? `${label} ${say.optional}` : label, hint }, select);
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {string} name
 * @param {{label: string, hint?: string}} words
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} input
 */
function field(app, state, name, { label, hint = "" }, input) {
  const id = `intake-${name}`;
  const isFlawed = state.flaws.includes(name);
  input.id = id;
  if (isFlawed) input.setAttribute("aria-invalid", "true");
  const described = [hint && `${id}-hint`, isFlawed && `${id}-flaw`].filter(Boolean).join(" ");
  if (described) input.setAttribute("aria-describedby", described);
  return el(
    "div",
    { class: "pick" },
    el("label", { for: id }, label),
    hint && el("p", { class: "hint", id: `${id}-hint` }, hint),
    isFlawed && el("p", { class: "flaw", id: `${id}-flaw` }, flawText(app, name, "")),
    input,
  );
}
