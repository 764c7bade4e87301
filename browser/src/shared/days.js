/** The day that counts. */

const WIB_MS = 7 * 3_600_000;

/**
 * Give the day in the zone of the inspectorates (WIB), or the server's if that is later: a clock that is late revives
 * no list, and one reader's last day is the same for all.
 * @param {string} served the day that the page was made, YYYY-MM-DD
 */
export function today(served) {
  const day = new Date(Date.now() + WIB_MS).toISOString().slice(0, 10);
  return day > served ? day : served;
}
