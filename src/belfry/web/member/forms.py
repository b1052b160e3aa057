"""The form of a person's own settings."""

from datetime import date, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.delivery.ways import by_choice
from belfry.networks.kinds import Ringing
from belfry.people.types import Settings
from belfry.web.network.forms.mandates import date_field
from belfry.web.words import channel_choices

# Who is away longer leaves the network or chooses other ways.
LONGEST_AWAY: Final = timedelta(days=366)
NO_DAY: Final = timedelta(0)


def _time_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, "%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


class SettingsForm(forms.Form):
    """Language, ways not wanted, and hours in which nothing should arrive."""

    language = forms.ChoiceField(label=_("Your language"), choices=Language.choices)
    quiet_from = _time_field(_("Quiet from"))
    quiet_until = _time_field(_("Quiet until"))
    without_channels = forms.MultipleChoiceField(
        label=_("I do not want messages by"),
        choices=channel_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mark it, and messages of your networks no longer come this way."),
    )

    calls = forms.BooleanField(
        label=_("Call me when it is urgent"),
        required=False,
        help_text=_(
            "A voice reads the message aloud, only when you did not see it another way first."
        ),
    )
    may_be_woken = forms.BooleanField(
        label=_("Alerts may reach me in my quiet hours"),
        required=False,
        help_text=_(
            "Only when it is happening now, or when a vulnerable person is missing. The message says why. You "
            "can change this at any time."
        ),
    )
    away_from = date_field(
        _("First day away"), required=False, help_text=_("Nobody but you can see these days.")
    )
    back_on = date_field(_("First day back"), required=False)
    ringing = forms.ChoiceField(
        label=_("When it is urgent, which phone of our household rings?"),
        choices=Ringing.choices,
        widget=forms.RadioSelect,
        help_text=_("The others get the message by e-mail, and in Belfry on their screen."),
    )

    def __init__(
        self, data: Any = None, *, settings: Settings, ringing: Ringing | None = None
    ) -> None:
        """Start from what was chosen before; ask only what this installation and household know."""
        super().__init__(data, label_suffix="")
        for name in Settings.__slots__:
            self.initial[name] = getattr(settings, name)
        self.initial["ringing"] = ringing
        self._calls = settings.calls
        if not any(by_choice(name) for name, _label in channel_choices()):
            del self.fields["calls"]
        if ringing is None:
            del self.fields["ringing"]
        elif ringing != Ringing.ANOTHER:
            field = self.fields["ringing"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [one for one in Ringing.choices if one[0] != Ringing.ANOTHER]

    def clean(self) -> dict[str, Any]:
        """Refuse a window with one end, and one that never closes."""
        answer = super().clean() or {}
        if self.errors:
            return answer
        start, end = answer["quiet_from"], answer["quiet_until"]
        if (start is None) != (end is None):
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(missing, gettext("Quiet hours need a beginning and an end."))
        elif isinstance(start, time) and start == end:
            self.add_error("quiet_until", gettext("The end must differ from the beginning."))
        self._check_days(answer["away_from"], answer["back_on"])
        return answer

    def _check_days(self, away_from: date | None, back_on: date | None) -> None:
        if (away_from is None) != (back_on is None):
            missing = "away_from" if away_from is None else "back_on"
            self.add_error(missing, gettext("Days away need a first day and a day back."))
        elif away_from and back_on and not NO_DAY < back_on - away_from <= LONGEST_AWAY:
            sentence = gettext("The first day back comes after the first day away, within a year.")
            self.add_error("back_on", sentence)

    @property
    def chosen(self) -> Settings:
        """The settings as filled in."""
        answer = self.cleaned_data
        return Settings(
            answer["language"],
            answer["quiet_from"],
            answer["quiet_until"],
            frozenset(answer["without_channels"]),
            answer.get("calls", self._calls),
            answer["may_be_woken"],
            answer["away_from"],
            answer["back_on"],
        )

    @property
    def ringing_chosen(self) -> Ringing | None:
        """Whose phone is to ring; None where it was not asked."""
        chosen = self.cleaned_data.get("ringing")
        return Ringing(chosen) if chosen else None
