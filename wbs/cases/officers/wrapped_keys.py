"""Takes an officer's key as the officer's browser wrapped it anew (docs/spec/officers.md, "Wrapped anew").

Nobody here can read what is inside. So an officer's only copy gives way to nothing that is not of a wrapped key's size,
and only at the word of one who knows what is stored: that is given out at sign-in, after both factors, nowhere else.
"""

from datetime import datetime

from wbs.cases.access import Actor
from wbs.cases.model import AuditAction, AuditEntry
from wbs.cases.officers.ports import OfficerStore
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import sha256
from wbs.crypto.signin import WRAPPED_SIZES
from wbs.errors import ConflictError, FormatError


class WrappedKeys:
    """Replaces wrapped keys."""

    def __init__(self, store: OfficerStore) -> None:
        self._store = store

    def replace(self, actor: Actor, *, replaces: str, wrapped: bytes, now: datetime) -> None:
        """Store `wrapped` in place of the officer's own key whose digest is `replaces`; said twice, it is done once.

        Raises:
            FormatError: no wrapped key has this length.
            ConflictError: another one is stored, for instance by the officer's other tab.
        """
        if len(wrapped) not in WRAPPED_SIZES:
            raise FormatError("not of a wrapped key's length")
        officer = self._store.officer(*actor.name)
        if officer is not None and officer.wrapped_key == wrapped:
            return
        if officer is None or b64url(sha256(officer.wrapped_key)) != replaces:
            raise ConflictError("the stored wrapped key is another one")
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.KEY_WRAPPED)
        if not self._store.replace_wrapped_key(*actor.name, before=officer.wrapped_key, after=wrapped, audit=entry):
            raise ConflictError("the stored wrapped key changed meanwhile")
