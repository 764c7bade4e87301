/** What the page says about links between cases, in English. */

/** @type {typeof import("./links.id.js").links} */
export const links = {
  title: "Linked cases",
  none: "No links yet.",
  add: "Link a case or a number",
  only: "Only officers see this. The reporter is never told that somebody else reported the same.",
  relation: "Relation",
  choose: "Choose",
  offered: { duplicate: "The same matter; that case leads", related: "Related" },
  relations: { duplicate: "Duplicate of", related: "Related to", none: "Link taken back:" },
  other: "Another case",
  noCase: "None",
  otherHint: "From the page of the inbox that is open; the most alike first. Any other: find it in the inbox before.",
  alike: (text) => `Alike: ${text}`,
  reference: "Or a number elsewhere",
  referenceHint: "Such as a tracking number of SP4N-LAPOR, or the number of a letter.",
  text: "Remarks (may stay empty)",
  act: "Keep for officers only",
  saved: "The link was kept. Only officers see it.",
  remove: "Take back",
  removeNamed: (name) => `Take back the link to ${name}`,
  needRelation: "Choose the relation",
  needOne: "Choose one case, or write one number",
  trace: (people) =>
    `Not linked: ${people} can read this case but not that one, and its number would tell them of it. Link from that case, or let the same people read both first.`,
};
