"""The form of what the chief of a police zone settles."""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError
from belfry.networks.kinds import (
    ANSWER,
    DAYS,
    LIFE,
    OFFERED,
    PLANNED,
    BulletinClass,
    FactType,
    NightPolicy,
)
from belfry.networks.types import USUAL_TIMES, ClassTimes, OwnWord, ZoneRules
from belfry.networks.zone_checks import as_dialled, own_words, published_number
from belfry.web.lengths import HOUR, WholeNumber, length_in, unit_of_answer

LONGEST_LIST: Final = 20_000
Written = TypeVar("Written")
Kept = TypeVar("Kept")
DAY_LABELS: Final = {
    "urgent_due_days": _("After something urgent: within how many working days"),
    "other_due_days": _("After anything else: within how many days"),
    "silence_days": _("Tell us when a network heard nothing for so many days"),
}


class ZoneRulesForm(forms.Form):
    """Numbers, fact types, nights, due times, times of each class and words; and from when they count."""

    office_number = forms.CharField(
        label=_("Number for what is not urgent"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    further_numbers = forms.CharField(
        label=_("Other numbers that the zone publishes"),
        required=False,
        max_length=2_000,
        help_text=_("Each on a line of its own. The wording check lets these numbers pass."),
        widget=forms.Textarea({"rows": 3}),
    )
    night = forms.ChoiceField(
        label=_("When may something ring in quiet hours?"),
        choices=NightPolicy.choices,
        widget=forms.RadioSelect,
    )
    allowed = forms.CharField(
        label=_("Words that the wording check lets pass"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("One on a line, with a colon and the reason: “Moorstraat: name of a street”."),
        widget=forms.Textarea({"rows": 4}),
    )
    forbidden = forms.CharField(
        label=_("Words that the wording check stops"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("One on a line, with a colon and the reason. A * stands for other endings."),
        widget=forms.Textarea({"rows": 4}),
    )
    valid_from = forms.DateField(
        label=_("Counts from"),
        required=False,
        help_text=_("Leave it empty and the change counts at once."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, rules: ZoneRules) -> None:
        """Start from the rules that count; one more field for each fact type, and two for each class."""
        super().__init__(data, label_suffix="", initial=_typed(rules))
        for name, (least, most) in DAYS.items():
            self.fields[name] = WholeNumber(label=DAY_LABELS[name], min_value=least, max_value=most)
        places = [(str(place), str(place)) for place in range(1, len(FactType) + 1)]
        for fact in FactType:
            self.fields[f"fact_{fact}"] = forms.ChoiceField(
                label=capfirst(fact.label),
                choices=[("0", _("not used")), *places],
            )
        for one in PLANNED:
            self.fields[f"life_{one}"] = length_in(HOUR, LIFE, label=capfirst(one.label))
        for one in OFFERED:
            self.fields[f"answer_{one}"] = length_in(
                unit_of_answer(one), ANSWER, label=capfirst(one.label)
            )
        for name in ("further_numbers", "allowed", "forbidden"):
            # A browser would cut a pasted text in silence.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_office_number(self) -> str:
        """Take a number in any way of writing it."""
        written: str = self.cleaned_data["office_number"]
        return _judged(published_number, written) if written else ""

    def clean_further_numbers(self) -> tuple[str, ...]:
        """Take a number on each line."""
        lines = _lines(self.cleaned_data["further_numbers"])
        return tuple(_judged(published_number, line) for line in lines)

    def clean_allowed(self) -> tuple[OwnWord, ...]:
        """Take a word and its reason on each line."""
        return _judged(own_words, _own_words(self.cleaned_data["allowed"]))

    def clean_forbidden(self) -> tuple[OwnWord, ...]:
        """Take a word and its reason on each line."""
        return _judged(own_words, _own_words(self.cleaned_data["forbidden"]))

    @property
    def day_fields(self) -> list[forms.BoundField]:
        """Until when outcomes are due, and when silence is told of."""
        return [self[name] for name in DAYS]

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The place of each fact type."""
        return [self[f"fact_{fact}"] for fact in FactType]

    @property
    def life_fields(self) -> list[forms.BoundField]:
        """How many hours each class is worth sending."""
        return [self[f"life_{one}"] for one in PLANNED]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        """How long an offer of each class waits for its answer."""
        return [self[f"answer_{one}"] for one in OFFERED]

    @property
    def rules(self) -> ZoneRules:
        """The rules as they were filled in."""
        answer = self.cleaned_data
        chosen = [(int(answer[f"fact_{fact}"]), fact.value) for fact in FactType]
        return ZoneRules(
            office_number=answer["office_number"],
            further_numbers=answer["further_numbers"],
            fact_types=tuple(
                fact for place, fact in sorted(chosen, key=lambda one: one[0]) if place
            ),
            night=answer["night"],
            **{name: answer[name] for name in DAYS},
            times={one.value: self._times(one) for one in PLANNED},
            allowed=answer["allowed"],
            forbidden=answer["forbidden"],
        )

    def _times(self, one: BulletinClass) -> ClassTimes:
        answer = self.cleaned_data
        waits = USUAL_TIMES[one].answer
        if one in OFFERED:
            waits = answer[f"answer_{one}"] * unit_of_answer(one)
        return ClassTimes(answer[f"life_{one}"] * HOUR, waits)


def _typed(rules: ZoneRules) -> dict[str, Any]:
    """Return rules as they stand in the fields."""
    places = {fact: place for place, fact in enumerate(rules.fact_types, start=1)}
    return {
        "office_number": as_dialled(rules.office_number),
        "further_numbers": "\n".join(map(as_dialled, rules.further_numbers)),
        "night": rules.night,
        **{name: getattr(rules, name) for name in DAYS},
        **{f"fact_{fact}": places.get(fact, 0) for fact in FactType},
        **{f"life_{one}": rules.times[one].life // HOUR for one in PLANNED},
        **{f"answer_{one}": rules.times[one].answer // unit_of_answer(one) for one in OFFERED},
        "allowed": _written(rules.allowed),
        "forbidden": _written(rules.forbidden),
    }


def _written(words: Iterable[OwnWord]) -> str:
    return "\n".join(f"{one.word}: {one.reason}" for one in words)


def _own_words(text: str) -> list[OwnWord]:
    parts = (line.partition(":") for line in _lines(text))
    return [OwnWord(word, reason) for word, _colon, reason in parts]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _judged(judge: Callable[[Written], Kept], written: Written) -> Kept:
    """Return what a rule makes of what was typed; its refusal stands next to the field."""
    try:
        return judge(written)
    except DomainError as refusal:
        raise forms.ValidationError(refusal.message()) from None
