/** What the audit log's page says, in English. Its keys are those of `audit.id.js`. */

const plural = (/** @type {number} */ count, /** @type {string} */ one, /** @type {string} */ many) =>
  `${new Intl.NumberFormat("en").format(count)} ${count === 1 ? one : many}`;

/** @type {typeof import("./audit.id.js").audit} */
export const audit = {
  title: "Audit trail",
  opening: "Opening the audit trail…",
  working: "Checking…",
  stopped: "Stopped.",

  pointTitle: "Newest checkpoint",
  pointAbout:
    "A checkpoint binds all entries up to then. Whoever rules the server can write entries anew. Only a checkpoint that you keep outside the server can show it.",
  noPoint: "There is no checkpoint yet. The server makes one every night.",
  covers: "Covers",
  coversOf: (size, newer) =>
    newer > 0
      ? `The first ${plural(size, "entry", "entries")}. ${plural(newer, "later entry is", "later entries are")} not covered yet.`
      : `${plural(size, "entry", "entries")}, all there are.`,
  made: "Made",
  signedBy: "Signed",
  nobody: "By nobody yet",
  signer: (label, time, isCurrent) =>
    isCurrent ? `${label}, ${time}` : `${label}, ${time} (no longer in the directory)`,
  strangersTitle: "A signature here is no auditor's",
  strangers: "The server keeps a signature that fits no auditor's key. Do not sign. Tell the head of the inspectorate.",

  compareTitle: "1. Check",
  compareAbout:
    "Compare with the checkpoint that you kept last time. If this is the first, count all entries anew in this browser.",
  keptText: "Text of the checkpoint that you kept",
  keptFile: "Or choose its file",
  compare: "Compare",
  recount: "Count all entries anew",
  counting: "Counting…",
  countedOf: (done, all) => `${done} of ${all} entries counted`,
  countedSame: "All entries match the checkpoint",
  countedSameText:
    "This browser counted all entries itself. That does not show whether they were written anew before today.",
  countedOther: "The entries do not match the checkpoint",
  countedOtherText:
    "The entries that the server gave do not make this checkpoint. Do not sign. Tell the head of the inspectorate.",
  comparisons: {
    grown: {
      title: "The log grew out of your checkpoint",
      text: (size) =>
        `The first ${size} entries are the same as when your checkpoint was made. None of them was changed or removed.`,
    },
    changed: {
      title: "The log was changed",
      text: (size) =>
        `The first ${size} entries are not those of your checkpoint. Do not sign. Keep your text and tell the head of the inspectorate.`,
    },
    larger: {
      title: "The log is shorter",
      text: (size) =>
        `Your checkpoint covers ${size} entries, more than the newest one on the server. An old backup may have been put back. Tell the head of the inspectorate.`,
    },
    smaller: {
      title: "An empty checkpoint",
      text: (size) => `Your checkpoint covers ${size} entries. That proves nothing.`,
    },
    "other-log": {
      title: "A checkpoint of another log",
      text: () => "This text is of another agency or installation. Choose the one that you kept from this agency.",
    },
  },
  keptSigned: (signers) => `Your checkpoint was signed: ${signers}.`,
  keptUnsigned: "Your checkpoint is unsigned. It means something only if you are certain that you kept it yourself.",
  keptStrangers: "Your checkpoint holds a signature that is no auditor's of this agency. Find out where it came from.",

  signTitle: "2. Sign",
  maySign: "The newest checkpoint is proved. You can sign it with your key.",
  mayNotSign: "Compare or count first. What is not proved cannot be signed.",
  sign: "Sign",
  signQuestion: (size) => `Sign the checkpoint over ${size} entries?`,
  signMeans:
    "You state that you saw the log exactly like this today. A signature cannot be taken back. Keep the text outside the server afterwards.",

  noteTitle: "The checkpoint as text",
  noteSigned: "Save or print this text and keep it away from the server: on a USB stick, in mail, or on paper.",
  noteUnsigned: "This text can also be kept without your signature.",
  noteName: (size) => `checkpoint-${size}.txt`,
  saveNote: "Save as a file",
  printNote: "Print",

  entriesTitle: "Entries",
  any: "All",
  officer: "Officer",
  action: "Action",
  caseNumber: "Case number",
  from: "From day",
  to: "Until day",
  look: "Search",
  looking: "Searching…",
  lookedTo: (place) => `Searching… down to entry ${place}`,
  shown: (count) => `${plural(count, "entry", "entries")} shown, newest first`,
  none: "No entry fits this filter.",
  older: "Older entries",
  filterLimit:
    "Every entry shown is proved here. What the server leaves out does not show behind a filter; without one, every gap shows.",
  when: "When",
  proof: "Proof",
  place: (place) => `Entry ${place}`,
  proofs: {
    proved: "Proved",
    later: "Not under a checkpoint yet",
  },
  wrongTitle: "Some entries are not proved",
  wrongText: (count) =>
    `${plural(count, "entry", "entries")} from the server stand outside this checkpoint. What they say is not shown. Tell the head of the inspectorate.`,
  wrongRow: (place) => `Entry ${place} does not fit the checkpoint and is not shown.`,
  gapTitle: "Some entries were not given",
  gapText: (count) =>
    `The server passed over ${plural(count, "entry", "entries")} between those shown. Tell the head of the inspectorate.`,
  export: "Download all entries (JSON Lines)",
  exporting: (percent) => `Downloading entries: ${percent} percent`,
  exported: "The entries were handed to the browser for saving.",
  exportName: "audit-trail.jsonl",

  actions: {
    "sign-in": "Signed in",
    "sign-in-refused": "Sign-in failed: wrong code",
    "sign-out": "Signed out",
    "session-ended": "Session ended",
    "inbox-read": "Looked at the inbox",
    "case-read": "Opened a case",
    "attachment-read": "Opened evidence",
    "message-sent": "Sent a message",
    "status-changed": "Changed the status",
    "identity-asked": "Asked for an identity to be opened",
    "questions-read": "Read questions to the custodian",
    "identity-opened": "Opened an identity to an officer",
    "identity-refused": "Refused a question, or there was no identity",
    "identity-read": "Read the custodian’s answers",
    "report-taken-down": "Took down somebody’s report",
    "case-set-aside": "Set a case aside, unopened",
    "case-brought-back": "Brought back a case that was set aside",
    "tags-changed": "Changed a case’s tags",
    "case-exported": "Exported a case",
    "epoch-started": "Changed a case's key",
    "reader-added": "Added a reader to a case",
    "inside-key-brought": "Brought the key for internal notes",
    "inside-written": "Wrote an internal note",
    "no-conflict-declared": "Declared no conflict of interest",
    "conflict-declared": "Declared a conflict of interest",
    "marked-read": "Marked as read",
    "attachment-sent": "Uploaded evidence",
    "key-wrapped": "Wrapped the own key anew",
    "totp-changed": "Changed the authenticator app",
    "recovery-codes-made": "Made recovery codes",
    "recovery-code-used": "Used a recovery code",
    "passkey-added": "Added a passkey",
    "passkey-removed": "Removed a passkey",
    "audit-read": "Looked at the audit trail",
    "audit-exported": "Downloaded the audit trail",
    "checkpoint-signed": "Signed a checkpoint",
    "officer-invited": "Invited an officer",
    "invitation-withdrawn": "Withdrew an invitation",
    "officer-enrolled": "Made an account and keys",
    "enrolment-shown": "Looked at the own enrolment, and was given the wrapped key",
    "passphrase-changed": "Changed the passphrase",
    "renewal-asked": "Asked for a renewed key",
    "renewal-withdrawn": "Withdrew a renewed key",
    "key-retired": "Put the old key away",
    "officer-blocked": "Blocked an officer",
    "officer-unblocked": "Unblocked an officer",
    "transfer-approved": "Approved passing a case on to another inspectorate",
    "approval-withdrawn": "Took an approval back",
    "case-transferred": "Passed a case on to another inspectorate",
    "case-referred": "Passed a case on outside",
    "lapor-answered": "Told SP4N-LAPOR! how a matter ended",
    "referral-queued": "Gave a text for SP4N-LAPOR! to the nightly jobs",
    "referral-withdrawn": "Took a text for SP4N-LAPOR! back",
    "referrals-read": "Looked at how a case was passed on",
    "register-read": "Opened the register of referrals",
    "figures-read": "Opened the figures of the whole agency",
    "case-restored": "Restored access to a case",
    "rules-changed": "Changed the agency's rules",
  },
};
