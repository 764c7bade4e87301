/** What the page says that was found in a chosen file, in English; keys are those of docs/spec/metadata.md. */

/** @type {typeof import("./looking.id.js").looking} */
export const looking = {
  kinds: {
    position: "Place",
    author: "Name",
    device: "Device",
    serial: "Serial number",
    identifier: "Number of this file",
    path: "Folder on the computer",
    time: "Time",
    software: "Program",
    title: "Title",
    comment: "Remark",
    revision: "Earlier versions or deleted words",
    thumbnail: "Small preview picture",
    embedded: "Another file inside it",
    other: "Other hidden data",
  },
  isThere: "is in the file",
  told: {
    looking: "This browser looks into it…",
    found: "This file tells more than it shows. It may lead to the reporter or to whoever made it:",
    "found-nothing-whole":
      "No hidden names, places or times were found. What it shows and its file name may still lead to someone.",
    "found-nothing-part": "Nothing hidden was found, but not all of it could be looked into.",
    "found-nothing-damaged": "It is damaged, so it could not be looked into completely.",
    "found-nothing-encrypted": "It is encrypted, so it could not be looked into.",
    "found-nothing-unknown":
      "This kind of file cannot be looked into here. It may hold the name of its maker, place and time.",
    "found-more-part": "Not all of it could be looked into; there may be more.",
    "found-more-damaged": "It is damaged; there may be more.",
    "found-more-encrypted": "Parts of it are encrypted; there may be more.",
    "not-looked":
      "What looks into files could not be fetched, or stopped at this one. Remove it and choose it again, or:",
    stripped: "The hidden data was taken out. The picture itself is unchanged.",
    "not-stripped": "It cannot be taken out here. Send the file as it is, or remove it:",
    kept: "It is sent as it is, with what it tells.",
  },
  strip: "Take it out",
  keep: "Send it as it is",
  waits: (count) => (count === 1 ? "One file waits for your decision." : `${count} files wait for your decision.`),
};
