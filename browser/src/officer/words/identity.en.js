/** What the page says about opening a disclosed identity, in English. */

/** @type {typeof import("./identity.id.js").identity} */
export const identity = {
  title: "Identity of the reporter",
  lead: "The reporter chose confidential: the identity is sealed to the custodian. Only the custodian and an officer who reads this case can open it together.",
  noCustodian: "This agency has no custodian now, so the identity cannot be opened.",
  asked: (who) => `Who is asked: ${who}`,
  reason: "Reason for asking",
  reasonHint:
    "The custodian and the reporter read this reason. Only with the reporter's consent, or where the law demands it. At most 300 characters.",
  ask: "Ask the custodian to open the identity",
  askTitle: "Ask for the identity?",
  askText:
    "The question is signed with your key and noted. The reporter is told together with it, whatever the answer will be.",
  askAct: "Ask, and tell the reporter",
  needReason: "Write the reason",
  told: (reason) =>
    `Petugas meminta pemegang identitas membuka identitas Anda. Alasan: ${reason}\n\nAn officer has asked the custodian to open your identity. Reason: ${reason}`,
  sent: "The question was sent, and the reporter told.",
  show: "Show questions and answers",
  showHint: "Looking is noted in the audit trail.",
  none: "You have not asked yet.",
  states: {
    waiting: "Waiting for the custodian",
    opened: "Opened",
    nothing: "There is no identity that this custodian can open",
    refused: "Refused",
    broken: "This answer cannot be proved. Do not rely on it; tell the head of the inspectorate.",
  },
  contact: {
    name: "Name",
    address: "Address",
    occupation: "Occupation",
    phone: "Telephone",
    other: "Other ways to reach the reporter",
  },
  waitingTitle: "Questions about identities",
  waitingLead:
    "Officers who read a case ask for its reporter's identity. You do not read that case, and this page does not show the identity: it is sealed to the officer who asks at once.",
  waitingNone: "No question waits.",
  reading: "Opening questions…",
  from: (who, office, day) => `${who}, ${office}, ${day}`,
  reasonGiven: "Reason",
  broken:
    "This question cannot be proved: whoever asks does not read this case, or it was altered. Do not answer it; tell the head of the inspectorate.",
  open: "Open to this officer",
  openNamed: (who) => `Open to this officer: ${who}`,
  refuse: "Refuse",
  refuseNamed: (who) => `Refuse the question of ${who}`,
  openTitle: (number) => `Open the identity of the reporter of ${number}?`,
  openText: "The identity is sealed to that officer alone and cannot be taken back. It is noted under your name.",
  refuseReason: "Reason for refusing",
  refuseTitle: (number) => `Refuse the question about ${number}?`,
  opened: "The identity was opened to the officer who asked.",
  nothingThere: "There is no identity that you can open in that case; the officer is told.",
  refusedDone: "The question was refused; the officer is told.",
};
