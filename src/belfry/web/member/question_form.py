"""What a member asks the coordinator: one press about what, and a few words."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.questions.checks import LONGEST
from belfry.questions.kinds import Topic
from belfry.web.pasting import cut_nothing


class PracticalForm(forms.Form):
    """A practical question to the coordinator."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    network = forms.ChoiceField(label=_("Of which network?"))
    topic = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your question in a few words"),
        help_text=_("Only about the network itself. What you saw or heard is for the police."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    over = forms.BooleanField(label=_("It is not happening now. Send it."), required=False)

    def __init__(self, networks: Mapping[str, str], typed: Mapping[str, Any] | None = None) -> None:
        """Offer these networks ({id: name}), and no other."""
        super().__init__(
            typed, label_suffix="", initial={"key": uuid4(), "network": next(iter(networks))}
        )
        kept: Any = self.fields
        kept["network"].choices = list(networks.items())
        if len(networks) == 1:
            kept["network"].widget = forms.HiddenInput()
        kept["topic"].choices = [(one.value, capfirst(one.label)) for one in Topic]
        cut_nothing(self)
