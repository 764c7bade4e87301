"""What the reporters' API takes from the portal: no more than this, and nothing that can open.

Said as protocols, because the portal itself also holds what seals on arrival: an import of it would reach that.
"""

from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from wbs.cases.clocks.told import Deadlines
from wbs.cases.model import CaseFile
from wbs.cases.ports import CaseStore
from wbs.clock import Clock
from wbs.config import PortalConfig
from wbs.portal.admission import Admission
from wbs.portal.channels import Channels
from wbs.portal.disk import Disk
from wbs.portal.quotas import Quotas
from wbs.portal.shares import Errand, Traffic
from wbs.web.answers import Incidents
from wbs.web.bodies import Body
from wbs.web.documents import Documents, Published


class CaseOfNobody(Protocol):
    """A case that no receipt opens, to answer unknown tokens with."""

    @property
    def file(self) -> CaseFile:
        """The case as a store would give it."""


class Today(Protocol):
    """What is true for one day and one version of the documents."""

    @property
    def day(self) -> date:
        """The day."""

    @property
    def published(self) -> Published:
        """The verified documents."""

    @property
    def channels(self) -> Channels:
        """Who reads what."""

    @property
    def decoy(self) -> CaseOfNobody:
        """What unknown tokens get."""


class Portal(Protocol):
    """The parts that the API works with."""

    @property
    def config(self) -> PortalConfig:
        """What operators set."""

    @property
    def clock(self) -> Clock:
        """The clock."""

    @property
    def store(self) -> CaseStore:
        """Cases and uploads, all of them sealed."""

    @property
    def documents(self) -> Documents:
        """The signed documents and their anchor."""

    @property
    def quotas(self) -> Quotas:
        """What strangers may still send."""

    @property
    def incidents(self) -> Incidents:
        """Tells operators where the program failed."""

    def deadlines(self, file: CaseFile) -> Deadlines:
        """Give the days that the reporter of a case is told."""

    def today(self) -> Today:
        """Give what is true now."""

    @property
    def traffic(self) -> Traffic:
        """Turns and memory, by kind."""

    @property
    def disk(self) -> Disk:
        """What there is still room for."""

    @property
    def admission(self) -> Admission:
        """Lets new cases in."""

    def body(self, kind: Errand) -> Body:
        """Give the body of the request being answered, unread."""

    def visit(self, mailbox_hash: bytes) -> AbstractContextManager[None]:
        """Give the turn of a receipt, known or not."""
