"""Serves a portal over a folder in a process of its own, so that a test can kill it: `-m tests.portal.served`."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from werkzeug.serving import make_server

from bench.processes import wait_for
from tests.portal.house import config_of
from wbs.portal.app import create_app
from wbs.store.store import open_store


@contextmanager
def killable(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a portal whose documents and database lie in `folder`; kill it at the end at the latest."""
    command = [sys.executable, "-m", "tests.portal.served", str(folder), str(port)]
    process = subprocess.Popen(command)
    try:
        wait_for(port, process)
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a server, whatever it does just now."""
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.wait()


def main(folder: Path, port: int) -> None:
    """Serve until killed."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    config = config_of(folder)
    app = create_app(config, open_store(config.database_url))
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
