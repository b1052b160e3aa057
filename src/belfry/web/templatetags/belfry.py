"""What templates of every audience need: Belgian dates in the reader's language."""

from datetime import date, datetime

from django import template
from django.utils import dateformat, translation

from belfry.core.clock import local

register = template.Library()

DAYS = {"nl": "l j F Y", "fr": "l j F Y", "de": "l, j. F Y", "en": "l j F Y"}
CLOCKS = {"nl": "H.i", "fr": r"G \h i", "de": r"H:i \U\h\r", "en": "H:i"}


@register.filter
def day(value: date | datetime | None) -> str:
    """Write weekday and date as the reader's language does; an instant counts by Belgian time."""
    if value is None:
        return ""
    shown = local(value) if isinstance(value, datetime) else value
    return dateformat.format(shown, DAYS[_language()])


@register.filter
def moment(value: datetime | None) -> str:
    """Write weekday, date and time on the Belgian clock."""
    if value is None:
        return ""
    language = _language()
    return dateformat.format(local(value), f"{DAYS[language]}, {CLOCKS[language]}")


def _language() -> str:
    language = (translation.get_language() or "en")[:2]
    return language if language in DAYS else "en"
