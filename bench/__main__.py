"""`make bench`: measure and print one line a measure; exit 1 if one falls short."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench import (
    audit,
    backing,
    counting,
    exporting,
    floods,
    growth,
    handing,
    idle,
    inboxes,
    large,
    load,
    officers,
    onion,
    reporters,
    sealed,
    sealing,
    servers,
    trusting,
    uploading,
)
from bench.databases import KINDS
from bench.figures import Figure

SUITES = {
    "reporters": reporters.measure,
    "sealing": sealing.measure,
    "officers": officers.measure,
    "export": exporting.measure,
    "trusting": trusting.measure,
    "handing": handing.measure,
    "audit": audit.measure,
    "onion": onion.measure,
    "idle": idle.measure,
}


def measure_long(folder: Path) -> Iterator[Figure]:
    """Send a gigabyte, without a browser and from the page of each; verify a long log; count many cases."""
    yield from uploading.measure_long(folder)
    yield from large.measure(folder)
    yield from audit.measure_long(folder)
    yield from counting.measure(folder)
    yield from inboxes.measure(folder)
    yield from growth.measure(folder)


ON_REQUEST: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "sealed": sealed.measure,
    "long": measure_long,
    "large": large.measure,
    "audit-long": audit.measure_long,
    "backup": backing.measure,
    "figures": counting.measure,
    "inboxes": inboxes.measure,
    "floods": floods.measure,
    "load": load.measure,
    "servers": servers.measure,
    "growth": growth.measure,
}
"""A part of `reporters`, and what takes long."""
for _kind in KINDS:
    ON_REQUEST[f"load-{_kind}"] = partial(load.measure, kinds=[_kind])
    for _size in growth.SIZES:
        ON_REQUEST[f"growth-{_kind}-{_size}"] = partial(growth.measure, sizes=[_size], kinds=[_kind])


def main() -> None:
    """Run the suites that are named, or all."""
    is_short = False
    for name in sys.argv[1:] or SUITES:
        with tempfile.TemporaryDirectory(prefix="wbs-bench-") as folder:
            for figure in {**SUITES, **ON_REQUEST}[name](Path(folder)):
                print(figure.line(), flush=True)
                is_short |= not figure.is_met
    sys.exit(is_short)


if __name__ == "__main__":
    main()
