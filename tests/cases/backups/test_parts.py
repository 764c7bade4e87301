"""Rows are taken only as some database of ours could hold them: whoever has a recipient's key can seal others."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from wbs.cases.backups.archive import END, serialise_member
from wbs.cases.backups.parts import BackupReader, Column, Contents, Kind, Row, Table, serialise_backup
from wbs.crypto.shape import serialise
from wbs.errors import FormatError

TABLE = Table(name="sums", columns=(Column(name="sum", kind=Kind.NUMBER),))
CONTENTS = Contents(schema="0001", day="2026-11-22", tables=(TABLE,))


@dataclass
class Numbers:
    """A database of one number, and what takes it."""

    number: int
    contents: Contents = CONTENTS

    def rows(self, table: Table) -> Iterator[Row]:
        del table
        yield (self.number,)

    def begin(self, contents: Contents) -> None:
        self.contents = contents

    def take_document(self, name: str, data: bytes) -> None:
        del name, data

    def take_rows(self, table: Table, rows: list[Row]) -> None:
        del table
        ((self.number,),) = rows  # type: ignore[misc, assignment]


@pytest.mark.parametrize("number", [-(2**63), -1, 0, 2**63 - 1])
def test_numbers_of_eight_bytes_come_back(number: int) -> None:
    taken = Numbers(5)
    reader = BackupReader(taken)
    for piece in serialise_backup(Numbers(number), []):
        reader.update(piece)
    reader.finalize()
    assert taken.number == number


@pytest.mark.parametrize(
    "row", [b"\x91\x91\xcf\x80\0\0\0\0\0\0\0", b"\x91\x91\xcf" + b"\xff" * 8, b"\xdd\xff\xff\xff\xff"]
)
def test_numbers_and_counts_that_nothing_holds_are_refused_before_a_database_sees_them(row: bytes) -> None:
    taken = Numbers(5)
    reader = BackupReader(taken)
    reader.update(serialise_member("contents.json", serialise(CONTENTS)))
    with pytest.raises(FormatError):
        reader.update(serialise_member("tables/sums/000000000", row) + END)
    assert taken.number == 5
