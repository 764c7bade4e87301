/** After documents were verified: the key is wrapped anew, so that an older directory is refused from now on. */

/** @typedef {import("../app.js").App} App */

/**
 * Let the worker write down what it verified, if that is new, and the server store it.
 *
 * Nothing waits for it and nothing stops for it: what does not get through (offline, another tab was first, a lock)
 * leaves the old wrapped key as good as it was, and is tried again when documents are next verified.
 * @param {Pick<App, "api" | "keeper">} app
 */
export async function remember({ api, keeper }) {
  try {
    const renewed = await keeper.ask("renewKey");
    if (!renewed) return;
    await api.keepKey(renewed);
    await keeper.ask("keptKey", { wrapped: renewed.wrapped });
  } catch {
    return;
  }
}
