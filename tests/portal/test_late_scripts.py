"""P03: a browser that runs scripts posts nothing from the report form, however late, broken or absent its script is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engines.fleet import each_engine_with_scripts
from tests.engines.visit import Visit, Wait
from tests.portal.form_walk import ALL_SENT, FormWalk, Recorder, recorded, require_build
from tests.portal.house import House
from wbs.portal.scripts import BUILD_FOLDER, PARTS, REPORT, Scripts
from wbs.web.build import load_build

FIELDS = ("title", "what", "who", "post", "unit", "where", "when", "how", "why", "loss", "witnesses")
PLAIN = "a[href$='/lapor/tanpa-skrip']"
BUTTONS = "() => [...document.querySelectorAll('#formulir button')].filter(({ type }) => type === 'submit').length"


@pytest.fixture
def served(house: House) -> Iterator[tuple[str, Recorder]]:
    require_build()
    with recorded(house) as site_and_recorder:
        yield site_and_recorder


def press_enter_everywhere(visit: Visit) -> None:
    """Write into every field and press Enter in it."""
    for name in FIELDS:
        visit.fill(f"#{name}", "rahasia")
        visit.press("Enter")
    for choice in ("#agency-1", "#rank-staff", "#category", "#files"):
        visit.evaluate("(selector) => document.querySelector(selector).focus()", choice)
        visit.press("Enter")
    visit.press("Escape")  # the list of kinds, or a window for files, that Enter opened


def assert_nothing_was_posted(visit: Visit, recorder: Recorder) -> None:
    assert recorder.methods() <= {"GET"}
    assert [one.body for one in recorder.sent if one.body] == []
    assert not [one.path for one in recorder.sent if "rahasia" in one.path]
    assert visit.evaluate(BUTTONS) == 0
    assert visit.url.endswith("/lapor")
    assert visit.value("#what").strip() == "rahasia"


def assert_the_plain_form_is_offered(visit: Visit) -> None:
    assert "Formulir tanpa skrip" in visit.text("#isi")
    assert "Di sana server ini dapat membaca" in visit.text("#isi")
    visit.click(PLAIN)
    visit.wait_until(
        "location.pathname === '/lapor/tanpa-skrip' && document.querySelector('form[method=post]') !== null"
    )


@pytest.mark.promise("P03")
@each_engine_with_scripts
def test_a_script_that_is_late_leaves_a_form_that_posts_nothing_and_takes_over_what_it_holds(
    visit: Visit, served: tuple[str, Recorder], tmp_path: Path
):
    site, recorder = served
    rule = visit.hold("*/static/report-*")
    visit.goto(site + "/lapor", Wait.BEGUN)
    visit.wait_for("#witnesses")
    press_enter_everywhere(visit)
    assert_nothing_was_posted(visit, recorder)
    assert "Menyiapkan penyegelan" in visit.text("#menunggu")
    evidence = tmp_path / "bukti.bin"
    evidence.write_bytes(b"rahasia" * 1000)
    visit.set_files("#files", evidence)
    rule.end()
    visit.wait_for("#langkah")
    assert visit.value("#what").strip() == "rahasia"
    visit.wait_until(ALL_SENT)
    assert not [one.path for one in recorder.sent if b"rahasia" in one.whole]


@pytest.mark.promise("P03")
@each_engine_with_scripts
def test_a_script_that_fails_leaves_a_form_that_posts_nothing(visit: Visit, served: tuple[str, Recorder]):
    site, recorder = served
    visit.fail("*/static/report-*")
    visit.goto(site + "/lapor")
    press_enter_everywhere(visit)
    assert_nothing_was_posted(visit, recorder)
    assert_the_plain_form_is_offered(visit)


@pytest.mark.promise("P03")
@pytest.mark.parametrize("kept", [1, 2])
@each_engine_with_scripts
def test_half_a_script_leaves_a_form_that_posts_nothing(visit: Visit, house: House, tmp_path: Path, kept: int):
    with changed_script(house, tmp_path, lambda data: data[: len(data) * kept // (kept + 1)]):  # noqa: SIM117
        with recorded(house) as (site, recorder):
            visit.goto(site + "/lapor")
            press_enter_everywhere(visit)
            assert_nothing_was_posted(visit, recorder)
            assert_the_plain_form_is_offered(visit)


@contextmanager
def changed_script(
    house: House, folder: Path, change: Callable[[bytes], bytes], script: str = REPORT
) -> Iterator[None]:
    """Serve another page's script under the same name; the workers' stay as they are."""
    require_build()
    build = load_build(BUILD_FOLDER, PARTS)
    assert build is not None
    for name, file in build.files.items():
        (folder / name).write_bytes(change(file.data) if name == build.names[script] else file.data)
    (folder / "manifest.json").write_bytes((BUILD_FOLDER / "manifest.json").read_bytes())
    views = house.app.view_functions
    whole, views["static_file"] = views["static_file"], Scripts(folder).file
    yield
    views["static_file"] = whole


@pytest.mark.promise("P03")
@each_engine_with_scripts
def test_enter_sends_nothing_on_any_step(visit: Visit, served: tuple[str, Recorder]):
    site, recorder = served
    walk = FormWalk(visit, site)
    walk.open()
    walk.answer()
    walk.check()
    for _ in range(5):
        visit.back()
        visit.wait_until("() => !document.querySelector('[data-act=next]').hidden")
        field = visit.evaluate(
            "() => [...document.querySelectorAll('input:not([type=file]), textarea')]"
            ".find((one) => one.checkVisibility())?.id ?? ''"
        )
        visit.evaluate("(id) => document.getElementById(id).focus()", field)
        visit.press("Enter")
    assert recorder.methods() == {"GET"}


@pytest.mark.promise("P03")
@each_engine_with_scripts
def test_a_worker_that_does_not_start_is_told_and_the_plain_form_offered(visit: Visit, served: tuple[str, Recorder]):
    site, recorder = served
    visit.fail("*/static/report-worker-*")
    visit.goto(site + "/lapor")
    visit.wait_for("#t-stopped-h")
    assert recorder.methods() == {"GET"}
    assert_the_plain_form_is_offered(visit)


@pytest.mark.promise("P03")
@each_engine_with_scripts
def test_a_browser_that_cannot_seal_is_told_so_and_posts_nothing(visit: Visit, house: House, tmp_path: Path):
    with changed_script(house, tmp_path, lambda data: b"globalThis.Worker = undefined;" + data):  # noqa: SIM117
        with recorded(house) as (site, recorder):
            visit.goto(site + "/lapor")
            visit.wait_for("#t-cannot-h")
            press_enter_everywhere(visit)
            assert_nothing_was_posted(visit, recorder)
            assert_the_plain_form_is_offered(visit)
