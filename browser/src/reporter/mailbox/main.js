/**
 * The mailbox: opened in this browser with the twelve words, which do not leave it. If opening or sealing fails, the page
 * stops and explains.
 */

import { trusted } from "../../shared/keeper.js";
import { enhance, excuse, isAble } from "../page/start.js";
import { MailboxPage } from "./page.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript);

if (isAble()) {
  enhance();
  const [worker, looker] = trusted([String(script.dataset.worker), String(script.dataset.looker)]);
  new MailboxPage(worker, looker);
} else {
  excuse();
}
