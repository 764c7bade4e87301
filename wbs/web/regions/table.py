"""Looks up provinces, regencies and cities by code or by what people type of their names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

TABLE = Path(__file__).with_name("regions.tsv")
MAX_WORDS = 8
"""Words of a search that count."""
_WORD = re.compile(r"[a-z0-9]+")
_PROVINCE_CHARS = 2
_SAME_AS = {
    "kab": "kabupaten",
    "prov": "provinsi",
    "propinsi": "provinsi",
    "dki": "jakarta",
    "diy": "yogyakarta",
    "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara",
    "sumut": "sumatera utara",
    "sumbar": "sumatera barat",
    "sumsel": "sumatera selatan",
    "sumatra": "sumatera",
    "jabar": "jawa barat",
    "jateng": "jawa tengah",
    "jatim": "jawa timur",
    "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah",
    "sulsel": "sulawesi selatan",
    "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat",
    "babel": "bangka belitung",
    "kepri": "kepulauan riau",
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
}
"""What people write for words of the list."""


class Tier(StrEnum):
    """Kinds of regions; values are permanent."""

    PROVINCE = "province"
    REGENCY = "regency"
    CITY = "city"


@dataclass(frozen=True)
class Region:
    """One region of the first or second level."""

    code: str
    name: str
    """As the Ministry writes it; regencies and cities say in it what they are."""

    @property
    def tier(self) -> Tier:
        """What kind of region it is."""
        if len(self.code) == _PROVINCE_CHARS:
            return Tier.PROVINCE
        return Tier.CITY if self.name.startswith("Kota ") else Tier.REGENCY

    @property
    def full_name(self) -> str:
        """The name with what the region is."""
        return f"Provinsi {self.name}" if self.tier is Tier.PROVINCE else self.name

    @property
    def province(self) -> str:
        """Code of the province it lies in, or is."""
        return self.code[:_PROVINCE_CHARS]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of its full name, as `words_of` writes them."""
        return frozenset(words_of(self.full_name))


class Regions:
    """All regions, in the order of their codes."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._by_code = {region.code: region for region in regions}

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def find(self, code: str) -> Region | None:
        """Give the region of a code."""
        return self._by_code.get(code)

    def province_of(self, code: str) -> Region | None:
        """Give the province that a region lies in, or is."""
        return self.find(code[:_PROVINCE_CHARS])

    def search(self, text: str, limit: int) -> list[Region]:
        """Give up to `limit` regions whose code begins with the text, or whose name has a word for every word of it.

        Regions whose names have the words whole come before those whose words only begin so.
        """
        typed = text.strip()
        if re.fullmatch(r"[0-9]{2}(\.[0-9]{0,2})?", typed):
            return [region for region in self._by_code.values() if region.code.startswith(typed)][:limit]
        wanted = words_of(typed)[:MAX_WORDS]
        if not wanted:
            return []
        found = [region for region in self._by_code.values() if _fits(region, wanted)]
        return sorted(found, key=lambda region: (not region.words.issuperset(wanted), region.code))[:limit]


@cache
def load_regions() -> Regions:
    """Read the list that comes with the program."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return Regions(Region(*line.split("\t")) for line in lines)


def words_of(text: str) -> list[str]:
    """Give the words of a name in lower case without accents; common short forms as the list writes them."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode("ascii")
    short = _WORD.findall(plain)
    return [word for one in short for word in _SAME_AS.get(one, one).split()]


def _fits(region: Region, wanted: Iterable[str]) -> bool:
    return all(any(word.startswith(one) for word in region.words) for one in wanted)
