"""Uploads of forms without script, counted like those of devices: the same quotas, the same disk, the same turns."""

from collections.abc import Sequence
from datetime import date

from wbs.cases.model import AgencyCode, AttachmentId, PendingUpload
from wbs.cases.ports import UploadStore
from wbs.cases.space import Intake
from wbs.portal.disk import Disk
from wbs.portal.quotas import Quotas
from wbs.portal.shares import Errand, Traffic


class MeteredUploads:
    """The part of a store that writes uploads of one agency. Raises BusyError where something is used up."""

    def __init__(self, store: UploadStore, agency: AgencyCode, quotas: Quotas, traffic: Traffic, disk: Disk) -> None:
        self._store = store
        self._agency = agency
        self._quotas = quotas
        self._traffic = traffic
        self._disk = disk

    def begin_upload(self, upload: PendingUpload) -> None:
        """Open an upload."""
        self._disk.require(Intake.UPLOADS)
        self._quotas.begin_upload(self._agency)
        with self._traffic.turn(Errand.UPLOADS):
            self._store.begin_upload(upload)

    def append_chunks(self, attachment: AttachmentId, first: int, chunks: Sequence[bytes], today: date) -> None:
        """Store rows of an upload."""
        self._disk.require(Intake.UPLOADS)
        length = sum(len(chunk) for chunk in chunks)
        with self._traffic.turn(Errand.UPLOADS), self._quotas.part(self._agency, length):
            self._store.append_chunks(attachment, first, chunks, today)

    def finish_upload(self, attachment: AttachmentId, length: int) -> None:
        """Let an upload be claimed."""
        self._store.finish_upload(attachment, length)

    def drop_upload(self, attachment: AttachmentId, token_hash: bytes) -> None:
        """Forget an upload."""
        self._store.drop_upload(attachment, token_hash)
