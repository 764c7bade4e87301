"""`wbs verify-site` through Tor: both onion services as their proxy, and nobody else, gives them."""

from pathlib import Path

import pytest

from tests.portal.form_walk import require_build
from tests.tor.conftest import Street
from wbs.cli.site.examining import examine_officers, examine_portal
from wbs.cli.site.visitor import UnreachableError, Visitor, place_of
from wbs.clock import SystemClock

pytestmark = pytest.mark.xdist_group("tor")


@pytest.mark.promise("P21")
def test_the_reporters_onion_service_is_the_same_as_this_release(street: Street, tmp_path: Path):
    require_build()
    place = place_of(f"http://{street.reporters}")
    site = Visitor(place, ("127.0.0.1", street.socks))
    made = examine_portal(site, place, street.house.world.anchor, {}, SystemClock(), tmp_path / "twin")
    assert made.findings == []
    assert made.asked > 60


def test_without_its_key_nobody_examines_the_officers_onion_service(street: Street, tmp_path: Path):
    place = place_of(f"http://{street.officers}")
    with pytest.raises(UnreachableError):
        examine_officers(Visitor(place, ("127.0.0.1", street.socks)), place, SystemClock(), tmp_path)
