"""Words that all documents share, in the active language."""

from collections.abc import Mapping
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from belfry.core.dates import clock, day
from belfry.paperwork.documents import Kind, Meeting, Network, Points, Said

PARTNERSHIP: Final[Mapping[Kind, Promise]] = {
    Kind.RESIDENTIAL: _("Local prevention partnership"),
    Kind.COMMERCIAL: _("Local prevention partnership of traders"),
    Kind.SECTORAL: _("Local prevention partnership of a profession"),
}


def said(text: Said) -> str:
    """Return the words of the active language, else of the first language that has any."""
    if isinstance(text, str):
        return text
    return text.get(_language()) or next((words for words in text.values() if words), "")


def all_said(texts: tuple[Said, ...]) -> list[str]:
    """Return each text in the active language."""
    return [said(text) for text in texts]


def in_order(texts: Mapping[str, tuple[str | Points, ...]]) -> list[dict[str, object]]:
    """Return paragraphs and lists in the active language, as templates tell them apart."""
    return [
        {"points": list(one.entries)} if isinstance(one, Points) else {"paragraph": one}
        for one in texts.get(_language(), ())
    ]


def typed(link: str) -> str:
    """Return an address as somebody types it."""
    return link.removeprefix("https://").removeprefix("http://").rstrip("/")


def when_and_where(meeting: Meeting) -> dict[str, object]:
    """Return day, hour and place of a meeting with their labels."""
    return {
        "when_label": pgettext("meeting", "When"),
        "day": day(meeting.begins_at),
        "hour": clock(meeting.begins_at),
        "where_label": pgettext("meeting", "Where"),
        "place": all_said(meeting.place),
    }


def network_words(network: Network) -> dict[str, object]:
    """Return what every template may say of the network, its partners and the calls that are urgent."""
    return {
        "partnership": str(PARTNERSHIP[network.kind]),
        "name": network.name,
        "town": said(network.town),
        "zone": said(network.police_zone),
        "area": said(network.area),
        "contact_label": gettext("Questions?"),
        "contact": all_said(network.contact),
        "urgent": {
            "title": gettext("Is it urgent? Always call."),
            "calls": [
                [network.police_number, gettext("police")],
                [network.emergency_number, gettext("ambulance, fire brigade")],
            ],
            "why": gettext("Whoever sees something urgent tells the police at once, by telephone."),
        },
    }


def about() -> dict[str, object]:
    """Return what a partnership is and is not (deck, "Targets" and "Important points")."""
    return {
        "is_title": gettext("What the partnership is"),
        "is": [
            gettext("Members, the police and the municipality keep each other informed."),
            gettext(
                "The police write and check every message about crime before it reaches the members."
            ),
            gettext("Members get advice that helps them to protect themselves."),
            gettext("You join and leave as you wish. Nobody is kept out for want of money."),
        ],
        "is_not_title": gettext("What it is not"),
        "is_not": [
            gettext("No patrols. Members do not take over work of the police."),
            gettext("No spying on neighbours."),
            gettext("No political, philosophical or commercial aims."),
        ],
    }


def _language() -> str:
    return translation.get_language() or "en"
