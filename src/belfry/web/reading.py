"""A message as a page shows it: all of it in one language, also where the reader's pages speak another."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language

from belfry.bulletins.queries import words_of
from belfry.bulletins.rendering import HEADINGS, NOW, card_for
from belfry.networks.kinds import BulletinClass

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin
    from belfry.territory.models import PoliceZone


def read_in_one_language(
    request: HttpRequest,
    bulletin: "Bulletin",
    zone: "PoliceZone",
    names: Collection[str] = tuple(HEADINGS),
) -> dict[str, Any]:
    """Return what a page says of a message: in the language asked for, else the reader's, else another it has.

    `names` are the fields whose texts it says, under their headings.
    """
    words = words_of(bulletin)
    wanted = request.GET.get("language") or get_language() or ""
    language = wanted if wanted in words else next(iter(words))
    written = words[language]
    with translation.override(language):
        label = str(BulletinClass(bulletin.bulletin_class).label)
        parts = [
            (str(HEADINGS[name]), getattr(written, name)) for name in HEADINGS if name in names
        ]
        card = card_for(bulletin.bulletin_class, bulletin.phenomenon, language, zone)
        card_heading = str(NOW)
    return {
        "title": written.title,
        "label": label,
        "card": card,
        "card_heading": card_heading,
        "parts": [(heading, text) for heading, text in parts if text.strip()],
        "zone_name": zone.name_in(language),
        "language": language,
        "languages_there": list(words),
    }
