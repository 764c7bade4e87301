"""The twelve signatures of "Taming the many EdDSAs", on which verifiers disagree."""

import pytest

from . import subject
from .independent.edwards25519 import COFACTOR, ORDER, Signature, decode
from .vectors import CARRIED, Vector, judge, load

_SOUND_BUT_FOR_TORSION = 3  # both equations hold; A and R have a torsion component


def _vectors() -> list[Vector]:
    return [
        Vector(f"speccheck case {fields['case']} ({fields['comment']})", "", frozenset(), fields)
        for fields in load(CARRIED / "speccheck.json")
    ]


def _signature(vector: Vector) -> Signature:
    return Signature(*map(vector.bytes_of, ("public_key", "message", "signature")))


def _holds(vector: Vector, *, cofactor: int, canonical: str) -> bool:
    """Evaluate the equation, hashing the canonical form of the point that `canonical` names."""
    signature = _signature(vector)
    return signature.holds(
        cofactor=cofactor,
        hashed_r=decode(signature.r).encoded() if canonical == "R" else b"",
        hashed_public=decode(signature.public).encoded() if canonical == "A" else b"",
    )


def _has_the_published_points(vector: Vector) -> None:
    signature, fields = _signature(vector), vector.fields
    public, r = decode(signature.public), decode(signature.r)
    assert public.order() == fields["order_of_a"]
    assert r.order() == fields["order_of_r"]
    assert (public.encoded() == signature.public) is fields["a_is_canonical"]
    assert (r.encoded() == signature.r) is fields["r_is_canonical"]
    assert (signature.s < ORDER) is fields["s_is_reduced"]


def _satisfies_the_published_equations(vector: Vector) -> None:
    canonical = vector.fields["hashed"].removeprefix("canonical ")
    both = vector.fields["holds"] == "both"
    assert _holds(vector, cofactor=COFACTOR, canonical=canonical)
    assert _holds(vector, cofactor=1, canonical=canonical) is both


def _is_answered_strictly(vector: Vector) -> None:
    accepts = vector.fields["case"] == _SOUND_BUT_FOR_TORSION
    arguments = map(vector.bytes_of, ("public_key", "message", "signature"))
    if accepts and not subject.REFUSES_MIXED_ORDER_KEYS:
        subject.ed25519_verify(*arguments)
    else:
        with pytest.raises(subject.Refused):
            subject.ed25519_verify(*arguments)


def test_the_cases_have_the_points_that_the_paper_describes() -> None:
    judge(_vectors(), _has_the_published_points, at_least=12)


def test_the_cases_satisfy_the_equations_that_the_paper_describes() -> None:
    judge(_vectors(), _satisfies_the_published_equations, at_least=12)


def test_every_case_is_answered_as_strictly_as_the_protocol_asks() -> None:
    judge(_vectors(), _is_answered_strictly, at_least=12)
