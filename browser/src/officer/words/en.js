/** Everything the officers' page says, in English. Its keys are those of `id.js`; a test compares them. */

import { account } from "./account.en.js";
import { agency, roles } from "./agency.en.js";
import { audit } from "./audit.en.js";
import { changing } from "./changing.en.js";
import { clocks } from "./clocks.en.js";
import { declaring } from "./declaring.en.js";
import { figures } from "./figures.en.js";
import { report } from "./report.en.js";
import { handover } from "./handover.en.js";
import { enrolment } from "./enrolment.en.js";
import { identity } from "./identity.en.js";
import { inside } from "./inside.en.js";
import { intake } from "./intake.en.js";
import { looking } from "./looking.en.js";
import { refer } from "./refer.en.js";
import { links } from "./links.en.js";
import { recommend } from "./recommend.en.js";
import { ownKeys } from "./own-keys.en.js";
import { settingAside } from "./setting-aside.en.js";
import { steps } from "./steps.en.js";

const plural = (/** @type {number} */ count, /** @type {string} */ one, /** @type {string} */ many) =>
  `${new Intl.NumberFormat("en").format(count)} ${count === 1 ? one : many}`;

/** @type {import("./id.js").Words} */
export const en = {
  language: "English",
  other: "Bahasa Indonesia",
  otherTag: "id",
  agency,
  audit,
  roles,
  changing,
  clocks,
  declaring,
  figures,
  report,
  handover,
  identity,
  intake,
  looking,
  enrolment,
  ownKeys,
  refer,
  inside,
  links,
  recommend,
  settingAside,
  steps,

  frame: {
    skip: "Skip to the content",
    main: "Main",
    sections: {
      inbox: "Inbox",
      intake: "Take down a report",
      register: "Referrals",
      handover: "Hand-over",
      figures: "Figures",
      identities: "Identities",
      agency: "Agency",
      audit: "Audit trail",
      account: "My account",
    },
    lock: "Lock now",
    product: "Officers of the inspectorate",
    cancel: "Cancel",
    close: "Close",
    tryAgain: "Try again",
    warnsTitle: "Locking soon",
    warns: (seconds) =>
      `Nothing has happened here for a while. The page locks in ${plural(seconds, "second", "seconds")}.`,
    stay: "Stay open",
  },

  signIn: {
    title: "Sign in",
    lead: "Reports are opened in this browser. Your passphrase opens your key here and is never sent.",
    login: "Login",
    passphrase: "Passphrase",
    passphraseHint: "Seven words, separated by spaces",
    show: "Show the passphrase",
    code: "Code from your authenticator",
    codeHint: "Six digits",
    recovery: "Recovery code",
    recoveryHint: "Twelve letters and digits; each code works once",
    useRecovery: "Use a recovery code",
    useCode: "Use a code from the authenticator",
    passkey: "Sign in with a passkey",
    passkeyHint:
      "Do you have a passkey? One touch is enough. If yours cannot open your key, type login and passphrase first.",
    passkeyNeeds: "This passkey cannot open your key. Type login and passphrase, then touch it again.",
    touching: "Waiting for your passkey…",
    act: "Sign in",
    opening: "Opening your key…",
    share: (percent) => `${percent} of 100 percent`,
    checking: "Checking login and code…",
    verifying: "Checking the signed documents…",
    locked: "Locked. Sign in again to go on.",
    lockedIdle: "Locked after 15 minutes without use. Sign in again to go on.",
    lockedSession: "Your session has ended. Sign in again to go on.",
    lockedLost: "The part of this page that keeps your keys has stopped. Sign in again to go on.",
    draftKept: "Unsent text was kept, sealed to your key. It comes back after you sign in.",
    need: {
      login: "Type your login",
      passphrase: "Type your passphrase",
      code: "Type the six digits of the code, or a recovery code",
    },
    errorTitle: "Not signed in",
    wrong:
      "Login, passphrase or code was not accepted. Check all three; take a fresh code. After several wrong codes, wait some minutes.",
    passkeyWrong: "This passkey was not accepted here. Type login and passphrase, then touch it again, or use a code.",
    sealed:
      "Login and code were right, but your key did not open. Tell the administrator: your account may have been changed.",
    untrusted:
      "The signed documents of this server do not fit what your key remembers. Nothing was opened. Do not go on; tell the holders of the root keys.",
  },

  ...account,

  problems: {
    title: "That did not work",
    offline: "The server cannot be reached. Check the connection, then try again.",
    unavailable: "The server is busy or out of space. Nothing was saved. Try again in a minute.",
    conflict: "Something newer arrived meanwhile. The case was read again; look at it, then send once more.",
    readerGone: "Somebody reads who is gone from the directory. Give this case a new key first.",
    notAReader: "Somebody among the readers does not serve, or has no role that reads cases. Nothing was changed.",
    otherDay: "The date on your device is not the server's. Set its clock right, then try again.",
    unapproved: "A colleague has to approve this first. Nothing was changed.",
    otherClass: "Only a case without grounds for supervision can be passed on there.",
    tooFewReaders: "Too few officers would read this case. Nothing was changed.",
    recused: "Somebody among the readers declared a conflict of interest in this case. Nothing was changed.",
    lastReader: "Nobody else reads this case. First give it to a colleague, then declare the conflict.",
    forbidden: "You may not do this, or the page is too old. Lock it and sign in again.",
    notFound: "This does not exist, or you hold no key for it.",
    refused: "The server did not accept this. Nothing was saved.",
    tooLarge: "This is too large. Nothing was saved.",
    failed: "Something went wrong here. Nothing was saved. Try again; if it stays, tell the administrator.",
    file: "The file cannot be read, or changed while it was read. Choose it again.",
  },

  inbox: {
    title: "Inbox",
    count: (total) => `${plural(total, "case", "cases")} that you can open, oldest first`,
    pageTitle: (unread) => (unread === 0 ? "Inbox" : `Inbox, ${unread} unread`),
    search: "Search title, number or unit on this page",
    status: "Status",
    anyStatus: "All",
    table: "Cases",
    columns: { case: "Case, kind, rank", number: "Number, received", status: "Status", due: "Deadline" },
    late: (count) => `Overdue, ${plural(count, "case", "cases")}`,
    soon: (count) => `Three working days or less, ${plural(count, "case", "cases")}`,
    later: (count) => `Later, ${plural(count, "case", "cases")}`,
    done: (count) => `Without a deadline, ${plural(count, "case", "cases")}`,
    opening: "Opening…",
    openingShare: (done, all) => `${done} of ${all} titles opened`,
    fresh: "New",
    message: "Message",
    approved: "Hand-over waits for a second officer",
    empty: "No reports yet. New ones appear here as soon as they are sealed to you.",
    noMatch: "Nothing on this page matches.",
    clear: "Clear the search",
    range: (from, to, total) => `${from} to ${to} of ${total}`,
    pages: "Pages",
    next: "Next",
    previous: "Previous",
    refresh: "Read again",
    keys: { move: "move", open: "open", search: "search" },
    keysOff: "Switch shortcuts off",
    keysOn: "Switch shortcuts on",
    refusedTitle: "This case cannot be proved",
  },

  due: {
    late: (days) => `Overdue by ${plural(days, "working day", "working days")}`,
    today: "Today",
    left: (days) => plural(days, "working day", "working days"),
    none: "No deadline",
    verify: "Verification",
    answer: "First answer",
    result: "Final result",
    met: "met",
    by: (day) => `by ${day}`,
    label: "Deadlines",
    finished: "Finished",
    bar: (name, day) => `From the day of arrival to ${name.toLowerCase()}, ${day}`,
  },

  refusals: {
    "refused-format":
      "Its documents are not written as they must be. They may be damaged, or come from something else.",
    "refused-version":
      "It was written by a newer version of this program. Load the page again; if it stays, tell the administrator.",
    "refused-seal": "Your key does not open what the server gave as yours. It was altered, or sealed to someone else.",
    "refused-signature": "A signature on its records is not genuine. Somebody tried to change who reads it.",
    "refused-trust": "Its records are not supported by the signed directories. Somebody tried to change who reads it.",
    "refused-grant": "The key the server gave for it is not the one its signed records name.",
    "refused-receipt": "Its receipt is none.",
    failed: "This page could not finish checking it.",
    what: "What to do",
    advice:
      "Write nothing into it. Note the number, tell the head of the inspectorate and the holders of the root keys, and compare with a colleague's inbox.",
  },

  case: {
    back: "Inbox",
    before: "Previous case",
    after: "Next case",
    opening: "Opening and checking the case…",
    whole: (reporter, officers) => `Chains are whole: reporter ${reporter}, inspectorate ${officers}`,
    broken: (count) => `${plural(count, "finding", "findings")}, see the timeline`,
    sealedBy: {
      browser: "Sealed on the reporter's device",
      portal: "Sealed on arrival at the server",
      cli: "Sealed on the reporter's device by the program wbs",
      offline: "Sealed on the reporter's device in the offline page",
    },
    sealedMeans: {
      browser: "(as the sender's program states; the server could not read it)",
      portal: "(the server could read it for the length of one request)",
      cli: "(as the sender's program states; the server could not read it)",
      offline: "(as the sender's program states; the server could not read it)",
    },
    jump: "Parts of this case",
    report: "Report",
    noReport: "The report itself is not here. See the timeline.",
    fields: {
      what: "What",
      accused: "Who",
      rank: "Rank",
      where: "Where",
      region: "Area chosen",
      when: "When",
      how: "How",
      why: "Why",
      loss: "Loss",
      witnesses: "Witnesses",
      evidence_held_by: "Who holds evidence",
      reported_elsewhere: "Reported elsewhere",
      relation: "Relation of the reporter",
      danger: "Danger",
      accommodation: "Needs",
      category: "Kind of matter",
      timing: "Has it happened",
      keep_from: "Must not learn of it",
      identity_mode: "The reporter's identity",
      contact: "The reporter",
    },
    timings: { past: "yes, it is over", ongoing: "it is still going on", expected: "no, it is about to happen" },
    excluded: "Gets no key",
    decisions: "Decisions",
    status: "Status",
    statusServer: (status) => `The server states “${status}”. The signed status counts.`,
    received: "Report came in",
    readers: "Who reads this case",
    you: "you",
    directory: "Directory",
    directoryVersion: (version) => `Version ${version}`,
    directoryOlder: (older, newest) => `Sealed under version ${older}; the newest is ${newest}.`,
    printed: (number, officer) => `${number}, printed by ${officer}`,
    export: "Export case file",
  },

  evidence: {
    title: "Evidence",
    none: "No files.",
    columns: { file: "File", from: "From", digest: "SHA-256", act: "Action" },
    report: "Report",
    reporter: "Reporter",
    download: "Download",
    named: (act, name) => `${act}: ${name}`,
    opening: (done, all) => `${done} of ${all} opened`,
    closed: "Not opened yet",
    counted: "computed here at opening",
    saved: "Handed to the browser's downloads. It now lies unsealed on this computer.",
    failed:
      "The file did not pass the check. It was altered, cut off, or is not the one the message names. Nothing was saved.",
    cancelled: "Stopped. Nothing was saved.",
  },

  timeline: {
    title: "Timeline",
    first: (readers, version) =>
      `Report arrived, sealed to ${plural(readers, "receiver", "receivers")} by directory version ${version}.`,
    epoch: (who, readers) =>
      `${who} gave the case a new key. ${plural(readers, "officer reads", "officers read")} from here on.`,
    access: (who, added) => `${who} gave the case key to ${added}.`,
    restored: (added, day) => `Restored by officials with the recovery key on ${day}: ${added} reads the case.`,
    recoveryKey: "The recovery key",
    reporter: "Reporter",
    theReporter: "The reporter",
    toReporter: "To the reporter",
    you: "you",
    status: (who, status) => [`${who} changed the status: `, status, "."],
    removed: (who, count, reason) => `${who} removed ${plural(count, "item", "items")} as due. Reason: ${reason}`,
    onlyFiles: "Sent files without text.",
    files: "Files",
    proofReporter: "Signature matches the first report.",
    proofOfficer: (who, unit) =>
      unit
        ? `Signed by ${who}, ${unit}. Signature matches the directory.`
        : `Signed by ${who}. Signature matches the directory.`,
    seen: "The reporter has read it.",
    unseen: "Not seen to be read yet.",
    unconfirmed: "Not confirmed: its author has left the directory since, and nobody who still counts refers to it.",
    fresh: "New",
  },

  findings: {
    place: (who, seq) => `${who}, number ${seq}`,
    what: "What to do",
    seal: [
      "This message does not open",
      "Its seal does not fit the key of this case. It was altered, or put here by someone else.",
    ],
    format: [
      "This message cannot be read",
      "It opens, but is not written as messages are. It may come from a newer version, or be damaged.",
    ],
    signature: [
      "This signature is not genuine",
      "The message bears a name whose signature does not match. Anyone could have written it, so it is not shown.",
    ],
    author: [
      "Written by someone who may not",
      "Its author does not read this case, or has no role that replies. It is not shown.",
    ],
    transplant: [
      "This message is from another place",
      "It belongs to another case, or to another place in this one. It is not shown.",
    ],
    replay: ["This message lies here twice", "The same sealed bytes were put here a second time. It is shown once."],
    fork: [
      "The order of messages does not fit",
      "Two different messages claim this place, or a later one refers to another than lies here.",
    ],
    gap: ["A message is missing", "A later message or record refers to one that is not here. It was withheld or lost."],
    "not-confirmed": [
      "Not confirmed",
      "Its author has left the directory since, and nobody who still counts refers to it.",
    ],
    grant: [
      "A key of this case is not genuine",
      "What the server gave as the key of one of its epochs does not fit the signed record. What was sealed to that epoch does not open here.",
    ],
    summary: [
      "The title in the inbox is not the reporter's",
      "The summary is not the one that the report names. Read the report itself.",
    ],
    advice: "Do not rely on what is missing. Ask the reporter to repeat it, and tell the head of the inspectorate.",
  },

  reply: {
    title: "Write to the reporter",
    only: "The reporter reads this.",
    label: "Reply",
    readBy: (count) => `Read by the reporter and ${plural(count, "officer of this case", "officers of this case")}`,
    files: "Files for the reporter",
    filesHint: "At most 10, each up to 100 MB. They are sealed here before they are sent.",
    remove: "Remove",
    removeNamed: (name) => `Remove ${name}`,
    send: "Sign and send to the reporter",
    sending: "Sealing and sending…",
    upload: (name, done, all) => `${name}: ${done} of ${all} sealed and sent`,
    sent: "Sent. It is now in the timeline.",
    stopped: "Stopped. Nothing was sent; your text is still here.",
    need: "Write a reply or choose a file",
    tooLong: (limit) => `Shorten the text to ${limit} characters`,
    tooMany: "Choose at most 10 files",
    tooLarge: (name) => `“${name}” is larger than 100 MB`,
    closed:
      "You cannot write here. Your own chain of messages in this case is not whole, or you do not hold its newest key. Tell the head of the inspectorate.",
    noRole: "Your role reads this case, but does not reply.",
    leaveTitle: "Leave the unsent text?",
    leave: "What you wrote here was not sent.",
    leaveAct: "Discard",
    stay: "Keep writing",
  },

  export: {
    title: (number) => `Export ${number}?`,
    about:
      "You get one ZIP file. Every message and file in it is sealed to the key of this case, so any age program opens it together with that key. The export is noted in the audit trail.",
    size: (files) => `${plural(files, "file is", "files are")} fetched and sealed anew in this browser.`,
    begin: "Make the export",
    progress: (done, all, bytes) => `File ${done} of ${all}, ${bytes} so far`,
    sealing: "Sealing messages…",
    doneTitle: (number) => `${number} was exported`,
    done: "The export was handed to the browser's downloads.",
    doneFile: "The export is in the file that you picked.",
    full: "The disk is full. No export was made, and the unfinished file was removed. Make room or pick another place, then try again.",
    unwritable: "The file that was picked cannot be written. No export was made. Pick another place, then try again.",
    keyTitle: "The key of this case",
    keyWarning:
      "Whoever has this key and the export reads the whole case, without a sign-in and without a trace. Keep it on another medium than the export, and destroy it when it is no longer needed.",
    keyAct: "Download the key",
    keyFile:
      "Key of this case for age programs. Whoever has it and the export reads the whole case.\nKeep it on another medium than the export.",
    stopped: "Stopped. Nothing was saved.",
    failed: "A file did not pass the check, so no export was made. Open the files one by one to see which.",
  },

  categories: {
    "state-loss": "Loss to the state",
    bribery: "Bribery",
    embezzlement: "Embezzlement in office",
    extortion: "Extortion",
    fraud: "Fraud",
    "procurement-conflict": "Conflict of interest in procurement",
    gratification: "Gifts for holding office (gratification)",
    "illegal-levy": "Illegal levy (pungli)",
    "abuse-of-authority": "Abuse of authority",
    "conflict-of-interest": "Other conflict of interest",
    nepotism: "Nepotism or collusion",
    "misuse-of-assets": "Misuse of assets, budget or village funds",
    procurement: "Procurement of goods and services",
    "sale-of-posts": "Sale of posts, staff matters",
    discipline: "Breach of discipline",
    ethics: "Breach of the code of ethics",
    retaliation: "Retaliation against a reporter",
    other: "Something else",
  },

  ranks: {
    staff: "staff",
    "office-head": "head of an office",
    leadership: "leaders of the region",
    inspectorate: "inspectorate",
    unknown: "rank not known",
  },

  statuses: {
    submitted: "Sent",
    received: "Received",
    verified: "Verified",
    incomplete: "Needs more",
    reviewed: "Under review",
    examined: "Under examination",
    "follow-up": "Follow-up",
    closed: "Finished",
    "passed-on": "Passed on",
    "out-of-scope": "Not within our authority",
    "not-actionable": "Cannot be followed up",
    postponed: "Postponed",
    reopened: "Reopened",
  },
};
