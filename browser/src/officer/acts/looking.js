/** Looking into chosen files for what tells of somebody: in a worker of its own, which holds no key and no word. */

/** @typedef {import("../../files/findings.js").Finding} Finding */
/** @typedef {import("../../files/findings.js").Inspection} Inspection */
/** @typedef {import("../../shared/keeper.js").Keeper<import("../../looking/looker.js").Looker>} LookerKeeper */

/**
 * One chosen file. `told` are names of sentences about what was found.
 * @typedef {object} Chosen
 * @property {File} file
 * @property {"looking" | "deciding" | "ready"} state only what is ready is sent
 * @property {string[]} told
 * @property {Finding[]} findings
 * @property {boolean} isStrippable
 */

/** Formats of which what tells of somebody can be taken out. */
const STRIPPED = ["jpeg", "png", "webp"];

/**
 * Take chosen files, and look into each.
 * @param {LookerKeeper} looker
 * @param {{files: Chosen[]}} draft
 * @param {File[]} files
 * @param {() => void} changed
 */
export function addFiles(looker, draft, files, changed) {
  for (const file of files) {
    /** @type {Chosen} */
    const one = { file, state: "looking", told: ["looking"], findings: [], isStrippable: false };
    draft.files.push(one);
    void look(looker, one, changed);
  }
  changed();
}

/**
 * Leave a file as it is.
 * @param {Chosen} one
 */
export function keepFile(one) {
  Object.assign(one, { state: "ready", told: ["kept"], findings: [] });
}

/**
 * Take out of a picture what tells of somebody, and look again.
 * @param {LookerKeeper} looker
 * @param {Chosen} one
 * @param {() => void} changed
 */
export async function stripFile(looker, one, changed) {
  Object.assign(one, { state: "looking", told: ["looking"], isStrippable: false });
  changed();
  const treated = await looker.ask("strip", { file: one.file }).catch(() => undefined);
  if (treated) {
    const { name } = one.file;
    one.file = new File([treated.file], name, { type: treated.file.type });
    judge(one, treated.inspection, []);
    if (one.state === "ready") one.told = ["stripped"];
  } else {
    Object.assign(one, { state: "deciding", told: ["not-stripped"] });
  }
  changed();
}

/**
 * @param {LookerKeeper} looker
 * @param {Chosen} one
 * @param {() => void} changed
 */
async function look(looker, one, changed) {
  try {
    judge(one, await looker.ask("look", { file: one.file }), STRIPPED);
  } catch {
    Object.assign(one, { state: "deciding", told: ["not-looked"] }); // nothing goes on unseen
  }
  changed();
}

/**
 * @param {Chosen} one
 * @param {Inspection} inspection
 * @param {string[]} stripped formats of which it can be taken out
 */
function judge(one, { format, checked, findings }, stripped) {
  const isFound = findings.length > 0;
  const told = [isFound ? "found" : `found-nothing-${checked}`];
  if (isFound && checked !== "whole") told.push(`found-more-${checked}`);
  const isStrippable = stripped.includes(format) && checked !== "damaged";
  Object.assign(one, { state: isFound ? "deciding" : "ready", told, findings, isStrippable });
}
