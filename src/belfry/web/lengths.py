"""Lengths of time in forms and on pages: whole minutes or whole hours."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import ngettext

from belfry.networks.kinds import BulletinClass

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)


class WholeNumber(forms.IntegerField):
    """A whole number, typed on the keys of a phone."""

    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})


def length_in(unit: timedelta, ends: tuple[timedelta, timedelta], **options: Any) -> WholeNumber:
    """Return the field of a length in whole units, between two ends."""
    least, most = max(1, ends[0] // unit), ends[1] // unit
    return WholeNumber(min_value=least, max_value=most, **options)


def unit_of_answer(bulletin_class: BulletinClass) -> timedelta:
    """Return in what an answer is awaited: to an alert in minutes, to anything else in hours."""
    return MINUTE if bulletin_class is BulletinClass.ALERT else HOUR


def length_in_words(length: timedelta) -> str:
    """Write a length in whole hours, else in minutes."""
    hours, rest = divmod(length, HOUR)
    if not rest:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    minutes = length // MINUTE
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
