"""What of an agency's rules everybody may read: what its pages and reporters' days follow from, no more."""

from msgspec import UNSET
from msgspec.structs import replace

from wbs.cases.rules.documents import Rules, default_rules


def public_rules(rules: Rules) -> Rules:
    """Give the rules without what concerns officers alone: addresses of notices, letters, authorities, warnings."""
    return replace(
        rules,
        after=UNSET,
        warn=default_rules(rules.agency).warn,
        letterhead=[],
        letter_number=UNSET,
        authorities=[],
        notices=[],
    )
