"""Several processes on one database, processes that are killed, and processes that fork."""

import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.raw import count, query
from tests.store.samples import OFFICER, REGENCY, a_key
from tests.store.workload import PART_BYTES, PARTS, THREADS, heard
from wbs.cases.model import CaseName, KeyDigest
from wbs.crypto.merkle import Frontier, leaf_hash
from wbs.crypto.primitives import random_bytes
from wbs.store.store import Store, open_store

pytestmark = pytest.mark.promise("P14")
ROOT = Path(__file__).parents[2]
ROUNDS = 20
FOR_EVER = 10**6


def start(module: str, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", module, *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_somewhere(url: str, reader: KeyDigest) -> list[str]:
    """Kill a workload within 200 ms of its first acknowledgement; give the acknowledgements that were heard whole."""
    pause = int.from_bytes(random_bytes(2)) / 2**16 * 0.2
    with start("tests.store.workload", url, reader, str(FOR_EVER)) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        timer = threading.Timer(pause, process.kill)
        timer.start()
        rest = process.stdout.read()
        timer.join()
    return [first, *(line for line in rest.splitlines(keepends=True) if line.endswith("\n"))]


def check_acknowledged(store: Store, reader: KeyDigest, lines: list[str]) -> None:
    """Every acknowledged case is there, as far as it was acknowledged, with its whole attachment."""
    for messages, name in map(heard, lines):
        found = store.cases.case_file(name, reader)
        assert found is not None
        assert len(found.messages) >= messages
        assert len(found.attachments) == 1
        (attachment,) = found.attachments
        chunks = store.cases.attachment(name, attachment)
        assert chunks is not None
        assert sum(map(len, chunks)) == PARTS * PART_BYTES


def check_nothing_half(store: Store, url: str, reader: KeyDigest) -> None:
    """What is there, acknowledged or not, is whole."""
    names = [CaseName(REGENCY, case_id) for (case_id,) in query(url, "SELECT case_id FROM mailboxes")]
    assert count(url, "cases") == len(names)
    for name in names:
        found = store.cases.case_file(name, reader)
        assert found is not None
        assert (len(found.records), len(found.grants), len(found.attachments)) == (1, 1, 1)
        assert [message.seq for message in found.messages] in ([1], [1, 2])
    assert count(url, "grants") == 2 * len(names)
    seconds = query(url, "SELECT count(*) FROM messages WHERE seq = 2")[0][0]
    check_tree(store, seconds)


def check_tree(store: Store, size: int) -> None:
    """The audit log has as many entries as there were acts, and its root is theirs."""
    tree = Frontier(0, [])
    for entry in store.audit.entries(REGENCY, 0, FOR_EVER):
        tree = tree.append(leaf_hash(entry))
    assert store.audit.size_and_root(REGENCY) == (size, tree.root())


def test_a_program_killed_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_half(url: str) -> None:
    reader = a_key()
    for _ in range(ROUNDS if url.startswith("sqlite") else ROUNDS // 4):
        lines = kill_somewhere(url, reader)
        with closing(open_store(url)) as store:
            check_acknowledged(store, reader, lines)
    with closing(open_store(url)) as store:
        check_nothing_half(store, url, reader)
    if url.startswith("sqlite"):
        assert query(url, "PRAGMA integrity_check") == [("ok",)]
        assert query(url, "PRAGMA foreign_key_check") == []


def test_processes_that_write_at_once_lose_nothing(url: str) -> None:
    reader, each = a_key(), 10
    processes = [start("tests.store.workload", url, reader, str(each)) for _ in range(2)]
    lines = [line for process in processes for line in process.communicate()[0].splitlines()]
    assert [process.returncode for process in processes] == [0, 0]
    assert len(lines) == 2 * 2 * THREADS * each
    with closing(open_store(url)) as store:
        check_acknowledged(store, reader, lines)
        check_nothing_half(store, url, reader)
        assert store.cases.inbox([reader], OFFICER, None).total == 2 * THREADS * each


def test_a_child_and_its_parent_write_through_the_store_that_both_hold(url: str) -> None:
    process = start("tests.store.forking", url)
    assert process.communicate()[0].splitlines() == ["parent 0 0"]
    assert process.returncode == 0
    assert count(url, "cases") == 2 + 3 * 20
