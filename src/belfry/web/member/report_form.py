"""What a member tells in a report: three choices, and what else is known."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, TypeVar
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.sightings.kinds import Behaviour, Build, Height, Moment, Sex, VehicleKind
from belfry.sightings.types import Suspect, Told, Vehicle
from belfry.web.founding.forms.areas import pressed_place
from belfry.web.member.photographs import TOO_LARGE, PhotographsField, is_too_large
from belfry.web.pasting import cut_nothing

Card = TypeVar("Card", Vehicle, Suspect)

SHORT: Final = 200
ELSEWHERE: Final = "elsewhere"
POINT: Final = "id_point"
NOT_SEEN: Final = ("", _("not seen"))


def _line(label: Any, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", **attrs})
    return forms.CharField(
        label=label, help_text=help_text, max_length=SHORT, required=False, widget=widget
    )


def _choice(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[NOT_SEEN, *choices], required=False)


class ReportForm(forms.Form):
    """What, where and when; then the two cards, of which each field may stay empty."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    network = forms.ChoiceField(label=_("Of which network?"))
    behaviour = forms.ChoiceField(label=_("What did they do?"), widget=forms.RadioSelect)
    street = forms.ChoiceField(label=_("Where was it?"))
    # Where the map was pressed, or the device was: "4.905500,50.946500".
    point = forms.CharField(required=False, widget=forms.HiddenInput({"id": POINT}))
    place = _line(_("Another place, in words"), _("For instance: the car park behind the church."))
    house = _line(
        _("Near which house number?"),
        _("Only if you know it. It tells the police where to look."),
        inputmode="numeric",
    )
    moment = forms.ChoiceField(
        label=_("When was it?"), widget=forms.RadioSelect, choices=Moment.choices
    )
    day = forms.DateField(
        label=_("On which day?"), required=False, widget=forms.DateInput({"type": "date"})
    )
    hour = forms.TimeField(
        label=_("About what time?"), required=False, widget=forms.TimeInput({"type": "time"})
    )
    words = forms.CharField(
        label=_("Which behaviour made it suspicious?"),
        help_text=_("What you saw or heard yourself, in your own words."),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    photographs = PhotographsField(
        label=_("Photographs"),
        help_text=_(
            "Three at most. Only the police see them, for 30 days. Where, when and with what they were taken is "
            "removed. Take none for this: do not go closer and follow nobody."
        ),
    )

    vehicle_kind = _choice(_("Kind"), VehicleKind.choices)
    vehicle_colour = _line(_("Colour"))
    vehicle_make = _line(_("Make and model"))
    vehicle_plate = _line(
        _("Number plate"), _("Also a part of it, and the country."), autocapitalize="characters"
    )
    vehicle_marks = _line(
        _("What stood out?"),
        _("For instance: a roof rack, a dent, a firm's name, how many inside."),
    )
    vehicle_direction = _line(_("Where did it go?"))

    suspect_sex = _choice(_("Man or woman?"), Sex.choices)
    suspect_age = _line(_("About which age?"))
    suspect_height = _choice(_("How tall?"), Height.choices)
    suspect_build = _choice(_("Build"), Build.choices)
    suspect_hair = _line(_("Hair, beard, glasses"))
    suspect_clothes = _line(_("Clothes and shoes"))
    suspect_carried = _line(_("Bag or tools"))
    suspect_marks = _line(_("What stood out?"), _("For instance: a limp, a tattoo, a voice."))
    suspect_direction = _line(_("Where did they go?"))

    def __init__(
        self,
        networks: Mapping[str, str],
        streets: Sequence[tuple[str, str]],
        typed: Mapping[str, Any] | None = None,
        files: Any = None,
        request_size: int = 0,
    ) -> None:
        """Offer these networks ({id: name}) and streets ((name, shown)), and no other network."""
        first = {"key": uuid4(), "network": next(iter(networks))}
        super().__init__(typed, files, label_suffix="", initial=first)
        self.is_too_large = is_too_large(request_size)
        kept: Any = self.fields
        kept["network"].choices = list(networks.items())
        if len(networks) == 1:
            kept["network"].widget = forms.HiddenInput()
        kept["behaviour"].choices = [(one.value, capfirst(one.label)) for one in Behaviour]
        kept["moment"].choices = [(one.value, capfirst(one.label)) for one in Moment]
        kept["street"].choices = [
            ("", _("Choose a street")),
            *streets,
            (ELSEWHERE, _("somewhere else")),
        ]
        cut_nothing(self)

    def clean(self) -> dict[str, Any]:
        """Ask for the place where it was in no street of the list."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("point") and not self["street"].value():
            # The mark on the map says where.
            self.errors.pop("street", None)
        if told.get("street") == ELSEWHERE and not self._place(told) and "place" not in self.errors:
            self.add_error("place", _("Please write where it was."))
        if self.is_too_large:
            self.add_error("photographs", TOO_LARGE)
        return told

    def clean_point(self) -> tuple[float, float] | None:
        """Return longitude and latitude; the page sends nothing else."""
        return pressed_place(self.cleaned_data["point"])

    def told(self) -> Told:
        """Return what was told, once the form is valid."""
        kept = self.cleaned_data
        return Told(
            behaviour=kept["behaviour"],
            moment=kept["moment"],
            place=self._place(kept),
            house=kept["house"],
            point=kept["point"],
            words=kept["words"],
            day=kept["day"],
            hour=kept["hour"],
            vehicle=self._card(Vehicle, "vehicle"),
            suspect=self._card(Suspect, "suspect"),
            photographs=kept["photographs"],
        )

    @property
    def vehicle(self) -> list[forms.BoundField]:
        """The fields of the card of a vehicle."""
        return [self[f"vehicle_{one.name}"] for one in fields(Vehicle)]

    @property
    def suspect(self) -> list[forms.BoundField]:
        """The fields of the card of a person."""
        return [self[f"suspect_{one.name}"] for one in fields(Suspect)]

    @staticmethod
    def _place(told: Mapping[str, Any]) -> str:
        street, place = told.get("street", ""), told.get("place", "")
        street = "" if street == ELSEWHERE else street
        return ", ".join(filter(None, [street, place]))

    def _card(self, card: type[Card], name: str) -> Card:
        return card(**{one.name: self.cleaned_data[f"{name}_{one.name}"] for one in fields(card)})


class OfflineForm(ReportForm):
    """The same on a device without a connection, which knows neither network nor streets."""

    place = _line(_("Where was it?"), _("The street, or the place in words."))

    def __init__(self) -> None:
        """Offer no network and no street."""
        super().__init__({"": ""}, [])


class ReplyForm(forms.Form):
    """What a member writes back to the police."""

    report = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Your reply"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, **options: Any) -> None:
        """Keep what is too long, and refuse it."""
        super().__init__(typed, label_suffix="", **options)
        cut_nothing(self)
