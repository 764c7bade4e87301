/** Begins the officers' page: reads what the document says about itself, and shows the sign-in. */

import { App } from "./app.js";
import { tagFor } from "./words/index.js";

const root = document.getElementById("app");
const { worker, today, released } = document.body.dataset;
if (!root || !worker || !today || !released) throw new Error("the document lacks its frame");
new App(root, tagFor(document.documentElement.lang), worker, { today, released }).show();
