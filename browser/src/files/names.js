/** What the names of metadata properties mean, whatever the format that carries them. */

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./findings.js").Kind} Kind */

const KINDS = table({
  position:
    "gpslatitude gpslongitude gpsposition location locationname city state province provincestate country countryname sublocation iso6709",
  author:
    "author authors creator artist byline owner ownername cameraownername lastmodifiedby manager company initialcreator printedby rights copyright credit captionwriter contact publisher personinimage username email ciemailwork citelwork",
  device: "make model lens lensmodel lensmake manufacturer uniquecameramodel hostcomputer source",
  serial: "serialnumber bodyserialnumber lensserialnumber cameraserialnumber",
  identifier: "documentid instanceid originaldocumentid imageuniqueid identifier",
  path: "template hyperlinkbase filepath",
  software: "software creatortool producer application generator softwareagent encoder encodedby ptexfullbanner",
  time: "createdate creationdate modifydate moddate metadatadate datetimeoriginal datetimedigitized datetime datecreated created modified lastprinted printdate date creationtime timestamp year",
  title: "title headline album",
  comment:
    "comment comments usercomment description caption keywords keyword subject imagedescription category instructions label",
});

/**
 * Note a property by its name; one that has no known meaning as `otherwise`, or not at all.
 * @param {Findings} findings
 * @param {string} name with prefix, case, spaces and signs: `xmp:CreatorTool` and `Creator Tool` are one name
 * @param {string} value
 * @param {Kind} [otherwise]
 */
export function addNamed(findings, name, value, otherwise) {
  const plain = name.replace(/^.*[:.]/s, "").replace(/[^A-Za-z0-9]+/g, "");
  const kind = KINDS.get(plain.toLowerCase()) ?? otherwise;
  if (kind) findings.add(kind, value);
}

/**
 * Make a table from kinds and the names that have them.
 * @param {Partial<Record<Kind, string>>} kinds
 * @returns {Map<string, Kind>}
 */
export function table(kinds) {
  const entries = /** @type {[Kind, string][]} */ (Object.entries(kinds));
  return new Map(entries.flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind])));
}
