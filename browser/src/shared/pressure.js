/**
 * Lets a browser clear away soon what it keeps of large bytes that are done with.
 *
 * Chromium holds a copy of every request's body, Firefox of every read, until its next collection of garbage, and does
 * not count them towards it: a large file would be in memory almost whole. What counts is memory of our own. So each part
 * comes with some that is dropped at once; never being written to, it exists only as a number.
 */

/**
 * Bring the next collection closer, once a part is done with.
 * @param {number} bytes more of them, and it comes sooner, and costs more time
 */
export function press(bytes) {
  new ArrayBuffer(bytes);
}
