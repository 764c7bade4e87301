"""keys/recovery.md, performed: its commands, in its order, with shares typed by their holders."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cast import REGENCY, Person
from tests.cli.officials import publish, run
from tests.cli.test_recovery import shares_on
from tests.listing import list_only
from tests.office import Office
from wbs.cases.model import KeyDigest
from wbs.cases.reporters.mailbox import material_of
from wbs.crypto.directory import Role
from wbs.crypto.dossier import open_as_officer
from wbs.crypto.recovery import verify_card

GUIDE = Path(__file__).parents[2] / "keys" / "recovery.md"
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


class Room:
    """A server, an offline computer, and the medium between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "var/lib/wbs"
        self.medium = folder / "media/bersama"
        self.data.mkdir(parents=True)
        self.medium.mkdir(parents=True)
        self.office = Office(self.data, recovery=[REGENCY])
        self.shares: list[str] = []

    def publish(self) -> None:
        for place in (self.data, self.medium):
            publish(self.office.world, place / "keys")

    def perform(self, line: str, typed: str = "", *more: str) -> str:
        """Do one line of the guide."""
        words = [re.sub(r"^(?=/(?:media|var)/)", str(self.folder), word) for word in shlex.split(line)]
        if words[0] == "cp":
            source = Path(words[1])
            for path in source.parent.glob(source.name):
                shutil.copy(path, words[2])
            return ""
        assert words[0] == "wbs"
        done = run(*words[1:], *more, env={"WBS_DATA": str(self.data)}, typed=typed)
        assert done.exit_code == 0, done.output
        return done.output

    def typed(self, *holders: int) -> str:
        """What holders type: their number, and their share."""
        return "".join(f"{holder}\n{self.shares[holder - 1]}\n" for holder in holders)


@pytest.mark.promise("P19")
def test_the_guide_is_performed_from_the_first_share_to_the_restored_case(tmp_path: Path) -> None:
    new, drill, copied, export, regrant, bring = LINES
    room = Room(tmp_path)
    world = room.office.world
    room.publish()
    room.shares = [shares_on(sheet) for sheet in room.perform(new, "", "--yes").split("Pemegang: ")[1:]]
    card = verify_card((room.medium / f"recovery-{REGENCY}.card.json").read_bytes())
    people = [person for person in world.people.values() if person.agency == REGENCY]
    list_only(world, people, recovery=card.entry())
    room.publish()
    report = room.office.new_report()
    room.perform(drill, room.typed(3, 1))
    room.perform(copied)
    told = json.loads(run("doctor", "--json", env={"WBS_DATA": str(room.data)}).output)
    assert "drill-due" not in {finding["code"] for finding in told["findings"]}
    fresh = [Person(REGENCY, name, frozenset({Role.RECEIVER})) for name in ("penerima-08", "penerima-09")]
    list_only(world, fresh)
    room.publish()
    room.perform(export)
    screen = room.perform(regrant, room.typed(1, 2) + "ya\n")
    assert "1 perkara dipulihkan" in screen
    assert room.shares[0].split()[8] not in screen.split("1 perkara dipulihkan")[1]
    assert "1 perkara dipulihkan" in room.perform(bring)
    for person in fresh:
        key = person.secret.reader_key
        file = room.office.store.cases.case_file(report.name, KeyDigest(key.public.digest))
        assert file is not None
        dossier = open_as_officer(material_of(file), key, person.ref, world.book())
        assert dossier.summary is not None
        assert dossier.findings == ()
    room.office.close()


def test_the_guide_names_every_command() -> None:
    named = {shlex.split(line)[3] for line in LINES if line.startswith("wbs")}
    assert named == {"new", "drill", "export", "regrant", "import"}
