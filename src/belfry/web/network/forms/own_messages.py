"""What a coordinator writes to the network: about the network itself, in each of its languages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.policies import ASKED, OWN_FIELDS
from belfry.bulletins.types import Words
from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass

if TYPE_CHECKING:
    from django.forms import BoundField


class OwnWordsForm(forms.Form):
    """The words in one language; every field may stay empty until it is sent."""

    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=_("Short and calm.")
    )
    what = forms.CharField(
        label=_("What is it about?"), max_length=2000, required=False, widget=forms.Textarea
    )
    where = forms.CharField(label=_("Where is it?"), max_length=300, required=False)
    when = forms.CharField(
        label=_("When is it?"),
        max_length=300,
        required=False,
        help_text=_("Day and hour, with the day of the week."),
    )

    def __init__(
        self, language: str, typed: Mapping[str, Any] | None, initial: Mapping[str, str]
    ) -> None:
        """Keep the language: the names of the fields begin with it, and spelling goes by it."""
        super().__init__(typed, prefix=language, initial=dict(initial), label_suffix="")
        self.language = language
        self.name = Language(language).label
        for field in self.fields.values():
            field.widget.attrs["lang"] = language
            # A browser would cut a pasted text in silence; we keep it and say how long it is.
            field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 5

    @property
    def rows(self) -> list[tuple["BoundField", bool]]:
        """The fields, and whether each is needed to send it."""
        return [(field, field.name in ASKED[BulletinClass.ORGANISATIONAL]) for field in self]

    @property
    def words(self) -> Words:
        """The words as they were typed; of a form that is not right, what stands in the fields that are."""
        return Words(**{name: self.cleaned_data.get(name, "") for name in OWN_FIELDS})
