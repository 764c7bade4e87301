"""What may go to SP4N-LAPOR!: only what the reporter agreed to, word for word, on the record and until it is gone."""

from collections.abc import Sequence

import msgspec
import pytest

from tests.portal.house import House, Page, Reporter, multipart
from wbs.crypto.messages import Consent, ConsentAnswer, Kind, Proposal, Status, StatusBody, TextBody
from wbs.portal.consent import newest_proposal

TITLE, CONTENT = "Jalan rusak", "Jalan desa rusak sejak Januari."


@pytest.fixture
def words(reporter: Reporter) -> list[str]:
    return reporter.report().words


def propose(house: House, words: Sequence[str], content: str = CONTENT) -> str:
    """Let an officer propose a text; give the digest that names it."""
    proposal = Proposal(title=TITLE, content=content)
    house.case(words)._send(Kind.MESSAGE, TextBody(text="Boleh diteruskan?", proposal=proposal), None)  # noqa: SLF001
    return house.case(words).open().messages[-1].digest


def answer(reporter: Reporter, page: Page, asked: str, consent: str) -> Page:
    return reporter.post("/tanda-terima", multipart([("ticket", page.ticket), ("asked", asked), ("consent", consent)]))


def answers(house: House, words: Sequence[str]) -> list[ConsentAnswer]:
    bodies = [opened.message.body for opened in house.case(words).open().messages if opened.author == "reporter"]
    return [
        body.answer for body in bodies if isinstance(body, TextBody) and not isinstance(body.answer, msgspec.UnsetType)
    ]


@pytest.mark.promise("P09")
@pytest.mark.parametrize("given", Consent)
def test_the_reporter_answers_exactly_the_text_that_is_shown(
    house: House, reporter: Reporter, words: Sequence[str], given: Consent
):
    asked = propose(house, words)
    page = reporter.mailbox(words)
    assert TITLE in page.text
    assert CONTENT in page.text
    told = answer(reporter, page, asked, given)
    assert told.status == 200
    assert answers(house, words) == [ConsentAnswer(asked=asked, given=given)]
    assert {"yes": "Anda setuju.", "no": "Anda tidak setuju."}[given] in told.text
    assert house.case(words).open().findings == ()


def test_an_answer_sent_twice_is_one_and_a_mind_may_change(house: House, reporter: Reporter, words: Sequence[str]):
    asked = propose(house, words)
    page = reporter.mailbox(words)
    for given in ("yes", "yes", "no"):
        assert answer(reporter, page, asked, given).status == 200
    assert [one.given for one in answers(house, words)] == ["yes", "no"]


def test_an_answer_to_an_older_text_is_no_answer_to_the_newest(house: House, reporter: Reporter, words: Sequence[str]):
    old = propose(house, words)
    page = reporter.mailbox(words)
    newest = propose(house, words, "Teks lain.")
    assert answer(reporter, page, old, "yes").status == 409
    found = newest_proposal(house.case(words).open().messages)
    assert found is not None
    assert (found.digest, found.given) == (newest, None)


@pytest.mark.parametrize(("asked", "consent"), [("A" * 43, "yes"), ("", "yes"), (None, "ok"), (None, "")])
def test_a_made_up_answer_stores_nothing(
    house: House, reporter: Reporter, words: Sequence[str], asked: str | None, consent: str
):
    real = propose(house, words)
    page = reporter.mailbox(words)
    assert answer(reporter, page, real if asked is None else asked, consent).status in {409, 422}
    assert answers(house, words) == []


def test_once_it_is_passed_on_nothing_is_asked_any_more(house: House, reporter: Reporter, words: Sequence[str]):
    propose(house, words)
    assert 'name="consent"' in reporter.mailbox(words).text
    house.case(words).take(StatusBody(status=Status.PASSED_ON, to="SP4N-LAPOR!", reference="LMW-1001"))
    page = reporter.mailbox(words)
    assert 'name="consent"' not in page.text
    assert "LMW-1001" in page.text
