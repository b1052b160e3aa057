"""What an author types: class, networks, and words in four languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.policies import ASKED, FIELDS
from belfry.bulletins.types import Draft, Words
from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass

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


# What is written in the language; the short text is made of it.
TYPED = tuple(name for name in FIELDS if name != "short")


class BulletinForm(forms.Form):
    """Class and networks; every field may stay empty in a draft, except the class."""

    bulletin_class = forms.ChoiceField(
        label=_("What kind of message is it?"),
        choices=BulletinClass.choices,
        initial=BulletinClass.REQUEST,
    )
    networks = forms.MultipleChoiceField(label=_("For which networks?"), required=False)

    def __init__(
        self,
        networks: Iterable["Network"],
        typed: Mapping[str, Any] | None,
        initial: Mapping[str, object],
    ) -> None:
        """Offer these networks, and no other."""
        super().__init__(typed, initial=dict(initial))
        choices = [(str(network.pk), network.name) for network in networks]
        self.fields["networks"].choices = choices  # type: ignore[attr-defined]


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
        return Words(*(self.cleaned_data[name] for name in FIELDS))

    @property
    def is_begun(self) -> bool:
        """Whether anything stands in it."""
        return any(self[name].value() for name in TYPED)

    def missing(self, bulletin_class: str) -> list[str]:
        """Return the names of fields that this class asks for and that are empty."""
        return [name for name in ASKED[bulletin_class] if not self[name].value()]


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
    )
