"""The form of a network's communication plan."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.networks.kinds import ANSWER, OFFERED, PLANNED, Releaser
from belfry.networks.types import PlanDetails
from belfry.web.lengths import length_in, unit_of_answer
from belfry.web.words import plan_choices


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

    shows_reports = forms.BooleanField(
        label=_("The coordinator sees that members reported something"),
        help_text=_(
            "Only what was done, the day, how far it is and what the police answer the network; never the place, the "
            "words or who reported it. Only the police can change this."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, plan: PlanDetails, is_police: bool = False) -> None:
        """Start from a plan; one more field for each class of bulletin. Some of it only the police change."""
        super().__init__(data, label_suffix="")
        self.fields["shows_reports"].disabled = not is_police
        for name in ("released_by", "quiet_from", "quiet_until", "shows_reports"):
            self.initial.setdefault(name, getattr(plan, name))
        for bulletin_class in PLANNED:
            self.fields[f"channels_{bulletin_class}"] = forms.MultipleChoiceField(
                label=capfirst(bulletin_class.label),
                choices=plan_choices(bulletin_class),
                required=False,
                initial=sorted(plan.channels.get(bulletin_class, ())),
                widget=forms.CheckboxSelectMultiple,
            )

        for bulletin_class in OFFERED:
            known = plan.answers.get(bulletin_class)
            unit = unit_of_answer(bulletin_class)
            self.fields[f"answer_{bulletin_class}"] = length_in(
                unit,
                ANSWER,
                label=capfirst(bulletin_class.label),
                required=False,
                initial=None if known is None else known // unit,
            )

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        """How long the offer of each class waits."""
        return [self[f"answer_{bulletin_class}"] for bulletin_class in OFFERED]

    @property
    def channel_fields(self) -> list[forms.BoundField]:
        """The fields of the classes, in the order of the glossary."""
        return [self[f"channels_{bulletin_class}"] for bulletin_class in PLANNED]

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
                for bulletin_class in PLANNED
            },
            answers={
                bulletin_class.value: length * unit_of_answer(bulletin_class)
                for bulletin_class in OFFERED
                if (length := answer[f"answer_{bulletin_class}"])
            },
            shows_reports=answer["shows_reports"],
        )
