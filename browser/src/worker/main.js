/** The officers' worker: what the page may ask of it, and which room answers. */

import { serve } from "../shared/door.js";
import { Agency } from "./agency.js";
import { Casebook } from "./casebook.js";
import { Changing } from "./changing.js";
import { Disclosing } from "./disclosing.js";
import { Enrolling } from "./enrolling.js";
import { Files } from "./files.js";
import { Inside } from "./inside.js";
import { Intake } from "./intake.js";
import { Owning } from "./owning.js";
import { Proving } from "./proving.js";
import { Referring } from "./referring.js";
import { offer } from "./rooms.js";
import { Ruling } from "./ruling.js";
import { Session } from "./session.js";
import { Trail } from "./trail.js";
import { Vault } from "./vault.js";

const session = new Session();

/** Every room with every question that the page may ask of it; nothing else of a room is within reach. */
export const ROOMS = [
  offer(new Agency(session), ["describeAgency", "requestWords"]),
  offer(new Ruling(session), ["signRules", "readRules"]),
  offer(new Enrolling(), ["readInvitation", "drawPassphrase", "makeAccount"]),
  offer(new Owning(session), [
    "ownKeys",
    "changePassphrase",
    "keptPassphrase",
    "askRenewal",
    "readRenewal",
    "sealToNewest",
  ]),
  offer(new Proving(session), ["prove", "wrapUnderPasskey"]),
  offer(new Vault(session), ["derive", "takePasskey", "readWaiting", "unlock", "trust", "renewKey", "keptKey"]),
  offer(new Casebook(session), [
    "openRows",
    "openCase",
    "readersWithout",
    "closeCase",
    "compose",
    "sealDraft",
    "openDraft",
  ]),
  offer(new Changing(session), [
    "showCandidates",
    "planChange",
    "composeChange",
    "readBy",
    "listColleagues",
    "composeHandOver",
  ]),
  offer(new Referring(session), [
    "showDoors",
    "drawReference",
    "composeApproval",
    "composeTransfer",
    "composeReferral",
    "composeProposal",
    "reviewText",
    "composeTracked",
    "sealParcel",
    "openAnswer",
    "readKey",
    "beginHanding",
    "finishHanding",
  ]),
  offer(new Inside(session), ["composeKey", "composeNote"]),
  offer(new Disclosing(session), ["custodianOf", "askCustodian", "openAnswers", "readQuestions", "answerQuestion"]),
  offer(new Intake(session), [
    "intakeChoices",
    "intakeReaders",
    "intakeExcludables",
    "intakeNamesakes",
    "sealIntake",
    "intakeWords",
    "endIntake",
  ]),
  offer(new Trail(session), [
    "openTrail",
    "proveEntries",
    "beginRecount",
    "recount",
    "endRecount",
    "readKept",
    "compareKept",
    "countersign",
    "keepSignature",
  ]),
  offer(new Files(session), [
    "beginOpening",
    "beginSending",
    "nextPart",
    "beginExport",
    "beginExported",
    "push",
    "endExported",
    "finishExport",
    "finish",
    "cancel",
    "caseKeyFile",
  ]),
];

export const METHODS = ROOMS.flatMap(({ methods }) => methods);

serve(METHODS, answering(), pieces);

/** Give one object that answers each method in its room. */
function answering() {
  return Object.fromEntries(ROOMS.flatMap(({ answers }) => Object.entries(answers)));
}

/**
 * List what an answer hands over rather than copies: the bytes of an export.
 * @param {any} result
 * @returns {Transferable[]}
 */
function pieces(result) {
  return (result?.writes ?? []).map((/** @type {{bytes: Uint8Array<ArrayBuffer>}} */ write) => write.bytes.buffer);
}
