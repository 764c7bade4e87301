"""The officials' last resort, by its own commands: shares, drills, and cases restored after every key was lost."""

import json
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cast import PROVINCE, REGENCY, Person, recovery_of
from tests.cli.officials import publish, run, share_files, with_shares
from tests.listing import list_only
from tests.office import Office, SealedReport
from wbs.cases.inside import NewInsideKey, StoredInsideKey
from wbs.cases.model import AuditAction, AuditEntry, CaseName, KeyDigest, StoredGrant, StoredMessage
from wbs.cases.readers.restoring import SentRecord, accept_restoration, inside_of, recovery_keys
from wbs.cases.reporters.mailbox import find_case, material_of
from wbs.cli.ceremony.telling import key_words
from wbs.cli.recovery.case_lines import RestoredCase
from wbs.crypto.compose import Draft, compose_access, compose_message, name_of, recipient
from wbs.crypto.directory import Role
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter
from wbs.crypto.inside import compose_inside_key, scope_of
from wbs.crypto.insight import open_inside
from wbs.crypto.keys import RecoverySecret
from wbs.crypto.messages import Kind, SealedBy, TextBody
from wbs.crypto.records import REPORTER, AccessRecord, Author
from wbs.crypto.recovery import verify_card, verify_drill
from wbs.crypto.shape import parse, serialise
from wbs.crypto.shares import combine
from wbs.errors import TrustError

DAY = "2026-11-23"


@dataclass
class Disaster:
    """An office, its server's folder, and a computer that never goes online."""

    office: Office
    server: Path
    offline: Path

    @property
    def env(self) -> dict[str, str]:
        return {"WBS_DATA": str(self.server)}

    def documents(self) -> Path:
        return publish(self.office.world, self.server / "keys")

    def lose_every_key(self) -> tuple[Person, Person]:
        """Officers enrol anew: one under the old id, one as somebody new."""
        old, new = (Person(REGENCY, name, frozenset({Role.RECEIVER})) for name in ("penerima-01", "penerima-09"))
        list_only(self.office.world, [old, new])
        self.documents()
        return old, new

    def regrant(self, *arguments: str | Path, shares: list[Path] | None = None, readers: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
        """Restore on the server's own database."""
        files = shares or share_files(self.office.world, self.offline)[:2]
        named = [part for reader in readers or ("penerima-01", "penerima-09") for part in ("--reader", reader)]
        return run(
            "keys", "recovery", "regrant", "--agency", REGENCY, "--keys", self.documents(), "--en", "--yes",
            "--day", DAY, *with_shares(files), *named, *arguments, env=self.env,
        )  # fmt: skip

    def open(self, report: SealedReport, person: Person) -> Dossier | None:
        key = person.secret.reader_key
        file = self.office.store.cases.case_file(report.name, KeyDigest(key.public.digest))
        return None if file is None else open_as_officer(material_of(file), key, person.ref, self.office.world.book())

    def open_reporter(self, report: SealedReport) -> Dossier:
        key = report.receipt.reader_key.public.digest
        file = find_case(self.office.store.cases, report.receipt.mailbox_hash, key)
        assert file is not None
        return open_as_reporter(material_of(file), report.receipt, self.office.world.book())

    def say(self, name: CaseName, dossier: Dossier, author: Author, key, text: str) -> None:  # type: ignore[no-untyped-def]
        place = dossier.place_for(author, self.office.world.book())
        sealed = compose_message(key, place, Draft(Kind.MESSAGE, TextBody(text=text), SealedBy.BROWSER))
        stored = StoredMessage(
            sealed.author, sealed.seq, sealed.epoch, Kind(sealed.kind), sealed.sealed, self.office.clock.today()
        )
        self.office.store.cases.append_message(name, stored)


@pytest.fixture
def disaster(tmp_path: Path) -> Iterator[Disaster]:
    server, offline = tmp_path / "server", tmp_path / "offline"
    server.mkdir()
    offline.mkdir()
    office = Office(server, recovery=[REGENCY])
    yield Disaster(office, server, offline)
    office.close()


@pytest.mark.promise("P19")
def test_after_every_key_was_lost_shares_bring_the_cases_back_and_work_goes_on(disaster: Disaster) -> None:
    office = disaster.office
    reports = [office.new_report() for _ in range(3)]
    old, new = disaster.lose_every_key()
    assert disaster.open(reports[0], old) is None
    done = disaster.regrant("--reason", "laptop dicuri")
    assert done.exit_code == 0, done.output
    assert "3 cases restored, 0 complete before, 0 refused" in done.output
    for report in reports:
        for person in (old, new):
            dossier = disaster.open(report, person)
            assert dossier is not None
            assert len(dossier.messages) == 1
            assert dossier.findings == ()
    report = reports[0]
    dossier = disaster.open(report, new)
    assert dossier is not None
    disaster.say(report.name, dossier, new.ref, new.secret.signing_key, "Kami kembali.")
    disaster.say(report.name, disaster.open_reporter(report), REPORTER, report.receipt.signing_key, "Syukurlah.")
    seen = disaster.open_reporter(report)
    assert seen.findings == ()
    assert len(seen.messages) == 3
    told = [one.document for one in seen.chain.records if isinstance(one.document, AccessRecord)]
    assert {record.reason for record in told} == {f"{DAY} laptop dicuri"}
    audited = [json.loads(entry) for entry in office.entries()]
    assert [entry["officer"] for entry in audited if entry["action"] == "case-restored"] == ["recovery"] * 6


@pytest.mark.promise("P19")
def test_a_restoration_that_is_run_again_passes_over_what_is_done(disaster: Disaster) -> None:
    for _ in range(2):
        disaster.office.new_report()
    disaster.lose_every_key()
    assert disaster.regrant(readers=("penerima-01",)).exit_code == 0
    disaster.office.new_report()
    assert "2 cases restored, 1 complete before" in disaster.regrant().output
    assert "0 cases restored, 3 complete before" in disaster.regrant().output


@pytest.mark.promise("P19")
def test_cases_travel_to_an_offline_computer_and_back(disaster: Disaster) -> None:
    office = disaster.office
    report = office.new_report()
    _, new = disaster.lose_every_key()
    out, back = disaster.offline / "cases.jsonl", disaster.offline / "restored.jsonl"
    keys = disaster.documents()
    export = ("keys", "recovery", "export", "--agency", REGENCY, "--keys", keys, "--en")
    assert "1 cases written" in run(*export, "--to", out, env=disaster.env).output
    again = run(*export, "--to", out, env=disaster.env)
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert "1 cases restored" in disaster.regrant("--from", out, "--to", back).output
    assert disaster.open(report, new) is None
    bring = ("keys", "recovery", "import", "--agency", REGENCY, "--keys", keys, "--en", "--from", back)
    assert "1 cases restored" in run(*bring, env=disaster.env).output
    assert disaster.open(report, new) is not None
    replayed = run(*bring, env=disaster.env)
    assert "0 cases restored, 1 complete before, 0 refused" in replayed.output
    secrets = [office.world.recovery[REGENCY].unsafe_seed(), office.world.recovery[REGENCY].reader_key.unsafe_seed()]
    for path in (out, back):
        assert path.stat().st_mode & 0o777 == 0o600
        assert not any(secret in path.read_bytes() for secret in secrets)


@pytest.mark.promise("P19")
@pytest.mark.parametrize("by_file", [False, True])
def test_what_officers_wrote_inside_comes_back_too(disaster: Disaster, *, by_file: bool) -> None:
    office = disaster.office
    report = office.new_report()
    bring_inside_key(disaster, report, office.world.people[f"{REGENCY}/penerima-01"])
    _, new = disaster.lose_every_key()
    if by_file:
        out, back = disaster.offline / "cases.jsonl", disaster.offline / "restored.jsonl"
        keys = disaster.documents()
        run("keys", "recovery", "export", "--agency", REGENCY, "--keys", keys, "--to", out, env=disaster.env)
        disaster.regrant("--from", out, "--to", back)
        run("keys", "recovery", "import", "--agency", REGENCY, "--keys", keys, "--from", back, env=disaster.env)
    else:
        disaster.regrant()
    key = new.secret.reader_key
    file = office.store.inside.officers_file(report.name, KeyDigest(key.public.digest))
    dossier = disaster.open(report, new)
    assert file is not None
    assert dossier is not None
    insight = open_inside(inside_of(file.inside), dossier, key, new.ref, office.world.book())
    assert list(insight.held) == [1]
    assert insight.key_findings == ()


def bring_inside_key(disaster: Disaster, report: SealedReport, person: Person) -> None:
    """Let an officer bring the epoch's inside key."""
    book = disaster.office.world.book()
    dossier = disaster.open(report, person)
    assert dossier is not None
    scope = scope_of(dossier.chain, dossier.newest, book)
    names = [name_of(book.newest(REGENCY))]
    made = compose_inside_key(person.secret.signing_key, person.ref, scope, names)
    grants = tuple(StoredGrant(1, KeyDigest(grant.key), grant.sealed) for grant in made.grants)
    key = StoredInsideKey(1, made.digest, made.record, made.previous_key)
    entry = AuditEntry(report.name.agency, disaster.office.clock.now(), person.id, AuditAction.INSIDE_KEY_BROUGHT)
    disaster.office.store.inside.bring_key(report.name, NewInsideKey(key, grants), 0, entry)


@pytest.mark.promise("P18")
@pytest.mark.parametrize("member", ["records", "grants", "summary", "messages"])
def test_a_tampered_export_restores_nothing_of_that_case_and_all_of_the_others(disaster: Disaster, member: str) -> None:
    disaster.office.new_report()
    disaster.office.new_report()
    disaster.lose_every_key()
    out, back = disaster.offline / "cases.jsonl", disaster.offline / "restored.jsonl"
    keys = disaster.documents()
    run("keys", "recovery", "export", "--agency", REGENCY, "--keys", keys, "--to", out, env=disaster.env)
    lines = out.read_bytes().splitlines()
    lines[0] = tampered(lines[0], member)
    out.write_bytes(b"\n".join([*lines, b""]))
    done = disaster.regrant("--from", out, "--to", back)
    if member in {"summary", "messages"}:
        # What a reader's client only marks in the case does not keep the case from its readers.
        assert "2 cases restored" in done.output
    else:
        assert "1 cases restored, 0 complete before, 1 refused" in done.output
        assert done.exit_code == 1


def tampered(line: bytes, member: str) -> bytes:
    """Flip one character of the sealed or signed bytes."""
    case = json.loads(line)
    if member == "summary":
        case[member] = flip(case[member])
    elif member == "records":
        case[member][0] = flip(case[member][0])
    else:
        case[member][0]["sealed"] = flip(case[member][0]["sealed"])
    return json.dumps(case, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def flip(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]


@pytest.mark.promise("P18")
def test_the_server_stores_only_what_the_newest_recovery_key_signed(disaster: Disaster) -> None:
    first, second = disaster.office.new_report(), disaster.office.new_report()
    _, new = disaster.lose_every_key()
    out, back = disaster.offline / "cases.jsonl", disaster.offline / "restored.jsonl"
    keys = disaster.documents()
    run("keys", "recovery", "export", "--agency", REGENCY, "--keys", keys, "--to", out, env=disaster.env)
    disaster.regrant("--from", out, "--to", back)
    one, two = (json.loads(line) for line in back.read_bytes().splitlines())
    one["records"], two["records"] = two["records"], one["records"]
    back.write_bytes(b"".join(map(restored_again, (one, two))))
    done = run("keys", "recovery", "import", "--agency", REGENCY, "--keys", keys, "--from", back, env=disaster.env)
    assert done.exit_code == 1
    assert "0 perkara dipulihkan, 0 sudah lengkap, 2 ditolak" in done.output
    assert disaster.open(first, new) is None
    assert disaster.open(second, new) is None


@pytest.mark.promise("P18")
def test_an_officers_own_record_is_not_stored_as_a_restoration(disaster: Disaster) -> None:
    """It verifies; but nobody asked whether the officer's roles let others in."""
    office = disaster.office
    report = office.new_report()
    officer, friend = (office.world.people[f"{REGENCY}/{name}"] for name in ("penerima-01", "penelaah-01"))
    dossier = disaster.open(report, officer)
    assert dossier is not None
    book = office.world.book()
    made = compose_access(
        officer.secret.signing_key, officer.ref, dossier.chain, dossier.case_keys[1],
        recipient(REGENCY, friend.id, friend.secret.reader_key.public),
        newest=dossier.newest, directories=[name_of(book.newest(REGENCY))], reason=f"{DAY} teman",
    )  # fmt: skip
    file = office.store.cases.case_file(report.name, *recovery_keys(report.name.agency, book))
    assert file is not None
    with pytest.raises(TrustError, match="did not sign"):
        accept_restoration(file, [SentRecord(made)], report.name.agency, book)


def restored_again(case: dict[str, Any]) -> bytes:
    """Write a line as whoever knows the form would: with a check that fits."""
    bare = {name: value for name, value in case.items() if name != "check"}
    plain = json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()
    return serialise(parse(plain, RestoredCase).checked()) + b"\n"


@pytest.mark.promise("P19")
def test_a_grant_that_a_medium_broke_is_not_stored_as_restored(disaster: Disaster) -> None:
    report = disaster.office.new_report()
    _, new = disaster.lose_every_key()
    out, back = disaster.offline / "cases.jsonl", disaster.offline / "restored.jsonl"
    keys = disaster.documents()
    run("keys", "recovery", "export", "--agency", REGENCY, "--keys", keys, "--to", out, env=disaster.env)
    disaster.regrant("--from", out, "--to", back)
    whole = back.read_bytes()
    case = json.loads(whole)
    for record in case["records"]:
        sealed = record["grants"][0]["sealed"]
        record["grants"][0]["sealed"] = sealed[:-40] + ("B" if sealed[-40] == "A" else "A") + sealed[-39:]
    back.write_bytes(json.dumps(case, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    bring = ("keys", "recovery", "import", "--agency", REGENCY, "--keys", keys, "--from", back)
    broken = run(*bring, env=disaster.env)
    assert broken.exit_code == 1
    assert "berubah di perjalanan" in broken.output
    back.write_bytes(whole)
    assert run(*bring, env=disaster.env).exit_code == 0
    assert disaster.open(report, new) is not None


@pytest.mark.promise("P05")
def test_officials_see_to_which_keys_all_cases_go(disaster: Disaster) -> None:
    """A medium that withholds the newest directory would have them let in a key that was stolen."""
    disaster.office.new_report()
    old, new = disaster.lose_every_key()
    told = disaster.regrant().output
    for person in (old, new):
        entry = disaster.office.world.book().newest(REGENCY).document.reader(person.id)
        assert entry is not None
        assert key_words(entry) in told


OTHER_KEY = "A" * 42 + "E"


def with_extra_grant(record: dict[str, Any]) -> None:
    record["grants"].append({**record["grants"][0], "key": OTHER_KEY})


def with_doubled_grant(record: dict[str, Any]) -> None:
    record["grants"] *= 2


def without_grant(record: dict[str, Any]) -> None:
    record["grants"] = []


def with_grant_of_another(record: dict[str, Any]) -> None:
    record["grants"][0]["key"] = OTHER_KEY


def with_short_grant(record: dict[str, Any]) -> None:
    record["grants"][0]["sealed"] = record["grants"][0]["sealed"][:-40]


def with_other_digest(record: dict[str, Any]) -> None:
    record["digest"] = OTHER_KEY


def with_previous_key(record: dict[str, Any]) -> None:
    record["previous_key"] = record["grants"][0]["sealed"]


def with_inside_of_another(record: dict[str, Any]) -> None:
    record["inside"] = {**record["grants"][0], "key": OTHER_KEY}


@pytest.mark.promise("P18")
@pytest.mark.parametrize(
    "change",
    [
        with_extra_grant,
        with_doubled_grant,
        without_grant,
        with_grant_of_another,
        with_short_grant,
        with_other_digest,
        with_previous_key,
        with_inside_of_another,
    ],
)
def test_what_comes_along_with_a_signed_record_is_checked(
    disaster: Disaster, change: Callable[[dict[str, Any]], None]
) -> None:
    report = disaster.office.new_report()
    old, _ = disaster.lose_every_key()
    out, back = disaster.offline / "cases.jsonl", disaster.offline / "restored.jsonl"
    keys = disaster.documents()
    run("keys", "recovery", "export", "--agency", REGENCY, "--keys", keys, "--to", out, env=disaster.env)
    disaster.regrant("--from", out, "--to", back)
    case = json.loads(back.read_bytes())
    change(case["records"][0])
    back.write_bytes(restored_again(case))
    done = run("keys", "recovery", "import", "--agency", REGENCY, "--keys", keys, "--from", back, env=disaster.env)
    assert done.exit_code == 1
    assert "1 ditolak" in done.output
    assert disaster.open(report, old) is None


@pytest.mark.promise("P05")
def test_what_was_signed_under_an_older_directory_is_signed_again(disaster: Disaster) -> None:
    """Whoever left meanwhile must not come in by a file that travelled slowly."""
    report = disaster.office.new_report()
    old, new = disaster.lose_every_key()
    out, back = disaster.offline / "cases.jsonl", disaster.offline / "restored.jsonl"
    keys = disaster.documents()
    run("keys", "recovery", "export", "--agency", REGENCY, "--keys", keys, "--to", out, env=disaster.env)
    disaster.regrant("--from", out, "--to", back)
    list_only(disaster.office.world, [old])
    keys = disaster.documents()
    bring = ("keys", "recovery", "import", "--agency", REGENCY, "--keys", keys, "--en", "--from", back)
    done = run(*bring, env=disaster.env)
    assert done.exit_code == 1
    assert "not the newest: restore again" in done.output
    assert disaster.open(report, new) is None


@pytest.mark.promise("P05")
def test_nobody_is_restored_whom_the_newest_directory_does_not_list_or_who_reads_no_cases(disaster: Disaster) -> None:
    report = disaster.office.new_report()
    gone = disaster.office.world.people[f"{REGENCY}/penerima-02"]
    auditor = Person(REGENCY, "pengawas-01", frozenset({Role.AUDITOR}))
    receiver = Person(REGENCY, "penerima-09", frozenset({Role.RECEIVER}))
    list_only(disaster.office.world, [receiver, auditor])
    for reader in (gone.id, "penyusup", auditor.id, f"{PROVINCE}/penyusup"):
        done = disaster.regrant(readers=(reader,))
        assert done.exit_code == 1
        assert "refused" in done.output
    assert disaster.open(report, auditor) is None


@pytest.mark.promise("P19")
def test_too_few_shares_or_shares_of_others_restore_nothing(disaster: Disaster, tmp_path: Path) -> None:
    world = disaster.office.world
    disaster.office.new_report()
    disaster.lose_every_key()
    own = share_files(world, tmp_path / "own")
    foreign = share_files(world, tmp_path / "foreign", RecoverySecret.generate())
    broken = tmp_path / "broken.txt"
    broken.write_text(own[1].read_text().replace("share: ", "share: academic "), encoding="utf-8")
    for shares, why in (
        (own[:1], "fewer shares than the threshold"),
        (foreign[:2], "do not restore the recovery key"),
        ([own[0], foreign[1]], "fewer shares than the threshold"),
        ([own[0], own[0]], "one share twice"),
        ([own[0], broken], "not a share"),
    ):
        done = disaster.regrant(shares=shares)
        assert done.exit_code == 1
        assert why in done.output
    assert b"case-restored" not in b"".join(disaster.office.entries())


@pytest.mark.promise("P19")
def test_a_replaced_key_is_let_in_with_the_shares_of_both(disaster: Disaster, tmp_path: Path) -> None:
    world = disaster.office.world
    report = disaster.office.new_report()
    _, new = disaster.lose_every_key()
    assert disaster.regrant().exit_code == 0
    fresh = RecoverySecret.generate()
    old_shares = share_files(world, tmp_path / "old")[:2]
    list_only(world, [new], recovery=recovery_of(fresh))
    shares = [*old_shares, *share_files(world, tmp_path / "fresh", fresh)[:2]]
    assert "1 cases restored" in disaster.regrant(shares=shares, readers=(new.id,)).output
    dossier = disaster.open(report, new)
    assert dossier is not None
    assert dossier.newest.readers[REGENCY, "recovery"] == fresh.reader_key.public.digest
    assert dossier.newest.digest == dossier.chain.records[-1].digest
    later = Person(REGENCY, "penerima-10", frozenset({Role.RECEIVER}))
    list_only(world, [new, later])
    assert "1 cases restored" in disaster.regrant(shares=shares[2:], readers=(later.id,)).output


@pytest.mark.promise("P19")
def test_a_drill_proves_the_shares_and_touches_no_case(disaster: Disaster) -> None:
    world = disaster.office.world
    disaster.office.new_report()
    before = disaster.office.entries()
    done = run(
        "keys", "recovery", "drill", "--agency", REGENCY, "--keys", disaster.documents(), "--out", disaster.offline,
        "--day", DAY, *with_shares(share_files(world, disaster.offline)),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    statement = verify_drill((disaster.offline / f"drill-{REGENCY}-{DAY}.json").read_bytes(), world.book())
    assert statement.holders == ["Inspektur", "Sekretaris", "Inspektur Pembantu Khusus"]
    assert disaster.office.entries() == before


def test_a_drill_with_a_wrong_share_states_nothing(disaster: Disaster, tmp_path: Path) -> None:
    world = disaster.office.world
    foreign = share_files(world, tmp_path / "foreign", RecoverySecret.generate())[:2]
    done = run(
        "keys", "recovery", "drill", "--agency", REGENCY, "--keys", disaster.documents(), "--out", disaster.offline,
        "--day", DAY, *with_shares(foreign),
    )  # fmt: skip
    assert done.exit_code == 1
    assert list(disaster.offline.iterdir()) == []


@pytest.mark.promise("P19")
def test_a_new_key_goes_to_its_holders_one_by_one_and_leaves_only_a_card(disaster: Disaster) -> None:
    """The holders type back from paper what they were shown; here the screen is read for them."""
    new = ["keys", "recovery", "new", "--agency", REGENCY, "--keys", disaster.documents(), "--out", disaster.offline]
    refused = run(*new, "--en", typed="yes\n\nwrong\nwrong\nwrong\n")
    assert refused.exit_code == 1
    assert list(disaster.offline.iterdir()) == []
    made = run(*new, "--en", "--yes")
    assert made.exit_code == 0, made.output
    card = verify_card((disaster.offline / f"recovery-{REGENCY}.card.json").read_bytes())
    sheets = made.output.split("Holder: ")[1:]
    texts = [shares_on(sheet) for sheet in sheets]
    assert len(texts) == 3
    assert combine(texts[1:]).reader_key.public.text == card.reader_key
    assert combine(texts[:2]).signing_key.public.text == card.verify_key
    assert " ".join(card.words()) in made.output
    assert [path.name for path in disaster.offline.iterdir()] == [f"recovery-{REGENCY}.card.json"]


def shares_on(sheet: str) -> str:
    """Read the numbered words of a sheet."""
    words = dict(re.findall(r"(\d+)\. ([a-z]+)", sheet))
    return " ".join(words[str(number)] for number in range(1, len(words) + 1))


def test_a_share_goes_to_a_file_only_on_demand_and_for_its_owner_alone(disaster: Disaster) -> None:
    folder = disaster.offline / "usb"
    folder.mkdir()
    new = (
        "keys", "recovery", "new", "--agency", REGENCY, "--keys", disaster.documents(), "--out", disaster.offline,
        "--share-files", folder,
    )  # fmt: skip
    made = run(*new, typed="ya\n")
    assert made.exit_code == 0, made.output
    files = sorted(folder.iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    for path in files:
        assert path.read_text().split("share: ")[1].split()[4] not in made.output
    again = run(*new, typed="ya\n")
    assert again.exit_code == 1
    assert "sudah ada" in again.output


@pytest.mark.parametrize("command", ["new", "split"])
def test_no_share_is_asked_for_or_given_before_officials_compared_the_roots_that_name_the_holders(
    disaster: Disaster, command: str
) -> None:
    """Self-made documents can list an agency's true recovery key, which is public, and a lower threshold."""
    folder = disaster.offline / "usb"
    folder.mkdir()
    brought = with_shares(share_files(disaster.office.world, disaster.offline)[:2]) if command == "split" else []
    place = ("--out", disaster.offline) if command == "new" else ()
    done = run(
        "keys", "recovery", command, "--agency", REGENCY, "--keys", disaster.documents(), "--en", *place,
        "--share-files", folder, *brought, typed="no\n",
    )  # fmt: skip
    assert done.exit_code == 1
    roots = disaster.office.world.book().by_agency[REGENCY].roots[-1].document
    assert " ".join(roots.fingerprint_words()) in done.output
    assert "2 of 3 shares restore the key" in done.output
    assert list(folder.iterdir()) == []


@pytest.mark.promise("P19")
def test_shares_are_typed_one_at_a_time_and_given_anew_to_changed_holders(disaster: Disaster) -> None:
    world = disaster.office.world
    files = share_files(world, disaster.offline)
    texts = [path.read_text().split("share: ")[1].strip() for path in files]
    typed = f"1\n{texts[0]} academic\n{texts[0].upper()}\n3\n{texts[2]}\n"
    combined = run(
        "keys", "recovery", "combine", "--agency", REGENCY, "--keys", disaster.documents(), "--en", typed=typed
    )
    assert combined.exit_code == 0, combined.output
    assert "Not right yet" in combined.output
    assert "restore the recovery key of 61.08 as directory version 1 lists it" in combined.output
    again = run(
        "keys", "recovery", "split", "--agency", REGENCY, "--keys", disaster.documents(), "--en", "--yes",
        *with_shares(files[:2]),
    )  # fmt: skip
    assert again.exit_code == 0, again.output
    renewed = [shares_on(sheet) for sheet in again.output.split("Holder: ")[1:]]
    assert set(renewed).isdisjoint(texts)
    assert combine(renewed[:2]).unsafe_seed() == world.recovery[REGENCY].unsafe_seed()


def test_documents_of_another_installation_are_refused(disaster: Disaster) -> None:
    done = run(
        "keys", "recovery", "combine", "--agency", REGENCY, "--keys", disaster.documents(), "--root", "A" * 43, "--en"
    )
    assert done.exit_code == 1
    assert "another installation" in done.output
