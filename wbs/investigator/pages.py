"""The one document of the officers' application, in two languages, and the files it loads.

Everything an officer sees is made in the browser; this is only the frame it is made in.
"""

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, render_template

from wbs.clock import RELEASED
from wbs.errors import NotFoundError
from wbs.investigator.services import services
from wbs.web.build import Build
from wbs.web.headers import isolate, keep_for

blueprint = Blueprint("pages", __name__)
BUILD_FOLDER = Path(__file__).parent / "static" / "build"
SCRIPT, WORKER, LOOKER, STYLE = "officer.js", "worker.js", "looker-worker.js", "officer.css"
PARTS = frozenset({SCRIPT, WORKER, LOOKER, STYLE})
_EXTENSION = "wbs-build"
_YEAR = 31_536_000


def install_build(app: Flask, build: Build | None) -> None:
    """Keep the built files with the application; its plain pages wear the same sheet."""
    app.extensions[_EXTENSION] = build
    sheet = None if build is None else build.names[STYLE]
    app.context_processor(lambda: {"sheet": sheet})


@blueprint.get("/")
@blueprint.get("/en/")
def document() -> Response:
    """Give the one document; without a build, a page that says so."""
    build = _build()
    if build is None:
        return Response(render_template("not-built.html"), 503)
    parts = {"script": SCRIPT, "worker": WORKER, "looker": LOOKER, "style": STYLE}
    names = {part: build.names[file] for part, file in parts.items()}
    days = {"today": services().clock.today().isoformat(), "released": RELEASED.isoformat()}
    return Response(render_template("document.html", **names, **days))


@blueprint.get("/static/<name>")
def static_file(name: str) -> Response:
    """Give one built file; its name changes with its content, so it may be kept."""
    build = _build()
    file = None if build is None else build.files.get(name)
    if file is None:
        raise NotFoundError("no such file")
    keep_for(_YEAR)
    if build is not None and name in {build.names[WORKER], build.names[LOOKER]}:
        isolate()  # workers are under the policy of their own script, not the page's
    return file.answer()


def _build() -> Build | None:
    found: Build | None = current_app.extensions[_EXTENSION]
    return found
