"""Epoch and access records (docs/spec/records.md): which keys a case has and who reads it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tests.cast import PROVINCE, REGENCY, Person, World, recovery_of
from tests.crypto.makers import world as papers
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area
from tests.crypto.makers.world import document, signed
from tests.crypto.scenario import encode
from tests.stories.simulator import Officer, Reporter, Server
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import name_of
from wbs.crypto.directory import Custodian, Directory
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import (
    CasePrivateKey,
    OfficerSecret,
    ReaderPrivateKey,
    RecoverySecret,
    ReporterSigningKey,
    SigningKey,
)
from wbs.crypto.records import AccessRecord, DirectoryName, EpochRecord, Head, ReaderRef, RecordReader, case_id
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Unverified, sign, sign_payload

_CHAIN = 'docs/spec/records.md "Chain": '
_REFUSALS = 'docs/spec/records.md "Refusals": '
_OTHER_DIGEST = "A" * 42 + "E"
_KEPT = (f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02", f"{REGENCY}/penelaah-01", f"{PROVINCE}/penerima-01")


class Maker:
    """One case with an epoch, an access record and a second epoch, and its records as documents."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.world: World = papers.small_world(*_KEPT)
        self.server = Server(self.world)
        self.reporter = Reporter(self.server, self.world.anchor)
        self.first, self.second, self.reviewer, self.other = (self.world.people[name] for name in _KEPT)
        case = self.reporter.report().case
        officer = Officer(self.server, self.world.anchor, self.first)
        officer.admit(case, self.reviewer)
        officer.start_epoch(case, self.first, self.reviewer, self.other)
        self.envelopes = self.server.cases[case].records
        self.epoch_1 = parse(Unverified(self.envelopes[0]).payload, EpochRecord)
        self.access = parse(Unverified(self.envelopes[1]).payload, AccessRecord)
        self.epoch_2 = parse(Unverified(self.envelopes[2]).payload, EpochRecord)
        self.given = papers.given(self.world.documents(), self.world.anchor) | self.serve(*self.envelopes)
        self.reporter_key: ReporterSigningKey = self.reporter.key

    @staticmethod
    def serve(*envelopes: bytes) -> dict[str, Any]:
        return {"records": [encode(envelope) for envelope in envelopes]}

    def begin(self, key: SigningKey[Any] | None = None, **changes: Any) -> dict[str, Any]:
        """Serve one first record with some members changed, signed by the reporter."""
        return self.serve(sign(msgspec.structs.replace(self.epoch_1, **changes), key or self.reporter_key))

    def go_on(self, key: SigningKey[Any] | None = None, **changes: Any) -> dict[str, Any]:
        """Serve a changed second epoch, signed by its author."""
        changed = msgspec.structs.replace(self.epoch_2, **changes)
        return self.serve(*self.envelopes[:2], sign(changed, key or self.first.secret.signing_key))

    def admit(self, key: SigningKey[Any] | None = None, **changes: Any) -> dict[str, Any]:
        """Serve a changed access record, signed by its author."""
        changed = msgspec.structs.replace(self.access, **changes)
        return self.serve(self.envelopes[0], sign(changed, key or self.first.secret.signing_key))

    def refuse(self, expect: str, rows: Mapping[str, tuple[str, dict[str, Any]]]) -> None:
        for name, (what, changes) in rows.items():
            self.area.vary(expect, name, "whole", _REFUSALS + what, changes)


def named(person: Person, key: str | None = None) -> RecordReader:
    """Name an officer as records do."""
    digest = person.secret.reader_key.public.digest if key is None else key
    return RecordReader(agency=person.agency, reader=person.id, key=digest)


def make() -> Area:
    area = Area("records")
    with drawn("records"):
        maker = Maker(area)
        comment = _CHAIN + "an epoch, a reader added, the next epoch"
        area.accept("whole", "records.verify", comment, maker.given, {"epochs": 2})
        _accepted(maker)
        _first(maker)
        _readers(maker)
        _exclusions(maker)
        _epochs(maker)
        _injected(maker)
        _access(maker)
        _peeks(maker)
        _author_gone(maker)
        _one_key(maker)
        _reporters_key(maker)
        _third_epoch(maker)
        _restored(maker)
    return area


def _accepted(maker: Maker) -> None:
    area = maker.area
    first = maker.serve(maker.envelopes[0])
    area.vary_accepted("first-only", "whole", _CHAIN + "a new case", first, {"case": case_id(serialise(maker.epoch_1))})
    begun = maker.go_on(maker.reporter_key, author="reporter")
    area.vary_accepted("epoch-by-reporter", "whole", _CHAIN + "the reporter starts an epoch", begun)
    admitted = maker.admit(maker.reporter_key, author="reporter")
    area.vary_accepted("access-by-reporter", "whole", _CHAIN + "the reporter adds a reader", admitted)
    elsewhere = [Exclusion(agency=PROVINCE, reader="penerima-01"), Exclusion(agency=REGENCY, unit="Pimpinan")]
    begun = maker.begin(excluded=elsewhere)
    area.vary_accepted("exclusions", "whole", _CHAIN + "exclusions that meet no reader", begun)
    _recovery(maker)
    _new_key(maker)


def _recovery(maker: Maker) -> None:
    """The recovery key is a reader like others."""
    secret = RecoverySecret.generate()
    key = secret.reader_key.public
    draft = document(maker.world.directories[REGENCY][0], Directory)
    directory = msgspec.structs.replace(draft, recovery=recovery_of(secret))
    served = papers.given(maker.world.documents(), maker.world.anchor)["directories"]
    readers = [*maker.epoch_1.readers, RecordReader(agency=REGENCY, reader="recovery", key=key.digest)]
    name = DirectoryName(agency=REGENCY, version=1, digest=digest_of(directory))
    changes = {
        **maker.begin(readers=readers, directories=[name]),
        "directories": {**served, REGENCY: [encode(signed(maker.world, REGENCY, directory))]},
    }
    maker.area.vary_accepted("recovery-reader", "whole", _CHAIN + "the recovery key reads, too", changes)


def _new_key(maker: Maker) -> None:
    """An officer who lost a key is added again with the new one."""
    secret = OfficerSecret.generate()
    draft = document(maker.world.directories[REGENCY][0], Directory)
    entries = [
        entry
        if entry.id != maker.second.id
        else msgspec.structs.replace(
            entry, reader_key=secret.reader_key.public.text, verify_key=secret.signing_key.public.text
        )
        for entry in draft.readers
    ]
    directory = msgspec.structs.replace(draft, version=2, previous=digest_of(draft), readers=entries)
    served = papers.given(maker.world.documents(), maker.world.anchor)["directories"]
    chain = [*served[REGENCY], encode(signed(maker.world, REGENCY, directory))]
    name = DirectoryName(agency=REGENCY, version=2, digest=digest_of(directory))
    digest = secret.reader_key.public.digest
    changes = {
        **maker.admit(add=named(maker.second, digest), directories=[name]),
        "directories": {**served, REGENCY: chain},
    }
    maker.area.vary_accepted("reader-with-new-key", "whole", _CHAIN + "a reader comes back with a new key", changes)


def _first(maker: Maker) -> None:
    head = Head(author="reporter", seq=1, digest=_OTHER_DIGEST)
    officer = maker.first
    rows = {
        "no-records": ("no records", maker.serve()),
        "first-epoch-2": ("a first record of epoch 2", maker.begin(epoch=2)),
        "first-with-case": ("a first record that names its own case", maker.begin(case="a" * 52)),
        "first-with-previous": ("a first record with a previous one", maker.begin(previous=_OTHER_DIGEST)),
        "first-with-heads": ("a first record that has seen messages", maker.begin(heads=[head])),
        "first-by-officer": ("a first record in an officer's name", maker.begin(author=officer.ref)),
    }
    maker.refuse("trust", rows)
    signatures = {
        "first-missing": ("a case that starts with its second epoch", maker.serve(maker.envelopes[2])),
        "first-other-signer": ("signed by another key than it names", maker.begin(ReporterSigningKey.generate())),
        "first-officer-signs": ("signed by an officer", maker.begin(officer.secret.signing_key)),
    }
    maker.refuse("signature", signatures)
    payload = serialise(maker.epoch_1)
    nobody = serialise(msgspec.structs.replace(maker.epoch_1, readers=[]))
    formats = {
        "first-opening-2": (
            "two-person opening, which this version does not know",
            payload.replace(b'"k":1', b'"k":2'),
        ),
        "first-unknown-member": ("a member that nobody declared", payload[:-1] + b',"x":1}'),
        "first-no-readers": ("nobody reads it", nobody),
    }
    for name, (what, changed) in formats.items():
        changes = maker.serve(sign_payload(changed, "wbs-epoch/v1", maker.reporter_key))
        maker.refuse("format", {name: (what, changes)})
    newer = sign_payload(payload.replace(b"epoch/v1", b"epoch/v2"), "wbs-epoch/v2", maker.reporter_key)
    maker.refuse("version", {"first-version-2": ("a record of the next version", maker.serve(newer))})


def _readers(maker: Maker) -> None:
    one, two = maker.epoch_1.readers
    name = maker.epoch_1.directories[0]
    province = name_of(maker.world.book().newest(PROVINCE))
    rows = {
        "reader-key-swapped": (
            "a reader with another key than the directory's",
            maker.begin(readers=[one, named(maker.second, _OTHER_DIGEST)]),
        ),
        "reader-unknown": (
            "a reader who stands in no directory",
            maker.begin(readers=[one, RecordReader(agency=REGENCY, reader="penyusup", key=two.key)]),
        ),
        "reader-without-directory": (
            "a reader whose agency's directory is not named",
            maker.begin(readers=[named(maker.other), one]),
        ),
        "reader-recovery-without-key": (
            "the recovery key of an agency that has none",
            maker.begin(readers=[one, RecordReader(agency=REGENCY, reader="recovery", key=two.key)]),
        ),
        "readers-out-of-order": ("readers out of order", maker.begin(readers=[two, one])),
        "reader-twice": ("a reader twice", maker.begin(readers=[one, one])),
        "directory-unknown": (
            "a directory that the roots did not sign",
            maker.begin(directories=[msgspec.structs.replace(name, digest=_OTHER_DIGEST)]),
        ),
        "directory-version": (
            "a version that is not there",
            maker.begin(directories=[msgspec.structs.replace(name, version=2)]),
        ),
        "directory-agency": (
            "a directory under another agency's code",
            maker.begin(directories=[msgspec.structs.replace(name, agency=PROVINCE)]),
        ),
        "directories-out-of-order": ("directories out of order", maker.begin(directories=[name, province])),
        "directory-twice": ("two directories of one agency: which one counts?", maker.begin(directories=[name, name])),
    }
    maker.refuse("trust", rows)


def _exclusions(maker: Maker) -> None:
    by_id = Exclusion(agency=REGENCY, reader=maker.first.id)
    by_unit = Exclusion(agency=REGENCY, unit=maker.first.unit)
    whole = Exclusion(agency=REGENCY)
    later = Exclusion(agency=REGENCY, reader=maker.reviewer.id)
    begun = maker.begin(excluded=[later])["records"][0]
    case = case_id(serialise(msgspec.structs.replace(maker.epoch_1, excluded=[later])))
    digest = digest_of(msgspec.structs.replace(maker.epoch_1, excluded=[later]))
    added = maker.admit(case=case, previous=digest, record=digest)["records"][1]
    begun_next = maker.go_on(case=case, previous=digest, excluded=[later])["records"][2]
    rows = {
        "excluded-reader": ("a reader who is excluded", maker.begin(excluded=[by_id])),
        "excluded-unit": ("readers of a unit that is excluded", maker.begin(excluded=[by_unit])),
        "excluded-agency": ("readers of an agency that is excluded", maker.begin(excluded=[whole])),
        "excluded-added": ("a reader who is excluded is added later", {"records": [begun, added]}),
        "excluded-next-epoch": ("a reader who is excluded stands in the next epoch", {"records": [begun, begun_next]}),
    }
    maker.refuse("trust", rows)
    both = Exclusion(agency=REGENCY, reader="penerima-01", unit="Tim Penerima")
    formats = {
        "exclusion-of-both": ("an exclusion of a reader and a unit", maker.begin(excluded=[both])),
    }
    maker.refuse("format", formats)


def _epochs(maker: Maker) -> None:
    second = maker.epoch_2
    other_reader = ReaderPrivateKey.generate().public.text
    reporter = second.reporter
    rows = {
        "epoch-other-case": ("an epoch of another case", maker.go_on(case="a" * 52)),
        "epoch-no-case": ("a later epoch without a case", maker.go_on(case=msgspec.UNSET)),
        "epoch-other-previous": ("an epoch that follows from another record", maker.go_on(previous=_OTHER_DIGEST)),
        "epoch-skips-access": ("an epoch that passes over a record", maker.go_on(previous=digest_of(maker.epoch_1))),
        "epoch-no-previous": ("a later epoch that follows from none", maker.go_on(previous=msgspec.UNSET)),
        "epoch-skipped": ("epoch 3 after epoch 1", maker.go_on(epoch=3)),
        "epoch-repeated": ("epoch 1 after epoch 1", maker.go_on(epoch=1)),
        "epoch-old-key": (
            "the case key of the epoch before: whoever was taken off reads on",
            maker.go_on(case_key=maker.epoch_1.case_key),
        ),
        "epoch-reporter-reader": (
            "the reporter's reader key is swapped",
            maker.go_on(reporter=msgspec.structs.replace(reporter, reader_key=other_reader)),
        ),
        "epoch-reporter-verify": (
            "the reporter's verify key is swapped",
            maker.go_on(
                reporter=msgspec.structs.replace(reporter, verify_key=ReporterSigningKey.generate().public.text)
            ),
        ),
        "epoch-exclusion-added": (
            "an exclusion that was not there",
            maker.go_on(excluded=[Exclusion(agency=PROVINCE, reader="x")]),
        ),
        "epoch-other-agency": ("another agency", maker.go_on(agency=PROVINCE)),
        "record-missing": ("a record is withheld", maker.serve(maker.envelopes[0], maker.envelopes[2])),
        "records-swapped": (
            "records in another order",
            maker.serve(maker.envelopes[0], maker.envelopes[2], maker.envelopes[1]),
        ),
        "record-repeated": ("a record twice", maker.serve(*maker.envelopes, maker.envelopes[2])),
    }
    maker.refuse("trust", rows)
    one, two = (Head(author=person.ref, seq=1, digest=_OTHER_DIGEST) for person in (maker.first, maker.second))
    formats = {
        "heads-out-of-order": ("heads out of order", maker.go_on(heads=[two, one])),
        "head-twice": ("one author with two heads", maker.go_on(heads=[one, one])),
        "record-of-another-kind": (
            "a document of another kind among the records",
            maker.serve(maker.envelopes[0], maker.world.agencies[0]),
        ),
    }
    maker.refuse("format", formats)


def _injected(maker: Maker) -> None:
    stranger = OfficerSecret.generate().signing_key
    excluded = [Exclusion(agency=REGENCY, reader=maker.reviewer.id)]
    rows = {
        "injected-as-officer": ("the server signs an epoch in an officer's name", maker.go_on(stranger)),
        "injected-as-reporter": (
            "the server signs an epoch in the reporter's name",
            maker.go_on(stranger, author="reporter"),
        ),
        "officer-as-reporter": ("an officer signs in the reporter's name", maker.go_on(author="reporter")),
        "officer-as-other": ("an officer signs in another's name", maker.go_on(maker.second.secret.signing_key)),
    }
    maker.refuse("signature", rows)
    outsider = maker.other
    key = outsider.secret.signing_key
    unnamed = maker.go_on(readers=maker.epoch_1.readers, directories=[name_of(maker.world.book().newest(PROVINCE))])
    trust = {
        "injected-by-outsider": (
            "an officer who does not read the case starts an epoch",
            maker.go_on(key, author=outsider.ref),
        ),
        "admitted-by-outsider": (
            "an officer who does not read the case adds a reader",
            maker.admit(key, author=outsider.ref),
        ),
        "author-directory-not-named": ("the author's directory is not named", unnamed),
    }
    maker.refuse("trust", trust)
    changed = msgspec.structs.replace(maker.epoch_1, excluded=excluded)
    served = maker.serve(sign(changed, maker.reporter_key), *maker.envelopes[1:])
    maker.refuse("trust", {"first-replaced": ("another first record under the later ones", served)})


def _access(maker: Maker) -> None:
    name = maker.access.directories[0]
    rows = {
        "access-other-case": ("a record of another case", maker.admit(case="a" * 52)),
        "access-other-previous": ("a record that follows from another", maker.admit(previous=_OTHER_DIGEST)),
        "access-other-epoch": ("a record of another epoch", maker.admit(epoch=2)),
        "access-other-record": ("a record under another epoch record", maker.admit(record=_OTHER_DIGEST)),
        "access-reads-already": ("someone who reads already", maker.admit(add=named(maker.second))),
        "access-key-swapped": (
            "a reader with another key than the directory's",
            maker.admit(add=named(maker.reviewer, _OTHER_DIGEST)),
        ),
        "access-unknown": (
            "a reader who stands in no directory",
            maker.admit(add=msgspec.structs.replace(named(maker.reviewer), reader="penyusup")),
        ),
        "access-directory-not-named": (
            "a reader whose agency's directory is not named",
            maker.admit(add=named(maker.other)),
        ),
        "access-directory-twice": (
            "two directories of one agency: which one counts?",
            maker.admit(directories=[name, name]),
        ),
    }
    maker.refuse("trust", rows)
    swapped = maker.admit(maker.second.secret.signing_key)
    maker.refuse("signature", {"access-other-signer": ("signed by another reader than it names", swapped)})


def _peeks(maker: Maker) -> None:
    comment = 'docs/spec/records.md "Case id": '
    given = {"record": encode(maker.envelopes[0])}
    expected = {"case": case_id(serialise(maker.epoch_1))}
    maker.area.accept("peek", "records.peek", comment + "what the server checks of a new case", given, expected)
    other = {"record": maker.begin(ReporterSigningKey.generate())["records"][0]}
    maker.area.refuse("signature", "peek-other-signer", "records.peek", comment + "signed by another key", other)
    later = {"record": encode(maker.envelopes[2])}
    maker.area.refuse("signature", "peek-later", "records.peek", comment + "a later epoch, signed by an officer", later)
    named_case = {"record": maker.begin(case="a" * 52)["records"][0]}
    maker.area.refuse("trust", "peek-with-case", "records.peek", comment + "it names its own case", named_case)


def _author_gone(maker: Maker) -> None:
    """An officer who left signs under the directory that no longer lists the officer."""
    draft = document(maker.world.directories[REGENCY][0], Directory)
    readers = [entry for entry in draft.readers if entry.id != maker.first.id]
    directory = msgspec.structs.replace(draft, version=2, previous=digest_of(draft), readers=readers)
    served = papers.given(maker.world.documents(), maker.world.anchor)["directories"]
    chain = [*served[REGENCY], encode(signed(maker.world, REGENCY, directory))]
    name = DirectoryName(agency=REGENCY, version=2, digest=digest_of(directory))
    changes = {
        **maker.go_on(readers=[named(maker.reviewer)], directories=[name]),
        "directories": {**served, REGENCY: chain},
    }
    maker.refuse("trust", {"author-gone": ("an author whom the directory no longer lists", changes)})


def _one_key(maker: Maker) -> None:
    """Two agencies list one key, under two names."""
    draft = document(maker.world.directories[PROVINCE][0], Directory)
    entries = [
        msgspec.structs.replace(entry, reader_key=maker.first.secret.reader_key.public.text) for entry in draft.readers
    ]
    other = msgspec.structs.replace(draft, readers=entries[:1])
    served = papers.given(maker.world.documents(), maker.world.anchor)["directories"]
    served = {**served, PROVINCE: [encode(signed(maker.world, PROVINCE, other))]}
    names = [DirectoryName(agency=PROVINCE, version=1, digest=digest_of(other)), *maker.epoch_1.directories]
    twin = RecordReader(agency=PROVINCE, reader=entries[0].id, key=maker.first.secret.reader_key.public.digest)
    twice = maker.begin(readers=[twin, *maker.epoch_1.readers], directories=names)
    added = maker.admit(add=twin, directories=names)
    rows = {
        "reader-key-twice": ("one key under two names", {**twice, "directories": served}),
        "access-key-twice": ("somebody added with the key of a reader", {**added, "directories": served}),
    }
    maker.refuse("trust", rows)


def _reporters_key(maker: Maker) -> None:
    """A reporter's program names an officer's key as the reporter's own: the officer would look like the reporter."""
    keys = maker.epoch_1.reporter
    draft = document(maker.world.directories[REGENCY][0], Directory)
    recovery, custody = recovery_of(RecoverySecret.generate()), OfficerSecret.generate()
    custodian = Custodian(
        id="pemegang", label="x", unit="x", rank="staff", reader_key=custody.reader_key.public.text,
        verify_key=custody.signing_key.public.text,
    )  # fmt: skip
    directory = msgspec.structs.replace(draft, recovery=recovery, custodian=custodian)
    served = papers.given(maker.world.documents(), maker.world.anchor)["directories"]
    served = {**served, REGENCY: [encode(signed(maker.world, REGENCY, directory))]}
    names = [DirectoryName(agency=REGENCY, version=1, digest=digest_of(directory))]
    stranger = ReaderPrivateKey.generate().public
    for name, key in (
        ("officer", maker.second.secret.reader_key.public.text),
        ("recovery", recovery.reader_key),
        ("custodian", custodian.reader_key),
        ("nobody", stranger.text),
    ):
        reporter = msgspec.structs.replace(keys, reader_key=key)
        readers = maker.epoch_1.readers[:1]
        changes = {**maker.begin(readers=readers, reporter=reporter, directories=names), "directories": served}
        if name == "nobody":
            what = _CHAIN + "a custodian and a recovery key in the directory"
            maker.area.vary_accepted("reporter-key-own", "whole", what, changes)
        else:
            what = f"a reporter with the key of the directory's {name}"
            maker.refuse("trust", {f"reporter-key-of-{name}": (what, changes)})


def _third_epoch(maker: Maker) -> None:
    third = msgspec.structs.replace(maker.epoch_2, epoch=3, previous=digest_of(maker.epoch_2), author="reporter")

    def serve(case_key: str) -> dict[str, Any]:
        changed = msgspec.structs.replace(third, case_key=case_key)
        return maker.serve(*maker.envelopes, sign(changed, maker.reporter_key))

    fresh = serve(CasePrivateKey.generate().public.text)
    maker.area.vary_accepted("third-epoch", "whole", _CHAIN + "a third epoch", fresh, {"epochs": 3})
    for epoch, key in ((1, maker.epoch_1.case_key), (2, maker.epoch_2.case_key)):
        what = f"the case key of epoch {epoch} once more"
        maker.refuse("trust", {f"third-epoch-key-of-{epoch}": (what, serve(key))})


class _Restoring:
    """A case that the agency's recovery key reads, and what the restored key signs in it."""

    def __init__(self, maker: Maker) -> None:
        self.secret = RecoverySecret.generate()
        draft = document(maker.world.directories[REGENCY][0], Directory)
        directory = msgspec.structs.replace(draft, recovery=recovery_of(self.secret))
        served = papers.given(maker.world.documents(), maker.world.anchor)["directories"]
        self.directories = {**served, REGENCY: [encode(signed(maker.world, REGENCY, directory))]}
        self.name = DirectoryName(agency=REGENCY, version=1, digest=digest_of(directory))
        own = RecordReader(agency=REGENCY, reader="recovery", key=self.secret.reader_key.public.digest)
        self.first = msgspec.structs.replace(
            maker.epoch_1, readers=[*maker.epoch_1.readers, own], directories=[self.name]
        )
        self.maker = maker

    def serve(self, *later: bytes, first: EpochRecord | None = None) -> dict[str, Any]:
        begun = sign(first or self.first, self.maker.reporter_key)
        return {**self.maker.serve(begun, *later), "directories": self.directories}

    def admit(self, key: SigningKey[Any] | None = None, first: EpochRecord | None = None, **changes: Any) -> bytes:
        """Add the reviewer, signed by the recovery key."""
        begun = first or self.first
        digest = digest_of(begun)
        record = msgspec.structs.replace(
            self.maker.access,
            case=case_id(serialise(begun)),
            record=digest,
            previous=digest,
            author=ReaderRef(agency=REGENCY, reader="recovery"),
            reason="2026-11-22 kunci petugas hilang",
            directories=[self.name],
        )
        return sign(msgspec.structs.replace(record, **changes), key or self.secret.signing_key)

    def begin(self, key: SigningKey[Any] | None = None) -> bytes:
        """Begin the second epoch, signed by the recovery key."""
        record = msgspec.structs.replace(
            self.maker.epoch_2,
            case=case_id(serialise(self.first)),
            previous=digest_of(self.first),
            author=ReaderRef(agency=REGENCY, reader="recovery"),
            readers=self.first.readers,
            directories=[self.name],
        )
        return sign(record, key or self.secret.signing_key)


def _restored(maker: Maker) -> None:
    """Nobody is let in with the recovery key short of the recovery key itself."""
    case = _Restoring(maker)
    area = maker.area
    admitted = case.admit()
    area.vary_accepted("restored", "whole", _CHAIN + "the restored recovery key adds a reader", case.serve(admitted))
    began = _CHAIN + "the restored recovery key starts an epoch"
    area.vary_accepted("restored-epoch", "whole", began, case.serve(case.begin()), {"epochs": 2})
    stranger = RecoverySecret.generate().signing_key
    reader = maker.second.secret.signing_key
    rows = {
        "restored-other-signer": ("signed by another recovery key", case.serve(case.admit(stranger))),
        "restored-by-officer": ("signed by a reader in the recovery key's name", case.serve(case.admit(reader))),
        "restored-epoch-by-officer": ("an epoch in the recovery key's name", case.serve(case.begin(reader))),
    }
    maker.refuse("signature", rows)
    bare = msgspec.structs.replace(maker.epoch_1, directories=[case.name])
    barred = msgspec.structs.replace(case.first, excluded=[Exclusion(agency=REGENCY, reader=maker.reviewer.id)])
    unknown = msgspec.structs.replace(named(maker.reviewer), reader="penyusup")
    trust = {
        "restored-without-grant": (
            "the recovery key adds a reader to a case that it was not granted",
            case.serve(case.admit(first=bare), first=bare),
        ),
        "restored-excluded": ("it adds somebody excluded", case.serve(case.admit(first=barred), first=barred)),
        "restored-unknown": ("it adds somebody in no directory", case.serve(case.admit(add=unknown))),
        "restored-twice": ("the record is served a second time", case.serve(admitted, admitted)),
        "restored-other-case": ("the record of another case", case.serve(case.admit(case="a" * 52))),
    }
    maker.refuse("trust", trust)
    formats = {
        "restored-without-day": ("it does not say when", case.serve(case.admit(reason="kunci petugas hilang"))),
        "restored-on-no-day": ("it names no day", case.serve(case.admit(reason="2026-13-01"))),
    }
    maker.refuse("format", formats)
