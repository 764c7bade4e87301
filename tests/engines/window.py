"""A visit with Firefox: one window, in a container of its own."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.engines.bidi import BidiError, Connection, Values
from tests.engines.visit import (
    MovedError,
    Request,
    Rule,
    ScriptError,
    UnreachableError,
    Visit,
    Wait,
    wrapped,
)

KEYS = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Escape": "\ue00c",
    "Space": " ",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
"""https://w3c.github.io/webdriver/#keyboard-actions"""
WAITS = {Wait.BEGUN: "none", Wait.LOADED: "complete"}
GONE = {"no such frame", "no such node", "stale element reference", "unknown error"}
"""What Firefox answers while one page gives way to another."""
POINT = """(selector) => {
    const wanted = document.querySelector(selector);
    if (!wanted) return null;
    const box = wanted.getClientRects()[0];
    if (!box || !box.width || !box.height) return null;
    if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth) {
        wanted.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        return null;
    }
    const [x, y] = [Math.floor(box.x + box.width / 2), Math.floor(box.y + box.height / 2)];
    const top = document.elementFromPoint(x, y);
    return top && (wanted.contains(top) || top.control === wanted) ? [x, y] : null;
}"""
FOCUS = """(selector) => {
    const wanted = document.querySelector(selector);
    wanted?.focus();
    return wanted !== null && document.activeElement === wanted;
}"""
FILL = """(text) => {
    document.activeElement.select();
    document.execCommand(text ? "insertText" : "delete", false, text);
}"""


@dataclass(frozen=True, slots=True)
class Announced:
    """A request as Firefox announced it; its body is fetched when a test asks."""

    id: str
    method: str
    url: str
    headers: dict[str, str]


class Caught(Rule):
    """Does the same to every matching request."""

    def __init__(self, pattern: str, act: Callable[[str], None], end: Callable[["Caught"], None]) -> None:
        self.caught = 0
        self.requests: list[str] = []
        self._pattern = pattern
        self._act = act
        self._end = end

    def meet(self, url: str, request: str) -> bool:
        """Take a request on if its address matches."""
        if not fnmatchcase(url, self._pattern):
            return False
        self.caught += 1
        self.requests.append(request)
        self._act(request)
        return True

    def end(self) -> None:
        self._end(self)


class Window(Visit):
    """One window of Firefox."""

    def __init__(self, connection: Connection, context: str, user: str, collector: str, downloads: Path) -> None:
        self.said = []
        self.errors = []
        self._connection = connection
        self._context = context
        self._user = user
        self._collector = collector
        self._downloads = downloads
        self._announced: list[Announced] = []
        self._bodies: dict[str, bytes | None] = {}
        self._loads = 0
        self._whole: list[Path] = []
        self._rules: list[Caught] = []
        self._intercept = ""

    def goto(self, url: str, wait: Wait = Wait.LOADED) -> None:
        try:
            self._do("browsingContext.navigate", url=url, wait=WAITS[wait])
        except BidiError as error:
            raise UnreachableError(url) from error

    @contextmanager
    def loading(self) -> Iterator[None]:
        self._connection.pump()
        before = self._loads
        yield
        for _ in self.patience("no page loaded"):
            self._connection.pump()
            if self._loads > before:
                break

    def fill(self, selector: str, text: str) -> None:
        self.wait_until(FOCUS, selector)
        self.evaluate(FILL, text)

    def type(self, selector: str, text: str) -> None:
        self.wait_until(FOCUS, selector)
        self._strike([step for char in text for step in _stroke([KEYS["Enter"] if char == "\n" else char])])

    def _click_once(self, selector: str) -> None:
        self._press_mouse(*self._at_rest(selector))

    def _press_mouse(self, x: int, y: int) -> None:
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._do("input.performActions", actions=[{"type": "pointer", "id": "mouse", "actions": steps}])

    def _at_rest(self, selector: str) -> tuple[int, int]:
        """Give where an element is to be hit, once two looks in a row found it there: a click at what moves is lost."""
        last: Any = None
        for _ in self.patience(f"does not stand still: {selector}"):
            found = self.wait_until(POINT, selector)
            if found == last:
                break
            last = found
        return int(last[0]), int(last[1])

    def press(self, key: str) -> None:
        self._strike(_stroke([KEYS.get(name, name) for name in key.split("+")]))

    def set_files(self, selector: str, *files: Path) -> None:
        self.wait_for(selector)
        found = self._do("browsingContext.locateNodes", locator={"type": "css", "value": selector}, maxNodeCount=1)
        element = {"sharedId": found["nodes"][0]["sharedId"]}
        self._do("input.setFiles", element=element, files=[str(file) for file in files])

    def evaluate(self, script: str, *arguments: Any) -> Any:
        try:
            answer = self._connection.command(
                "script.callFunction",
                functionDeclaration=wrapped(script),
                arguments=[{"type": "string", "value": json.dumps(arguments)}],
                awaitPromise=True,
                target={"context": self._context},
                userActivation=False,
            )
        except BidiError as error:
            if error.code in GONE:
                raise MovedError(script) from error
            raise
        if answer["type"] == "exception":
            raise ScriptError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def requests(self) -> list[Request]:
        self._connection.pump()
        return [Request(one.method, one.url, one.headers, self._body(one)) for one in self._announced]

    def hold(self, pattern: str) -> Rule:
        return self._rule(pattern, lambda _request: None)

    def fail(self, pattern: str) -> Rule:
        return self._rule(pattern, lambda request: self._answer("network.failRequest", request))

    def cookies(self) -> list[str]:
        # The protocol does not list cookies of private browsing: those are seen by scripts, or sent with requests.
        partition = {"type": "storageKey", "userContext": self._user}
        found = self._connection.command("storage.getCookies", partition=partition)["cookies"]
        lines = [one.headers.get("cookie", "") for one in self._announced] + [self.evaluate("document.cookie")]
        private = {pair.split("=")[0].strip() for line in lines for pair in line.split(";") if pair}
        return sorted(private | {cookie["name"] for cookie in found})

    def resize(self, width: int, height: int) -> None:
        self._do("browsingContext.setViewport", viewport={"width": width, "height": height})

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._do("browsingContext.captureScreenshot")["data"]))

    def hear(self, method: str, values: Values) -> None:
        """Take in what happened in this window."""
        match method:
            case "browsingContext.load":
                self._loads += 1
            case "browsingContext.downloadEnd" if values["status"] == "complete":
                self._whole.append(Path(values["filepath"]))
            case "log.entryAdded":
                (self.errors if values["type"] == "javascript" else self.said).append(values["text"] or "")
            case "network.beforeRequestSent":
                self._hear_request(values)

    def _hear_request(self, values: Values) -> None:
        request = values["request"]
        if not request["url"].startswith("data:"):
            headers = {header["name"].lower(): header["value"].get("value", "") for header in request["headers"]}
            self._announced.append(Announced(request["request"], request["method"], request["url"], headers))
        met = values["isBlocked"] and any(rule.meet(request["url"], request["request"]) for rule in self._rules)
        if values["isBlocked"] and not met:
            self._answer("network.continueRequest", request["request"])

    def _body(self, announced: Announced) -> bytes | None:
        if announced.id not in self._bodies:
            self._bodies[announced.id] = self._fetched(announced.id)
        return self._bodies[announced.id]

    def _fetched(self, request: str) -> bytes | None:
        try:
            found = self._connection.command(
                "network.getData", dataType="request", collector=self._collector, request=request
            )["bytes"]
        except BidiError:
            return None
        return base64.b64decode(found["value"]) if found["type"] == "base64" else str(found["value"]).encode()

    def _rule(self, pattern: str, act: Callable[[str], None]) -> Rule:
        if not self._rules:
            self._intercept = self._connection.command(
                "network.addIntercept", phases=["beforeRequestSent"], contexts=[self._context]
            )["intercept"]
        rule = Caught(pattern, act, self._end_rule)
        self._rules.append(rule)
        return rule

    def _end_rule(self, rule: Caught) -> None:
        self._rules.remove(rule)
        if not self._rules:
            self._connection.command("network.removeIntercept", intercept=self._intercept)
        for request in rule.requests:  # those that failed are gone, and Firefox says so to nobody
            self._answer("network.continueRequest", request)

    def _answer(self, method: str, request: str) -> None:
        self._connection.post(method, request=request)

    def _strike(self, steps: list[Values]) -> None:
        self._do("input.performActions", actions=[{"type": "key", "id": "keyboard", "actions": steps}])

    def _do(self, method: str, **parameters: Any) -> Values:
        return self._connection.command(method, context=self._context, **parameters)

    def _downloaded(self) -> list[Path]:
        self._connection.pump()
        return self._whole


def _stroke(keys: list[str]) -> list[Values]:
    """Press keys in turn, then let go of them in reverse."""
    down = [{"type": "keyDown", "value": key} for key in keys]
    return [*down, *({"type": "keyUp", "value": key} for key in reversed(keys))]
