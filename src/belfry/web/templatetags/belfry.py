"""What templates of every audience need: dates, names of zones, messages in type."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils import formats, translation
from django.utils.translation import ngettext

from belfry.bulletins.rendering import FEELING_SLOT, HEADINGS, UNSUBSCRIBE_SLOT
from belfry.bulletins.types import Audience
from belfry.core import dates
from belfry.core.languages import Language
from belfry.delivery.kinds import Form
from belfry.delivery.queries import channel_label
from belfry.delivery.ways import form_of, text_in
from belfry.delivery.workflow import State, cause_in_words
from belfry.founding.workflow import partner_name
from belfry.web.words import REASONS

if TYPE_CHECKING:
    from belfry.territory.models import PoliceZone

register = template.Library()

BUILT = Path(__file__).resolve().parent.parent / "static" / "built"

# Lines of a mail that are of one recipient alone.
OWN_LINKS = (UNSUBSCRIBE_SLOT, FEELING_SLOT)
SIGN_FIRST = ("nl", "en")
TEN_THOUSANDTHS = 10_000
TWO_DAYS = 48
NO_BREAK = "\N{NO-BREAK SPACE}"


@functools.cache
def _built_names() -> dict[str, str]:
    return dict(json.loads((BUILT / "names.json").read_text(encoding="utf-8")))


@register.simple_tag
def built(name: str) -> str:
    """Return the address of a file that `npm run build` made, by its name without the digest."""
    return static(f"built/{_built_names()[name]}")


@functools.cache
def built_text(name: str) -> str:
    """Return what stands in a file that `npm run build` made."""
    return (BUILT / _built_names()[name]).read_text(encoding="utf-8")


@register.filter
def day(value: date | datetime | None) -> str:
    """Write weekday and date as the reader's language does; an instant counts by Belgian time."""
    return dates.day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Write weekday, date and time on the Belgian clock."""
    return f"{dates.day(value)}, {dates.clock(value)}" if value else ""


@register.filter
def clock(value: time) -> str:
    """Write a time of day as the reader's language does."""
    return dates.clock(value)


def _language() -> str:
    return (translation.get_language() or "en")[:2]


@register.filter
def zone_name(zone: "PoliceZone") -> str:
    """Return a police zone's or town's name in the reader's language."""
    return zone.name_in(_language())


@dataclass(frozen=True, slots=True)
class Passages:
    """A rendered message cut at its seams, so that a page can set it in type."""

    label: str
    title: str
    sections: list[tuple[str, str]]
    foot: list[str]


@register.filter
def passages(letter: Mapping[str, str], language: str) -> Passages:
    """Cut the text part of a rendered message into label, title, headed sections and foot.

    Every word of the text is in the result; the link to leave, which is each reader's own, is not.
    """
    with translation.override(language):
        headings = {str(heading) for heading in HEADINGS.values()}
    body, _, foot = letter["text"].partition("\n\n-- \n\n")
    label, title, *blocks = body.split("\n\n")
    sections: list[tuple[str, str]] = []
    for block in blocks:
        heading, _, rest = block.partition("\n")
        if heading in headings and rest:
            sections.append((heading, rest))
        elif sections:
            # A blank line inside what somebody wrote.
            sections[-1] = (sections[-1][0], f"{sections[-1][1]}\n\n{block}")
        else:
            sections.append(("", block))
    lines = [
        line for line in foot.strip().split("\n\n") if not any(slot in line for slot in OWN_LINKS)
    ]
    return Passages(label, title, sections, lines)


@register.filter
def own_first(
    letters: Mapping[str, Mapping[str, str]], language: str
) -> list[tuple[str, Mapping[str, str]]]:
    """Return rendered messages by language: the reader's own first, then as Belgium orders them."""
    order = dict.fromkeys([language, *Language.values])
    return [(code, letters[code]) for code in order if code in letters]


@register.filter
def euro(amount: int) -> str:
    """Write ten-thousandths of a euro as the reader's language writes money."""
    number = formats.number_format(Decimal(amount) / TEN_THOUSANDTHS, 2, force_grouping=True)
    return (f"€ {number}" if _language() in SIGN_FIRST else f"{number} €").replace(" ", NO_BREAK)


@register.filter
def euro_of_cents(cents: int) -> str:
    """Write cents as the reader's language writes money."""
    return euro(cents * TEN_THOUSANDTHS // 100)


@register.filter
def lasting(value: timedelta) -> str:
    """Say how long something took: in hours up to two days, then in days."""
    hours = max(1, round(value / timedelta(hours=1)))
    if hours < TWO_DAYS:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = round(value / timedelta(days=1))
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


@register.filter
def mailboxes(audience: Audience) -> str:
    """Say at how many addresses an audience is reached: mailboxes alone, or phones too."""
    count = audience.mailboxes
    if audience.is_by_mail_alone:
        words = ngettext("%(count)s mailbox", "%(count)s mailboxes", count)
    else:
        words = ngettext("%(count)s mailbox or phone", "%(count)s mailboxes and phones", count)
    return words % {"count": count}


@register.filter
def other_forms(letter: Mapping[str, str], channels: Sequence[str]) -> list[tuple[str, str]]:
    """Return (channel, its text) of a message in one language, but for those that carry it whole.

    The text of a mere sign is empty.
    """
    forms = ((channel, form_of(channel)) for channel in channels)
    return [(channel, text_in(form, letter)) for channel, form in forms if form != Form.LONG]


@register.filter
def channel_name(channel: str) -> str:
    """Name a way to reach somebody."""
    return str(channel_label(channel))


@register.filter
def cause_words(cause: str) -> str:
    """Say why a delivery waits or failed; without a cause its time ran out."""
    return str(cause_in_words(cause) if cause else State.EXPIRED.label)


@register.filter
def called_in(partner: str, kind: str) -> str:
    """Return what a partner is called in a dossier of a kind."""
    return str(partner_name(partner, kind))


@register.filter
def reason_words(reason: str) -> str:
    """Say why nobody can reach a member."""
    return str(REASONS[reason])
