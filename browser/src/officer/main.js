/** Begins the officers' page: reads what the document says about itself, and shows the sign-in. */

import { App } from "./app.js";
import { tagFor } from "./words/index.js";

const root = document.getElementById("app");
const { worker, looker, today, released } = document.body.dataset;
if (!root || !worker || !looker || !today || !released) throw new Error("the document lacks its frame");
new App(root, tagFor(document.documentElement.lang), { worker, looker }, { today, released }).show();
