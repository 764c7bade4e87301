/** Begins the officers' page: reads what the document says about itself, and shows the sign-in. */

import { App } from "./app.js";
import { tagFor } from "./words/index.js";

const root = document.getElementById("app");
const worker = document.body.dataset.worker;
if (!root || !worker) throw new Error("the document lacks its frame");
new App(root, tagFor(document.documentElement.lang), worker).show();
