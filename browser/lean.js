/**
 * Makes what reporters load smaller, without a change of what it does: over Tor every kilobyte is waited for.
 *
 * - Reasons of refusals, ours and those of @noble, are for whoever maintains this. They never cross a worker's door,
 *   which lets only codes through.
 * - The word list is sorted: each word needs only what it does not share with the one before.
 * - Documents that only officers' programs read need no shapes here.
 */

import { readFileSync } from "node:fs";

const REASONS =
  /(new (?:(?:Type|Range|Format|UnknownVersion|Unseal|Signature|Trust|ForgedGrant|Receipt|ChannelClosed)?Error)\(\s*)(?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)/g;

/** What reporters' programs read or write; the shapes within these come along. */
const REPORTERS = [
  "AccessRecord",
  "Agencies",
  "Approval",
  "Directory",
  "Envelope",
  "EpochRecord",
  "Grant",
  "Identity",
  "Message",
  "PreviousKey",
  "Retraction",
  "Roots",
  "Summary",
];

/** @type {import("esbuild").Plugin} */
export const lean = {
  name: "lean",
  setup(build) {
    build.onLoad({ filter: /\/src\/protocol\/words\.json$/ }, ({ path }) => ({
      contents: wordsModule(JSON.parse(readFileSync(path, "utf8")).words),
    }));
    build.onLoad({ filter: /\/src\/protocol\/shapes\.json$/ }, ({ path }) => ({
      contents: shapesModule(JSON.parse(readFileSync(path, "utf8"))),
    }));
    build.onLoad({ filter: /\/(?:src|@noble)\/.*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(REASONS, '$1""'),
    }));
  },
};

/**
 * Write the module that unfolds a folded word list.
 * @param {string} words in order, separated by spaces
 */
export function wordsModule(words) {
  let before = "";
  const folded = words.split(" ").map((word) => {
    let shared = 0;
    while (shared < before.length && word[shared] === before[shared]) shared += 1;
    before = word;
    return shared + word.slice(shared);
  });
  return `let word = "";
const unfold = (all, shared, rest) => (word = word.slice(0, shared) + rest) + " ";
export default { words: "${folded.join("")}".replace(/(\\d)([a-z]*)/g, unfold).trim() };`;
}

/**
 * Write the module with the shapes that reporters' programs read or write.
 * @param {{shapes: Record<string, object>, reading: string[]}} declared
 */
export function shapesModule({ reading: _, ...declared }) {
  const kept = new Set(REPORTERS);
  for (const name of kept) {
    const references = JSON.stringify(declared.shapes[name]).matchAll(/"\$ref":"(\w+)"/g);
    for (const [, reference] of references) kept.add(reference); // a set that grows is walked to its new end
  }
  const shapes = Object.fromEntries(Object.entries(declared.shapes).filter(([name]) => kept.has(name)));
  return `export default ${JSON.stringify({ ...declared, shapes })};`;
}
