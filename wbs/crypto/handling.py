"""Which agency handles a case, as far as its records tell. Knows nothing of what a server says about it."""

from collections.abc import Sequence

from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.records import RecordChain, VerifiedRecord


def home_of(chain: RecordChain, newest: VerifiedRecord) -> str:
    """Give the agency whose officers handle a case (docs/spec/records.md, "Who handles a case").

    The governing one, until one of its officers hands the case to another agency alone, or the reporter begins an epoch
    for officers of an agency that had it before. A guest changes nothing.

    Args:
        chain: the verified records.
        newest: the newest of them that counts.
    """
    homes = [chain.first.agency]
    for record in chain.records[: chain.records.index(newest) + 1]:
        homes.append(_home_after(record, homes))
    return homes[-1]


def _home_after(record: VerifiedRecord, homes: Sequence[str]) -> str:
    agencies = {agency for agency, reader in record.readers if reader != RECOVERY_READER}
    home, author = homes[-1], record.document.author
    if home in agencies:
        return home
    if isinstance(author, str):
        return next((one for one in reversed(homes) if one in agencies), home)
    return min(agencies) if author.agency == home and len(agencies) == 1 else home
