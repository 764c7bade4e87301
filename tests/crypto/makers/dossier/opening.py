"""Who opens a case, and with what: grants, previous keys, summaries; and somebody else's case in its place."""

from typing import Any

import msgspec

from tests.cast import PROVINCE, REGENCY
from tests.crypto.makers.dossier.play import (
    OTHER_DIGEST,
    REFUSALS,
    RULES,
    Changes,
    Maker,
    by_epoch,
    listed,
    sealed_grant,
    written,
)
from tests.crypto.scenario import encode
from tests.stories.simulator import Reporter
from wbs.crypto.keys import CasePrivateKey, ReaderPublicKey, ReporterSigningKey
from wbs.crypto.messages import Grant, PreviousKey, Summary
from wbs.crypto.messages import digest_of as digest_of_sealed
from wbs.crypto.padding import GRANT_CLASS, SUMMARY_CLASS
from wbs.crypto.records import author_text
from wbs.crypto.report import Category
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.unseal import unseal_document


def other_readers(maker: Maker) -> None:
    receipt = maker.reporter.receipt
    material = maker.server.serve(maker.case, receipt.reader_key.public.digest)
    given = (
        maker.documents()
        | written(material)
        | {
            "secret": encode(receipt.unsafe_secret()),
            "reader_key": receipt.reader_key.unsafe_text(),
            "verify_key": receipt.signing_key.public.text,
        }
    )
    area = maker.area
    area.accept(
        "reporter", "dossier.reporter", RULES + "the same case, opened with the receipt", given, {"findings": []}
    )
    added = maker.reviewer.secret.reader_key
    material = maker.server.serve(maker.case, added.public.digest)
    changes = {
        "key": added.unsafe_text(),
        "reader": {"agency": REGENCY, "reader": maker.reviewer.id},
        "grants": by_epoch(material.grants),
    }
    comment = RULES + "a reader of the second epoch reads the first through the previous key"
    area.vary_accepted("officer-added-later", "officer", comment, changes, {"findings": [], "keys": [1, 2]})
    auditor = maker.auditor.secret.reader_key
    material = maker.server.serve(maker.case, auditor.public.digest)
    changes = {
        "key": auditor.unsafe_text(),
        "reader": {"agency": REGENCY, "reader": maker.auditor.id},
        "grants": by_epoch(material.grants),
    }
    area.vary_accepted(
        "officer-by-access-record", "officer", RULES + "a reader by access record", changes, {"findings": []}
    )
    reversed_order = {"messages": listed(maker.messages[::-1])}
    comment = RULES + "the server's order does not count"
    area.vary_accepted(
        "reversed",
        "officer",
        comment,
        reversed_order,
        {"findings": [], "messages": area.scenarios["dossier/officer"].output["messages"]},
    )
    summary = {name: value for name, value in maker.given.items() if name != "messages"} | {"messages": []}
    area.accept("inbox", "dossier.summary", RULES + "what an inbox shows", summary)


def summaries(maker: Maker) -> None:
    key = maker.case_keys[1].public
    original = parse(
        Unverified(unseal_document(maker.case_keys[1], maker.material.summary, SUMMARY_CLASS)).payload, Summary
    )
    changed = msgspec.structs.replace(original, title="Perkara biasa")
    rows = {
        "other": ("another summary, signed by the reporter", changed, maker.reporter.key),
        "forged": ("a summary signed by the server", changed, ReporterSigningKey.generate()),
        "other-case": (
            "the summary of another case",
            msgspec.structs.replace(original, case="a" * 52),
            maker.reporter.key,
        ),
        "later-epoch": ("a summary of another epoch", msgspec.structs.replace(original, epoch=2), maker.reporter.key),
        "by-officer": (
            "a summary by an officer",
            msgspec.structs.replace(original, author=maker.first.ref),
            maker.reporter.key,
        ),
    }
    for name, (what, summary, signer) in rows.items():
        sealed = seal_document(key, sign(summary, signer), SUMMARY_CLASS)
        maker.find(f"summary-{name}", what, {"summary": encode(sealed)}, ("summary", "reporter", 1))
    resealed = seal_document(
        key, unseal_document(maker.case_keys[1], maker.material.summary, SUMMARY_CLASS), SUMMARY_CLASS
    )
    maker.find(
        "summary-resealed", "the summary, sealed again", {"summary": encode(resealed)}, ("summary", "reporter", 1)
    )
    other_class = seal_document(key, sign(original, maker.reporter.key), 4096)
    maker.find(
        "summary-class",
        "a summary in another length class",
        {"summary": encode(other_class)},
        ("summary", "reporter", 1),
    )
    maker.find("summary-missing", "no summary", {"summary": ""}, ("summary", "reporter", 1))
    for expect, name, envelope in (
        ("signature", "forged", sign(changed, ReporterSigningKey.generate())),
        ("trust", "other-case", sign(msgspec.structs.replace(original, case="a" * 52), maker.reporter.key)),
    ):
        sealed = seal_document(key, envelope, SUMMARY_CLASS)
        comment = f"{REFUSALS}a summary for the inbox: {name}"
        maker.area.vary(expect, f"inbox-{name}", "inbox", comment, {"summary": encode(sealed)})


def refused_grants(maker: Maker) -> None:
    """The only grant that is served does not fit."""
    own: ReaderPublicKey = maker.key.public
    grant = parse(unseal_document(maker.key, maker.material.grants[1], GRANT_CLASS), Grant)
    forged = CasePrivateKey.generate().unsafe_text()
    second = parse(unseal_document(maker.key, maker.material.grants[2], GRANT_CLASS), Grant)

    def serve(**changes: Any) -> Changes:
        return {"grants": by_epoch({1: sealed_grant(own, msgspec.structs.replace(grant, **changes))})}

    rows: dict[str, tuple[str, Changes]] = {
        "none": ("no grant", {"grants": {}}),
        "other-key": ("a case key that the server made", serve(key=forged)),
        "other-case": ("a grant of another case", serve(case="a" * 52)),
        "other-epoch": ("a grant of another epoch", serve(epoch=2)),
        "other-reader": (
            "a grant for another reader, sealed to this one",
            serve(reader=maker.second.secret.reader_key.public.digest),
        ),
        "other-record": ("a grant under a record that is not in the chain", serve(record=OTHER_DIGEST)),
        "later-record": ("a grant under a record of a later epoch", serve(record=second.record)),
    }
    for name, (what, changes) in rows.items():
        maker.area.vary("grant", f"grant-{name}", "officer", REFUSALS + what, changes)
    outsider = maker.outsider.secret.reader_key
    listed_nowhere = {
        "key": outsider.unsafe_text(),
        "reader": {"agency": PROVINCE, "reader": maker.outsider.id},
        "grants": by_epoch(
            {1: sealed_grant(outsider.public, msgspec.structs.replace(grant, reader=outsider.public.digest))}
        ),
    }
    what = "a genuine case key for an officer whom no record lists"
    maker.area.vary("grant", "grant-not-listed", "officer", REFUSALS + what, listed_nowhere)
    auditor = maker.auditor.secret.reader_key
    grants = {1: sealed_grant(auditor.public, msgspec.structs.replace(grant, reader=auditor.public.digest))}
    early = {
        "key": auditor.unsafe_text(),
        "reader": {"agency": REGENCY, "reader": maker.auditor.id},
        "grants": by_epoch(grants),
    }
    what = "a grant under a record that does not list its reader yet"
    maker.area.vary("grant", "grant-before-access", "officer", REFUSALS + what, early)
    colleague = {"grants": by_epoch({1: maker.stored.grants[1][maker.second.secret.reader_key.public.digest]})}
    maker.area.vary("seal", "grant-of-colleague", "officer", REFUSALS + "the grant of another reader", colleague)
    other_class = {"grants": by_epoch({1: seal_document(own, serialise(grant))})}
    maker.area.vary("format", "grant-class", "officer", REFUSALS + "a grant in another length class", other_class)
    newer = serialise(grant).replace(b"grant/v1", b"grant/v2")
    next_version = {"grants": by_epoch({1: seal_document(own, newer, GRANT_CLASS)})}
    maker.area.vary("version", "grant-version", "officer", REFUSALS + "a grant of the next version", next_version)
    early_epoch = {"grants": by_epoch({3: maker.material.grants[2]})}
    maker.area.vary(
        "grant", "grant-no-epoch", "officer", REFUSALS + "a grant for an epoch without a record", early_epoch
    )


def lost_keys(maker: Maker) -> None:
    """Some key is to be had: the case opens as far as it goes."""
    first, both = author_text(maker.first.ref), maker.material
    own: ReaderPublicKey = maker.key.public
    later = parse(unseal_document(maker.key, both.grants[2], GRANT_CLASS), Grant)
    junk = sealed_grant(own, msgspec.structs.replace(later, key=CasePrivateKey.generate().unsafe_text()))
    seals = [("seal", one.author, one.seq) for one in both.messages if one.epoch == 2]
    changes = {"grants": by_epoch({1: both.grants[1], 2: junk})}
    maker.find(
        "grant-junk-in-newest",
        "whoever began the epoch granted junk: earlier epochs stay open",
        changes,
        ("grant", first, 2),
        *seals,
    )
    withheld = {"grants": by_epoch({1: both.grants[1]})}
    maker.find("grant-withheld-in-newest", "the newest grant is withheld", withheld, *seals)
    previous = parse(unseal_document(maker.case_keys[2], both.previous_keys[2], GRANT_CLASS), PreviousKey)
    only_newest = by_epoch({2: both.grants[2]})
    early = [("seal", one.author, one.seq) for one in both.messages if one.epoch == 1]
    summary = ("summary", "reporter", 1)
    for name, what, sealed in (
        ("missing", "the previous key is withheld", {}),
        (
            "other-key",
            "a previous key that does not fit",
            {2: msgspec.structs.replace(previous, key=CasePrivateKey.generate().unsafe_text())},
        ),
        ("other-case", "the previous key of another case", {2: msgspec.structs.replace(previous, case="a" * 52)}),
        ("other-epoch", "the previous key of another epoch", {2: msgspec.structs.replace(previous, epoch=2)}),
        (
            "other-record",
            "a previous key under another record",
            {2: msgspec.structs.replace(previous, record=OTHER_DIGEST)},
        ),
    ):
        keys = {epoch: sealed_grant(maker.case_keys[2].public, one) for epoch, one in sealed.items()}
        changes = {"grants": only_newest, "previous_keys": by_epoch(keys)}
        maker.find(f"previous-key-{name}", what, changes, ("grant", "reporter", 1), *early, summary)
        own_grant = {"previous_keys": by_epoch(keys)}
        if name == "other-key":
            maker.find("previous-key-not-needed", "an own grant of the epoch serves as well", own_grant)


def other_cases(maker: Maker) -> None:
    """Somebody else's case in the place of the one that was asked for."""
    double = Reporter(maker.server, maker.world.anchor)
    double.report()
    copy = written(maker.server.serve(double.case, maker.key.public.digest))
    case = {"case": maker.case}
    what = "a whole case that the server made itself"
    maker.area.vary("trust", "other-case-for-officer", "officer", REFUSALS + what, {**copy, **case})
    for_reporter = written(maker.server.serve(double.case, double.receipt.reader_key.public.digest))
    maker.area.vary("trust", "other-case-for-reporter", "reporter", REFUSALS + what, {**for_reporter, **case})
    what = "a case that another receipt began, under its own id"
    maker.area.vary("trust", "other-receipt", "reporter", REFUSALS + what, for_reporter)
    keys = maker.officer.open(maker.case).chain.first.reporter
    own_reader = msgspec.structs.replace(
        maker.officer.open(maker.case).chain.first,
        reporter=msgspec.structs.replace(keys, reader_key=double.receipt.reader_key.public.text),
    )
    swapped = sign(own_reader, maker.reporter.key)
    changes = {"records": [encode(swapped), *maker.given["records"][1:]]}
    maker.area.vary(
        "trust",
        "reporter-key-swapped",
        "officer",
        REFUSALS + "the reporter's reader key is swapped in the first record",
        changes,
    )
    maker.area.vary(
        "trust",
        "reporter-key-swapped-for-reporter",
        "reporter",
        REFUSALS + "the reporter's reader key is swapped in the first record",
        changes,
    )


def half_receipts(maker: Maker) -> None:
    """A case that names one key of the receipt, and one of somebody else: the relay needs only the second."""
    for name, what, member in (
        ("other-receipt-verify-key", "the server's verify key beside the reporter's own reader key", "reader_key"),
        ("other-receipt-reader-key", "the reporter's own verify key beside another reader key", "signing_key"),
    ):
        relay = Reporter(maker.server, maker.world.anchor)
        vars(relay.receipt)[member] = getattr(maker.reporter.receipt, member)
        relay.report()
        served = maker.server.serve(relay.case, relay.receipt.reader_key.public.digest)
        maker.area.vary("trust", name, "reporter", REFUSALS + what, written(served))


def other_words(maker: Maker) -> None:
    """The reporter's own summary says something else to the inbox than the report it stands for."""
    sealed_original = unseal_document(maker.case_keys[1], maker.material.summary, SUMMARY_CLASS)
    original = parse(Unverified(sealed_original).payload, Summary)
    report = maker.opened(maker.at("reporter", 1))
    for member, value in (
        ("category", Category.FRAUD),
        ("rank", "echelon-2"),
        ("title", "Perkara biasa"),
        ("unit", "Dinas Lain"),
    ):
        other = msgspec.structs.replace(original, **{member: value})
        summary = seal_document(maker.case_keys[1].public, sign(other, maker.reporter.key), SUMMARY_CLASS)
        named = msgspec.structs.replace(report, summary=digest_of_sealed(summary))
        changes = {"summary": encode(summary), "messages": listed([maker.forge(named, maker.reporter.key)])}
        what = f"a summary that says another {member} than the report that names it"
        gaps = [("gap", author, seq) for author, seq in (("61.08/penerima-01", 1), ("61.08/penerima-02", 1))]
        maker.find(
            f"summary-says-other-{member}",
            what,
            changes,
            *gaps,
            ("gap", "reporter", 2),
            ("summary", "reporter", 1),
        )
