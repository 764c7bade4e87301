/**
 * Taking a step of a case: triage kept among officers if it comes along, then the step signed, sealed and sent.
 *
 * A case that grew meanwhile is read again and the step signed again, unless the case stands elsewhere by then.
 */

import { ApiError } from "../api.js";
import { mayFollow } from "../../shared/workflow.js";
import { keepNote } from "./note.js";
import { openCase } from "./open.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../../worker/casebook.js").OpenedStory} OpenedStory */
/** @typedef {import("../../worker/casebook.js").Step} Step */

const TRIES = 3;

/** The case stands where the step may not follow any more. */
export class MovedError extends Error {}

/**
 * Take a step.
 * @param {App} app
 * @param {CaseName} name
 * @param {{step: Step, text: string}} draft
 */
export async function takeStep(app, name, { step, text }) {
  for (let left = TRIES; ; left -= 1) {
    const message = await app.keeper.ask("compose", { text, step, uploads: [] });
    try {
      return await app.api.addMessage(name, message);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "conflict") || left <= 1) throw error;
      const { story } = await openCase(app, name);
      if (!mayFollow(story.status, step.status)) throw new MovedError();
    }
  }
}

/**
 * Keep a triage, and set the tags that it decides.
 * @param {App} app
 * @param {CaseName} name
 * @param {OpenedStory} story as the case was last opened
 * @param {Record<string, unknown>} body of the triage, without its type
 * @param {{sets: boolean}} tags whether the tags are to be set now, rather than with a step
 */
export async function keepTriage(app, name, story, body, { sets }) {
  if (sets) await setTags(app, name, tagsOf(body));
  await keepNote(app, name, story, { kind: "triage", body });
}

/**
 * Set tags, which clocks and figures go by.
 * @param {App} app
 * @param {CaseName} name
 * @param {Record<string, unknown>} tags
 */
export async function setTags(app, { agency, case: id }, tags) {
  await app.api.ask("POST", `cases/${encodeURIComponent(agency)}/${encodeURIComponent(id)}/tags`, tags);
}

/** @param {Record<string, unknown>} body */
function tagsOf({ supervisory, category }) {
  const matter = supervisory === "yes" ? "supervisory" : supervisory === "no" ? "non-supervisory" : null;
  return { ...(matter && { class: matter }), category };
}
