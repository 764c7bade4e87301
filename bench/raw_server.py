"""The yardstick for uploads: the shipped server storing a raw body in the same rows, without parsing or sealing."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from wbs.cases.model import CHUNK_LIMIT, AgencyCode, AttachmentId, PendingUpload
from wbs.cli.server import APPLICATIONS, Application, serve
from wbs.clock import SystemClock
from wbs.config import PortalConfig, WebConfig
from wbs.crypto.primitives import random_bytes
from wbs.store.store import Store

NAME = "raw"


def create_app(_config: WebConfig, store: Store) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """Make the application: POST a body, get its length back."""
    uploads = store.cases
    today = SystemClock().today()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        attachment = AttachmentId(random_bytes(16))
        uploads.begin_upload(PendingUpload(attachment, AgencyCode("61.08"), bytes(32), None, today))
        remaining = total = int(environ.get("CONTENT_LENGTH") or 0)
        for number in range(-(-total // CHUNK_LIMIT)):
            size = min(CHUNK_LIMIT, remaining)
            uploads.append_chunks(attachment, number, [_exactly(environ["wsgi.input"], size)], today)
            remaining -= size
        uploads.finish_upload(attachment, total)
        start("200 OK", [("Content-Type", "text/plain")])
        return [str(total).encode()]

    return app


def _exactly(stream: Any, size: int) -> bytes:
    parts = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


APPLICATIONS[NAME] = Application(PortalConfig.from_environment, "bench.raw_server:create_app", 2)

if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    serve(NAME, PortalConfig.from_environment(os.environ))
