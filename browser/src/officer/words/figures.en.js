/** What the page of figures says, in English. */

import { clocks } from "./clocks.en.js";
import { steps } from "./steps.en.js";

const number = new Intl.NumberFormat("en");

/** @type {typeof import("./figures.id.js").figures} */
export const figures = {
  title: "Figures",
  counting: "Counting…",
  own: (day) =>
    `Only cases that you can open, up to the end of ${day}. Cases that you cannot open are not counted here.`,
  period: "Period",
  all: "All",
  show: "Show",
  csv: "Download CSV",
  csvName: (period) => `figures-${period}.csv`,
  year: (year) => `Year ${year}`,
  parts: {
    H1: (year) => `First half of ${year}`,
    H2: (year) => `Second half of ${year}`,
    Q1: (year) => `First quarter of ${year}`,
    Q2: (year) => `Second quarter of ${year}`,
    Q3: (year) => `Third quarter of ${year}`,
    Q4: (year) => `Fourth quarter of ${year}`,
  },
  nothingTitle: "No figures yet",
  nothing: "Cases are counted at the end of a day. The first figures come a day after the first report.",

  followedUp: "Followed up",
  followedUpHow: (finished, running) => `${finished} finished and ${running} in process, divided by received`,
  finished: "Finished",
  finishedHow: "Finished divided by received",
  inTime: "Finished in time",
  inTimeHow: "In time, divided by what was finished in this period and had a deadline",
  overdue: "Overdue and still open",
  overdueHow: (count) => `Open for more than 60 working days: ${count}`,

  flowTitle: "Carried over, received, finished",
  flow: {
    carriedOver: "Open when the period began",
    received: "Received in this period",
    ended: "Finished in this period",
    stillOpen: "Open when the period ended",
    mean: "Mean working days until finished",
    median: "Median working days until finished",
    unmeasured: "Finished without a deadline",
    duplicates: "Duplicates among those received",
  },
  bucketsTitle: "Where the reports received stand",
  bucketsAbout:
    "Received in this period. A case that was reopened counts as in process, not as finished, until it is finished again.",
  bucket: "Stands",
  buckets: {
    unverified: "Not verified yet",
    waiting: "Not followed up yet",
    running: "In process",
    finished: "Finished",
  },
  total: "Total",
  reports: "Reports",
  share: "Share",
  bar: "Bar",

  monthsTitle: "Received and finished each month",
  yearsTitle: "Received and finished each year",
  monthsChart: (first, last) => `Reports received and finished, ${first} to ${last}. The table has the same numbers.`,
  month: "Month",
  yearColumn: "Year",
  received: "Received",
  channelsTitle: "Ways in",
  channel: "Way in",
  classesTitle: "Grounds for supervision",
  matterClass: "Class",
  categoriesTitle: "Kinds of case",
  category: "Kind",
  shareAbout: "Received in this period. Outline: received; filled: finished.",
  outcomesTitle: "What came of finished cases",
  outcomesAbout: "Finished in this period. Not proven does not mean that the report was dishonest.",
  outcome: "Outcome",
  cases: "Cases",
  empty: "Nothing in this period.",
  laporTitle: "Taken over from SP4N-LAPOR!",
  laporAbout: "Counted apart: in no other number on this page.",

  channels: clocks.channels,
  classes: { ...steps.classes, none: "Not classed yet" },
  noCategory: "Not noted yet",
  outcomes: { ...steps.outcomes, none: "Outcome not noted yet" },

  publishedTitle: "Published figures",
  publishedAbout:
    "The whole agency, quarter by quarter, as the public sees it. Numbers below five are not shown and cannot be worked out from others. What is published does not change any more.",
  noQuarters: "No quarter is over yet.",
  agency: "Agency",
  quarter: "Quarter",
  upTo: "Up to this quarter, from the beginning",
  tooFew: "Too few to publish; counted with the next quarter",
  atLeast: (text) => `at least ${text}`,
  rest: "All others together",
  fromTo: (first, last) => `${first} to ${last}`,
  receivedIn: (count, span) => `${number.format(count)} received, ${span}`,
  endedIn: (count, span) => `${number.format(count)} finished, ${span}`,
  openFew: "Fewer than five are open",
  whose: "Quarters of the agency",
};
