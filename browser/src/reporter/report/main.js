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
  const { worker, looker, solver } = script.dataset;
  const [first, second, third] = trusted([worker, looker, solver].map(String));
  new ReportPage(first, second, third);
} else {
  excuse();
}
