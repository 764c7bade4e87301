/** The worker of the report page: what of the sealer the page may ask for. */

import { serve } from "../../shared/door.js";
import { Sealer } from "./sealer.js";

export const METHODS = /** @type {const} */ ([
  "trust",
  "readers",
  "naming",
  "namesakes",
  "add",
  "nextPart",
  "forget",
  "seal",
  "words",
]);

serve(METHODS, new Sealer());
