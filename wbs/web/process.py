"""What a server process does to itself before it sees a request.

Nothing of its memory may reach a disk by a crash, and what it no longer needs goes back to the system.
"""

import ctypes
import gc
import os
import resource
import sys

_PR_SET_DUMPABLE = 4
_SWITCH_SECONDS = 0.0005
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 4 << 20
"""More than a part of an upload, less than a password hash takes."""
_ARENAS = 2


def harden_process() -> None:
    """Switch core dumps and attaching debuggers off, and let new files be the owner's alone."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def spare_memory() -> None:
    """Let the C library keep few free bytes, however many threads there were; where it is not glibc, do nothing.

    By itself glibc gives every few threads a heap of their own, and keeps what a password hash took.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_ARENA_MAX, _ARENAS)
        library.mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_TRIM_THRESHOLD, _LARGE_BYTES)


def give_back_memory() -> None:
    """Give what the start left over back to the system, and let processes that fork from here share what stays."""
    gc.collect()
    gc.freeze()
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


def take_short_turns() -> None:
    """Let threads change more often than by default (5 ms): a page of one millisecond waits less behind long work."""
    sys.setswitchinterval(_SWITCH_SECONDS)
