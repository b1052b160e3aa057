"""Forms of the signing: who signs, the signature itself, and a signed paper copy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.founding.kinds import Manner, SignatoryRole
from belfry.founding.signing import Choice, Named, SignatoryLine
from belfry.web.founding.forms.files import PdfField

DELEGATE: Final = "delegate:"


class SignatoriesForm(forms.Form):
    """Who signs in which function, from the mandates of today."""

    delegation = forms.CharField(
        label=_("By which delegation?"),
        help_text=_(
            "Only where somebody signs for the mayor: the function, and the decision with its date."
        ),
        max_length=200,
        required=False,
    )

    def __init__(
        self,
        answers: Any = None,
        *,
        choices: Mapping[SignatoryRole, Sequence[Choice]],
        lines: Sequence[SignatoryLine],
    ) -> None:
        """Offer one field for each function; begin with those named already, else with the first."""
        super().__init__(answers, label_suffix="")
        named = {line.role: line for line in lines}
        for role, offered in choices.items():
            is_free = role in {SignatoryRole.CHIEF, SignatoryRole.OFFICER}
            nobody = [("", _("Nobody in this function"))] if is_free or not offered else []
            self.fields[role.value] = forms.ChoiceField(
                label=capfirst(str(role.label)),
                choices=[*nobody, *((_key(one), _words(one)) for one in offered)],
                required=not is_free,
                initial=self._first(named.get(role), offered),
            )
        if line := named.get(SignatoryRole.MAYOR):
            self.initial["delegation"] = line.delegation
        self.order_fields(["mayor", "delegation", "chief", "officer", "coordinator"])

    @staticmethod
    def _first(line: SignatoryLine | None, offered: Sequence[Choice]) -> str:
        known = [one for one in offered if line and one.person_id == line.person_id]
        first = [*known, *offered][:1]
        return _key(first[0]) if first else ""

    def clean(self) -> dict[str, Any]:
        """Ask for the delegation of whoever signs for the mayor."""
        told = super().clean() or self.cleaned_data
        if str(told.get("mayor", "")).startswith(DELEGATE) and not told.get("delegation"):
            self.add_error("delegation", _("Write in which function and by which decision."))
        return told

    @property
    def named(self) -> list[Named]:
        """Those who shall sign, as chosen."""
        found = []
        for role in SignatoryRole:
            key = self.cleaned_data.get(role.value, "")
            if key:
                is_delegate = key.startswith(DELEGATE)
                delegation = self.cleaned_data["delegation"] if is_delegate else ""
                found.append(Named(role, UUID(key.removeprefix(DELEGATE)), delegation))
        return found


def _key(choice: Choice) -> str:
    return f"{DELEGATE if choice.needs_delegation else ''}{choice.person_id}"


def _words(choice: Choice) -> str:
    if choice.needs_delegation:
        return str(_("%(name)s, for the mayor")) % {"name": choice.name}
    return choice.name


class SignatureForm(forms.Form):
    """A signature: strokes from the drawing field, or a typed name; and the digest of what was read."""

    has_read = forms.BooleanField(label=_("I have read the whole text and agree with it."))
    strokes = forms.CharField(required=False, widget=forms.HiddenInput({"data-strokes": ""}))
    typed = forms.CharField(
        label=_("Type your name"),
        help_text=_("It counts as much as a drawn signature."),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, answers: Any = None, *, digest: str) -> None:
        """Bear the digest of the file that is shown."""
        super().__init__(answers, label_suffix="", initial={"digest": digest})

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        told = super().clean() or self.cleaned_data
        if not told.get("strokes") and not told.get("typed"):
            self.add_error("typed", _("Draw your signature in the field, or type your name."))
        return told

    @property
    def manner(self) -> Manner:
        """Whether it was drawn or typed; what was drawn goes before."""
        return Manner.DRAWN if self.cleaned_data["strokes"] else Manner.TYPED

    @property
    def mark(self) -> str:
        """The strokes, or the words."""
        return str(self.cleaned_data["strokes"] or self.cleaned_data["typed"])


class PaperCopyForm(forms.Form):
    """A signed paper copy, and whose signatures it carries."""

    def __init__(
        self,
        answers: Any = None,
        files: Any = None,
        *,
        lines: Sequence[SignatoryLine],
        request_size: int = 0,
    ) -> None:
        """Offer those who did not sign yet."""
        super().__init__(answers, files, label_suffix="")
        self.fields["file"] = PdfField(
            label=_("Scan of the signed copy (PDF)"), request_size=request_size
        )
        self.fields["signed"] = forms.TypedMultipleChoiceField(
            label=_("Whose signatures does it carry?"),
            choices=[
                (str(line.pk), f"{line.name}, {line.role_name}")
                for line in lines
                if not line.signed_at
            ],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Mark at least one person.")},
        )
