"""What of a person's is told apart from what an earlier run wrote."""

from pathlib import PurePosixPath

from hypothesis import assume, given
from hypothesis import strategies as st

from wbs.cli.deployment.writing import Planned, Verdict, judged, marked, marked_below

WANTED = Planned(PurePosixPath("/etc/tor/wbs-onion.conf"), marked("what this version writes\n"))
texts = st.text(st.characters(codec="utf-8"), max_size=200)


@given(texts)
def test_whatever_a_run_wrote_is_known_again(text: str):
    for written in (marked(text), marked_below(text)):
        assert judged(WANTED, written) in (Verdict.RENEWED, Verdict.SAME)


@given(texts, st.data())
def test_one_changed_sign_anywhere_is_a_persons_change(text: str, data: st.DataObject):
    for written in (marked(text), marked_below(text)):
        place = data.draw(st.integers(0, len(written) - 1))
        changed = written[:place] + data.draw(st.characters(codec="utf-8")) + written[place + 1 :]
        assume(changed != written)
        assert judged(WANTED, changed) is Verdict.CHANGED


@given(texts)
def test_a_file_without_a_mark_is_a_persons(text: str):
    assert judged(WANTED, text) is Verdict.CHANGED


def test_what_stands_as_it_should_is_left_alone_and_what_is_missing_is_new():
    assert judged(WANTED, WANTED.text) is Verdict.SAME
    assert judged(WANTED, None) is Verdict.NEW
