/** Whether this browser can seal, and what the page shows once it is known that scripts run. */

import { byId, clone } from "./markup.js";

/** Say whether everything is there that sealing needs. */
export function isAble() {
  return (
    isSecureContext &&
    typeof crypto.subtle === "object" &&
    typeof Worker === "function" &&
    typeof Blob.prototype.arrayBuffer === "function" &&
    typeof "".toWellFormed === "function" &&
    typeof AbortSignal.prototype.throwIfAborted === "function"
  );
}

/** Show what belongs to the page with scripts, take away what belongs to the page that waits for them. */
export function enhance() {
  for (const element of document.querySelectorAll("[data-start=remove]")) element.remove();
  for (const element of document.querySelectorAll("[data-start=show]")) element.removeAttribute("hidden");
}

/** Explain that this browser cannot seal, and lead to the form without script. */
export function excuse() {
  byId("menunggu").replaceWith(clone("t-cannot"));
}
