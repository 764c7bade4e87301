"""The scripts of the reporters' pages: built files under names that change with their content, and who may run them.

Without a build the pages are served in their plain form alone.
"""

from pathlib import Path

from flask import Flask, Response
from markupsafe import Markup

from wbs.errors import NotFoundError
from wbs.web.build import Build, load_build
from wbs.web.headers import allow_own_scripts, isolate

BUILD_FOLDER = Path(__file__).parent / "static" / "build"
REPORT, REPORT_WORKER = "report.js", "report-worker.js"
MAILBOX, MAILBOX_WORKER = "mailbox.js", "mailbox-worker.js"
LOOKER_WORKER = "looker-worker.js"
"""Looks into chosen files, on both pages; fetched when the first one is chosen."""
WORK_WORKER = "work-worker.js"
"""Computes for a new case under pressure; fetched when the server asks for it, and by nobody else."""
PARTS = frozenset({REPORT, REPORT_WORKER, MAILBOX, MAILBOX_WORKER, LOOKER_WORKER, WORK_WORKER})
TRUSTED_TYPES_POLICY = "wbs-worker"
_WORKERS = frozenset({REPORT_WORKER, MAILBOX_WORKER, LOOKER_WORKER, WORK_WORKER})


class Scripts:
    """The built files."""

    def __init__(self, folder: Path = BUILD_FOLDER) -> None:
        """Read them once, so that what is served cannot change under a running process.

        Raises:
            ConfigError: the build is incomplete.
        """
        self._build = load_build(folder, PARTS)

    @property
    def are_built(self) -> bool:
        """Whether there are any."""
        return self._build is not None

    def register(self, app: Flask) -> None:
        """Add the route of the files."""
        app.add_url_rule("/static/<name>", "static_file", self.file, methods=["GET"])

    def file(self, name: str) -> Response:
        """Give one built file. No cache keeps it: on the reporter's device it would tell of the visit."""
        build = self._require()
        file = build.files.get(name)
        if file is None:
            raise NotFoundError("no such file")
        if name in {build.names[worker] for worker in _WORKERS}:
            isolate()  # a worker is under its own script's policy, not the page's
        return file.answer()

    def element(self, script: str, worker: str) -> Markup:
        """Give the element that starts a page's script after the page is there; it names the page's workers."""
        names = self._require().names
        element = Markup(
            '<script src="/static/{}" data-worker="/static/{}" data-looker="/static/{}" data-solver="/static/{}" defer>'
            "</script>"
        )
        return element.format(names[script], names[worker], names[LOOKER_WORKER], names[WORK_WORKER])

    def allow(self) -> None:
        """Let the page being made run its script and ask the API."""
        allow_own_scripts(TRUSTED_TYPES_POLICY)

    def _require(self) -> Build:
        if self._build is None:
            raise NotFoundError("nothing was built")
        return self._build
