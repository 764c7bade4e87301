"""The common face of all browser engines: what a test may do with one, whichever it is.

An `Engine` is a running browser, started once a process and shared; a `Visit` is one fresh window of it. A test written
against these two runs in Chromium and Firefox, with scripts and without. Nothing here waits for a fixed time: it polls,
and gives up after `PATIENCE`.
"""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

PATIENCE = 90.0
"""Seconds until a wait fails; generous, since machines that run tests are busy."""
PAUSE = 0.05
"""Seconds between two looks at a page."""
SHOWN = 3_000
"""Characters of a page, and of its console, that a failure quotes at most."""
WATCH = """(selector) => {
    const wanted = document.querySelector(selector);
    const kinds = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
    const seen = (window.seenClick = { events: 0, isHit: false });
    const watch = (event) => {
        seen.events += 1;
        if (event.type === "click") window.leaveClick();
        if (wanted && (wanted.contains(event.target) || event.target.control === wanted)) {
            seen.isHit ||= event.type === "click";
        } else {
            event.preventDefault();
            event.stopImmediatePropagation();
        }
    };
    window.leaveClick = () => kinds.forEach((kind) => removeEventListener(kind, watch, true));
    kinds.forEach((kind) => addEventListener(kind, watch, true));
}"""
"""Keep a click from what it is not for: between the last look and the click, the page may have moved."""
MISSED = """() => {
    window.leaveClick?.();
    return Boolean(window.seenClick?.events) && !window.seenClick.isHit;
}"""
"""Pressing one thing and letting go of another is a click on neither: a click may be lost where nothing else is hit."""


class Wait(StrEnum):
    """How far a page must have come."""

    BEGUN = "begun"
    """The address is asked for; for pages whose scripts are held."""
    LOADED = "loaded"
    """The page and all that it names are there."""


class TooLateError(Exception):
    """What was waited for did not come."""


class UnreachableError(Exception):
    """An address gave no page."""


class ScriptError(Exception):
    """A test's script failed."""


class MovedError(Exception):
    """The page went away under a test's script."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the engine sent it. `body` is None where there was none, or where the engine cannot tell."""

    method: str
    url: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes | None = field(repr=False)


class Rule(ABC):
    """What is done to requests whose address matches a pattern, from now until `end`."""

    caught: int
    """How many requests were met."""

    @abstractmethod
    def end(self) -> None:
        """Let what is held go on, and meddle no more."""


class Visit(ABC):
    """One window that shares nothing with others. Selectors are CSS and mean the first match; patterns are `fnmatch`'s.

    Every method that acts on an element waits until the element is there, and raises TooLateError if it never is.
    """

    said: list[str]
    """What pages wrote to the console, workers not included."""
    errors: list[str]
    """Errors that no script caught, workers not included."""

    @abstractmethod
    def goto(self, url: str, wait: Wait = Wait.LOADED) -> None:
        """Open an address."""

    @abstractmethod
    def loading(self) -> AbstractContextManager[None]:
        """Wait, at the end of the block, until the page that the block leads to has loaded."""

    @abstractmethod
    def fill(self, selector: str, text: str) -> None:
        """Replace a field's text at once."""

    @abstractmethod
    def type(self, selector: str, text: str) -> None:
        """Type into a field, key by key."""

    def click(self, selector: str) -> None:
        """Click the middle of an element, once it is visible and nothing covers it."""
        for _ in self.patience(f"moves away from every click: {selector}"):
            with suppress(MovedError):
                self.evaluate(WATCH, selector)
            self._click_once(selector)
            if not self._missed():
                break

    @abstractmethod
    def _click_once(self, selector: str) -> None:
        """Press the mouse where an element stands; it may move meanwhile."""

    def _missed(self) -> bool:
        """Say whether the last click came where its element had stood a moment before."""
        with suppress(MovedError):  # a page that gives way to another was hit
            return bool(self.evaluate(MISSED))
        return False

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key where the focus is: a character, or Enter, Tab, Escape, Space, Backspace, an arrow."""

    @abstractmethod
    def set_files(self, selector: str, *files: Path) -> None:
        """Choose files."""

    @abstractmethod
    def evaluate(self, script: str, *arguments: Any) -> Any:
        """Give the value of an expression; a function is called with the arguments, a promise is awaited.

        Arguments and value are what JSON can carry. It runs where pages' scripts are switched off, too.
        """

    @abstractmethod
    def requests(self) -> list[Request]:
        """Give what was asked since the visit began, in order, workers included."""

    @abstractmethod
    def hold(self, pattern: str) -> Rule:
        """Keep matching requests waiting."""

    @abstractmethod
    def fail(self, pattern: str) -> Rule:
        """Break matching requests off, as a lost connection does."""

    @abstractmethod
    def cookies(self) -> list[str]:
        """Name all cookies of this window."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Set the size of the window's inside, in CSS pixels."""

    @abstractmethod
    def screenshot(self, path: Path) -> None:
        """Photograph what the window shows, as PNG."""

    @property
    def url(self) -> str:
        """The address that is shown."""
        return str(self.evaluate("location.href"))

    @property
    def title(self) -> str:
        return str(self.evaluate("document.title"))

    @property
    def html(self) -> str:
        """The whole document as it stands."""
        return str(self.evaluate("document.documentElement.outerHTML"))

    def text(self, selector: str = "body") -> str:
        """Read what an element shows."""
        self.wait_for(selector)
        return str(self.evaluate("(selector) => document.querySelector(selector).innerText", selector))

    def value(self, selector: str) -> str:
        """Read what stands in a field."""
        self.wait_for(selector)
        return str(self.evaluate("(selector) => document.querySelector(selector).value", selector))

    def count(self, selector: str) -> int:
        """Count matches, hidden ones too."""
        return int(self.evaluate("(selector) => document.querySelectorAll(selector).length", selector))

    def back(self) -> None:
        """Ask for the page before; it comes later, and may take this one away at once."""
        with suppress(MovedError):
            self.evaluate("history.back()")

    def wait_for(self, selector: str) -> None:
        """Wait until an element is there."""
        self.wait_until("(selector) => document.querySelector(selector) !== null", selector)

    def wait_until(self, script: str, *arguments: Any) -> Any:
        """Evaluate until the value is true; give it."""
        found = None
        for _ in self.patience(f"not true in time: {script} {json.dumps(arguments)}"):
            with suppress(MovedError):
                found = self.evaluate(script, *arguments)
            if found:
                break
        return found

    def wait_for_catch(self, rule: Rule) -> None:
        """Wait until a rule has met a request."""
        for _ in self.patience("no request for the rule"):
            self.evaluate("0")  # lets the browser be heard
            if rule.caught:
                break

    def wait_for_download(self) -> Path:
        """Give the one file that was downloaded, once it is whole."""
        for _ in self.patience("no download"):
            if self._downloaded():
                break
        return self._downloaded()[0]

    def patience(self, complaint: str) -> Iterator[None]:
        """Yield as the function does; whoever waits too long is told what the page showed meanwhile."""
        try:
            yield from patience(complaint)
        except TooLateError as error:
            raise TooLateError(f"{error}\n{self._shown()}") from None

    def _shown(self) -> str:
        """Give what stands on the page and in its console, for people who read why a test failed."""
        text = "a page that gave way to another"
        with suppress(MovedError):
            text = str(self.evaluate("(document.querySelector('main') ?? document.body)?.innerText"))[-SHOWN:]
        console = "\n".join([*self.said, *self.errors])[-SHOWN:]
        return f"The page showed:\n{text}\nThe console:\n{console}"

    @abstractmethod
    def _downloaded(self) -> list[Path]: ...


class Engine(ABC):
    """A running browser."""

    name: str
    scripts: bool
    """Whether pages may run scripts."""
    asked_outside: list[str]
    """What the browser asked of anything but the loopback; a gate in the proxy's place noted and refused it."""

    @abstractmethod
    def visit(self) -> AbstractContextManager[Visit]:
        """Open a private window, without anything that another one left; it closes with the block."""

    @abstractmethod
    def close(self) -> None:
        """End the browser, and leave nothing of its profile."""


def patience(complaint: str) -> Iterator[None]:
    """Yield until the caller breaks off, with pauses; raise TooLateError when it lasts too long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(PAUSE)
    raise TooLateError(complaint)


def wrapped(script: str) -> str:
    """Make a function of a script: from the arguments as JSON to the value as JSON, or to a promise of it."""
    return f"""(given) => {{
        const it = ({script});
        const told = (found) => JSON.stringify(found ?? null);
        const found = typeof it === "function" ? it(...JSON.parse(given)) : it;
        return found instanceof Promise ? found.then(told) : told(found);
    }}"""
