/** The worker that looks into chosen files; fetched when the first one is chosen, by reporters and by officers who write a report down. */

import { serve } from "../shared/door.js";
import { Looker } from "./looker.js";

export const METHODS = /** @type {const} */ (["look", "strip"]);

serve(METHODS, new Looker());
