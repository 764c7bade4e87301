/**
 * What of a report tells, or could tell, who reported, whom they distrust, or where else they went: it leaves this
 * installation only if an officer writes down the legal grounds.
 */
export const OWN = ["contact", "relation", "danger", "accommodation", "keep_from", "intake", "reported_elsewhere"];

/**
 * Say whether a body has anything of it.
 * @param {object} body
 */
export function tellsOfReporter(body) {
  return OWN.some((name) => name in body);
}
