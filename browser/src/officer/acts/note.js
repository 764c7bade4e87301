/** Writing among officers: an entry signed and sealed to the inside key, which is brought along if there is none. */

import { pathOf } from "../api.js";
import { isOutrun } from "../problems.js";
import { openCase, refreshTrust } from "./open.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../../worker/inside.js").InsideStory} InsideStory */
/** @typedef {import("../views/account/proving.js").Proof} Proof */
/** @typedef {{kind: "note" | "triage" | "decision" | "custody" | "link" | "declaration" | "recommendation", body: object}} Entry The body without its type. */

const TRIES = 3;

/**
 * Keep an entry in the case that is open. A case that grew meanwhile is read again, and the entry signed again.
 * @param {App} app
 * @param {CaseName} name
 * @param {{inside: InsideStory | null}} story as the case was last opened
 * @param {Entry} entry
 * @param {Proof} [proof] that the officer is there, where that is asked
 */
export async function keepNote(app, name, story, entry, proof) {
  let now = story;
  for (let left = TRIES; ; left -= 1) {
    try {
      if (now.inside?.need === "key") {
        await app.api.ask("POST", `${pathOf(name)}/inside-keys`, await app.keeper.ask("composeKey"));
        now = (await openCase(app, name)).story;
      }
      const sealed = await app.keeper.ask("composeNote", entry);
      await app.api.ask("POST", `${pathOf(name)}/inside`, { ...sealed, ...(proof && { proof }) });
      return;
    } catch (error) {
      if (!isOutrun(error) || left <= 1) throw error;
      await refreshTrust(app);
      now = (await openCase(app, name)).story;
    }
  }
}
