"""What an author types: class, networks, and words in four languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.following import Choice
from belfry.bulletins.kinds import Ground, Investigation
from belfry.bulletins.policies import ASKED, FIELDS
from belfry.bulletins.types import Draft, Judged, Part, Words
from belfry.core.languages import Language
from belfry.networks.kinds import PLANNED, BulletinClass, Phenomenon
from belfry.territory.errors import NotAShape
from belfry.territory.kinds import Remedy
from belfry.territory.shapes import read_shape
from belfry.territory.types import Shape
from belfry.web.police.choosing import StreetsOf

if TYPE_CHECKING:
    from belfry.networks.models import Network


CLASS_HELP: Mapping[str, str | Promise] = {
    BulletinClass.ALERT: _("something happens now or happened just now"),
    BulletinClass.REQUEST: _("who saw or heard something?"),
    BulletinClass.WARNING: _("this way of working is seen in the area"),
    BulletinClass.OUTCOME: _("how an earlier message ended"),
    BulletinClass.ADVICE: _("what people can do at home or in the shop"),
    BulletinClass.ORGANISATIONAL: _("about the network itself"),
}


JUDGED_FIELDS = tuple(field.name for field in fields(Judged))
# What is written in the language; the short text is made of it.
TYPED = (
    "title",
    "what",
    "where",
    "when",
    "behaviour",
    "description",
    "details",
    "what_to_do",
)


# How much of the networks a message is for.
WHOLE, STREETS, AREA = "whole", "streets", "area"
EXTENTS = (
    (WHOLE, _("everybody in the networks that are ticked")),
    (STREETS, _("some streets only")),
    (AREA, _("an area that you draw on the map")),
)


class BulletinForm(forms.Form):
    """Class and networks; every field may stay empty in a draft, except the class."""

    bulletin_class = forms.ChoiceField(
        label=_("What kind of message is it?"),
        choices=[(one.value, one.label) for one in PLANNED],
        initial=BulletinClass.REQUEST,
    )
    networks = forms.MultipleChoiceField(label=_("For which networks?"), required=False)
    extent = forms.ChoiceField(
        label=_("Who is it for?"), choices=EXTENTS, required=False, widget=forms.RadioSelect
    )
    streets = forms.TypedMultipleChoiceField(
        label=_("For which streets?"),
        required=False,
        coerce=int,
        help_text=_("The networks of these streets follow by themselves."),
    )
    shape = forms.CharField(
        label=_("For which area?"),
        required=False,
        widget=forms.HiddenInput,
        help_text=_(
            "The networks in it follow by themselves. Other police are asked for theirs once it is approved."
        ),
    )
    with_unplaced = forms.BooleanField(
        label=_("Also to members whose address is not in the register"), required=False
    )
    others = forms.MultipleChoiceField(
        label=_("Networks of other police next to yours"),
        required=False,
        help_text=_("Their officer is asked once the message is approved."),
    )
    ground = forms.ChoiceField(
        label=_("Why may it be told?"),
        choices=Ground.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    investigation = forms.ChoiceField(
        label=_("Does it harm an investigation?"),
        choices=Investigation.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    without_personal_data = forms.BooleanField(
        label=_(
            "I read it again: it shows nobody's name, address, number plate or other personal data."
        ),
        required=False,
    )

    phenomenon = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("something else")), *Phenomenon.choices],
        required=False,
        help_text=_("Belfry then offers what people can do about it."),
    )
    fact_at = forms.DateTimeField(
        label=_("When did it happen? (for the police only)"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )

    def __init__(
        self,
        networks: Iterable["Network"],
        typed: Mapping[str, Any] | None,
        initial: Mapping[str, object],
        streets: Iterable[StreetsOf] = (),
        others: Mapping[str, str] | None = None,
    ) -> None:
        """Offer these networks, streets and networks of other police, and no other."""
        super().__init__(typed, initial=dict(initial))
        choices = [(str(network.pk), network.name) for network in networks]
        self.fields["networks"].choices = choices  # type: ignore[attr-defined]
        every = [street for one in streets for street in one.streets]
        self.fields["streets"].choices = every  # type: ignore[attr-defined]
        self.fields["others"].choices = list((others or {}).items())  # type: ignore[attr-defined]
        self.remedies: Sequence[Remedy] = ()

    def clean_shape(self) -> Shape | None:
        """Read the outline, and keep what was mended in it."""
        given = self.cleaned_data["shape"]
        if not given:
            return None
        try:
            found = read_shape(given)
        except NotAShape as refusal:
            raise forms.ValidationError(refusal.message()) from None
        self.remedies = found.remedies
        return found.shape

    def clean(self) -> dict[str, Any]:
        """Refuse a part of nothing: it is a mistake, never everybody."""
        found = super().clean() or {}
        streets, shape = found.get("streets"), found.get("shape")
        # A page without the choice says it by what it sends.
        chosen = AREA if shape else STREETS if streets else WHOLE
        found["extent"] = found.get("extent") or chosen
        if found["extent"] == STREETS and not streets:
            self.add_error("streets", _("Choose at least one street."))
        if found["extent"] == AREA and not shape and "shape" not in self.errors:
            self.add_error("shape", _("Draw the area on the map first, or choose streets."))
        return found

    @property
    def part(self) -> Part | None:
        """The streets or the area that it is for; None where it is for whole networks."""
        extent, kept = self.cleaned_data["extent"], self.cleaned_data["with_unplaced"]
        if extent == STREETS:
            streets = tuple(dict.fromkeys(self.cleaned_data["streets"]))
            return Part(streets, with_unplaced=kept)
        if extent == AREA:
            return Part(shape=self.cleaned_data["shape"].geojson(), with_unplaced=kept)
        return None

    @property
    def judged(self) -> Judged | None:
        """What was judged, once all of it was."""
        given = [self.cleaned_data[name] for name in JUDGED_FIELDS]
        return Judged(*given) if all(given) else None


class WordsForm(forms.Form):
    """The words in one language, in the order in which they are read."""

    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=_("Short and calm.")
    )
    what = forms.CharField(
        label=_("What happened?"), max_length=2000, required=False, widget=forms.Textarea
    )
    where = forms.CharField(
        label=_("Where?"),
        max_length=300,
        required=False,
        help_text=_("The street or the quarter, never the number of a house."),
    )
    when = forms.CharField(label=_("When?"), max_length=300, required=False)
    behaviour = forms.CharField(
        label=_("How was it done?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Describe what somebody did, never what somebody is."),
    )
    description = forms.CharField(
        label=_("Who was seen?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=_(
            "Only beside what was done, with two details or more. A second colleague reads it."
        ),
    )
    details = forms.CharField(
        label=_("What stood out?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=_(
            "One detail on each line: clothing, height, what was carried, where they went."
        ),
    )
    what_to_do = forms.CharField(
        label=_("What can people do?"), max_length=2000, required=False, widget=forms.Textarea
    )
    short = forms.CharField(
        label=_("The same in one SMS"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=_("For phones: what, where, and what to do. No link."),
    )
    # What was proposed for it last: as long as it stands there unchanged, it follows title and place.
    proposed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, language: str, typed: Mapping[str, Any] | None, initial: Mapping[str, str]
    ) -> None:
        """Keep the language: the names of the fields begin with it, and spelling goes by it."""
        super().__init__(typed, prefix=language, initial=dict(initial))
        self.language = language
        self.name = Language(language).label
        for name, field in self.fields.items():
            field.widget.attrs["lang"] = language
            # A browser would cut a pasted text in silence; we keep it and say how long it is.
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            if name in TYPED:
                classes = " ".join(key for key, asked in ASKED.items() if name in asked)
                field.widget.attrs["data-asked"] = classes

    @property
    def words(self) -> Words:
        """The words as they were typed."""
        return Words(**{name: self.cleaned_data[name] for name in FIELDS})

    @property
    def words_so_far(self) -> Words:
        """What stands in the fields whose shape is right."""
        return Words(**{name: self.cleaned_data.get(name, "") for name in FIELDS})

    @property
    def is_begun(self) -> bool:
        """Whether anything stands in it."""
        return any(self[name].value() for name in TYPED)

    def missing(self, bulletin_class: str) -> list[str]:
        """Return the names of fields that this class asks for and that are empty."""
        return [name for name in ASKED[bulletin_class] if not self[name].value()]


class FollowForm(forms.Form):
    """One of the texts that may follow a message."""

    code = forms.ChoiceField(label="", widget=forms.RadioSelect)

    def __init__(self, choices: Iterable[Choice], typed: Mapping[str, Any] | None) -> None:
        """Offer these texts."""
        super().__init__(typed)
        self.fields["code"].choices = [(one.code, one.label) for one in choices]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the police answer a reader who complained."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The reader opens it by a link. Name nobody, and tell nothing of a case."),
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        """Keep what is too long, as in a message, and refuse it."""
        super().__init__(typed, label_suffix="")
        attrs = self.fields["answer"].widget.attrs
        attrs["rows"] = 6
        del attrs["maxlength"]


class RemarkForm(forms.Form):
    """What an approver wants changed; an author takes a bulletin back without a word."""

    remark = forms.CharField(label=_("What should change?"), max_length=500, widget=forms.Textarea)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, is_author: bool = False) -> None:
        """Ask the author for nothing."""
        super().__init__(typed)
        self.fields["remark"].required = not is_author
        attrs = self.fields["remark"].widget.attrs
        attrs["rows"] = 3
        # As in a message: what is too long is kept and refused, never cut by the browser.
        del attrs["maxlength"]


def draft_from(form: BulletinForm, words: Sequence[WordsForm]) -> Draft:
    """Return the draft that valid forms tell."""
    return Draft(
        form.cleaned_data["bulletin_class"],
        tuple(UUID(key) for key in form.cleaned_data["networks"]),
        {part.language: part.words for part in words},
        judged=form.judged,
        phenomenon=form.cleaned_data["phenomenon"],
        fact_at=form.cleaned_data["fact_at"],
        part=form.part,
        asked_ids=tuple(UUID(key) for key in form.cleaned_data["others"]),
    )
