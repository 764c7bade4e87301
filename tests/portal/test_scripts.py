"""Built files as browsers get them: packed for those that say they can unpack, and the same files for all others."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.portal.house import House, config_of
from wbs.portal.app import create_app
from wbs.portal.scripts import PARTS, Scripts

WORDS = b"const a = 1;\n" * 1000


@pytest.fixture
def client(house: House, tmp_path: Path) -> FlaskClient:
    names = {part: f"{Path(part).stem}-{'0' * 16}.js" for part in PARTS}
    (tmp_path / "manifest.json").write_text(json.dumps(names), encoding="ascii")
    for part, name in names.items():
        (tmp_path / name).write_bytes(b"// " + part.encode() + b"\n" + WORDS)
    return create_app(config_of(house.folder), house.store, house.clock, None, Scripts(tmp_path)).test_client()


def get(client: FlaskClient, accepts: str | None, part: str = "report", method: str = "GET") -> Any:
    headers = {} if accepts is None else {"Accept-Encoding": accepts}
    return client.open(f"/static/{part}-{'0' * 16}.js", method=method, headers=headers)


@pytest.mark.parametrize("accepts", ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.1", "*"])
@pytest.mark.parametrize("part", ["report", "report-worker", "mailbox", "mailbox-worker", "looker-worker"])
def test_a_browser_that_unpacks_gets_the_same_file_in_fewer_bytes(client: FlaskClient, accepts: str, part: str):
    answer = get(client, accepts, part)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(answer.data) == f"// {part}.js\n".encode() + WORDS
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(WORDS) / 10


@pytest.mark.parametrize("accepts", [None, "", "identity", "br", "gzip;q=0", "*;q=0", "gzippy"])
def test_every_other_browser_gets_the_file_as_it_is(client: FlaskClient, accepts: str | None):
    answer = get(client, accepts)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == b"// report.js\n" + WORDS


@pytest.mark.parametrize("accepts", ["gzip", "identity"])
def test_whatever_stands_between_is_told_that_the_two_differ(client: FlaskClient, accepts: str):
    answer = get(client, accepts)
    assert (answer.headers["Vary"], answer.headers["Cache-Control"]) == ("Accept-Encoding", "no-store")
    assert answer.content_type == "text/javascript; charset=utf-8"


def test_asking_for_the_head_alone_tells_the_same_length(client: FlaskClient):
    whole, head = get(client, "gzip"), get(client, "gzip", method="HEAD")
    assert (head.data, head.headers["Content-Length"]) == (b"", whole.headers["Content-Length"])


@pytest.mark.parametrize("path", ["/", "/lapor", "/api/v1/documents", "/jangkar.json"])
def test_nothing_but_built_files_is_packed(client: FlaskClient, path: str):
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
