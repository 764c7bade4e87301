/** What the page says about handing over an officer's cases, in English. */

const number = new Intl.NumberFormat("en");
const cases = (/** @type {number} */ count) => `${number.format(count)} ${count === 1 ? "case" : "cases"}`;

/** @type {typeof import("./handover.id.js").handover} */
export const handover = {
  title: "Hand over cases",
  lead: "For an officer who moves, leaves or is absent for long: all of that officer's cases that you can open, too, are handed over one by one. Each case changes wholly or not at all.",
  from: "Who hands over",
  to: "Who takes over",
  choose: "Choose an officer",
  you: "you",
  way: "Afterwards",
  takesOff: "Whoever hands over reads no more; each case gets a new key",
  keeps: "Both read, until the one who hands over leaves the directory",
  reason: "Reason",
  reasonHint: "Noted in every case. Write nothing of the cases themselves.",
  find: "Find the cases",
  finding: (looked, all) => `${number.format(looked)} of ${number.format(all)} of your cases looked at`,
  found: (count) => `${cases(count)} will be handed over`,
  none: "Among the cases that you can open, none needs to be handed over.",
  unproved: (count) => `${cases(count)} cannot be proved and will not be touched. See the inbox.`,
  begin: "Hand over",
  goOn: "Go on",
  askTitle: (count, from, to) => `Hand over ${cases(count)} from ${from} to ${to}?`,
  askKeeps: (to) => `${to} will read each case as a whole.`,
  askTakesOff: (from, to) =>
    `${to} will read each case as a whole. ${from} opens nothing that is written afterwards; what was read already cannot be taken back.`,
  askOwn:
    "Since you make the new keys yourself, whoever takes over will be asked to change them once more in every case.",
  running: (done, all) => `${number.format(done)} of ${cases(all)} done`,
  stop: "Stop after this case",
  stopped: "Stopped. What is done stays done; the others have not changed.",
  finished: (done, failed) =>
    failed === 0
      ? `Done: ${cases(done)} handed over.`
      : `${cases(done)} handed over, ${number.format(failed)} not. See why below.`,
  table: "Cases that are handed over",
  columns: { case: "Case", state: "State" },
  states: {
    waiting: "Waiting",
    working: "Being handed over",
    done: "Handed over",
    nothing: "Handed over before",
    failed: "Not yet",
  },
  unnoted: "handed over, but the reason did not reach the officers' notes",
  untitled: "Title not opened",
  needFrom: "Choose who hands over",
  needTo: "Choose who takes over, somebody else than who hands over",
  needReason: "Write the reason",
  decision: (from, to, reason) => `Handed over from ${from} to ${to}. ${reason}`,
  leaveTitle: "Stop handing over?",
  leave: "The case that is being handed over is still finished. The others have not changed and can be taken up later.",
  leaveAct: "Stop",
  stay: "Go on",
};
