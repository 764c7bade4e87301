"""Transfers whose two officers are gone: what holds a case where it went (docs/spec/case.md, "Who counts")."""

from typing import Any

import msgspec

from tests import cast
from tests.cast import PROVINCE, REGENCY
from tests.crypto.makers import world as papers
from tests.crypto.makers.dossier.play import COUNTS, Changes, written
from tests.crypto.makers.kit import Area
from tests.crypto.makers.world import document, signed
from tests.crypto.scenario import encode
from tests.stories.simulator import Officer, Reporter, Server, readings
from wbs.crypto.approval import Approval, readers_digest, sign_approval
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import compose_epoch
from wbs.crypto.directory import Directory
from wbs.crypto.messages import Status

GIVER, APPROVER, STRANGER, HEAD = (
    f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "penelaah-01", "inspektur")
)
TAKER, SECOND = (f"{PROVINCE}/{name}" for name in ("penerima-01", "penerima-02"))


class _Moved:
    """A case of the regency that an officer of it handed to the province, and what became of it there."""

    def __init__(self) -> None:
        self.world = papers.small_world(GIVER, APPROVER, STRANGER, HEAD, TAKER, SECOND)
        self.people = self.world.people
        self.server = Server(self.world)
        self.case = Reporter(self.server, self.world.anchor).report().case
        self._officer(GIVER).tell(self.case, Status.RECEIVED)

    def _officer(self, name: str) -> Officer:
        return Officer(self.server, self.world.anchor, self.people[name])

    def move(self, approver: str | None = APPROVER, signer: str | None = None) -> "_Moved":
        """Hand the case over; what is said to be approved need not be."""
        giver = self._officer(GIVER)
        view = giver.open(self.case)
        taking = readings(self.people[TAKER], self.people[SECOND])
        approval = None
        if approver is not None:
            said = Approval(
                case=self.case,
                record=view.chain.records[-1].digest,
                to=PROVINCE,
                readers=readers_digest([one.name for one in taking]),
                author=self.people[approver].ref,
                day=cast.TODAY.isoformat(),
            )
            approval = sign_approval(self.people[signer or approver].secret.signing_key, said)
        epoch = compose_epoch(
            giver.key, self.people[GIVER].ref, view.chain, view.case_keys[1], taking,
            directories=giver.names(REGENCY, PROVINCE), heads=view.heads(), approval=approval,
        )  # fmt: skip
        self.server.cases[self.case].keep(epoch)
        return self

    def taken(self, *by: str) -> "_Moved":
        """Let officers of the province sign new keys, one after the other."""
        for name in by:
            self._officer(name).start_epoch(self.case, self.people[TAKER], self.people[SECOND])
        return self

    def given(self, *gone: str) -> Changes:
        """Give the case as the second taker is served it, when some officers are listed no more."""
        papers_given = papers.given(self.world.documents(), self.world.anchor)
        for agency in {name.partition("/")[0] for name in gone}:
            draft = document(self.world.directories[agency][0], Directory)
            left = [entry for entry in draft.readers if f"{agency}/{entry.id}" not in gone]
            later = msgspec.structs.replace(draft, version=2, previous=digest_of(draft), readers=left)
            papers_given["directories"][agency] = [
                *papers_given["directories"][agency],
                encode(signed(self.world, agency, later)),
            ]
        key, ref = self.people[SECOND].secret.reader_key, self.people[SECOND].ref
        reads = {"key": key.unsafe_text(), "reader": {"agency": ref.agency, "reader": ref.reader}}
        return {**papers_given, **written(self.server.serve(self.case, key.public.digest)), **reads}


def taken_over(area: Area) -> None:
    """Two officers gave a case away and left, and nobody heard of the reporter since."""
    gone = (GIVER, APPROVER, STRANGER)
    comment = COUNTS + "a transfer whose two officers have left, which two officers have taken over"
    good = _Moved().move().taken(TAKER, SECOND).given(*gone)
    counts: dict[str, Any] = {"findings": [], "epoch": 4}
    area.accept("taken-over", "dossier.officer", comment, good, counts)
    left = _Moved().move().taken(TAKER, SECOND).given(*gone, TAKER)
    area.vary_accepted("taken-over-and-left", "taken-over", f"{comment}, one of whom has left, too", left, counts)
    others = {
        "by-one": ("which one officer has taken over twice", _Moved().move().taken(TAKER, TAKER)),
        "by-nobody": ("which nobody has taken over", _Moved().move()),
        "from-one": ("which nobody approved", _Moved().move(None).taken(TAKER, SECOND)),
        "from-oneself": ("which its maker approved", _Moved().move(GIVER).taken(TAKER, SECOND)),
        "from-stranger": ("which somebody approved who did not read it", _Moved().move(STRANGER).taken(TAKER, SECOND)),
        "forged": ("with an approval that its maker forged", _Moved().move(APPROVER, GIVER).taken(TAKER, SECOND)),
    }
    for name, (what, moved) in others.items():
        comment = COUNTS + "a transfer whose officers have left, " + what
        area.vary_accepted(f"taken-over-{name}", "taken-over", comment, moved.given(*gone), {"epoch": 1})
