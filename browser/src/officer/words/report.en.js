/** What the periodic report says, in English. */

/** @type {typeof import("./report.id.js").report} */
export const report = {
  open: "Quarterly, half-yearly and yearly report",
  back: "Back to Figures",
  about: "A report to print, to save as PDF from the print dialog, or to download as CSV.",
  running: (period) => `${period} (not over yet)`,
  edition: "What it tells",
  editions: {
    internal: "Everything, for the head alone",
    published: "For leaders, the province, the Ministry, the KPK",
  },
  print: "Print",
  csvName: (agency, period, edition) =>
    `report-${agency}-${period}-${edition === "internal" ? "restricted" : "published"}.csv`,
  marking: {
    internal: "RESTRICTED: for the head. Has small numbers that can point at people. Do not copy or publish.",
    published: "Only numbers that were published. None of them is below five.",
  },
  title: "Report on the handling of whistleblowing reports (WBS)",
  asAt: (day) => `As it stood at the end of ${day}.`,
  standingTitle: "Main numbers",
  standingAbout: "Followed up and finished count all reports from the beginning to the end of this period.",
  receivedOfAll: "Received since the beginning",
  quartersTitle: "Each quarter",
  quartersAbout: "What is too few to tell counts with the next quarter.",
  untold: "not told",
  noQuarters: "No quarter of this period is published yet.",
  indicatorsTitle: "Protection of reporters",
  indicatorsAbout:
    "This system does not know who reported without a name, and does not record measures of protection yet. Both are filled in from your own records, if there are any.",
  retaliation: "Reports of retaliation against reporters",
  anonymous: "Share of reports without a name (anonymous)",
  protection: "Measures of protection taken",
  byHand: "by hand: ………………",
  belowTitle: "Agencies of the region",
  belowAbout:
    "From what each agency published, from the beginning to the last quarter of this period that told anything.",
  howTitle: "How it is counted",
  followedUpIs: "Followed up = (finished + in process) / received.",
  finishedIs: "Finished = finished / received.",
  inTimeIs: "In time = finished by the last day of the deadline / finished with a deadline.",
  rounding: "Percent with two decimals, rounded half up: 904 of 942 is 95.97%.",
  lapor: "Reports taken over from SP4N-LAPOR! are counted apart, as they are counted there.",
  how: {
    internal: [
      "Counted at the end of a month, so that the difference between two days points at no case.",
      "Not counted: cases that exclude somebody of this agency, and cases in which its head declared a conflict of interest or which its head was taken off.",
    ],
    published: [
      "Not counted: cases that exclude somebody of this agency, in which somebody of it declared a conflict of interest, or which its head was taken off.",
      'Numbers below five are told together with others, or as "at least". There is no table of offices by kind of case.',
    ],
  },
  madeBy: "Made by",
  approvedBy: (head) => (head === "" ? "Approved by" : `Approved by ${head}`),
  name: "Name",
  day: "Date",
};
