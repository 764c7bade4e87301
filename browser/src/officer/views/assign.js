/** The fields of an assignment: who, in which way, in whose place, until when. */

import { el, show } from "../dom.js";
import { pick } from "./fields.js";
import { letterFields, letterFlaw, letterOf } from "./letter-of-assignment.js";
import { today } from "./readers.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../worker/readers.js").Candidate & {isNamed: boolean}} Candidate */
/** @typedef {import("../../worker/readers.js").Reader} Reader */
/** @typedef {import("../../worker/changing.js").Wish} Wish */
/** @typedef {"adding" | "replacing" | "covering"} Way */

/** With this role somebody examines, which takes a letter of assignment (surat tugas). */
const EXAMINER = "investigator";
const ASSIGN = "assign";
const WAYS = /** @type {const} */ (["adding", "replacing", "covering"]);

/**
 * @param {App} app
 * @param {Candidate[]} candidates
 * @param {Reader[]} readers who could be replaced
 * @param {string} own this officer, as `agency/reader`
 */
export function assignFields(app, candidates, readers, own) {
  const { words } = app;
  const { changing: say } = words;
  /** @type {Record<string, string>} */
  const letter = {};
  const letters = letterFields(app, letter, "assign");
  const warning = el("p", { class: "note warn", id: "assign-named", role: "status" }, say.namedWarning);
  const examines = () => candidates.find(({ author }) => author === who.value)?.roles.includes(EXAMINER) ?? false;
  const who = select("assign-who", candidates, say.choose, words.roles);
  const instead = select("assign-instead", readers, say.choose, {});
  instead.value = readers.some(({ author }) => author === own) ? own : "";
  const until = el("input", { type: "date", id: "assign-until", min: today() });
  const radios = WAYS.map((way) => el("input", { type: "radio", name: "way", value: way, checked: way === "adding" }));
  const way = () => /** @type {Way} */ (radios.find(({ checked }) => checked)?.value ?? "adding");
  const insteadField = pick(say.instead, instead);
  const untilField = pick(say.until, until);
  const ways = el(
    "fieldset",
    {},
    el("legend", {}, say.how),
    ...radios.map((radio, at) => el("label", { class: "option" }, radio, say[WAYS[at]])),
  );
  const arrange = () => {
    show(insteadField, way() === "replacing");
    show(untilField, way() === "covering");
    show(
      warning,
      candidates.some(({ author, isNamed }) => isNamed && author === who.value),
    );
    letters.arrange(examines() ? ASSIGN : "");
  };
  arrange();
  return {
    fields: [
      candidates.length === 0 ? el("p", { class: "note warn" }, say.nobody) : pick(say.who, who),
      warning,
      ...(candidates.length === 0 ? [] : letters.fields),
      ...(candidates.length === 0 ? [] : [ways, insteadField, untilField]),
    ],
    /** @returns {Wish | null} */
    wish: () => {
      const remove = way() === "replacing" ? [instead.value] : [];
      return who.value === "" || remove.includes("") ? null : { add: [who.value], remove };
    },
    /** @returns {{number: string, dated: string} | undefined} */
    letter: () => (examines() ? letterOf(ASSIGN, letter).assignment : undefined),
    until: () => (way() === "covering" ? until.value : ""),
    flaw: () => {
      if (who.value === "") return { text: say.needWho, field: who };
      if (way() === "replacing" && instead.value === "") return { text: say.needInstead, field: instead };
      const noDay = examines() ? letterFlaw(app, ASSIGN, letter) : "";
      if (noDay !== "") return { text: noDay, field: letters.dated };
      const isDay = until.value !== "" && until.value >= today();
      return way() === "covering" && !isDay ? { text: say.needUntil, field: until } : null;
    },
    /** @param {() => void} draw called whenever something else is chosen */
    listen: (draw) => {
      for (const input of [who, instead, until, ...radios]) {
        input.addEventListener("change", () => {
          arrange();
          draw();
        });
      }
    },
  };
}

/**
 * @param {string} id
 * @param {Array<{author: string, label: string, unit: string, roles?: string[]}>} people
 * @param {string} none
 * @param {Record<string, string>} roles
 */
function select(id, people, none, roles) {
  const options = people.map(({ author, label, unit, roles: held = [] }) => {
    const names = held.map((role) => roles[role] ?? role).join(", ");
    return el("option", { value: author }, [label, unit, names].filter(Boolean).join(" · "));
  });
  return el("select", { id }, el("option", { value: "" }, none), ...options);
}
