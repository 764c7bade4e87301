"""Write the vectors: one module an area, each giving scenarios that are the same bytes at every run."""

from collections.abc import Callable

from tests.crypto.makers import (
    age,
    asking,
    attachment,
    audit,
    dossier,
    enrolment,
    files,
    handing,
    identity,
    inside,
    json,
    keys,
    names,
    padding,
    receipt,
    recipients,
    records,
    signin,
    signing,
    trust,
    workflow,
)
from tests.crypto.makers.kit import Area

AREAS: tuple[Callable[[], Area], ...] = (
    json.make,
    keys.make_encoding,
    keys.make_keys,
    padding.make,
    attachment.make,
    age.make,
    receipt.make,
    signing.make,
    signin.make,
    trust.make,
    recipients.make,
    names.make,
    enrolment.make,
    records.make,
    dossier.make,
    inside.make,
    asking.make,
    identity.make,
    files.make,
    audit.make,
    workflow.make,
    handing.make_approvals,
    handing.make_parcels,
    handing.make_retractions,
)


def texts() -> dict[str, str]:
    """Make every area: the text of every vector file, by the scenario's name."""
    return {name: scenario.text() for make in AREAS for name, scenario in make().scenarios.items()}
