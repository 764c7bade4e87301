"""A program that uses a store, forks twice, and uses it on in all three processes at once.

Run as `python -m tests.store.forking URL`; prints the children's exit codes.
"""

import os
import sys
import warnings

from tests.store.samples import a_case
from wbs.store.database import SqliteDatabase
from wbs.store.store import Store, open_store

EACH = 20


def write(store: Store, count: int) -> None:
    for _ in range(count):
        case = a_case()
        store.cases.create_case(case)
        if store.cases.mailbox(case.mailbox_hash) != case.name:
            raise AssertionError("not stored")


def connections(store: Store) -> list[object]:
    """Give what this process reads and writes with."""
    database = vars(store)["_database"]
    kept = (database._readers, database._writer) if isinstance(database, SqliteDatabase) else (database._engine,)  # noqa: SLF001
    return [one.get() for one in kept]


def check_own(store: Store, inherited: list[object]) -> None:
    if any(one is other for one in connections(store) for other in inherited):
        raise AssertionError("a child uses its parent's connections")


def fork(store: Store) -> int:
    """Start a child that writes and exits without the parent's clean-up."""
    inherited = connections(store)
    child = os.fork()
    if child:
        return child
    try:
        check_own(store, inherited)
        write(store, EACH)
        store.close()
    except BaseException:  # noqa: BLE001 - a child must end here, whatever happens
        os._exit(1)
    os._exit(0)


def main(url: str) -> None:
    warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of threads; that is what is tried here
    store = open_store(url)
    write(store, 2)
    children = [fork(store) for _ in range(2)]
    write(store, EACH)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    store.close()
    print("parent", *codes)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(sys.argv[1])
