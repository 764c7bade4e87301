"""Which agency handles a case, as far as its records tell. Knows nothing of what a server says about it."""

from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.records import RecordChain, VerifiedRecord


def home_of(chain: RecordChain, newest: VerifiedRecord) -> str:
    """Give the agency whose officers handle a case.

    The governing one until a record leaves none of its officers, then the one that it was handed to; a guest from
    elsewhere changes nothing.

    Args:
        chain: the verified records.
        newest: the newest of them that counts.
    """
    home = chain.first.agency
    for record in chain.records[: chain.records.index(newest) + 1]:
        agencies = {agency for agency, reader in record.readers if reader != RECOVERY_READER}
        if agencies and home not in agencies:
            home = min(agencies)
    return home
