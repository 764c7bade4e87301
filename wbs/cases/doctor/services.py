"""What is wrong with how a running service answers: nobody there, or not with the headers that protect who asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from wbs.cases.doctor.findings import Finding, Severity

_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_REFERRERS = {"no-referrer", "same-origin"}
_POLICY = ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")
_LOOSE = ("unsafe", "*", "http:", "https:")
CERTIFICATE_DAYS = 7
"""So many days before a certificate expires it is told; renewals come weeks before."""
_UNWANTED = ("server", "set-cookie", "x-powered-by", "etag", "last-modified")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; names of headers in lower case."""

    service: str
    https: bool
    headers: Mapping[str, str]


def check_answer(answer: Answer) -> list[Finding]:
    """Look at the headers of a page."""
    wrong = [*_missing(answer), *(name for name in _UNWANTED if answer.headers.get(name))]
    if not wrong:
        return []
    names = ", ".join(sorted(wrong))
    return [
        Finding(
            "headers",
            Severity.ERROR,
            answer.service,
            (f"kepala jawaban bukan seperti yang dikirim program ini: {names}", f"headers are not ours: {names}"),
            (
                "jalankan versi yang sama untuk semua layanan, tanpa apa pun di antaranya yang mengubah jawaban",
                "run one version of all services, with nothing in between that changes answers",
            ),
        )
    ]


def unreachable(service: str, place: str) -> Finding:
    """Say that a service does not answer."""
    return Finding(
        "service-away",
        Severity.ERROR,
        service,
        (f"tidak menjawab di {place}", f"does not answer on {place}"),
        ("`systemctl status 'wbs-*'`, lalu baca alasannya", "`systemctl status 'wbs-*'`, then read why"),
    )


def front_away(program: str, place: str) -> Finding:
    """Say that nobody comes in: tor or a proxy does not run."""
    return Finding(
        "service-away",
        Severity.ERROR,
        program,
        (f"tidak ada di {place}: tidak ada yang dapat masuk", f"is not there ({place}): nobody comes in"),
        (
            "`systemctl status tor haproxy wbs-https`, lalu baca alasannya",
            "`systemctl status tor haproxy wbs-https`, read why",
        ),
    )


def check_certificate(subject: str, days: int | None) -> list[Finding]:
    """Look at how many days the shown certificate holds; None if another one lies in the file."""
    if days is not None and days > CERTIFICATE_DAYS:
        return []
    said = (
        (
            "situs memperlihatkan sertifikat lain daripada berkas ini",
            "the site shows another certificate than this file",
        )
        if days is None
        else (f"sertifikat situs berlaku {days} hari lagi", f"the site's certificate holds for {days} more days")
    )
    remedy = (
        "pasang sertifikat baru di berkas ini, lalu `systemctl restart wbs-https`",
        "put a new certificate into this file, then `systemctl restart wbs-https`",
    )
    severity = Severity.WARNING if days else Severity.ERROR
    return [Finding("certificate", Severity.WARNING if days is None else severity, subject, said, remedy)]


def _missing(answer: Answer) -> list[str]:
    headers = answer.headers
    wrong = [name for name, value in _FIXED.items() if headers.get(name, "").lower() != value.lower()]
    policy = headers.get("content-security-policy", "")
    if any(part not in policy for part in _POLICY) or any(part in policy for part in _LOOSE):
        wrong.append("content-security-policy")
    if headers.get("referrer-policy") not in _REFERRERS:
        wrong.append("referrer-policy")
    if "camera=()" not in headers.get("permissions-policy", ""):
        wrong.append("permissions-policy")
    if ("strict-transport-security" in headers) != answer.https:
        wrong.append("strict-transport-security")
    return wrong
