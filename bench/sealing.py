"""How fast a reporter's browser seals a file, against what its WebCrypto can do at most, in every engine of the tests.

The worker is the one that is shipped, the file comes from the disk by the page's file field, and parts go to the page
as they do there. Against it stands a worker that only encrypts pieces of 16 KiB that it has in memory: one after the
other, which is what the target is about, and several at a time. They take turns, and what counts is the middle one of
the rounds' ratios: other work on the machine slows both.
"""

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, at_least, reported
from tests.engines.fleet import WITH_SCRIPTS, Fleet
from tests.engines.site import serving
from tests.engines.visit import Visit
from wbs.crypto.primitives import random_bytes
from wbs.portal.scripts import BUILD_FOLDER, PARTS, REPORT_WORKER
from wbs.web.build import load_build

SIZE = 100 * 1000 * 1000
ROUNDS = 5
AT_ONCE = 16
TARGETS = {"firefox-safer": 50.0}
TARGET = 55.0
PROGRAMS = {"chromium": "chromium", "firefox": "firefox-esr"}
PAGE = b"""<!doctype html><title>sealing</title><input type="file"><script src="/page.js"></script>"""
SCRIPT = b"""
const workers = {};
let asked = 0;
const ask = (name, method, params, transfer = []) => new Promise((resolve, reject) => {
    const worker = (workers[name] ??= new Worker(`/${name}.js`));
    const id = (asked += 1);
    worker.addEventListener("message", function hear({ data }) {
        if (data.id !== id) return;
        worker.removeEventListener("message", hear);
        if (data.error) reject(new Error(data.error));
        else resolve(data.result);
    });
    worker.postMessage({ id, method, params }, transfer);
});
async function seal() {
    const [file] = document.querySelector("input").files;
    const { id, length } = await ask("worker", "add", { file, name: file.name });
    let room;
    for (let given = 0; given < length; given += room.length) {
        room = await ask("worker", "nextPart", { id, room }, room ? [room.buffer] : []);
    }
    await ask("worker", "forget", { id });
}
const bare = (size, atOnce) => ask("bare", "", { size, atOnce });
"""
BARE = b"""
self.addEventListener("message", async ({ data: { id, params: { size, atOnce } } }) => {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const content = crypto.getRandomValues(new Uint8Array(65536));
    const nonce = new DataView(new ArrayBuffer(12));
    const one = (number) => {
        nonce.setUint32(8, number);
        const start = (number % 4) * 16384;
        const iv = new Uint8Array(nonce.buffer);
        return crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, content.subarray(start, start + 16384));
    };
    for (let number = 0; number < size / 16384; number += atOnce) {
        if (atOnce === 1) await one(number);
        else await Promise.all(Array.from({ length: atOnce }, (_, next) => one(number + next)));
    }
    self.postMessage({ id, result: true });
});
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Measure every engine that the machine has."""
    build = load_build(BUILD_FOLDER, PARTS)
    if build is None:
        return
    content = folder / "rekaman.mp4"
    content.write_bytes(random_bytes(1 << 20) * (SIZE >> 20) + bytes(SIZE % (1 << 20)))
    worker = build.files[build.names[REPORT_WORKER]].data
    scripts = {"/page.js": SCRIPT, "/worker.js": worker, "/bare.js": BARE}
    files = {path: ("text/javascript", data) for path, data in scripts.items()}
    with serving({"/": ("text/html", PAGE), **files}) as address, closing(Fleet(folder)) as fleet:
        for name in WITH_SCRIPTS:
            if shutil.which(PROGRAMS[name.partition("-")[0]]):
                with fleet.engine(name).visit() as visit:
                    visit.goto(address + "/")
                    visit.set_files("input", content)
                    yield from compare(visit, name)


def compare(visit: Visit, name: str) -> Iterator[Figure]:
    """Let both take turns in one engine; the first round is for warming up."""
    rounds = [times(visit) for _ in range(ROUNDS + 1)][1:]
    share = statistics.median(one / sealed for sealed, one, _ in rounds) * 100
    several = statistics.median(several / sealed for sealed, _, several in rounds) * 100
    rate = SIZE / statistics.median(sealed for sealed, _, _ in rounds) / 1e6
    yield at_least(f"sealing over bare AES-GCM, {name}", share, "%", TARGETS.get(name, TARGET))
    yield reported(f"sealing over {AT_ONCE} at once, {name}", several, "%")
    yield reported(f"sealing 100 MB, {name}", rate, "MB/s")


def times(visit: Visit) -> tuple[float, float, float]:
    """Seal the file, encrypt as many pieces one by one, and several at once; give the seconds of each.

    The clock is ours: that of a browser which resists fingerprinting is too coarse.
    """
    return seconds(visit, "seal"), seconds(visit, "bare", SIZE, 1), seconds(visit, "bare", SIZE, AT_ONCE)


def seconds(visit: Visit, function: str, *arguments: int) -> float:
    """Call one of the page's functions."""
    began = time.perf_counter()
    visit.evaluate(f"(...given) => {function}(...given).then(() => true)", *arguments)
    return time.perf_counter() - began
