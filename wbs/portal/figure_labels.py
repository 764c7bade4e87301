"""What the pages of published figures call tables and cells, in the language of the request."""

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from wbs.cases.figures.stays import NONE
from wbs.cases.model import Channel
from wbs.crypto.messages import MatterClass, Outcome
from wbs.portal.labels import CATEGORIES
from wbs.web.regions.table import Tier

TABLES: Mapping[str, LazyString] = {
    "months": lazy_gettext("Received, by month"),
    "channels": lazy_gettext("Received, by way in"),
    "classes": lazy_gettext("Received, by grounds for supervision"),
    "categories": lazy_gettext("Received, by kind of case"),
    "outcomes": lazy_gettext("Finished, by outcome"),
}
TIERS: Mapping[str, LazyString] = {
    Tier.PROVINCE: lazy_gettext("Provinces together"),
    Tier.REGENCY: lazy_gettext("Regencies together"),
    Tier.CITY: lazy_gettext("Cities together"),
}
_CHANNELS = {
    Channel.PORTAL: lazy_gettext("This website"),
    Channel.WALK_IN: lazy_gettext("In person"),
    Channel.TELEPHONE: lazy_gettext("Telephone"),
    Channel.LETTER: lazy_gettext("Letter"),
    Channel.BOX: lazy_gettext("Complaint box"),
    Channel.WHATSAPP: lazy_gettext("WhatsApp"),
    Channel.SMS_1708: lazy_gettext("SMS 1708"),
    Channel.X: lazy_gettext("X"),
    Channel.E_MAIL: lazy_gettext("E-mail"),
}
_CLASSES = {
    MatterClass.SUPERVISORY: lazy_gettext("With grounds for supervision"),
    MatterClass.NON_SUPERVISORY: lazy_gettext("Without grounds for supervision"),
    NONE: lazy_gettext("Not classed yet"),
}
_OUTCOMES = {
    Outcome.PROVEN_DISCIPLINE: lazy_gettext("Proven: disciplinary measures"),
    Outcome.PROVEN_ETHICS: lazy_gettext("Proven: breach of the code of ethics"),
    Outcome.PROVEN_RECOVERY: lazy_gettext("Proven: administrative measures, loss made good"),
    Outcome.PROVEN_PROSECUTION: lazy_gettext("Proven: handed to law enforcement"),
    Outcome.PROVEN_REFORM: lazy_gettext("Proven: the office works differently now"),
    Outcome.PARTLY_PROVEN: lazy_gettext("Partly proven"),
    Outcome.NOT_PROVEN: lazy_gettext("Not proven"),
    Outcome.NOT_ENOUGH_EVIDENCE: lazy_gettext("Not enough evidence"),
    Outcome.OUT_OF_SCOPE: lazy_gettext("Outside the authority"),
    NONE: lazy_gettext("Outcome not noted"),
}
CELLS: Mapping[str, LazyString] = {
    "rest": lazy_gettext("All others together"),
    **{f"channels-{value}": name for value, name in _CHANNELS.items()},
    **{f"classes-{value}": name for value, name in _CLASSES.items()},
    **{f"categories-{value}": name for value, name in CATEGORIES.items()},
    f"categories-{NONE}": lazy_gettext("Kind of case not noted"),
    **{f"outcomes-{value}": name for value, name in _OUTCOMES.items()},
}
"""By table and value."""


def quarter_name(name: str) -> str:
    """Write a quarter such as 2026-Q4 for people."""
    year, _, number = name.partition("-Q")
    names: Mapping[str, str] = {
        "1": gettext("First quarter of %(year)s", year=year),
        "2": gettext("Second quarter of %(year)s", year=year),
        "3": gettext("Third quarter of %(year)s", year=year),
        "4": gettext("Fourth quarter of %(year)s", year=year),
    }
    return names[number]
