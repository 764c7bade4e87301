/** What the agency's page and the warnings about its directory say, in English. */

import { rules } from "./rules.en.js";

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
function plural(count, one, many) {
  return `${new Intl.NumberFormat("en").format(count)} ${count === 1 ? one : many}`;
}

/** @type {typeof import("./agency.id.js").roles} */
export const roles = {
  operator: "system operator",
  administrator: "agency administrator",
  receiver: "receiver",
  reviewer: "reviewer",
  investigator: "investigator",
  head: "head of the inspectorate",
  custodian: "custodian of identities",
  protection: "protection officer",
  liaison: "SP4N-LAPOR liaison",
  auditor: "auditor",
  leadership: "leaders of the region (figures only)",
};

/** @type {typeof import("./agency.id.js").agency} */
export const agency = {
  rules,
  title: "Agency",
  reading: "Reading the signed documents…",

  expiry: {
    left: (days, day) =>
      days === 0
        ? `The directory of receivers ends today, ${day}.`
        : `The directory of receivers ends in ${plural(days, "day", "days")}, on ${day}.`,
    ask: "Ask the officials who hold the root keys to sign a new one.",
    grace: (expired, closes) =>
      `The directory of receivers ended on ${expired}. New reports are still sealed until ${closes}; after that no report can be sent.`,
    expired: (closes) =>
      `The directory of receivers has ended, and its days of grace were over on ${closes}. New reports are not taken; reporters are shown other channels.`,
    goesOn: "Reading and answering the reports that are here goes on.",
    tooFew: (count, minimum) =>
      `Only ${plural(count, "receiver serves", "receivers serve")}, and there must be ${minimum} at least. New reports are not taken; reporters are shown other channels.`,
    founding: "This agency has no signed directory of receivers yet. New reports are not taken yet.",
  },

  directory: {
    title: "Directory of receivers",
    version: "Version",
    versionOf: (version, day) => `${version}, issued ${day}`,
    renewBy: "Renew before",
    expires: "Ends",
    closes: "No reports after",
    receiving: "Receivers who serve",
    receivingOf: (count, minimum) => `${count}; ${minimum} at least`,
    signers: "Who signs",
    signersOf: (threshold, offices) => `${threshold} of: ${offices}`,
    fingerprint: "Fingerprint of the roots",
    fingerprintHint: "Compare it with the poster in the office.",
    custodian: "Custodian of identities",
    recovery: "Recovery key",
    hasRecovery: "there is one, split among officials",
    none: "none",
    channels: "Other channels for reporters",
    earlier: "Earlier versions",
  },

  shortages: {
    title: "Too few readers",
    checked: (day) => `Checked by the server on ${day}. Cases that you do not read are not named.`,
    never: "Never checked yet. The check runs every night.",
    none: "Nothing runs short.",
    able: (able, minimum) =>
      `Right now only ${plural(able, "receiver", "receivers")} can sign in and read new reports; there must be ${minimum} at least. Reports are still sealed to everybody in the directory: ask the officials to renew it.`,
    channel: (found, minimum, day) =>
      `Receivers of new reports who can sign in: ${found}. From ${day} on fewer than ${minimum}.`,
    case: (found, minimum, day) =>
      `can be read by ${plural(found, "officer", "officers")}; from ${day} on fewer than ${minimum}`,
  },

  invitations: {
    title: "Invitations",
    about:
      "An invited officer makes the keys in the own browser, and reads nothing before the officials have signed a directory with them.",
    none: "No open invitations.",
    until: (time) => `Good until ${time}.`,
    withdraw: "Withdraw",
    askWithdraw: (who) => `Withdraw the invitation for ${who}?`,
    aboutWithdraw: "Its code will not work any more.",
    withdrawn: (who) => `The invitation for ${who} was withdrawn.`,
    formTitle: "Invite an officer",
    fields: { officer: "Id", login: "Login", label: "Name that reporters see", unit: "Unit" },
    hints: {
      officer: "Small letters, digits, hyphens; for the life of the account. Such as penerima-03.",
      login: "What the officer types to sign in.",
      label: "Such as Penerima 03; no person's name is needed.",
      unit: "Such as Tim Penerima.",
    },
    rank: "Rank",
    roles: "Roles",
    make: "Make an invitation",
    codeTitle: (who) => `Invitation code for ${who}`,
    codeAbout: (hours) =>
      `Shown once, good for ${plural(hours, "hour", "hours")}. Hand it over in person, not by mail or chat.`,
    hide: "Handed over, hide it",
    taken: "This id or login is taken, or there is an invitation for it already.",
    need: {
      officer: "Write an id: small letters, digits and hyphens, at most 32.",
      all: "Fill in login, the name that reporters see, and unit.",
      roles: "Choose one role at least.",
      alone: "The custodian of identities may have no other role.",
    },
  },

  enrolments: {
    title: "Enrolment requests",
    about:
      "Take these files to the officials who hold the root keys. The eight words must be those that the officer's own screen showed.",
    none: "No request is waiting.",
    since: (day) => `since ${day}`,
    download: "Download the request",
  },

  officers: {
    title: "Officers",
    about:
      "Checked against the signed documents in this browser. The key words must be those that the officials printed.",
    columns: { officer: "Officer", roles: "Roles", state: "State", words: "Key words", act: "Action" },
    you: "you",
    serving: "serves",
    notYet: (day) => `begins ${day}`,
    over: (day) => `ended ${day}`,
    until: (day) => `serves until ${day}`,
    noAccount: "has no account yet",
    blocked: "blocked",
    otherKey: "the account holds another key than the directory: waiting for the next directory",
    waiting: "waiting for the officials: the key is in no directory",
    login: (login) => `login ${login}`,
    block: "Block",
    unblock: "Unblock",
    named: (act, who) => `${act}: ${who}`,
    askBlock: (who) => `Block ${who}?`,
    aboutBlock:
      "Every session ends at once, and nobody can sign in with the account until it is unblocked. The key is not taken back: ask the officials to take the officer out of the directory if reading must end.",
    askUnblock: (who) => `Unblock ${who}?`,
    aboutUnblock: "The officer can sign in again with the own passphrase and second factor.",
    wasBlocked: (who) => `${who} is blocked. Every session has ended.`,
    wasUnblocked: (who) => `${who} is not blocked any more.`,
  },
};
