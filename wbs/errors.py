"""One error tree for the whole product.

Every class carries two texts: `public_message`, a constant in English that the web translates and a stranger may see,
and `str(error)`, for operators, which never holds plaintext, a key, a receipt code or the refused input itself.
The base and the families are never raised; only their leaves are. HTTP status codes live in the applications.
"""


class WbsError(Exception):
    """Anything that WBS refuses or fails at."""

    public_message = "Something went wrong. Nothing was saved."
    code = ""
    """A constant word for programs, where the family alone does not say what to do."""


class RefusedError(WbsError):
    """A document, file or text that is not what it claims to be."""

    public_message = "This could not be accepted."


class FormatError(RefusedError):
    """Bytes or text break the format that the specification gives them."""

    public_message = "This is not in the expected format."


class UnknownVersionError(RefusedError):
    """A known kind of document in a version that this program does not know."""

    public_message = "This was written by a newer version."


class FileTooLargeError(RefusedError):
    """A file beyond what the agency takes."""

    public_message = "This file is larger than what is taken here."


class CaseFullError(RefusedError):
    """Somebody has added as much to one case as it takes of one author."""

    public_message = "This case takes no more."


class UnsealError(RefusedError):
    """A seal did not open: wrong key, or altered bytes. The two cannot be told apart."""

    public_message = "This could not be opened."


class SignatureError(RefusedError):
    """A signature is missing, does not verify, or stands in a form that strict Ed25519 refuses."""

    public_message = "The signature does not match."


class TrustError(RefusedError):
    """A well-formed, signed document that the roots, the directory or the case record do not support."""

    public_message = "This is not confirmed by the keys of the inspectorate."


class NotAReaderError(TrustError):
    """Somebody who is to read a case does not serve today, or has no role that reads cases."""

    public_message = "Somebody among the readers may not read cases."
    code = "not-a-reader"


class TooFewReadersError(TrustError):
    """Fewer officers would read a case than the policy asks, though the directory lists enough."""

    public_message = "Too few officers would read this case."
    code = "too-few-readers"


class UnapprovedError(TrustError):
    """A transfer by one officer alone, though a colleague could have approved it."""

    public_message = "A colleague has to approve this first."
    code = "unapproved"


class LapsedError(TrustError):
    """A signed word that held for some days, or for the case as it was then, and holds no more."""

    public_message = "This does not hold any more."


class OtherDayError(TrustError):
    """Something that bears another day than the server has: a clock is wrong, or it was signed earlier."""

    public_message = "This bears another day than today. Check the clock of your device."
    code = "other-day"


class OtherClassError(RefusedError):
    """Something that only matters without grounds for supervision allow."""

    public_message = "Only a matter without grounds for supervision may be handed over there."
    code = "other-class"


class RecusedError(TrustError):
    """Somebody is to read a case who declared a conflict of interest in it."""

    public_message = "Somebody among the readers declared a conflict of interest in this case."
    code = "recused"


class ForgedGrantError(TrustError):
    """A grant whose key, record or readers do not fit the chain of records. Nothing is sealed to it."""

    public_message = "The key of this case is not genuine."


class CeremonyError(RefusedError):
    """A step of the officials' ceremony that does not fit what is there; nothing was written."""

    public_message = "This step of the ceremony was refused."


class ReceiptError(RefusedError):
    """A receipt code that cannot be one: unknown words, wrong count, or wrong checksum."""

    public_message = "Check the twelve words of the receipt."

    def __init__(self, reason: str, positions: tuple[int, ...] = ()) -> None:
        """Keep which words (1 to 12) need another look, never the words."""
        super().__init__(reason)
        self.positions = positions


class StoreError(WbsError):
    """The store could not do what it was asked. Nothing was acknowledged."""

    public_message = "The report could not be stored. Nothing was saved; please try again."


class StoreUnavailableError(StoreError):
    """The database cannot be reached, is locked for too long, or the disk is full."""

    public_message = "The service is busy or out of space. Nothing was saved; please try again later."


class ConflictError(StoreError):
    """What was to be added exists already with other content, or builds on something that is no longer newest."""

    public_message = "Something newer arrived meanwhile. Nothing was lost; please try again."


class OpenedError(ConflictError):
    """What was to be taken back was given to an officer."""

    public_message = "An officer has opened this. It can no longer be taken back."
    code = "opened"


class AuditLogError(WbsError):
    """An audit log that is not what it was: entries changed, missing or out of place."""

    public_message = "The audit log does not match its own hashes."


class NewerRecordError(ConflictError):
    """Another record came first: whoever reads the case, or its key, is not what the sender thinks."""

    code = "newer-record"


class NewerDirectoryError(ConflictError):
    """Made under a directory that is no longer the newest."""

    code = "newer-directory"


class NewerInsideKeyError(ConflictError):
    """Another inside key came first, or none is there."""

    code = "newer-inside-key"


class ReaderGoneError(ConflictError):
    """Somebody reads the case who has left the directory: its key must change before anything is written."""

    public_message = "Somebody who reads this case has left. Its key must change first."
    code = "reader-gone"


class LastReaderError(ConflictError):
    """An officer would leave a case that nobody else reads."""

    public_message = "Nobody else reads this case. First hand it to a colleague."
    code = "last-reader"


class NotFoundError(WbsError):
    """What was asked for does not exist, or may not be seen by whoever asks. The two look alike."""

    public_message = "This does not exist."


class ChannelClosedError(WbsError):
    """Nobody who may read such a report can be reached through this service."""

    public_message = "Nobody here may read this report. Please use another channel."


class NobodyLeftError(ChannelClosedError):
    """Whom the reporter excludes leaves nobody who may read the report, up to the highest agency."""

    public_message = "With those you exclude, nobody here may read this report. Exclude fewer, or use another channel."


class NamesakeError(RefusedError):
    """Somebody on the signed lists may be named in a report, and nobody has said whether it is so."""

    public_message = "Somebody on the list of receivers may be named in this report. Answer for each name first."


class ConfigError(WbsError):
    """The configuration is incomplete or contradicts itself; the text says what to change."""

    public_message = "The service is not set up correctly."


class MailError(WbsError):
    """Letters that the mail server did not take, or not all of them; the text says why, and names no address."""

    public_message = "The mail server did not take everything."


class SignInError(WbsError):
    """A sign-in that was not accepted, for any reason."""

    public_message = "Sign-in was not accepted. Check login, passphrase and code, then try again."


class SessionEndedError(WbsError):
    """No session, or one that has ended: idle, old, signed out, blocked, or gone from the directory."""

    public_message = "Please sign in again."


class BusyError(WbsError):
    """More at once than the service takes; nothing was done."""

    public_message = "Too many at once. Please try again in a moment."


class ForbiddenError(WbsError):
    """The officer may not do this."""

    public_message = "You may not do this."
