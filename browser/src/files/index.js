/** What identifies in a file, and its removal from pictures: all that a page needs of this room. */

export { inspect } from "./inspect.js";
export { strip } from "./strip.js";
