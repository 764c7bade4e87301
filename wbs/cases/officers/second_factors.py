"""Judges second factors: a code of the authenticator app, a recovery code, or a passkey's answer; each is taken once.

Wrong ones count only behind a right passphrase, so that nobody who lacks it can make an officer wait.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AuditAction, AuditEntry, Factor, Failures, Officer
from wbs.cases.officers.passkeys import PasskeyAnswers
from wbs.cases.officers.ports import OfficerStore
from wbs.cases.officers.totp import CODE_CHARS, matching_step
from wbs.crypto.boxes import ServiceKeys, decrypt_totp_secret, recovery_hash
from wbs.crypto.passkeys import Assertion
from wbs.errors import SignInError, UnsealError

FREE_FAILURES = 5
"""Wrong second factors in a row that cost no waiting."""
LONGEST_WAIT_MINUTES = 15

Shown = str | Assertion
"""Six digits, a recovery code as it is stored (no spaces or hyphens, lower case), or a passkey's answer."""
_Take = Callable[[], bool]


class SecondFactors:
    """Takes second factors. Safe to ask from several threads and processes."""

    def __init__(self, store: OfficerStore, log: AuditLog, keys: ServiceKeys, passkeys: PasskeyAnswers | None) -> None:
        """Without `passkeys`, none are taken."""
        self._store = store
        self._log = log
        self._keys = keys
        self._passkeys = passkeys

    def take(self, officer: Officer, shown: Shown, now: datetime) -> Factor:
        """Take a second factor of an officer whose passphrase was right; say which kind it was.

        Raises:
            SignInError: wrong, taken before, or too many wrong ones just now.
        """
        factor, take = self._judge(officer, shown, now)
        self._count_attempt(officer, now)
        if take is None or not take():
            self._log.append(AuditEntry(officer.agency, now, officer.id, AuditAction.SIGN_IN_REFUSED))
            raise SignInError("wrong or used second factor")
        self._store.clear_failures(officer.agency, officer.id)
        return factor

    def _judge(self, officer: Officer, shown: Shown, now: datetime) -> tuple[Factor, _Take | None]:
        """Say what kind of factor is shown, and give what takes it if it is right."""
        if isinstance(shown, Assertion):
            return Factor.PASSKEY, self._judge_passkey(officer, shown, now)
        if len(shown) == CODE_CHARS:
            return Factor.CODE, self._judge_code(officer, shown, now)
        return Factor.RECOVERY_CODE, self._judge_recovery_code(officer, shown, now)

    def _judge_code(self, officer: Officer, code: str, now: datetime) -> _Take | None:
        step = matching_step(self._secret(officer), code, now)
        return None if step is None else lambda: self._store.use_totp_step(officer.agency, officer.id, step)

    def _judge_recovery_code(self, officer: Officer, code: str, now: datetime) -> _Take:
        code_hash = recovery_hash(self._keys, officer.agency, officer.id, code)
        entry = AuditEntry(officer.agency, now, officer.id, AuditAction.RECOVERY_CODE_USED)
        return lambda: self._store.use_recovery_code(officer.agency, officer.id, code_hash, now, entry)

    def _judge_passkey(self, officer: Officer, assertion: Assertion, now: datetime) -> _Take | None:
        answer = None if self._passkeys is None else self._passkeys.judge(assertion, now)
        if answer is None or (answer.passkey.agency, answer.passkey.officer) != (officer.agency, officer.id):
            return None
        return answer.take

    def _secret(self, officer: Officer) -> bytes:
        try:
            return decrypt_totp_secret(self._keys, officer.agency, officer.id, officer.totp_box)
        except UnsealError:
            raise SignInError("the second factor was stored under another credential") from None

    def _count_attempt(self, officer: Officer, now: datetime) -> None:
        """Count a factor as wrong before it is taken: of attempts at once, in any process, each finds another count."""
        is_counted = False
        while not is_counted:
            failures = self._store.failures(officer.agency, officer.id)
            if is_waiting(failures, now):
                raise SignInError("waiting after wrong second factors")
            after = one_more(failures, now)
            is_counted = self._store.replace_failures(officer.agency, officer.id, before=failures, after=after)


def is_waiting(failures: Failures, now: datetime) -> bool:
    """Say whether no factor is taken now; a wait that no clock but one far ahead could have set does not count."""
    until = failures.wait_until
    return until is not None and now < until <= now + timedelta(minutes=LONGEST_WAIT_MINUTES)


def one_more(failures: Failures, now: datetime) -> Failures:
    """Count one more wrong second factor: five are free, then 1, 2, 4, 8, 15, 15 … minutes of waiting."""
    count = failures.count + 1
    beyond = count - FREE_FAILURES
    if beyond <= 0:
        return Failures(count, None)
    minutes = min(1 << min(beyond - 1, 10), LONGEST_WAIT_MINUTES)
    return Failures(count, now + timedelta(minutes=minutes))
