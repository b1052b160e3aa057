"""A bulletin as its readers get it: rendered once, at approval, and frozen."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.aloud import ENDS, capitalised, read_aloud, written_out
from belfry.bulletins.kinds import NightReason
from belfry.bulletins.policies import OWES_OUTCOME, is_urgent
from belfry.bulletins.types import Draft, Words
from belfry.delivery import letter
from belfry.delivery.ways import short_faults
from belfry.networks.kinds import BulletinClass
from belfry.prevention.now_card import now_card
from belfry.territory.models import PoliceZone

HEADINGS: Final[Mapping[str, str | Promise]] = {
    "what": _("What"),
    "where": _("Where"),
    "when": _("When"),
    "behaviour": _("How it was done"),
    "description": _("Who was seen"),
    "details": _("What stood out"),
    "what_to_do": _("What you can do"),
}
# Over the fixed lines under an alert.
NOW: Final = _("What to do now")
# Why a message may arrive in quiet hours, for who agreed to it (H29).
WOKEN: Final[Mapping[str, str | Promise]] = {
    NightReason.IN_PROGRESS: _(
        "If this arrives in your quiet hours: you agreed to it, and it is happening now."
    ),
    NightReason.MISSING: _(
        "If this arrives in your quiet hours: you agreed to it, and a vulnerable person is missing."
    ),
    NightReason.CORRECTED: _(
        "If this arrives in your quiet hours: so did the alert, and it was wrong."
    ),
}
# Filled in for each recipient by delivery; must stand in both parts.
UNSUBSCRIBE_SLOT: Final = "{unsubscribe_url}"
# Filled in for each mail with an address that nobody's name belongs to.
FEELING_SLOT: Final = "{feeling_url}"
# As long as any code: what is proposed leaves room for it.
LONGEST_CODE: Final = "XXXX-XXXX"


def render(draft: Draft, zone: PoliceZone) -> dict[str, dict[str, str]]:
    """Return {language: a message in all its forms} for every language that has words.

    The forms are "sender", "subject", "text" and "html" of a mail, "short" for SMS, "spoken" for calls.
    """
    return {
        language: _rendered(language, words, draft, zone)
        for language, words in sorted(draft.words.items())
        if words != Words()
    }


def _rendered(language: str, words: Words, draft: Draft, zone: PoliceZone) -> dict[str, str]:
    bulletin_class = draft.bulletin_class
    with translation.override(language):
        label = str(BulletinClass(bulletin_class).label)
        name = zone.name_in(language)
        sender = gettext("Police zone %(zone)s") % {"zone": name}
        opening = gettext("This is a message of the police of zone %(zone)s.") % {"zone": name}
        if draft.network:
            by = {"network": draft.network}
            sender = gettext("Network %(network)s") % by
            opening = gettext("This is a message of the coordinator of network %(network)s.") % by
        title = words.title.strip()
        parts = [
            (str(heading), text)
            for field, heading in HEADINGS.items()
            if (text := getattr(words, field).strip())
        ]
        if card := card_for(bulletin_class, draft.phenomenon, language, zone):
            parts.append((str(NOW), "\n".join(f"- {line}" for line in card)))
        foot = _foot(draft, zone, name)
        short = short_text(words, bulletin_class, language, zone, draft.code, draft.network)
        spoken = read_aloud(words, label, opening, zone.urgent_police_number)
        if draft.night:
            spoken += " " + str(WOKEN[draft.night])
        if draft.code:
            spelled = " ".join(draft.code.replace("-", ","))
            spoken += " " + gettext("The code of this message is: %(code)s.") % {"code": spelled}
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


def card_for(
    bulletin_class: str, phenomenon: str, language: str, zone: PoliceZone
) -> Sequence[str]:
    """Return what stands under an alert, for its readers to do at once; nothing under anything else."""
    if bulletin_class != BulletinClass.ALERT:
        return ()
    return now_card(
        bulletin_class,
        language,
        phenomenon=phenomenon,
        police_number=zone.urgent_police_number,
        help_number=zone.urgent_help_number,
    )


def short_text(
    words: Words,
    bulletin_class: str,
    language: str,
    zone: PoliceZone,
    code: str = "",
    network: str = "",
) -> str:
    """Return what an SMS says: the words typed for it or else those proposed, who sends it and its code if they fit."""
    short = words.short.strip() or proposed(words, bulletin_class, language, zone, network)
    return _signed(short, language, zone, code, network) if short else ""


def proposed(
    words: Words, bulletin_class: str, language: str, zone: PoliceZone, network: str = ""
) -> str:
    """Return a short text made of class, title and place: as much of them as fits; empty without a title."""
    title, where = words.title.strip(), capitalised(" ".join(words.where.split()))
    if not title:
        return ""
    headed = _headed(title, bulletin_class, language)
    stop = "" if title.endswith(ENDS) else "."
    candidates = [f"{headed}{stop} {where}", headed] if where else [headed]
    for text in [*candidates, title]:
        if not short_faults(_signed(text, language, zone, LONGEST_CODE, network), language):
            return text
    return title


def _headed(title: str, bulletin_class: str, language: str) -> str:
    """Return a title with its class before it, unless it begins with that already ("Outcome: …")."""
    with translation.override(language):
        label = str(BulletinClass(bulletin_class).label)
        if re.match(rf"{re.escape(label)}\b", title, re.IGNORECASE):
            return title
        return gettext("%(heading)s: %(title)s") % {"heading": capitalised(label), "title": title}


def _signed(short: str, language: str, zone: PoliceZone, code: str, network: str) -> str:
    """Return a text with its sender and its code under it; of these as much as fits, the code before the sender."""
    with translation.override(language):
        by = gettext("Police %(zone)s.") % {"zone": zone.name_in(language)}
        if network:
            by = gettext("Network %(network)s.") % {"network": network}
        sender = f"{by} " + gettext("Urgent: %(number)s") % {"number": zone.urgent_police_number}
    feet = [f"{sender} {code}".strip(), code, sender]
    candidates = [f"{short}\n{foot}" for foot in feet if foot]
    return next((one for one in candidates if not short_faults(one, language)), short)


def _foot(draft: Draft, zone: PoliceZone, name: str) -> list[str]:
    foot = [str(WOKEN[draft.night])] if draft.night else []
    if draft.bulletin_class in OWES_OUTCOME:
        foot.append(gettext("The police will tell you how this ends."))
    foot.append(
        gettext("Happening now? Call %(police)s (police) or %(help)s (ambulance, fire brigade).")
        % {"police": zone.urgent_police_number, "help": zone.urgent_help_number}
    )
    if draft.network:
        foot.append(
            gettext(
                "The coordinator of network %(network)s wrote this message. The police see it too."
            )
            % {"network": draft.network}
        )
    else:
        foot.append(
            gettext("The police of zone %(zone)s approved every word of this message.")
            % {"zone": name}
        )
    if draft.code:
        foot.append(
            gettext(
                "Is it genuine, or is something wrong with it? Type its code %(code)s on %(page)s."
            )
            % {"code": draft.code, "page": f"{settings.BASE_URL}/check/"}
        )
    if is_urgent(draft.bulletin_class):
        foot.append(
            gettext("Do you feel calmer after this message? Tell us without your name: %(link)s")
            % {"link": FEELING_SLOT}
        )
    foot.append(
        gettext("No longer want messages of this network? %(link)s") % {"link": UNSUBSCRIBE_SLOT}
    )
    return foot
