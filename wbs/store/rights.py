"""What each part of WBS may do to each table, in one place. PostgreSQL is made to hold them to it (`granting.py`).

Every table stands here, with whoever has a right to it; who is not named has none. Where only some columns are needed,
only they are named: the reporters' portal learns which officers hold which key, and nothing else of their accounts.
Nobody may empty, alter or drop a table, or make anything; only the owner, who migrates, can.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

ALL = ("*",)
"""Every column."""


class Role(StrEnum):
    """Who connects, besides the owner."""

    PORTAL = "portal"
    INVESTIGATOR = "investigator"
    MAINTAIN = "maintain"
    """`wbs maintain` and `wbs doctor`."""
    BACKUP = "backup"
    """`wbs backup`: reads every table, and seals what it reads."""


@dataclass(frozen=True, slots=True)
class Right:
    """What one role may do to one table."""

    read: tuple[str, ...] = ()
    """Columns, or ALL."""
    adds: bool = False
    change: tuple[str, ...] = ()
    """Columns, or ALL. Locking a row needs one, too."""
    removes: bool = False


_P, _I, _M = Role.PORTAL, Role.INVESTIGATOR, Role.MAINTAIN
_READ = Right(ALL)
_ADD = Right(ALL, adds=True)
_ONLY_ADD = Right(adds=True)
_TAKE = Right(ALL, adds=True, removes=True)
_REMOVE = Right(ALL, removes=True)
_CASE = ("agency", "case_id")
_OFFICER = ("officer_agency", "officer")
_PLAN = ("rules", "clock", "since", "soon", "warn", "urge", "due", "result_due")
_NEWEST = ("epoch", "place")
_TABLES: Mapping[str, Mapping[Role, Right]] = {
    "alembic_version": {_P: _READ, _I: _READ, _M: _READ},
    # Cases
    "mailboxes": {_P: _ADD, _I: _ADD},
    "cases": {
        _P: Right(
            (*_CASE, "status", "received", *_NEWEST, "summary", "handler", "rules", "soon", "due"),
            adds=True,
            change=(*_NEWEST, "summary", *_PLAN),
        ),
        _I: Right(ALL, adds=True, change=("status", *_NEWEST, "handler", *_PLAN)),
        _M: Right((*_CASE, "status", "received", *_NEWEST, "handler", *_PLAN), change=_PLAN),
    },
    "inbox": {
        _P: Right((*_CASE, "reader", "tray"), adds=True, change=("tray", "soon", "due"), removes=True),
        _I: Right(ALL, adds=True, change=("tray", "soon", "due"), removes=True),
        _M: Right((*_CASE, "reader", "tray"), change=("tray", "soon", "due")),
    },
    "case_steps": {_P: _ADD, _I: _ADD, _M: _READ},
    "case_replans": {_P: _READ, _I: _READ, _M: _ADD},
    "case_tags": {
        _P: _ADD,
        _I: Right(ALL, adds=True, change=("channel", "matter_class", "outcome", "category", "is_duplicate")),
        _M: _READ,
    },
    "case_extensions": {_P: _READ, _I: _ADD, _M: _READ},
    "records": {_P: _ADD, _I: _ADD, _M: Right((*_CASE, "place", "envelope"))},
    "grants": {
        _P: Right((*_CASE, "reader", "epoch", "in_force", "sealed"), adds=True, change=("in_force",)),
        _I: Right(ALL, adds=True, change=("in_force",)),
        _M: Right((*_CASE, "reader", "in_force", "received")),
    },
    "messages": {_P: _TAKE, _I: _ADD, _M: _READ},
    "attachments": {_P: _TAKE, _I: _ADD},
    "case_served": {_P: _READ, _I: Right(ALL, adds=True, change=("newest",))},
    "reporters_files": {_P: _TAKE, _I: _ONLY_ADD},
    "chunks": {
        _P: Right(ALL, adds=True, change=("shelf",), removes=True),
        _I: Right(ALL, adds=True, change=("shelf",), removes=True),
        _M: Right(("shelf", "attachment", "n"), removes=True),
    },
    "uploads": {
        _P: Right(ALL, adds=True, change=("shelf", "length", "day", "dropped"), removes=True),
        _I: Right(ALL, adds=True, change=("shelf", "length", "day", "dropped"), removes=True),
        _M: Right(("attachment", "shelf", "day", "dropped"), change=("dropped",), removes=True),
    },
    "read_marks": {_I: Right(ALL, adds=True, change=("newest",))},
    # What officers keep among themselves
    "inside_keys": {_I: _ADD},
    "inside_grants": {_I: _ADD},
    "inside_entries": {_I: _ADD},
    "case_declarations": {
        _P: Right((*_CASE, *_OFFICER, "has_conflict")),
        _I: Right(ALL, adds=True, change=("day", "has_conflict")),
        _M: Right((*_CASE, *_OFFICER, "has_conflict")),
    },
    "identity_questions": {_I: Right(ALL, adds=True, change=("answer",))},
    # Where cases went
    "referrals": {_I: _ADD, _M: Right((*_CASE, "way"))},
    "transfer_approvals": {
        _P: Right(_CASE, removes=True),
        _I: Right(ALL, adds=True, change=("recipient", "day", "envelope"), removes=True),
    },
    "parcels": {
        _P: Right((*_CASE, "state"), removes=True),
        _I: Right(ALL, adds=True, change=("sealed", "state", "answer"), removes=True),
        _M: Right(ALL, change=("state", "answer")),
    },
    "recommendations": {_I: Right(ALL, adds=True, change=("due", "ended"))},
    # Officers' accounts
    "officers": {
        _P: Right(("agency", "officer", "reader_key")),
        _I: Right(
            ALL,
            adds=True,
            change=("state", "salt", "auth_hash", "totp_box", "totp_step", "wrapped_key", "reader_key"),
            removes=True,
        ),
        _M: Right(("agency", "officer", "state", "reader_key")),
    },
    "officer_keys": {
        _P: Right(("agency", "officer", "reader_key")),
        _I: Right(ALL, adds=True, change=("reader_key", "salt", "wrapped"), removes=True),
        _M: Right(("agency", "officer", "kind", "reader_key")),
    },
    "enrolments": {_I: Right(ALL, adds=True, change=("reader_key", "day", "envelope"), removes=True)},
    "invitations": {_I: _TAKE, _M: Right(("until",), removes=True)},
    "failures": {_I: Right(ALL, adds=True, change=("count", "wait_until"), removes=True)},
    "sessions": {
        _I: Right(ALL, adds=True, change=("last_seen",), removes=True),
        _M: Right(("created", "last_seen"), removes=True),
    },
    "passkeys": {_I: Right(ALL, adds=True, change=("sign_count", "last_used", "wrapped", "reader_key"), removes=True)},
    "answered_challenges": {_I: _ONLY_ADD, _M: Right(("good_until",), removes=True)},
    "recovery_codes": {_I: Right(ALL, adds=True, change=("used", "told"), removes=True)},
    # The audit log
    "audit_entries": {_I: _ADD, _M: _READ},
    "audit_trees": {_I: Right(ALL, adds=True, change=("size", "peaks")), _M: _READ},
    "audit_checkpoints": {_I: _READ, _M: _ADD},
    "audit_cosignatures": {_I: _ADD, _M: _READ},
    "audit_nodes": {_I: _READ, _M: _ADD},
    # Agencies, and the nightly jobs
    "shortages": {_I: _READ, _M: _TAKE},
    "upkeep_runs": {_I: _READ, _M: Right(ALL, adds=True, change=("ended", "done"))},
    "agency_rules": {_P: _READ, _I: _ADD, _M: _READ},
    "figure_counts": {
        _I: Right(ALL, adds=True, change=("day", "document")),
        _M: Right(ALL, adds=True, change=("day", "document"), removes=True),
    },
    "published_figures": {_P: _READ, _I: _READ, _M: _ADD},
}

RIGHTS: Mapping[Role, Mapping[str, Right]] = MappingProxyType(
    {
        **{role: {table: by[role] for table, by in _TABLES.items() if role in by} for role in (_P, _I, _M)},
        Role.BACKUP: dict.fromkeys(_TABLES, _READ),
    }
)
"""By role and table; a table that a role has no right to is not there."""
DECLARED = frozenset(_TABLES)
"""Every table that stands here; a test compares it with the schema."""
