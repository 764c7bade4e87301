/** What the page says about who reads a case and how that changes, in English. */

const number = new Intl.NumberFormat("en");

/** @type {typeof import("./changing.id.js").changing} */
export const changing = {
  first: "since the report arrived",
  epoch: (who) => `given a new key by ${who}`,
  access: (who) => `assigned by ${who}`,
  reason: (text) => `Reason: ${text}`,
  cover: (day) => `Stands in until ${day}`,
  coverOver: (day) => `Stood in until ${day}, which is over. Take off, or assign for good.`,
  renewed: "has a new key; this case is not yet sealed to it",
  gone: "no longer in the directory",
  recovery: "Recovery key",
  recoveryMeans: "its shares are held by officials",
  last: "Last change",
  hangs:
    "This case came from another agency and stays here only while one of the two officers who handed it over stands in the directory, until the reporter writes or two officers here have signed. Give a new key, so that it stays. The reporter only sees that the key has changed.",
  due: "The key of this case should change: somebody reads who is no longer in the directory, whoever made the last key reads no more, or a record does not count. Give a new key before anybody writes more.",
  few: (officers, minimum) =>
    `${number.format(officers)} ${officers === 1 ? "officer reads" : "officers read"} this case; the policy asks for at least ${number.format(minimum)}.`,
  assign: "Assign an officer",
  renew: "Give a new key",
  takeOff: "Take off",
  takeOffNamed: (who) => `Take off ${who}`,
  named: "Like a name that the reporter wrote",
  namedWarning:
    "The reporter wrote a name that is like this one. Make sure that it is nobody whom the report is about, and no witness, before you give this officer the key.",

  assignTitle: (caseNumber) => `Assign an officer to ${caseNumber}?`,
  takeOffTitle: (who, caseNumber) => `Take ${who} off ${caseNumber}?`,
  leaveTitle: (caseNumber) => `Take yourself off ${caseNumber}?`,
  renewTitle: (caseNumber) => `Give ${caseNumber} a new key?`,
  who: "Officer",
  choose: "Choose an officer",
  nobody: "There is no other officer who may be given this case.",
  how: "How",
  adding: "One reader more",
  replacing: "In place of a reader",
  covering: "Standing in while somebody is absent",
  instead: "In whose place",
  until: "Last day",
  reasonLabel: "Reason",
  reasonHintAccess: "Everyone who reads this case reads it, and so does the server. Write nothing of the case itself.",
  reasonHintEpoch: "Goes into the officers' notes as a decision. The reporter does not read it.",

  comes: "Begins to read",
  goes: "Reads no more",
  stays: "Reads on",
  reporter: "The reporter",
  wayAccess: "The new officer reads the whole case, from the report to the last message.",
  wayEpoch: "The case gets a new key. What is written from then on opens only for those who stay and those who come.",
  kept: "What was read already cannot be taken back.",
  below: (officers, minimum) =>
    `${number.format(officers)} ${officers === 1 ? "officer is" : "officers are"} left after this; the policy asks for at least ${number.format(minimum)}.`,
  tooFew: "Too few officers would be left. Assign somebody in the same step, or before.",
  meLeaving:
    "You yourself cannot open this case any more. Since you make its new key, those who stay will be asked to change it once more.",
  reporterSees: "The reporter sees that the case's key has changed, not why.",
  next: "What will happen",
  assignAct: "Assign",
  takeOffAct: "Take off",
  renewAct: "Give a new key",
  working: "Sealing and sending…",
  needWho: "Choose an officer",
  needInstead: "Choose in whose place",
  needUntil: "Choose the last day, today or later",
  needReason: "Write the reason",
  conflict: "The case changed meanwhile. It was read and checked again. Look at what would happen now, then go on.",
  already: "This change is there already: somebody else made it.",
  mayNot: "Somebody you chose may not be given this case, or the directory has changed. Read the case again.",
  done: "Done. See who reads this case, and the timeline.",
  doneWithoutReason: "Done, but the reason did not reach the officers' notes. Write it there.",
  decisionAssign: (come, gone, text) =>
    `${come === "" ? "" : `Comes: ${come}. `}${gone === "" ? "" : `Goes: ${gone}. `}${text}`,
};
