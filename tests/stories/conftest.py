"""One installation that no story changes, with a case in it; stories that change documents found their own."""

import pytest

from tests import cast
from tests.cast import REGENCY
from tests.stories.simulator import Officer, Reporter, Server
from wbs.crypto.messages import Status


@pytest.fixture
def server() -> Server:
    return Server(cast.shared_world())


@pytest.fixture
def reporter(server: Server) -> Reporter:
    """A reporter who has sent a report."""
    reporter = Reporter(server, server.world.anchor)
    reporter.report()
    return reporter


@pytest.fixture
def officer(server: Server, reporter: Reporter) -> Officer:
    """An officer who has read the report and said so."""
    officer = Officer(server, server.world.anchor, server.world.people[f"{REGENCY}/penerima-01"])
    officer.tell(reporter.case, Status.RECEIVED)
    return officer
