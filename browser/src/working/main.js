/** The worker that computes for a new case while much is arriving; fetched only when the server asks for it. */

import { serve } from "../shared/door.js";
import { Solver } from "./solver.js";

export const METHODS = /** @type {const} */ (["solve"]);

serve(METHODS, new Solver());
