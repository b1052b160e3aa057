"""The forms of the candidates. None has a field in which a reason of the police could stand (H11)."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.founding.kinds import Part
from belfry.web.founding.forms.dossiers import PersonForm

# What makes a good coordinator (deck), as the candidate says it.
CRITERIA: Final[Sequence[tuple[str, str | Promise]]] = (
    ("balanced", _("I stay calm. I am not quickly afraid, and I do not want to settle scores.")),
    ("honourable", _("I have a good name. I know that the police look this up.")),
    ("concerned", _("The safety of my neighbours matters to me.")),
    ("time", _("I have the time it takes: a few hours a month.")),
    (
        "supported",
        _("I do it only if the majority supports me, and for all, not for a part of them."),
    ),
)


class ProposalForm(PersonForm):
    """Who is proposed, and for which of the two tasks."""

    part = forms.ChoiceField(label=_("For which task?"), widget=forms.RadioSelect)
    field_order = ("part", "given_name", "family_name", "address")

    def __init__(self, answers: Any = None, *, free: Sequence[Part]) -> None:
        """Offer the tasks for which nobody stands."""
        super().__init__(answers, label_suffix="")
        offers = [(part.value, capfirst(part.label)) for part in free]
        self.fields["part"].choices = offers  # type: ignore[attr-defined]
        self.initial.setdefault("part", offers[0][0] if offers else "")


class DeclarationForm(forms.Form):
    """What a candidate says of themselves, and whether they agree to the screening."""

    age = forms.ChoiceField(
        label=_("How old are you?"),
        choices=(("adult", _("18 or older")), ("minor", _("younger than 18"))),
        widget=forms.RadioSelect,
    )
    criteria = forms.MultipleChoiceField(
        label=_("What I say of myself"),
        help_text=_("All five belong to the task. If one does not fit, you can step back below."),
        choices=CRITERIA,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField(
        label=_("I agree that the police look up whether I am suitable."),
        help_text=_(
            "The police write only “suitable” or “not suitable”, with the day. No reason and nothing from "
            "their files is kept here."
        ),
        required=False,
    )

    @property
    def is_minor(self) -> bool:
        """Whether the candidate says to be younger than 18; nothing else counts then."""
        return bool(self.cleaned_data.get("age") == "minor")

    def clean(self) -> dict[str, Any]:
        """Ask an adult to agree to all of it."""
        told = super().clean() or self.cleaned_data
        if told.get("age") != "adult":
            return told
        if len(told.get("criteria", [])) < len(CRITERIA):
            self.add_error("criteria", _("Tick all five, or step back below."))
        if not told.get("consent"):
            self.add_error("consent", _("Without your agreement there can be no screening."))
        return told


class OutcomeForm(forms.Form):
    """One word. There is no field for a reason, here or anywhere (H11)."""

    outcome = forms.ChoiceField(
        label=_("What is the outcome of the screening?"),
        choices=(("suitable", _("suitable")), ("unsuitable", _("not suitable"))),
        widget=forms.RadioSelect,
    )
