"""A house of officials: their keys on media, the shared medium, an installation that is published already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from click.testing import Result

from tests import cast
from tests.cast import REGENCY, World
from tests.cli.officials import publish, run
from wbs.crypto.directory import Directory, Role
from wbs.crypto.drafts import draft_next_directory
from wbs.crypto.enrolment import Appointment, draft_enrolment, sign_enrolment, verify_enrolment
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.crypto.root_key import RootKey, seal_root_key
from wbs.crypto.shape import serialise
from wbs.crypto.signing import Unverified

PASSPHRASE = "bambu cermin dahan embun fajar gelas hutan"
NEXT_DAY = "2026-11-25"


@dataclass
class House:
    """Everything of the ceremony's room; keys are those of the regency unless said otherwise."""

    place: Path
    world: World = field(default_factory=cast.found)

    def __post_init__(self) -> None:
        self.shared = publish(self.world, self.place / "shared")
        (self.place / "passphrase").write_text(PASSPHRASE + "\n", encoding="ascii")
        self.keys = [self.key(number, office) for number, office in enumerate(cast.OFFICES)]

    def key(self, number: int, office: str, key: RootSigningKey | None = None, agency: str = REGENCY) -> Path:
        """Put an official's root key on a medium."""
        medium = self.place / f"medium-{agency}-{number}"
        medium.mkdir()
        path = medium / "root.age"
        signing = key or self.world.root_keys[agency][number]
        path.write_bytes(seal_root_key(RootKey(signing, office, cast.ISSUED), PASSPHRASE))
        return path

    @property
    def newest(self) -> Directory:
        return self.world.book().newest(REGENCY).document

    def following(self, **changes: object) -> Directory:
        """The next version of the regency's directory, with changes."""
        roots = self.world.book().by_agency[REGENCY].roots[-1].document
        return msgspec.structs.replace(draft_next_directory(self.newest, roots, NEXT_DAY), **changes)

    def put(self, document: Directory, name: str = "draft.json") -> Path:
        """Put a draft on the shared medium."""
        path = self.shared / name
        path.write_bytes(serialise(document))
        return path

    def sign(self, draft: Path, key: Path, *more: str, typed: str = "ya\nya\n", kind: str = "directory") -> Result:
        """Let an official sign, answering yes to whatever is asked."""
        source = ("--passphrase-file", str(self.place / "passphrase"))
        return run(kind, "sign", draft, "--key", key, *source, *more, typed=typed)

    def signed(self, document: Directory, keys: Iterable[Path] | None = None) -> list[Path]:
        """Let officials sign a draft; give the signed files."""
        draft = self.put(document)
        for key in keys or self.keys[:2]:
            result = self.sign(draft, key)
            assert result.exit_code == 0, result.output
        return sorted(self.shared.glob("*.signed-*.json"))

    def request(self, officer: str, secret: OfficerSecret | None = None, roles: Iterable[Role] = (Role.RECEIVER,),
                **post: str) -> tuple[Path, str]:  # fmt: skip
        """Put an enrolment request on the shared medium; give it and the words on the officer's own screen."""
        named = {"agency": REGENCY, "label": "Penerima", "unit": "Tim", "rank": "inspectorate", **post}
        appointment = Appointment(officer=officer, roles=list(roles), **named)
        new = secret or OfficerSecret.generate()
        envelope = sign_enrolment(draft_enrolment(new, appointment, NEXT_DAY), new.signing_key)
        path = self.shared / f"enrolment-{named['agency']}-{officer}.json"
        path.write_bytes(envelope)
        return path, " ".join(verify_enrolment(envelope).words)


def payload_of(path: Path) -> bytes:
    """The signed bytes of an envelope."""
    return Unverified(path.read_bytes()).payload
