"""Files that a reporter's own device encrypted, on their way to a case: announced, sent in parts, resumed.

Every part is one stored chunk of 1 MiB, the last one shorter; so what is stored tells where to go on, after a lost
connection as after a restart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from wbs.cases.model import CHUNK_LIMIT, AgencyCode, AttachmentId, PendingUpload, UploadClaim
from wbs.cases.ports import UploadStore
from wbs.crypto.boxes import token_hash
from wbs.crypto.bulk import encrypted_size, is_encrypted_size
from wbs.crypto.messages import MAX_ATTACHMENTS
from wbs.errors import ConflictError, FileTooLargeError, FormatError, NotFoundError

DEFAULT_FILE_LIMIT = 2 << 30
"""How large a file may be that its sender encrypts, in bytes, where its agency has no other limit."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How large a file may be that its sender encrypts: true sizes in bytes, by agency."""

    default: int = DEFAULT_FILE_LIMIT
    own: Mapping[AgencyCode, int] = field(default_factory=dict)
    """Of agencies that have another one."""

    def limit(self, agency: AgencyCode) -> int:
        """Give an agency's limit."""
        return self.own.get(agency, self.default)

    @property
    def longest(self) -> int:
        """The largest stored length that any agency takes."""
        return encrypted_size(max((self.default, *self.own.values())))


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far an upload has come, in stored bytes."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class UploadPart:
    """The next bytes of an upload, and where its sender believes that they go."""

    attachment: AttachmentId
    token: bytes = field(repr=False)
    offset: int
    data: bytes = field(repr=False)


class Uploads:
    """The use cases. Holds nothing but its port and its limits."""

    def __init__(self, store: UploadStore, limits: FileLimits) -> None:
        """Take files within `limits`."""
        self._store = store
        self._limits = limits

    def check_length(self, length: int, shelf: AgencyCode) -> None:
        """Check a stored length: the true size is sealed, so what counts is the padded size of the agency's limit.

        Raises:
            FormatError: no attachment has that length.
            FileTooLargeError: the agency takes none so large.
        """
        if not is_encrypted_size(length):
            raise FormatError("not the stored length of an attachment")
        if length > encrypted_size(self._limits.limit(shelf)):
            raise FileTooLargeError("larger than the agency's files may be")

    def begin(self, attachment: AttachmentId, shelf: AgencyCode, token: bytes, length: int, today: date) -> UploadState:
        """Open an upload; the same again, whose answer was lost, finds it.

        Args:
            attachment: 16 random bytes, drawn by the sender because they are part of the encryption.
            shelf: the agency under which it lies.
            token: 32 random bytes; the store keeps their hash, and every further request needs them.
            length: stored length, which says only which padded size the file has.
            today: its day.

        Raises:
            FormatError: no attachment has that length.
            FileTooLargeError: the agency takes none so large.
            ConflictError: the id is taken.
        """
        self.check_length(length, shelf)
        upload = PendingUpload(attachment, shelf, token_hash(token), None, today, announced=length)
        try:
            self._store.begin_upload(upload)
        except ConflictError:
            known = self._store.pending_upload(attachment, token_hash(token))
            if known is None or (known.announced, known.shelf) != (length, shelf):
                raise
            return _state(known)
        return UploadState(0, length)

    def state(self, attachment: AttachmentId, token: bytes) -> UploadState:
        """Say where an upload goes on.

        Raises:
            NotFoundError: no such upload, or another one's token.
        """
        return _state(self._require(attachment, token))

    def shelf(self, attachment: AttachmentId, token: bytes) -> AgencyCode:
        """Say under which agency an upload lies. Raises as `state`."""
        return self._require(attachment, token).shelf

    def append(self, part: UploadPart, today: date) -> UploadState:
        """Store the next part: exactly 1 MiB, or what is missing at the end.

        Raises:
            NotFoundError: no such upload, or another one's token.
            ConflictError: it goes on elsewhere; `state` says where.
            FormatError: a part of another size.
        """
        upload = self._require(part.attachment, part.token)
        state = _state(upload)
        if part.offset != state.offset:
            raise ConflictError("the upload goes on elsewhere")
        if not part.data or len(part.data) != min(CHUNK_LIMIT, state.length - state.offset):
            raise FormatError("not a part of an upload")
        try:
            self._store.append_chunks(part.attachment, upload.chunks, [part.data], today)
        except NotFoundError:
            self._require(part.attachment, part.token)
            raise ConflictError("the same part came twice at once, and was the last one") from None
        return self._finished(upload, UploadState(state.offset + len(part.data), state.length))

    def drop(self, attachment: AttachmentId, token: bytes) -> None:
        """Forget an upload.

        Raises:
            NotFoundError: no such upload, or another one's token.
        """
        upload = self._require(attachment, token)
        self._store.drop_upload(attachment, upload.token_hash)

    def _require(self, attachment: AttachmentId, token: bytes) -> PendingUpload:
        upload = self._store.pending_upload(attachment, token_hash(token))
        if upload is None or upload.announced is None:
            raise NotFoundError("no such upload")
        self._finished(upload, _state(upload))
        return upload

    def _finished(self, upload: PendingUpload, state: UploadState) -> UploadState:
        """Let an upload be claimed whose last part is stored: also one whose last request was cut off after that."""
        if state.offset == state.length and upload.length is None:
            self._store.finish_upload(upload.attachment, state.length)
        return state


def check_claims(claims: Sequence[UploadClaim]) -> None:
    """Check how many files a message takes over, and that it takes none twice. Raises FormatError."""
    if len(claims) > MAX_ATTACHMENTS or len({claim.attachment for claim in claims}) != len(claims):
        raise FormatError("too many files, or one twice")


def _state(upload: PendingUpload) -> UploadState:
    length = upload.announced or 0
    return UploadState(min(upload.chunks * CHUNK_LIMIT, length), length)
