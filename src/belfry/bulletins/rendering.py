"""A bulletin as its readers get it: rendered once, at approval, and frozen."""

from collections.abc import Mapping
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.policies import OWES_OUTCOME
from belfry.bulletins.types import Draft, Words
from belfry.delivery import letter
from belfry.networks.kinds import BulletinClass
from belfry.territory.models import PoliceZone

HEADINGS: Final[Mapping[str, str | Promise]] = {
    "what": _("What"),
    "where": _("Where"),
    "when": _("When"),
    "behaviour": _("How it was done"),
    "what_to_do": _("What you can do"),
}
# Filled in for each recipient by delivery; must stand in both parts.
UNSUBSCRIBE_SLOT: Final = "{unsubscribe_url}"


def render(draft: Draft, zone: PoliceZone) -> dict[str, dict[str, str]]:
    """Return {language: {"sender", "subject", "text", "html"}} for every language that has words."""
    return {
        language: _rendered(language, words, draft.bulletin_class, zone)
        for language, words in sorted(draft.words.items())
        if words != Words()
    }


def _rendered(language: str, words: Words, bulletin_class: str, zone: PoliceZone) -> dict[str, str]:
    with translation.override(language):
        label = str(BulletinClass(bulletin_class).label)
        name = zone.name_in(language)
        sender = gettext("Police zone %(zone)s") % {"zone": name}
        title = words.title.strip()
        parts = [
            (str(heading), text)
            for field, heading in HEADINGS.items()
            if (text := getattr(words, field).strip())
        ]
        foot = _foot(bulletin_class, zone, name)
    text = [label[:1].upper() + label[1:], title]
    text += [f"{heading}\n{part}" for heading, part in parts]
    text += ["-- ", *foot]
    return {
        "sender": sender,
        "subject": title,
        "text": "\n\n".join(text) + "\n",
        "html": letter.page(
            language=language,
            sender=f"{sender} · {label}",
            title=title,
            body=[letter.section(heading, part) for heading, part in parts],
            foot=foot,
        ),
    }


def _foot(bulletin_class: str, zone: PoliceZone, name: str) -> list[str]:
    foot = []
    if bulletin_class in OWES_OUTCOME:
        foot.append(gettext("The police will tell you how this ends."))
    foot.append(
        gettext("Happening now? Call %(police)s (police) or %(help)s (ambulance, fire brigade).")
        % {"police": zone.urgent_police_number, "help": zone.urgent_help_number}
    )
    foot.append(
        gettext("The police of zone %(zone)s approved every word of this message.") % {"zone": name}
    )
    foot.append(
        gettext("No longer want messages of this network? %(link)s") % {"link": UNSUBSCRIBE_SLOT}
    )
    return foot
