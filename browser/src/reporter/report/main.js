/**
 * The report page: the form in steps, sealed in this browser. Nothing that was typed leaves it but sealed; if sealing
 * fails, the page stops and explains.
 */

import { trusted } from "../../shared/keeper.js";
import { enhance, excuse, isAble } from "../page/start.js";
import { ReportPage } from "./page.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript);

if (isAble()) {
  enhance();
  // In the order in which the element names them: worker, looker, solver.
  const named = /** @type {string[]} */ (Object.values(script.dataset));
  new ReportPage(.../** @type {[string, string, string]} */ (trusted(named)));
} else {
  excuse();
}
