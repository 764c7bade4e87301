/** Fetches a case and the signed documents it stands on, and has both verified before anything is shown or written. */

import { getAnchors, getDocuments, getIndex, getMailbox } from "../api.js";
import { TamperedError, UntrustedError, genuine } from "./refusals.js";

/** @typedef {import("../opening/story.js").Story} Story */
/** @typedef {import("../api.js").Credentials} Credentials */
/** @typedef {import("../api.js").Mailbox} Mailbox */
/** @typedef {{credentials: Credentials, sent: Mailbox, story: Story}} OpenCase */

export class Fetching {
  #keeper;
  #patience;

  /**
   * @param {import("../../shared/keeper.js").Keeper<import("../opening/opener.js").Opener>} keeper
   * @param {import("../page/patience.js").Patience} patience
   */
  constructor(keeper, patience) {
    this.#keeper = keeper;
    this.#patience = patience;
  }

  /**
   * Fetch documents and case; null if no mailbox opens with these words.
   * @param {Credentials} credentials
   * @param {AbortSignal} signal
   * @returns {Promise<OpenCase | null>}
   */
  async open(credentials, signal) {
    signal.throwIfAborted();
    const sending = this.#patience.until(() => getMailbox(credentials), signal);
    const [, sent] = await Promise.all([this.#trust(signal), sending]);
    const story = await this.#checked(sent);
    signal.throwIfAborted();
    return story && { credentials, sent, story };
  }

  /**
   * Fetch a case that is open anew.
   * @param {OpenCase} opened
   * @param {AbortSignal} signal
   */
  async reopen({ credentials }, signal) {
    const found = await this.open(credentials, signal);
    if (!found) throw new TamperedError();
    return found;
  }

  /**
   * Ask how far a case has come, in one size for all; fetch it anew only if something has changed.
   * @param {OpenCase} opened
   * @param {AbortSignal} signal
   */
  async newer(opened, signal) {
    const index = await this.#patience.until(() => getIndex(opened.credentials), signal);
    return isSame(index, opened.sent) ? opened : this.reopen(opened, signal);
  }

  /**
   * Verify the newest documents, and check a case that is open by them.
   * @param {OpenCase} opened
   * @param {AbortSignal} signal
   */
  async renew({ credentials, sent }, signal) {
    await this.#trust(signal);
    const story = await this.#checked(sent);
    if (!story) throw new TamperedError();
    return { credentials, sent, story };
  }

  /** @param {AbortSignal} signal */
  async #trust(signal) {
    const fetched = () => Promise.all([getDocuments(), getAnchors()]);
    const [documents, anchors] = await this.#patience.until(fetched, signal);
    await genuine(this.#keeper.ask("trust", { documents, anchors }), UntrustedError);
  }

  /** @param {Mailbox} sent */
  async #checked(sent) {
    await genuine(this.#keeper.ask("trustAgency", { agency: sent.agency }), UntrustedError);
    return genuine(this.#keeper.ask("open", { sent }), TamperedError);
  }
}

/**
 * Say whether the server states no more than it did when the case was opened.
 * @param {Awaited<ReturnType<typeof getIndex>>} index
 * @param {Mailbox} sent
 */
function isSame(index, sent) {
  const stated = new Map(index.newest.map(({ author, seq }) => [author, seq]));
  const authors = new Set(sent.messages.map(({ author }) => author));
  return (
    index.case === sent.case &&
    index.records === sent.records.length &&
    stated.size === authors.size &&
    sent.messages.every(({ author, seq }) => seq <= (stated.get(author) ?? 0)) &&
    [...stated].every(([author, seq]) => sent.messages.some((one) => one.author === author && one.seq === seq))
  );
}
