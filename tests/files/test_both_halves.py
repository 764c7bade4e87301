"""Python and the browser's half say the same of the same bytes, however hostile these are."""

import gzip
import json
import re
import zlib
from itertools import product
from pathlib import Path
from typing import Any

from tests.browser.node import BROWSER, bundle, run_node
from tests.crypto.scenario import decode, encode
from tests.files import building as b
from tests.files.mutating import good_files, hostile_files
from tests.files.operations import as_values
from wbs.files.inspection import inspect_source
from wbs.files.names import KINDS
from wbs.files.source import Source

LOOK = """
    import { readFileSync, writeFileSync } from "node:fs";
    import { inspectSource } from "./src/files/inspect.js";
    import { Source } from "./src/files/source.js";
    const [files, out] = process.argv.slice(1).filter((word) => word !== "--");
    const found = [];
    for (const text of JSON.parse(readFileSync(files, "utf-8"))) {
        const file = new Uint8Array(Buffer.from(text, "base64url"));
        const source = new Source((at, end) => file.slice(at, end), file.length);
        found.push([await inspectSource(source), source.budget]);
    }
    writeFileSync(out, JSON.stringify(found));
"""
STRIP = """
    import { readFileSync, writeFileSync } from "node:fs";
    import { inspect, strip } from "./src/files/index.js";
    const [files, out] = process.argv.slice(1).filter((word) => word !== "--");
    const found = [];
    for (const text of JSON.parse(readFileSync(files, "utf-8"))) {
        const stripped = await strip(new Blob([Buffer.from(text, "base64url")]));
        const bytes = stripped && Buffer.from(await stripped.arrayBuffer()).toString("base64url");
        found.push(stripped ? [bytes, await inspect(stripped)] : null);
    }
    writeFileSync(out, JSON.stringify(found));
"""


def in_node(script: str, files: list[bytes], folder: Path) -> list[Any]:
    """Run a script over files; give what it found."""
    given, out = folder / "files.json", folder / "found.json"
    given.write_text(json.dumps([encode(file) for file in files]), encoding="utf-8")
    run_node(script, str(given), str(out))
    found: list[Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def in_python(file: bytes) -> list[Any]:
    source = Source(file, len(file))
    found = as_values(inspect_source(source))
    budget = source.budget
    return [found, {"reads": budget.reads, "fetched": budget.fetched, "inflated": budget.inflated}]


def assert_same(files: list[bytes], folder: Path) -> None:
    for file, theirs in zip(files, in_node(LOOK, files, folder), strict=True):
        assert in_python(file) == theirs, encode(file)


def test_both_say_the_same_of_hostile_files(tmp_path: Path) -> None:
    files = [*good_files(), *hostile_files(3000, "both halves")]
    assert_same(files, tmp_path)
    formats = {in_python(file)[0]["format"] for file in files}
    assert formats == {"jpeg", "png", "webp", "heif", "mp4", "mp3", "pdf", "docx", "xlsx", "pptx", "odf", "unknown"}


def test_both_say_the_same_of_text_that_is_no_text(tmp_path: Path) -> None:
    firsts, seconds, thirds = range(0x80, 0x100, 3), (0x41, 0x80, 0xA0, 0xED), (0x41, 0xBF)
    texts = [bytes([one, two, 0x80, three]) for one, two, three in product(firsts, seconds, thirds)]
    halves = product((0, 65), (0xD8, 0xDB, 0xDC), (0, 1))
    texts += [b"\xff\xfe" + bytes([one, high, two, 0xDC]) for one, high, two in halves]
    xmp = [b.xmp("<dc:creator>@</dc:creator>").replace(b"@", text) for text in texts]
    pngs = [b.png(b.chunk(b"tEXt", b"Author\0" + text)) for text in texts]
    assert_same([*pngs, *(b.png(b.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + one)) for one in xmp)], tmp_path)


def test_both_inflate_what_a_library_packs_and_refuse_what_is_too_large(tmp_path: Path) -> None:
    texts = [b"x", b"Sari " * 3000, bytes(range(256)) * 50, bytes((1 << 22) - 1), bytes(1 << 22), bytes((1 << 22) + 1)]
    packed = [zlib.compress(text, level) for text in texts for level in (1, 9)]
    files = [b.png(b.chunk(b"zTXt", b"Author\0\0" + one)) for one in packed]
    files.append(b.png(*[b.chunk(b"zTXt", b"Author\0\0" + packed[-3])] * 6))
    assert_same(files, tmp_path)
    assert [in_python(file)[0]["checked"] for file in files] == ["whole"] * 10 + ["part"] * 3


def test_both_know_the_same_names(tmp_path: Path) -> None:
    files = [b.png(b.chunk(b"tEXt", name.encode() + b"\0value 1")) for name in KINDS]
    assert_same(files, tmp_path)
    found = [in_python(file)[0]["findings"][0]["kind"] for file in files]
    assert found == [str(kind) for kind in KINDS.values()]


def test_what_is_left_of_a_picture_has_nothing_that_identifies(tmp_path: Path) -> None:
    begins = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
    pictures = [file for file in hostile_files(3000, "strip") if file.startswith(begins)]
    found = [one for one in in_node(STRIP, pictures, tmp_path) if one]
    assert len(found) > 50
    assert [text for text, looked in found if looked["findings"]] == []
    again = in_node(STRIP, [decode(text) for text, _ in found], tmp_path)
    assert again == found


def test_the_browsers_half_stays_small_and_alone() -> None:
    code = bundle("src/files/index.js")
    assert len(gzip.compress(code, 9)) < 12_300
    for forbidden in (b"eval(", b"Function(", b"WebAssembly", b"canvas", b"innerHTML", b"XMLHttpRequest", b"noble"):
        assert forbidden not in code
    sources = [path.read_text(encoding="utf-8") for path in (BROWSER / "src" / "files").glob("*.js")]
    assert len(sources) >= 20
    assert [name for text in sources for name in re.findall(r'from "([^"]+)"', text) if not name.startswith("./")] == []
