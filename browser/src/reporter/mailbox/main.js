/**
 * The mailbox: opened in this browser with the twelve words, which do not leave it. If opening or sealing fails, the page
 * stops and explains.
 */

import { enhance, excuse, isAble } from "../page/start.js";
import { MailboxPage } from "./page.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript);

if (isAble()) {
  enhance();
  new MailboxPage(String(script.dataset.worker));
} else {
  excuse();
}
