"""What a server process does to itself before it sees a request: nothing of its memory may reach a disk by a crash."""

import ctypes
import os
import resource

_PR_SET_DUMPABLE = 4


def harden_process() -> None:
    """Switch core dumps and attaching debuggers off, and let new files be the owner's alone."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
