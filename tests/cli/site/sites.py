"""Sites to examine without a network: an application that answers, and one whose answers somebody changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.test import EnvironBuilder, run_wsgi_app

from wbs.cli.server import discreet
from wbs.cli.site.framing import Answer
from wbs.cli.site.visitor import Ask, Place, UnreachableError, headers_of
from wbs.clock import Clock

Change = Callable[[Ask, Answer], Answer]


@dataclass
class Site:
    """An application as visitors reach it; what is read is answered once."""

    app: Any
    place: Place
    clock: Clock
    change: Change = lambda _, answer: answer
    follow: Callable[[list[Ask]], Change] | None = None
    known: dict[str, Answer] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)
    touched: int = 0
    """How many answers were changed."""

    def visit(self, asks: Sequence[Ask]) -> list[Answer | UnreachableError]:
        if self.follow is None:
            return [self._answer_or_silence(ask) for ask in asks]
        answers: list[Answer | UnreachableError] = []
        for place, ask in enumerate(asks):
            usual = self.ask(ask)
            answers.append(self.follow(list(asks[:place]))(ask, usual))
            self.touched += answers[-1] != usual
        return answers

    def _answer_or_silence(self, ask: Ask) -> Answer | UnreachableError:
        try:
            return self.ask(ask)
        except UnreachableError as error:
            return error

    def ask(self, ask: Ask) -> Answer:
        self.asked.append(ask)
        if ask.method == "POST":  # what was typed comes back
            usual = self._answer(ask)
        else:
            usual = self.known[ask.path] = self.known.get(ask.path) or self._answer(ask)
        answer = self.change(ask, usual)
        self.touched += answer != usual
        return answer

    def changed(self, change: Change) -> "Site":
        """The same site in the hands of somebody who changes answers."""
        return replace(self, change=change, asked=[], touched=0)

    def followed(self, follow: Callable[[list[Ask]], Change]) -> "Site":
        """The same site in the hands of somebody who changes answers by what was asked before in the same visit."""
        return replace(self, follow=follow, asked=[], touched=0)

    def _answer(self, ask: Ask) -> Answer:
        headers = headers_of(ask, self.place)
        builder = EnvironBuilder(ask.path, self.place.origin, method=ask.method, headers=headers, data=ask.body)
        body, status, given = run_wsgi_app(discreet(self.app), builder.get_environ(), buffered=True)
        return Answer(int(status.split()[0]), tuple(given), b"".join(body))
