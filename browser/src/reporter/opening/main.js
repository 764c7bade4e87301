/** The worker of the mailbox: what of the opener the page may ask for. */

import { serve } from "../../shared/door.js";
import { Opener } from "./opener.js";

export const METHODS = /** @type {const} */ ([
  "trust",
  "trustAgency",
  "check",
  "enter",
  "open",
  "compose",
  "composeEpoch",
  "composeRetraction",
  "arrived",
  "beginTaking",
  "push",
  "finish",
  "cancel",
  "sealDraft",
  "openDraft",
  "close",
  "add",
  "nextPart",
  "forget",
]);

serve(METHODS, new Opener());
