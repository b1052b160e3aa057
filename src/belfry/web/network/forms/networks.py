"""Forms of a network itself: opening one, and its communication plan."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass, NetworkKind, Releaser
from belfry.networks.types import PlanDetails
from belfry.web.words import plan_choices

Choices = Sequence[tuple[str, str]]


class NetworkForm(forms.Form):
    """What a new network is called, what it is, and where it lies."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=NetworkKind.choices,
        widget=forms.RadioSelect,
        initial="residential",
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A bulletin must be complete in each of them. The first one leads."),
    )
    recognition_number = forms.CharField(label=_("Number of the recognition"), max_length=40)
    recognised_on = forms.DateField(
        label=_("Recognised on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    leading_zone = forms.TypedChoiceField(label=_("Leading police zone"), coerce=UUID)
    other_zones = forms.TypedMultipleChoiceField(
        label=_("Other police zones"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only a sectoral network lies in more than one zone."),
    )
    leading_town = forms.TypedChoiceField(label=_("Leading municipality"), coerce=UUID)
    other_towns = forms.TypedMultipleChoiceField(
        label=_("Other municipalities"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parent = forms.TypedChoiceField(
        label=_("Part of the network"), coerce=UUID, required=False, empty_value=None
    )

    def __init__(
        self,
        data: Any = None,
        *,
        own_zones: Choices,
        zones: Choices,
        towns: Choices,
        parents: Choices,
    ) -> None:
        """Offer the places and networks that the actor may choose from."""
        super().__init__(data, label_suffix="")
        offered: dict[str, Iterable[tuple[str, Any]]] = {
            "leading_zone": own_zones,
            "other_zones": zones,
            "leading_town": [("", _("Please choose")), *towns],
            "other_towns": towns,
            "parent": [("", _("None")), *parents],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
        if not towns:
            # An installation whose municipalities were not read in yet: the zone alone places it.
            del self.fields["leading_town"], self.fields["other_towns"]

    @property
    def zone_ids(self) -> list[UUID]:
        """The chosen zones, the leading one first."""
        return [self.cleaned_data["leading_zone"], *self.cleaned_data["other_zones"]]

    @property
    def town_ids(self) -> list[UUID]:
        """The chosen municipalities, the leading one first; none where none are known."""
        if "leading_town" not in self.fields:
            return []
        return [self.cleaned_data["leading_town"], *self.cleaned_data["other_towns"]]


class PlanForm(forms.Form):
    """The communication plan: who releases, quiet hours, channels per class of bulletin."""

    released_by = forms.ChoiceField(
        label=_("Who sends an approved bulletin to the members?"),
        choices=Releaser.choices,
        widget=forms.RadioSelect,
    )
    quiet_from = forms.TimeField(
        label=_("Quiet hours from"), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet hours until"), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )

    def __init__(self, data: Any = None, *, plan: PlanDetails) -> None:
        """Start from a plan; one more field for each class of bulletin."""
        super().__init__(data, label_suffix="")
        for name in ("released_by", "quiet_from", "quiet_until"):
            self.initial.setdefault(name, getattr(plan, name))
        for bulletin_class in BulletinClass:
            self.fields[f"channels_{bulletin_class}"] = forms.MultipleChoiceField(
                label=capfirst(bulletin_class.label),
                choices=plan_choices(bulletin_class),
                required=False,
                initial=sorted(plan.channels.get(bulletin_class, ())),
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def channel_fields(self) -> list[forms.BoundField]:
        """The fields of the classes, in the order of the glossary."""
        return [self[f"channels_{bulletin_class}"] for bulletin_class in BulletinClass]

    @property
    def plan(self) -> PlanDetails:
        """The plan as it was filled in."""
        answer = self.cleaned_data
        return PlanDetails(
            answer["released_by"],
            answer["quiet_from"],
            answer["quiet_until"],
            {
                bulletin_class.value: frozenset(answer[f"channels_{bulletin_class}"])
                for bulletin_class in BulletinClass
            },
        )
