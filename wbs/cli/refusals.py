"""Why a step was refused, in Indonesian: officials read it, and the libraries below speak English to operators."""

import re

_TEXTS = {
    "a passphrase is asked on a terminal, or read from --passphrase-file or -fd": (
        "frasa sandi ditanyakan di terminal, atau dibaca dari --passphrase-file atau --passphrase-fd"
    ),
    "a passphrase is one line of letters, digits and signs of an ordinary keyboard": (
        "frasa sandi adalah satu baris huruf, angka, dan tanda dari papan tombol biasa"
    ),
    "a passphrase has at least 20 characters; seven drawn words are better": (
        "frasa sandi paling sedikit 20 karakter; tujuh kata yang diundi lebih baik"
    ),
    "the passphrase was not typed the same again": "frasa sandi tidak diketik sama",
}
_PATTERNS = (
    (r"(.+) exists already; nothing is overwritten", r"\1 sudah ada; tidak ada yang ditimpa"),
    (r"(.+) cannot be written: (.+)", r"\1 tidak dapat ditulis: \2"),
    (
        r"(.+) does not hold what was written; the medium may be broken",
        r"isi \1 tidak sama dengan yang ditulis; flashdisk mungkin rusak",
    ),
    (r"(.+) is not an ordinary file", r"\1 bukan berkas biasa"),
    (r"(.+) cannot be read: (.+)", r"\1 tidak dapat dibaca: \2"),
    (r"(.+) is larger than any document", r"\1 lebih besar daripada naskah mana pun"),
)


def indonesian(reason: str) -> str:
    """Give the Indonesian text of a refusal; one that is not listed stays English."""
    if reason in _TEXTS:
        return _TEXTS[reason]
    for pattern, text in _PATTERNS:
        match = re.fullmatch(pattern, reason)
        if match is not None:
            return match.expand(text)
    return reason
