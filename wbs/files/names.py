"""What the names of metadata properties mean, whatever the format that carries them."""

import re

from wbs.files.findings import Findings, Kind

_NAMES = {
    Kind.POSITION: "gpslatitude gpslongitude gpsposition location locationname city state province provincestate"
    " country countryname sublocation iso6709",
    Kind.AUTHOR: "author authors creator artist byline owner ownername cameraownername lastmodifiedby manager company"
    " initialcreator printedby rights copyright credit captionwriter contact publisher personinimage username email"
    " ciemailwork citelwork",
    Kind.DEVICE: "make model lens lensmodel lensmake manufacturer uniquecameramodel hostcomputer source",
    Kind.SERIAL: "serialnumber bodyserialnumber lensserialnumber cameraserialnumber",
    Kind.IDENTIFIER: "documentid instanceid originaldocumentid imageuniqueid identifier",
    Kind.PATH: "template hyperlinkbase filepath",
    Kind.SOFTWARE: "software creatortool producer application generator softwareagent encoder encodedby ptexfullbanner",
    Kind.TIME: "createdate creationdate modifydate moddate metadatadate datetimeoriginal datetimedigitized datetime"
    " datecreated created modified lastprinted printdate date creationtime timestamp year",
    Kind.TITLE: "title headline album",
    Kind.COMMENT: "comment comments usercomment description caption keywords keyword subject imagedescription category"
    " instructions label",
}
KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""Kind by name, as `plain_name` writes it."""
_STRANGE = re.compile("[^A-Za-z0-9]+")


def plain_name(name: str) -> str:
    """Give a name without prefix, case, spaces or signs: `xmp:CreatorTool` and `Creator Tool` are one name."""
    return _STRANGE.sub("", re.split("[:.]", name)[-1]).lower()


def add_named(findings: Findings, name: str, value: str, otherwise: Kind | None = None) -> None:
    """Note a property by its name; one that has no known meaning as `otherwise`, or not at all."""
    kind = KINDS.get(plain_name(name), otherwise)
    if kind is not None:
        findings.add(kind, value)
