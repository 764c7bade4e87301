"""Who reads a case, changed by the browser's code: Python verifies every record and opens what was granted."""

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.browser.node import run_node
from tests.browser.test_new_cases import encoded
from tests.cast import REGENCY, RELEASED, TODAY, World, a_report, found, recipients
from wbs.crypto.compose import SealedCase, compose_case
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.keys import ReaderPrivateKey
from wbs.crypto.messages import CaseMaterial, SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import AccessRecord, EpochRecord, RecordChain, verify_chain
from wbs.errors import ForgedGrantError

CHANGE = """
    import { readFileSync } from "node:fs";
    import { b64url, fromB64url } from "./src/protocol/bytes.js";
    import { composeAccess } from "./src/protocol/changes.js";
    import { openAsOfficer, openCounted } from "./src/protocol/dossier.js";
    import { HybridPrivateKey, SigningKey } from "./src/protocol/keys.js";
    import { composeEpoch } from "./src/protocol/newcase.js";
    import { addressed, recipientNow, staying } from "./src/protocol/staying.js";
    import { verifyDocuments } from "./src/protocol/trust.js";
    import { Changing } from "./src/worker/changing.js";
    import { Session } from "./src/worker/session.js";

    const given = JSON.parse(readFileSync(0, "utf-8"));
    const read = (chains) =>
        Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
    const { roots, directories, agencies } = given.documents;
    const book = verifyDocuments(
        { roots: read(roots), directories: read(directories), agencies: agencies.map(fromB64url) }, given.anchor);
    const encoded = (value) => JSON.stringify(value, (_, part) => part instanceof Uint8Array ? b64url(part) : part);
    const numbered = (entries) => new Map(entries.map(([epoch, sealed]) => [epoch, fromB64url(sealed)]));
    const material = { case: given.case, records: given.records.map(fromB64url), grants: numbered(given.grants),
        previousKeys: numbered(given.previous), summary: fromB64url(given.summary),
        messages: given.messages.map((message) => ({ ...message, sealed: fromB64url(message.sealed) })) };
    const readerKey = HybridPrivateKey.parse(given.readerKey);
    const key = new SigningKey(fromB64url(given.seed));
    const author = { agency: given.agency, reader: given.reader };
    const days = { today: given.today, released: given.released };
    try {
        if (given.wish) {
            const session = new Session();
            session.unlock(author, { readerKey, signingKey: key }, {});
            session.trust(book);
            session.hold({ dossier: await openAsOfficer(material, readerKey, author, book), material, insight: null });
            const room = new Changing(session);
            const plan = room.planChange(given.wish);
            const shown = { ...plan, ...given.shown };
            const request = await room.composeChange(
                { wish: given.wish, grounds: { reason: "Penugasan", until: "" }, shown });
            console.log(JSON.stringify({ plan, path: request.path }));
        } else if (given.add) {
            const opened = await openCounted(material, readerKey, author, book);
            const add = recipientNow(opened, given.add, book, days);
            if (!add) throw new Error("nobody who may be added");
            const { directories } = addressed([add], book, [author.agency]);
            console.log(encoded(await composeAccess({ key, author, opened, add, directories, reason: given.reason })));
        } else {
            const dossier = await openAsOfficer(material, readerKey, author, book);
            const kept = staying(dossier, book, days).filter(({ name }) => !given.without.includes(name.reader));
            console.log(encoded(
                await composeEpoch({ key, author, dossier, ...addressed(kept, book, [author.agency]) })));
        }
    } catch (error) {
        console.log(JSON.stringify({ refused: error.code ?? error.message }));
    }
"""
FIRST, SECOND, REVIEWER = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "penelaah-01"))


class Case:
    """A case as a server keeps it: what the browser's code makes is put beside what is there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.receipt = Receipt.generate()
        self.sealed: SealedCase = compose_case(
            report=a_report(),
            receipt=self.receipt,
            directory=world.book().newest(REGENCY),
            recipients=recipients(world),
            sealed_by=SealedBy.BROWSER,
        )
        self.records = [self.sealed.record]
        self.grants = {(1, grant.key): grant.sealed for grant in self.sealed.grants}
        self.previous: dict[int, bytes] = {}

    def material(self, key: str) -> CaseMaterial:
        return CaseMaterial(
            case=self.sealed.case,
            records=tuple(self.records),
            grants={epoch: sealed for (epoch, reader), sealed in self.grants.items() if reader == key},
            previous_keys=self.previous,
            summary=self.sealed.summary,
            messages=(self.sealed.message,),
        )

    def change(self, by: str, **asked: Any) -> dict[str, Any]:
        person = self.world.people[by]
        key = person.secret.reader_key
        material = self.material(key.public.digest)
        message = self.sealed.message
        given = {
            "documents": encoded(self.world),
            "anchor": self.world.anchor,
            "case": material.case,
            "records": [b64url(record) for record in material.records],
            "grants": [[epoch, b64url(sealed)] for epoch, sealed in material.grants.items()],
            "previous": [[epoch, b64url(sealed)] for epoch, sealed in material.previous_keys.items()],
            "summary": b64url(material.summary),
            "messages": [
                {"author": "reporter", "seq": 1, "epoch": 1, "kind": "report", "sealed": b64url(message.sealed)}
            ],
            "readerKey": key.unsafe_text(),
            "seed": b64url(person.secret.signing_key.unsafe_seed()),
            "agency": person.agency,
            "reader": person.id,
            "today": TODAY.isoformat(),
            "released": RELEASED.isoformat(),
            **asked,
        }
        made: dict[str, Any] = json.loads(run_node(CHANGE, given=json.dumps(given).encode()))
        return made

    def grant(self, by: str, to: str, reason: str = "Penugasan") -> dict[str, Any]:
        agency, reader = to.split("/")
        made = self.change(by, add={"agency": agency, "reader": reader}, reason=reason)
        if "refused" not in made:
            self.records.append(from_b64url(made["record"]))
            epoch = self.chain().epochs
            self.grants[epoch, made["grant"]["key"]] = from_b64url(made["grant"]["sealed"])
        return made

    def renew(self, by: str, without: list[str]) -> dict[str, Any]:
        made = self.change(by, without=without)
        if "refused" not in made:
            self.records.append(from_b64url(made["record"]))
            self.previous[made["epoch"]] = from_b64url(made["previousKey"])
            for one in made["grants"]:
                self.grants[made["epoch"], one["key"]] = from_b64url(one["sealed"])
        return made

    def chain(self) -> RecordChain:
        return verify_chain(self.records, self.world.book())

    def readers(self) -> list[str]:
        """Name who reads by the newest record, which must begin an epoch."""
        record = self.chain().records[-1].document
        assert isinstance(record, EpochRecord)
        return [one.reader for one in record.readers]

    def opened(self, by: str) -> Dossier:
        person = self.world.people[by]
        key: ReaderPrivateKey = person.secret.reader_key
        return open_as_officer(self.material(key.public.digest), key, person.ref, self.world.book())

    def opened_by_reporter(self) -> Dossier:
        material = self.material(self.receipt.reader_key.public.digest)
        return open_as_reporter(material, self.receipt, self.world.book())


def test_an_officer_whom_the_browser_adds_opens_the_case_in_python() -> None:
    case = Case(found())
    with pytest.raises(ForgedGrantError):
        case.opened(REVIEWER)
    made = case.grant(FIRST, REVIEWER, "Penelaahan awal")
    record = case.chain().records[-1]
    assert isinstance(record.document, AccessRecord)
    assert (record.digest, record.document.reason) == (made["digest"], "Penelaahan awal")
    dossier = case.opened(REVIEWER)
    assert dossier.findings == ()
    assert dossier.messages[0].message.body == a_report()


@pytest.mark.promise("P07")
def test_an_officer_whom_the_browser_takes_off_gets_nothing_of_the_new_key() -> None:
    case = Case(found())
    case.grant(FIRST, REVIEWER)
    made = case.renew(FIRST, ["penelaah-01"])
    assert case.readers() == ["penerima-01", "penerima-02"]
    keys = [case.world.people[name].secret.reader_key.public.digest for name in (FIRST, SECOND)]
    assert [one["key"] for one in made["grants"]] == [*keys, case.receipt.reader_key.public.digest]
    for dossier in (case.opened(FIRST), case.opened(SECOND), case.opened_by_reporter()):
        assert (dossier.epoch, dossier.findings) == (2, ())
    assert case.opened(REVIEWER).case_keys.keys() == {1}


def test_an_officer_takes_himself_off_and_the_others_read_on() -> None:
    case = Case(found())
    case.renew(FIRST, ["penerima-01"])
    assert case.readers() == ["penerima-02"]
    assert case.opened(SECOND).epoch == 2
    assert case.opened_by_reporter().findings == ()


def test_a_second_epoch_carries_the_keys_before_it_along() -> None:
    case = Case(found())
    case.renew(FIRST, [])
    case.grant(SECOND, REVIEWER)
    case.renew(REVIEWER, ["penerima-01"])
    dossier = case.opened(REVIEWER)
    assert (dossier.epoch, set(dossier.case_keys), dossier.findings) == (3, {1, 2, 3}, ())


def test_nobody_who_is_gone_from_the_directory_or_excluded_is_given_a_key() -> None:
    world = found()
    case = Case(world)
    old = world.book().newest(REGENCY)
    readers = [one for one in old.document.readers if one.id not in ("penelaah-01", "penerima-02")]
    world.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest, readers=readers))
    assert "refused" in case.grant(FIRST, REVIEWER)
    case.renew(FIRST, [])
    assert case.readers() == ["penerima-01"]


def test_a_grant_is_not_built_on_a_record_that_does_not_count() -> None:
    world = found()
    case = Case(replace(world))
    case.grant(FIRST, REVIEWER)
    old = world.book().newest(REGENCY)
    readers = [one for one in old.document.readers if one.id != "penerima-01"]
    world.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest, readers=readers))
    assert case.grant(SECOND, f"{REGENCY}/inspektur") == {"refused": "refused-trust"}
    case.renew(SECOND, [])
    assert case.readers() == ["penerima-02"]


ADD_REVIEWER = {"add": [REVIEWER], "remove": []}
REPLACE_SECOND = {"add": [REVIEWER], "remove": [SECOND]}


def test_one_reader_more_is_an_access_record_and_a_replacement_is_one_epoch() -> None:
    case = Case(found())
    assert case.change(FIRST, wish=ADD_REVIEWER)["path"] == "access"
    made = case.change(FIRST, wish=REPLACE_SECOND)
    assert made["path"] == "epochs"
    told = {part: [one["author"] for one in made["plan"][part]] for part in ("stays", "comes", "goes")}
    assert told == {"stays": [FIRST], "comes": [REVIEWER], "goes": [SECOND]}


@pytest.mark.promise("P07")
@pytest.mark.parametrize(
    "shown",
    [{"way": "access"}, {"stays": []}, {"comes": []}, {"goes": []}, {"goes": [{"author": FIRST}]}],
    ids=["way", "stays", "comes", "goes", "goes-other"],
)
def test_nothing_is_composed_that_the_officer_was_not_shown(shown: dict[str, Any]) -> None:
    assert Case(found()).change(FIRST, wish=REPLACE_SECOND, shown=shown) == {"refused": "refused-trust"}


@pytest.mark.parametrize(
    "wish",
    [
        {"add": [f"{REGENCY}/tidak-ada"], "remove": []},
        {"add": [f"{REGENCY}/recovery"], "remove": []},
        {"add": [], "remove": [FIRST, SECOND]},
    ],
    ids=["stranger", "recovery", "nobody-left"],
)
def test_a_wish_that_may_not_be_is_refused(wish: dict[str, Any]) -> None:
    assert Case(found()).change(FIRST, wish=wish) == {"refused": "refused-trust"}
