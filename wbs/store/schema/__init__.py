"""The tables. Every column also stands, with its reason, in docs/stored-data.md.

The agency comes first in every key, so that a distributed engine can shard by it; only tables that find something by
a random value alone (mailboxes, uploads, sessions) and the login cannot have it. Reporters' tables hold days, never
times, and no number that tells which row came first: in SQLite they have no rowid, or a random one (see `SHUFFLED`).
"""

from wbs.store.schema import agencies, audit, cases, inside, officers, referrals
from wbs.store.schema.columns import METADATA

__all__ = ["METADATA", "REPORTERS", "SHUFFLED", "agencies", "audit", "cases", "inside", "officers", "referrals"]
"""All modules of tables, too: whoever takes the metadata gets every table in it."""

REPORTERS = (
    *(cases.MAILBOXES, cases.CASES, cases.INBOX, cases.CASE_STEPS, cases.CASE_TAGS, cases.RECORDS, cases.GRANTS),
    *(
        cases.MESSAGES,
        cases.ATTACHMENTS,
        cases.REPORTERS_FILES,
        cases.CASE_SERVED,
        cases.CHUNKS,
        cases.UPLOADS,
        cases.READ_MARKS,
    ),
)
"""Tables that what a reporter does writes to: days only, and no order of arrival."""
SHUFFLED = frozenset({cases.RECORDS, cases.MESSAGES, cases.CHUNKS})
"""Reporters' tables that keep a rowid in SQLite, drawn at random for every row.

Their rows are larger than a quarter of a page. Without a rowid such a row lies in an index page with an overflow chain,
and SQLite reads the whole chain for every comparison on the way down (docs/decisions/0005-store.md has the figures).
"""
