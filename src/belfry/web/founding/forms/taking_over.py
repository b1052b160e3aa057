"""Forms of the take-over: one network that was recognised on paper, and a list of many."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.founding.taking_over import KeyHolder, OnPaper
from belfry.networks.kinds import NetworkKind
from belfry.people.types import PersonDetails
from belfry.web.founding.forms.files import PdfField

Choices = Sequence[tuple[str, str]]
HOLDERS = ("coordinator", "deputy")
DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
# The file is shown back to the browser once; thousands of networks fit into it.
LARGEST_LIST = 1024 * 1024
TOO_LARGE = _(
    "This file is larger than 1 MB, too large for a list of networks. Please save the list alone, in a file of its own."
)


class TakeOverForm(forms.Form):
    """What the papers of a network tell."""

    network_kind = forms.ChoiceField(
        label=_("Kind"), choices=NetworkKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Name of the network"), max_length=120)
    profession = forms.CharField(
        label=_("Profession"),
        help_text=_("Only for a network of one profession."),
        max_length=120,
        required=False,
    )
    zone = forms.ChoiceField(label=_("Police zone"))
    more_zones = forms.MultipleChoiceField(
        label=_("Other police zones"),
        help_text=_("Only a sectoral network lies in more than one zone."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    town = forms.ChoiceField(label=_("Municipality"))
    more_towns = forms.MultipleChoiceField(
        label=_("Other municipalities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of the network"), choices=Language)
    more_languages = forms.MultipleChoiceField(
        label=_("Also in"), choices=Language, required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(label=_("Number of the recognition"), max_length=40)
    recognised_on = forms.DateField(label=_("Recognised on"), widget=DAY)
    coordinator_given = forms.CharField(label=_("Given name"), max_length=100)
    coordinator_family = forms.CharField(label=_("Family name"), max_length=100)
    coordinator_email = forms.EmailField(label=_("E-mail address"))
    coordinator_screened_on = forms.DateField(label=_("Found suitable on"), widget=DAY)
    deputy_given = forms.CharField(label=_("Given name"), max_length=100)
    deputy_family = forms.CharField(label=_("Family name"), max_length=100)
    deputy_email = forms.EmailField(label=_("E-mail address"))
    deputy_screened_on = forms.DateField(label=_("Found suitable on"), widget=DAY)

    def __init__(  # noqa: PLR0913 - one form, every part named
        self,
        answers: Any = None,
        files: Any = None,
        *,
        own_zones: Choices,
        zones: Choices,
        towns: Choices,
        initial: Mapping[str, Any],
        has_scan: bool = False,
        request_size: int = 0,
    ) -> None:
        """Offer these places; ask for the scan unless it is there already."""
        super().__init__(answers, files, label_suffix="", initial=dict(initial))
        self.fields["scan"] = PdfField(
            label=_("Scan of the signed charter (PDF)"),
            help_text=_("At most 20 MB."),
            required=not has_scan,
            request_size=request_size,
        )
        offers: dict[str, Choices] = {
            "zone": own_zones,
            "more_zones": zones,
            "town": [("", str(_("Please choose"))), *towns],
            "more_towns": towns,
        }
        for name, choices in offers.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(told: OnPaper) -> dict[str, Any]:
        """Return what is known of a network as the form shows it."""
        zones, towns = list(map(str, told.zone_ids)), list(map(str, told.town_ids))
        shown: dict[str, Any] = {
            "network_kind": told.network_kind,
            "name": told.name,
            "profession": told.profession,
            "zone": zones[0],
            "more_zones": zones[1:],
            "town": towns[0],
            "more_towns": towns[1:],
            "language": told.languages[0],
            "more_languages": list(told.languages[1:]),
            "number": told.number,
            "recognised_on": told.recognised_on,
        }
        for part, holder in zip(HOLDERS, (told.coordinator, told.deputy), strict=True):
            if holder:
                shown[f"{part}_given"] = holder.who.given_name
                shown[f"{part}_family"] = holder.who.family_name
                shown[f"{part}_email"] = next(iter(holder.who.emails), "")
                shown[f"{part}_screened_on"] = holder.screened_on
        return shown

    def clean(self) -> dict[str, Any]:
        """Ask a network of one profession which it is."""
        told = super().clean() or self.cleaned_data
        if told.get("network_kind") == NetworkKind.SECTORAL and not told.get("profession"):
            self.add_error("profession", _("Write which profession it is."))
        return told

    @property
    def told(self) -> OnPaper:
        """What was filled in, once it is right."""
        answer = self.cleaned_data
        is_sectoral = answer["network_kind"] == NetworkKind.SECTORAL
        profession = answer["profession"] if is_sectoral else ""
        return OnPaper(
            answer["network_kind"],
            answer["name"],
            list(dict.fromkeys([answer["language"], *answer["more_languages"]])),
            list(dict.fromkeys(map(UUID, [answer["town"], *answer["more_towns"]]))),
            list(dict.fromkeys(map(UUID, [answer["zone"], *answer["more_zones"]]))),
            answer["number"],
            answer["recognised_on"],
            profession,
            profession,
            self._holder("coordinator"),
            self._holder("deputy"),
        )

    def _holder(self, part: str) -> KeyHolder:
        answer = self.cleaned_data
        who = PersonDetails(
            answer[f"{part}_given"],
            answer[f"{part}_family"],
            answer["language"],
            (answer[f"{part}_email"],),
        )
        return KeyHolder(who, answer[f"{part}_screened_on"])


class ListForm(forms.Form):
    """A list of networks as a file."""

    file = forms.FileField(
        label=_("Your list"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"required": _("Please choose a file first.")},
    )

    def __init__(self, answers: Any = None, files: Any = None, *, request_size: int = 0) -> None:
        """Know the size of the request: a file beyond every limit does not even get here."""
        super().__init__(answers, files, label_suffix="")
        if request_size > LARGEST_LIST:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too large to be a list."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_LIST:
            raise forms.ValidationError(TOO_LARGE)
        return file
