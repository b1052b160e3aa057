"""The form with which a dossier begins."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.founding.kinds import Initiative
from belfry.founding.types import Opening
from belfry.networks.kinds import NetworkKind

Choices = Sequence[tuple[str, str | Promise]]
LONGEST_IDEA: Final = 4000
KINDS: Final = (
    (NetworkKind.RESIDENTIAL.value, _("residents of a neighbourhood")),
    (NetworkKind.COMMERCIAL.value, _("shops and businesses of a street or quarter")),
    (NetworkKind.SECTORAL.value, _("people of one profession, wherever they work")),
)


class OpeningForm(forms.Form):
    """What it is, for whom, where, in which language, and the idea in a few words."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    network_kind = forms.ChoiceField(
        label=_("For whom is the network?"), choices=KINDS, widget=forms.RadioSelect
    )
    profession = forms.CharField(
        label=_("Which profession?"),
        help_text=_("Only for a network of one profession, for example pharmacists."),
        max_length=120,
        required=False,
    )
    name = forms.CharField(
        label=_("Name of the network"),
        help_text=_("For example the name of the street or the quarter."),
        max_length=120,
    )
    town = forms.ChoiceField(label=_("In which municipality?"))
    second_town = forms.ChoiceField(
        label=_("And in a second municipality?"),
        help_text=_("Only when the network would lie in two. Partners of both are asked then."),
        required=False,
    )
    zone = forms.ChoiceField(label=_("Police zone"), required=False)
    initiative = forms.ChoiceField(label=_("Whose idea is it?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the network"),
        help_text=_("The letters, the charter and the messages are written in it."),
        choices=Language,
    )
    more_languages = forms.MultipleChoiceField(
        label=_("Also in"),
        choices=Language,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    idea = forms.CharField(
        label=_("Why do you want a network?"),
        help_text=_("A few sentences. Municipality and police read them first. Name no persons."),
        max_length=LONGEST_IDEA,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self,
        answers: Any = None,
        *,
        towns: Choices,
        zones: Choices,
        initiatives: Sequence[Initiative],
        initial: Mapping[str, Any],
    ) -> None:
        """Offer these places and initiatives."""
        super().__init__(answers, label_suffix="", initial=dict(initial))
        nothing: Choices = [("", _("Please choose"))]
        offers: dict[str, Choices] = {
            "town": [*nothing, *towns],
            "second_town": [("", _("No")), *towns],
            "zone": [*nothing, *zones],
            "initiative": [(one.value, one.label) for one in initiatives],
        }
        for name, choices in offers.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask a network of one profession which it is."""
        told = super().clean() or self.cleaned_data
        if told.get("network_kind") == NetworkKind.SECTORAL and not told.get("profession"):
            self.add_error("profession", _("Write which profession it is."))
        return told

    @property
    def asks_zone(self) -> bool:
        """Whether the police zone has to be chosen, because it does not follow from the municipality."""
        return bool(self.errors.get("zone") or self["zone"].value())

    @property
    def opening(self) -> Opening:
        """What was filled in, once it is right."""
        told = self.cleaned_data
        towns = [told["town"], *filter(None, [told["second_town"]])]
        is_sectoral = told["network_kind"] == NetworkKind.SECTORAL
        return Opening(
            told["network_kind"],
            told["name"],
            list(dict.fromkeys([told["language"], *told["more_languages"]])),
            told["initiative"],
            told["idea"],
            [UUID(town) for town in dict.fromkeys(towns)],
            [UUID(told["zone"])] if told["zone"] else [],
            profession=told["profession"] if is_sectoral else "",
        )
