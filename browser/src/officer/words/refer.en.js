/** What the page says about passing a case on, in English. */

const number = new Intl.NumberFormat("en");

/** @type {typeof import("./refer.id.js").refer} */
export const refer = {
  title: "Pass on",
  lead: "Not ours to handle? A case is passed on, never refused.",
  open: "Pass this case on",
  dialogTitle: (caseNumber) => `Pass ${caseNumber} on?`,
  looking: "One moment…",
  working: "One moment…",
  which: "Where to?",
  ways: {
    agency: "Another inspectorate in this system",
    authority: "An authority outside this system",
    lapor: "SP4N-LAPOR!",
  },
  means: {
    agency: "Stays sealed; the reporter keeps using the same receipt.",
    authority: "A letter, or a file sealed to that authority's key.",
    lapor: "Public service, no grounds for supervision, and only with the reporter's consent.",
  },
  notOurs: (who) => `This case is handled by ${who}. Only its officers pass it on.`,
  notWhole: "You cannot write in this case now, so you cannot pass it on. See the warning in the case.",
  choose: "Choose",
  reason: "Reason",
  told: "Words to the reporter",
  toldHint: "The reporter reads this beside who handles the matter now. May stay empty, unless the reason is another.",
  needTold: "Write some words: the reason is another",
  referenceIs: (reference) => `Reference: ${reference}`,
  print: "Print the letter",

  target: "Inspectorate that takes over",
  targetHint: "Those that cannot be chosen may not read a case like this.",
  states: {
    level: (who) => `handled by ${who}`,
    excluded: "excluded by the reporter",
    closed: "takes no cases yet",
  },
  rank: "Rank of the accused, as reviewed",
  rankHint: "The reporter did not say. The signed table decides who may handle the case.",
  willRead: (who) => `From then on only these at ${who} read it:`,
  willLeave:
    "They read all of it, your agency's notes about the case and declared conflicts, too. Officers of your agency read nothing that is written afterwards. What was read cannot be taken back.",
  twoOfficers:
    "It takes two officers to hand a case over: you approve first, then a colleague looks at it and hands the case over.",
  whoNext: "Colleagues who read this case and can hand it over:",
  letInFirst:
    "No colleague reads this case yet. Let one of them in first; an approval from before that does not hold any more.",
  grounds: "Grounds, for colleagues",
  groundsHint: "Read by the officers who read this case, never by the reporter.",
  needGrounds: "Write the grounds",
  approve: "Approve the hand-over",
  proposed: (who) => `Approved to be handed to ${who}.`,
  youApproved: (who) => `You approved handing the case to ${who}. It goes once a colleague hands it over.`,
  disapprove: "Take the approval back",
  newKeyHint: "The case gets a new key with it, so that nobody can use what was taken back.",
  holdsFor: "An approval holds for 14 days, for the readers above alone, and while readers and key of this case stay.",
  approvedBy: (who) => `Approved by ${who}. Read the grounds among the officers’ notes, then hand the case over.`,
  alone: "No other officer could decide in this case. You hand it over alone, and the register says so.",
  transfer: "Pass the case on",
  needTarget: "Choose the inspectorate that takes over",
  transferred: (who) => `The case went to ${who}. The reporter is told.`,
  toInbox: "Back to the inbox",

  authority: "Authority",
  other: "Another",
  name: "Name of the authority",
  address: "Address",
  how: "How",
  asLetter: "A printed letter",
  asBundle: "A sealed file: the whole case, to the authority's age key",
  key: "The authority's age key",
  keyHint: "Begins with age1. Compare it with the authority by telephone or letter before you use it.",
  classical:
    "A key of the older kind: a file copied today could be opened by a future quantum computer. Ask for an age1pq key if there is one.",
  contact: "Grounds for sending along what the reporter said of themselves",
  contactHint:
    "The signed report says something of its reporter, or of whom they distrust. Leave this empty and only its words about the matter go along; write the legal grounds only if the signed report has to go, too.",
  letter: "Letter",
  letterHint: "Name neither the reporter nor the case number. The letter is not stored on the server.",
  paper: {
    number: (number) => `Number: ${number}`,
    reference: (reference) => `Reference: ${reference}`,
    subject: "Subject: A complaint passed on",
    to: (who) => `To ${who}`,
    opening: (day, who) =>
      `We pass on to you a complaint that reached us on ${day}. By our review the matter is for ${who} to handle.`,
    matter: "The matter:",
    end: "We do not say who reported. Please answer us under the reference above.",
    closing: "Yours faithfully,",
  },
  handOver: "Pass on and record",
  needName: "Write the name of the authority",
  needKey: "That is no age key. Check it letter by letter.",
  sealing: (done, all) => `Sealing file ${number.format(done)} of ${number.format(all)}…`,
  noted: (who, reference, digest, contact) =>
    [
      `Passed on to ${who}. Reference ${reference}.`,
      digest && `SHA-256 of the manifest: ${digest}.`,
      contact && `What the reporter said of who they are went along. Grounds: ${contact}`,
    ]
      .filter(Boolean)
      .join(" "),
  handedOver: "The referral is on record, and the reporter is told.",
  digestIs: "SHA-256 of the file's manifest, for the minutes:",
  notNoted: "The officers' note about this referral was not kept. Write it yourself under Officers' notes.",

  flagged: "Look again before this text leaves:",
  flags: {
    number: "it holds a case number",
    digits: "it holds a row of digits, perhaps a telephone or identity number",
    address: "it holds an address of mail or of a site",
    person: "it names somebody who is reported",
  },

  lapor: {
    otherClass:
      "Only a case classed as without grounds for supervision can be passed on to SP4N-LAPOR!. Class it in the step that verifies it.",
    declined: "The reporter did not agree to that text. You may propose another.",
    waiting: "The reporter has not answered this proposal yet. Without consent nothing is passed on.",
    agreed: "The reporter agreed to this text, word for word. Only this text may be passed on, without files.",
    about:
      "Write the matter anew without anything that could point at the reporter. The reporter sees this text exactly as it is here, and answers yes or no.",
    title: "Title",
    content: "Content",
    contentHint:
      "At SP4N-LAPOR! officers of other authorities read this text. No names, no numbers, no detail that only one person knows.",
    ask: "Question to the reporter",
    question:
      "What you told us is about a public service. We would like to pass it on to SP4N-LAPOR! as an anonymous and secret report, with nothing but the text below. Do you agree? If not, we go on handling your report here.",
    proposal: "Text proposed for SP4N-LAPOR!",
    propose: "Ask the reporter for consent",
    proposed: "The proposal was sent. The reporter's answer will appear here.",
    needText: "Fill in title, content and question",
    anonymous: "anonymous",
    secret: "secret",
    byHand: "Enter it at SP4N-LAPOR! yourself, with anonymous and secret ticked, then record its tracking id below.",
    table: "Download CSV",
    print: "Print the text",
    byJob: "Or give it to the nightly jobs, which hand it to SP4N-LAPOR!.",
    withdraw: "Take it back from the nightly jobs",
    queue: "Give it to the nightly jobs",
    parcels: {
      waiting: "Waiting for the nightly jobs.",
      sending: "Being sent.",
      sent: "Sent. Its tracking id stands below; check it, then record it.",
      refused:
        "It was not taken: by SP4N-LAPOR!, or because whoever handed it in does not read the case any more. Enter it yourself, or try again.",
      lapsed:
        "Not sent: it waited for more than seven days, or the case changed since. Look again, then hand it over anew.",
      unknown:
        "No answer came: it may be there. Look at SP4N-LAPOR! before you send again, so that it is not there twice.",
    },
    tracking: "Tracking id",
    trackingHint: "The reporter sees this number.",
    record: "Record it and tell the reporter",
    needTracking: "Write the tracking id: letters, digits, dots, slashes or hyphens",
    recorded: (id) => `On record under the tracking id ${id}. The reporter is told.`,
  },

  answer: {
    title: "Answer to SP4N-LAPOR!",
    lead: "This complaint came from SP4N-LAPOR!. Tell them there how it ended.",
    open: "Prepare the answer",
    about:
      "Write how it ended without names, numbers or anything that could point at the reporter, a witness or the accused. Enter this text at SP4N-LAPOR! under the tracking id below, then record it here. This system sends nothing there.",
    tracking: "Tracking id",
    text: "Text of the answer",
    textHint: "Read by the officers of SP4N-LAPOR!, and perhaps by the public.",
    proposed: (who, day, status, outcome) =>
      `The complaint was handled by ${who}. Status on ${day}: ${status}.${outcome && ` Outcome: ${outcome}.`} Details of the examination are confidential.`,
    record: "It was told there; record it",
    needText: "Write the text of the answer",
    noted: (reference, text) => `Answer to SP4N-LAPOR!, reference ${reference}:\n\n${text}`,
    recorded: "The answer to SP4N-LAPOR! stands in the register.",
  },

  register: {
    title: "Register of referrals",
    lead: "Referrals of cases that you can read or read until they went to another inspectorate, and those that you made. A reference is not a case number.",
    leadLiaison:
      "What this agency passed on to SP4N-LAPOR. The officer of the case gives you the text, with the same reference; a reference is not a case number.",
    none: "Nothing was passed on yet.",
    table: "Download CSV",
    day: "Day",
    way: "How",
    to: "To",
    reference: "Reference",
    officer: "Officer",
    second: "Approved by",
    alone: "no second officer",
    digest: "SHA-256",
    case: "Case",
    open: "Open",
    gone: "you read it no more",
    ways: {
      transfer: "Passed on to another inspectorate",
      bundle: "Sealed file",
      letter: "Letter",
      lapor: "SP4N-LAPOR!",
      "lapor-answer": "Answer to SP4N-LAPOR!",
    },
  },
};
