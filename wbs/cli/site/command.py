"""`wbs verify-site`: does a site serve what this release serves? For anybody, on their own computer.

Exit code: 0 if all that was looked at is the same, 1 if something is not, 2 if it could not be examined.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from wbs.cli.files import read_small
from wbs.cli.site.comparing import Difference
from wbs.cli.site.examining import Examination, Finding, examine_officers, examine_portal
from wbs.cli.site.released import ROOT, unlike
from wbs.cli.site.visitor import Place, Visitor, place_of
from wbs.cli.speech import Speech, shown, spoken
from wbs.clock import Clock, SystemClock
from wbs.crypto.keys import ReleaseVerifyKey
from wbs.crypto.release import Statement, verify_list
from wbs.errors import ConfigError, WbsError

_CANNOT = 2
_FILES_SHOWN = 5


@click.command("verify-site")
@click.argument("url")
@click.option(
    "--list", "list_file", type=click.Path(path_type=Path), required=True, help="The release's signed list of digests."
)
@click.option("--key", "keys", multiple=True, required=True, help="A release key (ed25519:…); may be given again.")
@click.option("--threshold", type=click.IntRange(1), help="How many of the keys must have signed; all if left out.")
@click.option("--fingerprint", default="", help="Eight words of the poster, or the whole fingerprint.")
@click.option("--officers", is_flag=True, help="The address is that of the officers' portal.")
@click.option("--socks", metavar="HOST:PORT", help="Tor's SOCKS port, such as 127.0.0.1:9050.")
@click.option("--onion", metavar="ADDRESS", help="The onion address that the HTTPS site should offer.")
@click.option("--exit", "way_out", metavar="URL", help="Where quick exit should lead, if not to the usual page.")
@click.option("--file-limits", metavar="TEXT", help="The limits of files that the site should have, if not the usual.")
@click.option("--only", multiple=True, metavar="CODE", help="Look at this agency's pages alone; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@spoken
def verify_site_command(  # noqa: PLR0913 - one argument an option
    *,
    speech: Speech,
    url: str,
    list_file: Path,
    keys: Sequence[str],
    threshold: int | None,
    fingerprint: str,
    officers: bool,
    socks: str | None,
    onion: str | None,
    way_out: str | None,
    file_limits: str | None,
    only: Sequence[str],
    as_json: bool,
) -> None:
    """Fetch what visitors of URL get, and compare it with what this release serves."""
    try:
        statement = verified_list(list_file, keys, threshold)
        place = place_of(url)
        variables = _variables(onion, way_out, file_limits)
        if not (officers or fingerprint):
            raise ConfigError("--fingerprint is missing: the eight words stand on the inspectorate's poster")
        site = Visitor(place, _proxy(socks))
        made = examine(site, place, SystemClock(), fingerprint, variables, only, officers=officers)
    except (WbsError, OSError) as error:
        why = str(error) if isinstance(error, WbsError) else type(error).__name__
        click.echo(shown(speech(f"wbs: tidak dapat diperiksa: {why}", f"wbs: cannot be examined: {why}")), err=True)
        sys.exit(_CANNOT)
    if as_json:
        click.echo(_json_text(made, statement))
    else:
        speech.lines(_lines(speech, made, statement, officers=officers))
    sys.exit(1 if made.findings else 0)


def verified_list(path: Path, keys: Sequence[str], threshold: int | None) -> Statement:
    """Read the signed list, and see that this program is what it lists.

    Raises:
        SignatureError: not signed by enough of the keys.
        FormatError: no such list or key.
        ConfigError: this program is not what is listed, or more signatures are asked than there are keys.
    """
    parsed = {ReleaseVerifyKey.parse(key) for key in keys}
    needed = len(parsed) if threshold is None else threshold
    if needed > len(parsed):
        raise ConfigError("--threshold asks for more signatures than there are keys")
    statement = verify_list(read_small(path).removesuffix(b"\n"), parsed, needed)
    others = unlike(statement.digests(), ROOT)
    if others:
        named = ", ".join(others[:_FILES_SHOWN])
        raise ConfigError(f"this program is not the listed release {statement.version}: {len(others)} files, {named}")
    return statement


def examine(
    site: Visitor,
    place: Place,
    clock: Clock,
    fingerprint: str,
    variables: Mapping[str, str],
    only: Sequence[str],
    *,
    officers: bool,
) -> Examination:
    """Examine a site; once more if midnight passed meanwhile, since pages show days."""
    while True:
        day = clock.today()
        with tempfile.TemporaryDirectory(prefix="wbs-verify-") as made:
            folder = Path(made)
            if officers:
                found = examine_officers(site, place, clock, folder)
            else:
                found = examine_portal(site, place, fingerprint, variables, clock, folder / "twin", only)
        if clock.today() == day or not found.findings:
            return found


def _variables(onion: str | None, way_out: str | None, limits: str | None) -> dict[str, str]:
    given = {"WBS_PORTAL_ONION_ADDRESS": onion, "WBS_PORTAL_EXIT": way_out, "WBS_PORTAL_FILE_LIMITS": limits}
    return {name: value for name, value in given.items() if value}


def _proxy(text: str | None) -> tuple[str, int] | None:
    if text is None:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise ConfigError("--socks must look like 127.0.0.1:9050")
    return host, int(port)


def _lines(speech: Speech, made: Examination, statement: Statement, *, officers: bool) -> list[str]:
    release = f"wbs {statement.version}, {statement.predicate.releaseId}"
    lines = [speech(f"Rilis: {release}", f"Release: {release}")]
    lines += [line for finding in made.findings for line in _finding_lines(speech, finding)]
    for code, version in made.versions.items():
        lines.append(speech(f"Daftar penerima {code}: versi {version}", f"List of receivers {code}: version {version}"))
    for code, words in made.own_words.items():
        lines.append(
            speech(
                f"Kata-kata {code} sendiri; tidak ada rilis yang mengenalnya, jadi bacalah:",
                f"Words of {code} itself; no release knows them, so read them:",
            )
        )
        lines += [f"    {shown(part)}" for text in words for part in text.split("\n") if part]
    return [*lines, *_verdict(speech, made, officers=officers)]


def _finding_lines(speech: Speech, finding: Finding) -> list[str]:
    lines = [speech(f"BERBEDA: {shown(finding.where)}", f"DIFFERENT: {shown(finding.where)}")]
    for one in finding.differences:
        lines.append(f"    {_named(speech, one)}")
        lines.append(f"      {speech('di situs', 'the site')}: {shown(one.found) or '-'}")
        lines.append(f"      {speech('di rilis', 'the release')}: {shown(one.expected) or '-'}")
    return lines


def _named(speech: Speech, one: Difference) -> str:
    return speech(
        {"status": "status", "header": "kepala jawaban", "body": "isi", "encoding": "pengemasan"}[one.what],
        {"status": "status", "header": "header", "body": "content", "encoding": "packing"}[one.what],
    )


def _verdict(speech: Speech, made: Examination, *, officers: bool) -> list[str]:
    count = len(made.findings)
    said = speech(
        f"{made.asked} permintaan dibandingkan: {count} berbeda." if count else f"{made.asked} permintaan: semua sama.",
        f"{made.asked} requests compared: {count} differ." if count else f"{made.asked} requests: all the same.",
    )
    limits = speech(
        "Tidak terlihat dari sini: apa yang diberikan hanya kepada satu pengunjung, atau pada waktu lain; apa yang "
        "dilakukan peladen dengan yang dikirim tanpa skrip; halaman setelah laporan atau kotak surat sungguhan.",
        "Not seen from here: what is given to one visitor alone, or at another time; what the server does with what is "
        "sent without scripts; pages after a real report or mailbox.",
    )
    behind = speech(
        "Juga tidak: apa yang terlihat setelah masuk, selain skrip yang menampilkannya.",
        "Nor: what is seen after signing in, but for the scripts that show it.",
    )
    return [said, limits, *([behind] if officers else [])]


def _json_text(made: Examination, statement: Statement) -> str:
    findings = [
        {
            "where": finding.where,
            "differences": [
                {"what": one.what.value, "found": one.found, "expected": one.expected} for one in finding.differences
            ],
        }
        for finding in made.findings
    ]
    told = {
        "release": statement.version,
        "commit": statement.predicate.releaseId,
        "asked": made.asked,
        "findings": findings,
        "directories": dict(made.versions),
        "own_words": dict(made.own_words),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
