"""Whole cases (docs/spec/case.md): what a client makes of what a server serves.

Every part draws from one stream of chance: keep the order of the calls, or every vector behind changes.
"""

from tests.crypto.makers.dossier import forging, leaving, missing, opening, taking_over, writing
from tests.crypto.makers.dossier.play import RULES, Maker
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area


def make() -> Area:
    area = Area("dossier")
    with drawn("dossier"):
        maker = Maker(area)
        area.accept(
            "officer",
            "dossier.officer",
            RULES + "a whole case, opened by an officer",
            maker.given,
            {"findings": [], "broken": [], "epoch": 2},
        )
        opening.other_readers(maker)
        missing.withheld(maker)
        missing.repeated(maker)
        forging.forged(maker)
        forging.malformed(maker)
        forging.misplaced(maker)
        missing.references(maker)
        missing.removed(maker)
        opening.summaries(maker)
        opening.refused_grants(maker)
        opening.lost_keys(maker)
        opening.other_cases(maker)
        forging.injected_epochs(maker)
        leaving.since_removed(maker)
        writing.places(maker)
        opening.half_receipts(maker)
        forging.author_gone(maker)
        forging.namesake(maker)
        leaving.removed_by_gone(maker)
        missing.orders(maker)
        leaving.claims_of_gone(maker)
        leaving.role_gone(maker)
        forging.deep_body(maker)
        opening.other_words(maker)
        leaving.key_gone(maker)
        leaving.gone_below_seen(maker)
        leaving.gone_lies(maker)
        leaving.gone_builds(maker)
        forging.one_thing_wrong(maker)
        missing.partly_removed(maker)
        leaving.restored(area)
        writing.told_steps(area)
        writing.retracted(area)
        leaving.carried_over(maker)
        taking_over.taken_over(area)
    return area
