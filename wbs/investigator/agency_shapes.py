"""What travels about an agency's accounts (docs/api/investigator.json): one struct per JSON object."""

from wbs.cases.model import OfficerState
from wbs.crypto.shape import Digest, OfficerId, ShortLine
from wbs.web.shapes import Answer


class AccountAnswer(Answer, frozen=True):
    """One account: enough to compare it with the directory, nothing that helps to sign in as somebody."""

    id: OfficerId
    login: str
    label: ShortLine
    state: OfficerState
    reader_key: Digest


class AccountsAnswer(Answer, frozen=True):
    """All accounts of an agency, by id."""

    accounts: list[AccountAnswer]
