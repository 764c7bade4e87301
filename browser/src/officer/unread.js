/** What is new in a case for this officer, from the server's counts: a hint for the eye, never a proof. */

const REPORTER = "reporter";

/** @typedef {{newest: Record<string, number>, read: Record<string, number>}} Counts */

/**
 * Say whether a case was never opened, or has messages since.
 * @param {Counts} counts
 * @param {{agency: string, id: string} | null} officer whose own messages do not count
 * @returns {"fresh" | "message" | null}
 */
export function unreadKind({ newest, read }, officer) {
  if (read[REPORTER] === undefined) return "fresh";
  const own = officer ? `${officer.agency}/${officer.id}` : "";
  const isNews = Object.entries(newest).some(([author, seq]) => author !== own && seq > (read[author] ?? 0));
  return isNews ? "message" : null;
}
