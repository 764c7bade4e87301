/** What the agency's page and the warnings about its directory say, in English. */

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
  leadership: "leadership (figures only)",
};

/** @type {typeof import("./agency.id.js").agency} */
export const agency = {
  title: "Agency",
  reading: "Reading the signed documents…",

  expiry: {
    left: (days, day) =>
      days === 0
        ? `The directory of receivers ends today, ${day}.`
        : `The directory of receivers ends in ${plural(days, "day", "days")}, on ${day}.`,
    ask: "Ask the officials who hold the root keys to sign a new one.",
    grace: (expired, closes) =>
      `The directory of receivers ended on ${expired}. New reports are still sealed until ${closes}; after that the channel closes.`,
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
    closes: "Channel closes after",
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
