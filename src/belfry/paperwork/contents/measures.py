"""The letter that tells somebody of a measure: plain and without a word more than was decided."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.dates import day
from belfry.paperwork.documents import Measure, MeasureLetter
from belfry.paperwork.saying import said

TITLES: Final[Mapping[Measure, Promise]] = {
    Measure.REPRIMAND: _("Written reprimand"),
    Measure.EXCLUSION_FOR_NOW: _("Provisional exclusion from the partnership"),
    Measure.EXCLUSION: _("Definitive exclusion from the partnership"),
    Measure.RELIEF: _("Temporary relief of your duty"),
    Measure.REMOVAL: _("Definitive removal from your function"),
}
DECIDED: Final[Mapping[Measure, Promise]] = {
    Measure.REPRIMAND: _(
        "The chief of police, on the advice of the mandated police officer, gives you a written reprimand."
    ),
    Measure.EXCLUSION_FOR_NOW: _(
        "You are provisionally excluded from the partnership. You get no messages of it until it is decided further."
    ),
    Measure.EXCLUSION: _(
        "You are definitively excluded from the partnership. The coordinator and the mandated police officer decided "
        "it, with the visa of the chief of police."
    ),
    Measure.RELIEF: _(
        "You are relieved of your duty as coordinator or deputy until it is decided further. If you are a member, you "
        "remain one."
    ),
    Measure.REMOVAL: _(
        "You are definitively removed from your function as coordinator or deputy. The mayor decided it on the advice "
        "of the chief of police. If you are a member, you remain one."
    ),
}


def measure_letter(document: MeasureLetter) -> dict[str, object]:
    """Return the words of a decision on a measure."""
    return {
        "title": str(TITLES[document.measure]),
        "address": [said(line) for line in document.address],
        "dear": gettext("Dear Sir or Madam,"),
        "decided": str(DECIDED[document.measure]),
        "facts": [
            [gettext("Partnership"), document.network.name],
            [gettext("Decided on"), day(document.dated)],
            [gettext("Ground"), said(document.ground)],
            *_reported(document),
        ],
        "parts": [
            [gettext("What happened"), document.facts],
            [
                gettext("How you were heard"),
                "\n".join(
                    filter(
                        None,
                        [f"{day(document.heard_on)}: {said(document.heard)}", document.statement],
                    )
                ),
            ],
            [gettext("Why it was decided"), document.reasons],
            [gettext("What you can do"), "\n".join(_what_you_can_do(document))],
        ],
        "greeting": gettext("Yours faithfully,"),
        "signatories": [
            {"name": one.name, "function": said(one.function)} for one in document.signatories
        ],
    }


def _reported(document: MeasureLetter) -> list[list[str]]:
    if document.reported_on is None:
        return []
    return [[gettext("Reported to the public prosecutor on"), day(document.reported_on)]]


def _what_you_can_do(document: MeasureLetter) -> list[str]:
    own = gettext(
        "You can read your dossier at any time, with every letter in it, and add your view."
    )
    if document.appeal_until is None:
        return [own]
    appeal = gettext(
        "You can appeal against this decision by registered letter or e-mail, sent on %(day)s at the latest: three "
        "weeks after the decision."
    )
    return [appeal % {"day": day(document.appeal_until)}, own]
