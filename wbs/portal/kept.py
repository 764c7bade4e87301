"""Files that arrived with a form and wait, sealed, in pending uploads."""

from collections.abc import Iterable
from contextlib import suppress

from wbs.cases.ports import UploadStore
from wbs.cases.reporters.keeping import upload_claim
from wbs.errors import StoreError
from wbs.portal.tickets import KeptFile


def accept_files(files: Iterable[KeptFile]) -> tuple[KeptFile, ...]:
    """Give the same files after the reporter was told what they tell, and sends them as they are."""
    return tuple(file.accepted() for file in files)


def drop_file(store: UploadStore, file: KeptFile) -> None:
    """Forget a file; if the store cannot do it now, its sweeper will."""
    claim = upload_claim(file.id, file.key)
    with suppress(StoreError):
        store.drop_upload(claim.attachment, claim.token_hash)


def is_pending(store: UploadStore, file: KeptFile) -> bool:
    """Say whether a file is still there to be claimed; of a store that cannot be asked, assume so."""
    claim = upload_claim(file.id, file.key)
    try:
        upload = store.pending_upload(claim.attachment, claim.token_hash)
    except StoreError:
        return True
    return upload is not None and upload.length is not None
