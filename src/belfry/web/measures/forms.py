"""Forms of measures: a dossier, a step, a letter that was sent, an appeal and how it ended."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.measures.kinds import AppealBody, Ground, Hearing, Means, Outcome
from belfry.measures.types import LONGEST, StepDetails
from belfry.measures.workflow import AFTER_OFFENCE, HEARD_BEFORE, IN_WRITING, StepKind
from belfry.web.pasting import cut_nothing


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def _words(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea({"rows": 5}), **options
    )


class _Form(forms.Form):
    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        """Take what was typed, if anything was."""
        super().__init__(typed, label_suffix="")
        cut_nothing(self)


class DossierForm(_Form):
    """Why a dossier is opened."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Ground.choices, widget=forms.RadioSelect)
    facts = _words(
        _("What did the person do or say?"),
        help_text=_(
            "In plain words, only what people of the network saw or read themselves. Nothing from a police file. The "
            "person reads it."
        ),
    )


class NameForm(_Form):
    """On which member an officer, who sees no list, opens a dossier."""

    name = forms.CharField(
        label=_("Given name and family name"),
        max_length=200,
        help_text=_("The whole name, as it stands on the list. Each question is recorded."),
    )


class StepForm(_Form):
    """What a step asks for; fields that it does not need are left out."""

    invited_on = _day(_("Invited on"))
    heard = forms.ChoiceField(
        label=_("How was the person heard?"), choices=Hearing.choices, widget=forms.RadioSelect
    )
    heard_on = _day(_("Day of the hearing"))
    statement = _words(
        _("What the person said"),
        required=False,
        help_text=_("Leave it empty only if the person did not come."),
    )
    reported_on = _day(
        _("Reported to the public prosecutor on"),
        help_text=_("The day only: nothing of the offence is kept here."),
    )
    reasons = _words(
        _("Why is this step taken?"), help_text=_("It stands in the letter to the person.")
    )

    def __init__(self, kind: StepKind, typed: Mapping[str, Any] | None = None) -> None:
        """Keep the fields of one kind of step."""
        super().__init__(typed)
        wanted = {
            "invited_on": kind in HEARD_BEFORE,
            "heard": kind in HEARD_BEFORE,
            "heard_on": kind in HEARD_BEFORE,
            "statement": kind in HEARD_BEFORE,
            "reported_on": kind in AFTER_OFFENCE,
            "reasons": kind in IN_WRITING,
        }
        for name, is_wanted in wanted.items():
            if not is_wanted:
                del self.fields[name]

    @property
    def details(self) -> StepDetails:
        """What was typed, as the action takes it."""
        return StepDetails(**self.cleaned_data)


class SentForm(_Form):
    """How and when a letter, or an appeal, was sent."""

    sent_on = _day(_("Sent on"))
    means = forms.ChoiceField(label=_("How"), choices=Means.choices, widget=forms.RadioSelect)


class OutcomeForm(_Form):
    """How an appeal ended."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    body = forms.ChoiceField(
        label=_("Who decided"), choices=AppealBody.choices, widget=forms.RadioSelect
    )
    decided_on = _day(_("Decided on"))


class ViewForm(_Form):
    """What the person concerned says."""

    words = _words(_("Your view"), help_text=_("Everybody who reads the dossier reads it."))
