"""Forms of the public meeting."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.core.clock import BRUSSELS, local
from belfry.founding.types import MeetingPlan
from belfry.web.founding.forms.surveys import day_field

# Enough for minutes of many pages.
LONGEST_MINUTES = 50_000
LONGEST_REMARK = 1000
MOST_PEOPLE = 100_000


class MeetingForm(forms.Form):
    """When and where, and whether the town is asked for a room."""

    day = day_field(_("Day"))
    time = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    place = forms.CharField(
        label=_("Place"), help_text=_("For example: town hall, Markt 1."), max_length=200
    )
    room_wish = forms.CharField(
        label=_("Ask the municipality for a room"),
        help_text=_(
            "For how many people, and what you need there. Leave it empty if you have a room."
        ),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, *, known: MeetingPlan | None = None) -> None:
        """Show what is planned already."""
        super().__init__(data, label_suffix="")
        if known:
            at = local(known.at)
            self.initial = {
                "day": at.date(),
                "time": at.time(),
                "place": known.place,
                "room_wish": known.room_wish,
            }

    @property
    def plan(self) -> MeetingPlan:
        """The meeting as filled in, by the Belgian clock."""
        answer = self.cleaned_data
        at = datetime.combine(answer["day"], answer["time"], tzinfo=BRUSSELS)
        return MeetingPlan(at, answer["place"], answer["room_wish"])


class RoomForm(forms.Form):
    """What the municipality answers."""

    given = forms.ChoiceField(
        label=_("Is there a room?"),
        choices=(
            ("yes", _("Yes, the municipality gives a room")),
            ("no", _("No, not on that day")),
        ),
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Which room, or another proposal"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class MinutesForm(forms.Form):
    """How many came, and what was said."""

    attendance = forms.IntegerField(
        label=_("How many people came"), min_value=0, max_value=MOST_PEOPLE
    )
    minutes = forms.CharField(
        label=_("Minutes"),
        help_text=_("What was explained, asked and decided. Name nobody who did not agree to it."),
        max_length=LONGEST_MINUTES,
        widget=forms.Textarea({"rows": 12}),
    )
