"""A picture whose metadata was taken out is the same picture, to the last bit, for a decoder that is not ours."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.node import run_node
from tests.crypto.scenario import decode
from tests.files import building as b
from tests.files.test_both_halves import STRIP, in_node

SECRET = b"Sari Wulandari"
TURNED = b.tiff([(0x0112, b.SHORT, 6), (0x013B, b.ASCII, SECRET + b"\0")], gps=b.MONAS)
EXIF = b.segment(0xE1, b"Exif\0\0" + TURNED)
PICTURES = {
    "jpeg": b.jpeg(b.segment(0xE0, b.JFIF), EXIF, b.segment(0xFE, SECRET), behind=SECRET),
    "png": b.png(b.chunk(b"tEXt", b"Author\0" + SECRET), b.chunk(b"gAMA", b"\0\0\xb1\x8f"), behind=SECRET),
    "webp": b.webp(b.extended(8), b.riff(b"VP8L", b.VP8L), b.riff(b"EXIF", TURNED), behind=SECRET),
}


@pytest.fixture(scope="module")
def stripped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    found = in_node(STRIP, list(PICTURES.values()), tmp_path_factory.mktemp("pictures"))
    assert [looked for _, looked in found] == [
        {"format": name, "checked": "whole", "findings": []} for name in PICTURES
    ]
    return {name: decode(text) for name, (text, _) in zip(PICTURES, found, strict=True)}


@pytest.mark.parametrize("name", PICTURES)
def test_no_byte_of_the_secret_is_left(name: str, stripped: dict[str, bytes]) -> None:
    assert SECRET in PICTURES[name]
    assert SECRET[:4] not in stripped[name]
    assert len(stripped[name]) < len(PICTURES[name])


def test_the_bytes_that_make_the_picture_are_the_same(stripped: dict[str, bytes]) -> None:
    assert b.jpeg()[2:] in stripped["jpeg"]
    assert b.IHDR in stripped["png"]
    assert stripped["png"].endswith(b.IDAT + b.IEND)
    assert b.riff(b"VP8L", b.VP8L) in stripped["webp"]


@pytest.mark.parametrize("name", PICTURES)
def test_another_decoder_sees_the_same_points(name: str, stripped: dict[str, bytes]) -> None:
    before, after = (Image.open(io.BytesIO(file)) for file in (PICTURES[name], stripped[name]))
    assert (before.size, before.mode, before.tobytes()) == (after.size, after.mode, after.tobytes())
    assert name != "jpeg" or after.getexif() == {0x0112: 6}


def test_a_large_picture_is_given_as_slices_of_itself(tmp_path: Path) -> None:
    script = """
        import { writeFileSync } from "node:fs";
        import { strip } from "./src/files/index.js";
        let read = 0;
        const head = Buffer.from(process.argv.at(-2), "hex");
        const whole = new Blob([head, new Uint8Array(30_000_000), Buffer.from("ffd9", "hex")]);
        const slice = whole.slice.bind(whole);
        whole.slice = (from, to) => {
            const part = slice(from, to);
            const buffer = part.arrayBuffer.bind(part);
            part.arrayBuffer = () => { read = Math.max(read, to - from); return buffer(); };
            return part;
        };
        const found = await strip(whole);
        writeFileSync(process.argv.at(-1), JSON.stringify([found.size, read]));
    """
    head = b.jpeg(EXIF)[:-2]
    out = tmp_path / "out.json"
    run_node(script, head.hex(), str(out))
    size, read = json.loads(out.read_text(encoding="utf-8"))
    assert size < 30_000_000 + len(head)
    assert read <= 1 << 16
