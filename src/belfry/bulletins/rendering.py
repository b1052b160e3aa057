"""A bulletin as its readers get it: rendered once, at approval, and frozen."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.aloud import ENDS, capitalised, read_aloud, written_out
from belfry.bulletins.policies import OWES_OUTCOME
from belfry.bulletins.types import Draft, Words
from belfry.delivery import letter
from belfry.delivery.ways import short_faults
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
    """Return {language: a message in all its forms} for every language that has words.

    The forms are "sender", "subject", "text" and "html" of a mail, "short" for SMS, "spoken" for calls.
    """
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
        short = short_text(words, bulletin_class, language, zone)
        spoken = read_aloud(words, label, name, zone.urgent_police_number)
    text = [capitalised(label), title]
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
        "short": short,
        "spoken": written_out(spoken, language),
    }


def short_text(words: Words, bulletin_class: str, language: str, zone: PoliceZone) -> str:
    """Return what an SMS says: the words typed for it or else those proposed, and who sends it if it fits."""
    short = words.short.strip() or proposed(words, bulletin_class, language, zone)
    return _signed(short, language, zone) if short else ""


def proposed(words: Words, bulletin_class: str, language: str, zone: PoliceZone) -> str:
    """Return a short text made of class, title and place: as much of them as fits; empty without a title."""
    title, where = words.title.strip(), capitalised(" ".join(words.where.split()))
    if not title:
        return ""
    headed = _headed(title, bulletin_class, language)
    stop = "" if title.endswith(ENDS) else "."
    candidates = [f"{headed}{stop} {where}", headed] if where else [headed]
    for text in [*candidates, title]:
        if not short_faults(_signed(text, language, zone), language):
            return text
    return title


def _headed(title: str, bulletin_class: str, language: str) -> str:
    """Return a title with its class before it, unless it begins with that already ("Outcome: …")."""
    with translation.override(language):
        label = str(BulletinClass(bulletin_class).label)
        if re.match(rf"{re.escape(label)}\b", title, re.IGNORECASE):
            return title
        return gettext("%(heading)s: %(title)s") % {"heading": capitalised(label), "title": title}


def _signed(short: str, language: str, zone: PoliceZone) -> str:
    with translation.override(language):
        sender = gettext("Police %(zone)s. Urgent: %(number)s") % {
            "zone": zone.name_in(language),
            "number": zone.urgent_police_number,
        }
    signed = f"{short}\n{sender}"
    return short if short_faults(signed, language) else signed


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
