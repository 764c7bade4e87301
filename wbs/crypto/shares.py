"""The recovery secret as words on paper: SLIP-39 shares for officials (docs/spec/recovery.md).

Nothing here prints or stores a share. Refusals never quote one, as the library's own do.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share

from wbs.crypto.directory import MIN_REAL_THRESHOLD, RecoveryShares
from wbs.crypto.keys import RecoverySecret
from wbs.crypto.primitives import SEED_BYTES, equal
from wbs.errors import FormatError, TrustError

SHARE_WORDS = 33
_EXPONENT = 1
"""Iterations of the library's hash: with an empty passphrase they protect nothing, more only take time."""


def split(secret: RecoverySecret, shares: RecoveryShares) -> tuple[str, ...]:
    """Split a secret among its holders: one text of 33 words for each, in their order.

    Raises:
        TrustError: a threshold below 2, or above the number of holders.
    """
    holders = len(shares.holders)
    if not MIN_REAL_THRESHOLD <= shares.threshold <= holders:
        raise TrustError("a recovery key is split so that at least two holders are needed")
    (group,) = generate_mnemonics(1, [(shares.threshold, holders)], secret.unsafe_seed(), iteration_exponent=_EXPONENT)
    return tuple(group)


def check_share(text: str) -> str:
    """Give a typed share in its plain form: 33 words, lower case, single spaces.

    Raises:
        FormatError: words that are none, a wrong number of them, or a checksum that does not fit.
    """
    return str(_read(text).mnemonic())


def combine(texts: Sequence[str]) -> RecoverySecret:
    """Restore the secret; shares beyond the threshold are each tried, too, so that a wrong one among them shows.

    Raises:
        FormatError: one of the texts is no share.
        TrustError: too few shares, the same one twice, of different sets, or altered.
    """
    shares = [_read(text) for text in texts]
    if not shares:
        raise TrustError("no shares")
    if len({share.group_parameters() for share in shares}) != 1:
        raise TrustError("shares of different sets")
    if len({share.index for share in shares}) != len(shares):
        raise TrustError("one share twice")
    needed = shares[0].member_threshold
    if len(shares) < needed:
        raise TrustError("fewer shares than the threshold asks")
    secret = _combine(shares[:needed])
    for extra in shares[needed:]:
        if not equal(_combine([*shares[: needed - 1], extra]), secret):
            raise TrustError("a share that does not fit the others")
    return RecoverySecret(secret)


def sort_sets(texts: Sequence[str]) -> list[list[str]]:
    """Part shares by the set that they belong to, in the order in which the sets first appear.

    Raises:
        FormatError: one of the texts is no share.
    """
    sets: dict[object, list[str]] = {}
    for text in texts:
        sets.setdefault(_read(text).group_parameters(), []).append(text)
    return list(sets.values())


def threshold_of(text: str) -> int:
    """Say how many shares of a share's set are needed.

    Raises:
        FormatError: no share.
    """
    return int(_read(text).member_threshold)


def _read(text: str) -> Share:
    try:
        share = Share.from_mnemonic(" ".join(text.lower().split()))
    except MnemonicError:
        raise FormatError("not a share: a word is wrong, or missing") from None
    is_ours = (
        share.iteration_exponent == _EXPONENT
        and share.extendable
        and share.group_count == share.group_threshold == 1
        and share.member_threshold >= MIN_REAL_THRESHOLD
        and len(share.value) == SEED_BYTES
    )
    if not is_ours:
        raise FormatError("a share of another kind of secret")
    return share


def _combine(shares: Sequence[Share]) -> bytes:
    try:
        return bytes(combine_mnemonics([share.mnemonic() for share in shares]))
    except MnemonicError:
        raise TrustError("shares that do not fit one another") from None
