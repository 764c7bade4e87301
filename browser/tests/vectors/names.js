/** What the vectors of the area `names` mean in JavaScript; `tests/crypto/names_operations.py` is the same in Python. */

import { namesakesAmong } from "../../src/protocol/likeness.js";

/** @typedef {Record<string, any>} Values */

/** @type {Record<string, (given: Values) => Values>} */
export const NAMES = {
  "names.compare": ({ agency, lists, writings }) => {
    const listed = lists.map(excludable);
    const asked = (/** @type {Values} */ { accused, keep_from: keepFrom, story }) =>
      namesakesAmong(listed, agency, { accused, keepFrom, story }).all.map(({ fullName }) => fullName);
    return { asked: writings.map(asked) };
  },
};

/** @param {Values} one */
function excludable({ agency, agency_name: agencyName, name, ...who }) {
  return { name, agencyName, fullName: `${name} (${agencyName})`, exclusion: { agency, ...who } };
}
