"""The form that says why a network is suspended or dormant."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.networks.workflow import PAUSED_BY, PauseReason


class PauseForm(forms.Form):
    """One of the reasons that the actor may give, grouped by what the network then is."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, reasons: Sequence[PauseReason]) -> None:
        """Offer these reasons."""
        super().__init__(data, label_suffix="")
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (
                reason.value,
                gettext("%(state)s: %(reason)s")
                % {"state": capfirst(str(PAUSED_BY[reason].label)), "reason": reason.label},
            )
            for reason in reasons
        ]
