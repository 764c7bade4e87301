"""Writes the bill of materials (CycloneDX 1.6) of what the locks name, and checks every licence.

Made from `requirements/*.txt`, `browser/package-lock.json` and `requirements/licences.json` alone, so that it says
nothing of the machine that made it. `python -m releases.bill` checks; what has no licence here, or none that is
allowed, is a failure.
"""

import base64
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from wbs import __version__
from wbs.clock import RELEASED

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = frozenset(
    {
        "AGPL-3.0-or-later",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
    }
)
"""What may stand beside a program under the AGPL."""
OWN = "AGPL-3.0-or-later"
_PIN = re.compile(
    r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^ ;\\\n]+)[^\n\\]*((?:\\\n *--hash=sha256:[0-9a-f]{64} ?)*)",
    re.MULTILINE,
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_WORDS = re.compile(r"[A-Za-z0-9.-]+")
_OPERATORS = frozenset({"AND", "OR"})


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One locked package."""

    kind: str
    """`pypi` or `npm`, as in a package URL."""
    name: str
    version: str
    is_served: bool
    """Whether it runs in production or is part of what is served; else it builds and tests."""
    hashes: tuple[tuple[str, str], ...]
    """Algorithm and digest in hexadecimal, one for each file that the lock allows."""
    licence: str

    @property
    def url(self) -> PackageURL:
        """The package URL."""
        space, _, name = self.name.rpartition("/")
        return PackageURL(self.kind, space or None, name, self.version)


class LicenceError(Exception):
    """A package without a licence that is allowed."""


def main() -> None:
    """Check all licences; exit 1 for one that is unknown or not allowed."""
    try:
        parts = parts_of(ROOT)
    except LicenceError as error:
        sys.exit(str(error))
    print(f"{len(parts)} packages, every licence known and allowed")


def write_bill(root: Path) -> bytes:
    """Write the bill of a checkout; the same locks give the same bytes.

    Raises:
        LicenceError: a package without a licence that is allowed.
    """
    parts = parts_of(root)
    own = Component(
        name="wbs",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref="wbs",
        licenses=[LicenseExpression(OWN)],
        purl=PackageURL("pypi", None, "wbs", __version__),
    )
    bill = Bom(
        serial_number=uuid5(NAMESPACE_URL, repr(parts)),
        components=[_component(part) for part in parts],
        metadata=BomMetaData(component=own, timestamp=datetime.combine(RELEASED, time(), UTC)),
    )
    bill.register_dependency(own, [one for one in bill.components if one.scope is ComponentScope.REQUIRED])
    return (JsonV1Dot6(bill).output_as_string(indent=1) + "\n").encode()


def parts_of(root: Path) -> list[Part]:
    """List every package that the locks name, once, in order.

    Raises:
        LicenceError: a package without a licence that is allowed.
    """
    licences = json.loads((root / "requirements" / "licences.json").read_text(encoding="utf-8"))
    served = {part.name: part for part in _locked(root / "requirements" / "run.txt", licences, is_served=True)}
    others = (part for part in _locked(root / "requirements" / "dev.txt", licences, is_served=False))
    found = [*served.values(), *(part for part in others if part.name not in served)]
    found += _bundled(json.loads((root / "browser" / "package-lock.json").read_text(encoding="utf-8")))
    _require_allowed(found)
    return sorted(found)


def _locked(path: Path, licences: dict[str, str], *, is_served: bool) -> Iterable[Part]:
    for name, version, hashes in _PIN.findall(path.read_text(encoding="utf-8")):
        digests = tuple(("SHA-256", one) for one in sorted(_HASH.findall(hashes)))
        yield Part("pypi", name, version, is_served, digests, licences.get(name, ""))


def _bundled(lock: dict[str, dict[str, dict[str, str]]]) -> Iterable[Part]:
    for path, entry in lock["packages"].items():
        if path:
            digest = base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()
            name = path.rpartition("node_modules/")[2]
            yield Part(
                "npm", name, entry["version"], not entry.get("dev"), (("SHA-512", digest),), entry.get("license", "")
            )


def _require_allowed(parts: Iterable[Part]) -> None:
    wrong = [f"{part.name}: {part.licence or 'unknown'}" for part in parts if not is_allowed(part.licence)]
    if wrong:
        raise LicenceError(f"no licence that is allowed: {', '.join(wrong)}")


def is_allowed(expression: str) -> bool:
    """Say whether every licence of a combination, and one of a choice, is allowed."""
    if not expression:
        return False
    choices = expression.replace("(", "").replace(")", "").split(" OR ")
    return any(all(word in ALLOWED for word in _WORDS.findall(one) if word not in _OPERATORS) for one in choices)


def _component(part: Part) -> Component:
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(part.url),
        purl=part.url,
        scope=ComponentScope.REQUIRED if part.is_served else ComponentScope.EXCLUDED,
        hashes=[HashType(alg=HashAlgorithm(algorithm), content=digest) for algorithm, digest in part.hashes],
        licenses=[LicenseExpression(part.licence)],
    )


if __name__ == "__main__":
    main()
