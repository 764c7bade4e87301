"""The agency's accounts over HTTP, for its administrators. The directory itself is read and verified in the browser."""

from flask import Blueprint, Response

from wbs.investigator.agency_shapes import AccountAnswer, AccountsAnswer
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.web.shapes import Nothing
from wbs.web.wire import answer_with, done, read_request

blueprint = Blueprint("agency", __name__, url_prefix="/agency")


@blueprint.get("/accounts")
def show_accounts() -> Response:
    """List the accounts of the officer's own agency."""
    accounts = [
        AccountAnswer(
            id=account.id, login=account.login, label=account.label, state=account.state, reader_key=account.reader_key
        )
        for account in services().accounts.list(actor())
    ]
    return answer_with(AccountsAnswer(accounts=accounts))


@blueprint.post("/accounts/<officer>/block")
def block_account(officer: str) -> Response:
    """Shut an officer out, sessions and all."""
    read_request(Nothing, services().clock)
    services().accounts.block(actor(), officer, now=services().clock.now())
    return done()


@blueprint.post("/accounts/<officer>/unblock")
def unblock_account(officer: str) -> Response:
    """Let an officer sign in again."""
    read_request(Nothing, services().clock)
    services().accounts.unblock(actor(), officer, now=services().clock.now())
    return done()
