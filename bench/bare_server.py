"""The yardstick for pages: the shipped server, and Flask giving a constant text of the home page's size."""

import os
import sys
from pathlib import Path

from flask import Flask, Response

from wbs.cli.server import APPLICATIONS, Application, serve
from wbs.config import PortalConfig, WebConfig
from wbs.store.store import Store

NAME = "bare"
PAGE = "x" * 12_000


def create_app(_config: WebConfig, _store: Store) -> Flask:
    """Make the application."""
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/", "home", lambda: Response(PAGE, content_type="text/html"))
    return app


APPLICATIONS[NAME] = Application(PortalConfig.from_environment, "bench.bare_server:create_app", 2)

if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    serve(NAME, PortalConfig.from_environment(os.environ))
