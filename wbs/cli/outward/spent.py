"""Which texts were on their way already: a file beside the database, so that whoever writes there sends none again.

Holds days and digests of signed texts, as long as such a text could count; nothing of a case.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from wbs.crypto.encoding import b64url
from wbs.crypto.parcel import KEPT
from wbs.crypto.primitives import sha256
from wbs.errors import ConfigError

FILE = "outbox-sent"
"""In the folder of data, for the nightly jobs alone."""
_LEAST = KEPT + timedelta(days=2)
"""A day longer than a text counts whose day was one ahead."""


class Spent:
    """The file. Several runs at once wait for one another."""

    def __init__(self, folder: Path, today: date) -> None:
        """Take the folder; on this day, what is too old to count is dropped."""
        self._path = folder / FILE
        self._today = today

    def note(self, signed: bytes, day: date) -> bool:
        """Note that a signed text is about to leave, durably; False if it was noted before.

        Args:
            signed: its envelope.
            day: the day that it bears, which may be yet to come where a directory is issued ahead.

        Raises:
            ConfigError: the file cannot be read or written, or is none: nothing must be sent then.
        """
        digest = _digest(signed)
        with self._locked():
            noted = self._read()
            if digest in noted:
                return False
            self._write({**noted, digest: max(self._today, day)})
        return True

    def forget(self, signed: bytes) -> None:
        """Forget a text of which nothing left.

        Raises:
            ConfigError: as `note`.
        """
        with self._locked():
            noted = self._read()
            noted.pop(_digest(signed), None)
            self._write(noted)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            handle = os.open(self._path.parent, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
                os.fsync(handle)
            finally:
                os.close(handle)
        except (OSError, ValueError):
            raise ConfigError(f"the file {FILE} in the folder of data cannot be read or written") from None

    def _read(self) -> dict[str, date]:
        if not self._path.exists():
            return {}
        parts = [line.split(" ") for line in self._path.read_text(encoding="ascii").splitlines()]
        noted = {digest: date.fromisoformat(day) for day, digest in parts}
        return {digest: day for digest, day in noted.items() if self._today - day <= _LEAST}

    def _write(self, noted: dict[str, date]) -> None:
        text = "".join(f"{day.isoformat()} {digest}\n" for digest, day in sorted(noted.items()))
        draft = self._path.with_name(f"{FILE}.new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)


def _digest(signed: bytes) -> str:
    return b64url(sha256(b"wbs/v1/sent\0", signed))
