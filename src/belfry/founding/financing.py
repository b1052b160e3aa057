"""The financing plan of a dossier as data (C6): cost, who bears it, and a contribution that only covers cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from django.db import models
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.founding.errors import AlternativeMissing, ContributionAboveCost, OtherCostUnnamed

DASH: Final = "\N{EN DASH}"
CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
Line = tuple[str, str]


class Cost(models.TextChoices):
    """What a network pays for."""

    MESSAGES = "messages", _("text messages and calls")
    PRINTING = "printing", _("printing and delivery of letters")
    SIGNS = "signs", _("signs")
    STICKERS = "stickers", _("stickers")
    ROOM = "room", _("room for meetings")
    MEETING = "meeting", _("meetings of the members")
    TRAINING = "training", _("training")
    OTHER = "other", _("other cost")


@dataclass(frozen=True, slots=True)
class Financing:
    """Euro per year. Basic cost is needed to work, extra cost is not; the contribution is per member home.

    `subsidy_until` is the last day of a subsidy that ends; `alternative` says per language what happens then,
    `other` what "other cost" is. Whoever asks is exempt from the contribution: that is no choice (H23).
    """

    basic: Mapping[str, Decimal] = field(default_factory=dict)
    extra: Mapping[str, Decimal] = field(default_factory=dict)
    members: int = 0
    contribution: Decimal = ZERO
    town: Decimal = ZERO
    police: Decimal = ZERO
    subsidy: Decimal = ZERO
    subsidy_until: date | None = None
    other: Mapping[str, str] = field(default_factory=dict)
    alternative: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def kept(cls, content: Mapping[str, Any]) -> "Financing":
        """Return a plan as `content` keeps it, an empty one where nothing was filled in yet."""
        if not content:
            return cls()
        until = content["subsidy_until"]
        return cls(
            basic={key: Decimal(amount) for key, amount in content["basic"].items()},
            extra={key: Decimal(amount) for key, amount in content["extra"].items()},
            members=content["members"],
            contribution=Decimal(content["contribution"]),
            town=Decimal(content["town"]),
            police=Decimal(content["police"]),
            subsidy=Decimal(content["subsidy"]),
            subsidy_until=date.fromisoformat(until) if until else None,
            other=content["other"],
            alternative=content["alternative"],
        )

    @property
    def content(self) -> dict[str, Any]:
        """The plan as JSON; amounts as text, so that no cent is rounded."""
        return {
            "basic": {key: _kept(amount) for key, amount in self.basic.items() if amount},
            "extra": {key: _kept(amount) for key, amount in self.extra.items() if amount},
            "members": self.members,
            "contribution": _kept(self.contribution),
            "town": _kept(self.town),
            "police": _kept(self.police),
            "subsidy": _kept(self.subsidy),
            "subsidy_until": self.subsidy_until.isoformat() if self.subsidy_until else "",
            "other": dict(self.other),
            "alternative": dict(self.alternative),
        }

    @property
    def basic_cost(self) -> Decimal:
        """What is needed to work."""
        return sum(self.basic.values(), ZERO)

    @property
    def extra_cost(self) -> Decimal:
        """What is not needed to work."""
        return sum(self.extra.values(), ZERO)

    @property
    def cost(self) -> Decimal:
        """Everything together."""
        return self.basic_cost + self.extra_cost

    @property
    def left_to_members(self) -> Decimal:
        """The cost that neither municipality, police nor subsidy bears, never below zero."""
        return max(self.cost - self.town - self.police - self.subsidy, ZERO)

    @property
    def highest_contribution(self) -> Decimal:
        """The cap: what is left to the members, shared by all homes, to the cent below."""
        if not self.members:
            return ZERO
        return (self.left_to_members / self.members).quantize(CENT, ROUND_DOWN)

    @property
    def uncovered(self) -> Decimal:
        """What nobody bears yet; cents that cannot be shared do not count."""
        rest = self.left_to_members - self.contribution * self.members
        return rest if rest >= CENT * self.members and rest > 0 else ZERO

    def check(self, languages: Sequence[str]) -> None:
        """Raise ContributionAboveCost (H24), AlternativeMissing or OtherCostUnnamed."""
        if self.contribution > self.highest_contribution:
            raise ContributionAboveCost(most=euro(self.highest_contribution))
        is_temporary = self.subsidy > 0 and self.subsidy_until is not None
        if is_temporary and not _in_all(self.alternative, languages):
            raise AlternativeMissing
        if self.has_other and not _in_all(self.other, languages):
            raise OtherCostUnnamed

    @property
    def has_other(self) -> bool:
        """Whether some cost stands under "other"."""
        return bool(self.basic.get(Cost.OTHER) or self.extra.get(Cost.OTHER))

    def lines(self, language: str) -> list[Line]:
        """Return the plan for a reader of the active language, a label and its words each."""
        return [
            *self._costs(self.basic, gettext("Basic cost"), language),
            *self._costs(self.extra, gettext("Extra cost"), language),
            (gettext("Cost in all"), euro(self.cost)),
            (gettext("Borne by the municipality"), euro(self.town)),
            (gettext("Borne by the police zone"), euro(self.police)),
            *self._subsidy(language),
            (
                gettext("Contribution"),
                gettext("%(amount)s per home or business and year; whoever asks is exempt")
                % {"amount": euro(self.contribution)}
                if self.contribution
                else gettext("none"),
            ),
            (gettext("Homes or businesses that take part"), str(self.members)),
        ]

    def _costs(self, amounts: Mapping[str, Decimal], label: str, language: str) -> Iterator[Line]:
        for one in Cost:
            if amounts.get(one):
                name = str(one.label)
                if one == Cost.OTHER:
                    name = self.other.get(language, "") or name
                yield f"{label} {DASH} {name}", euro(amounts[one])

    def _subsidy(self, language: str) -> Iterator[Line]:
        if not self.subsidy:
            return
        if not self.subsidy_until:
            yield gettext("Subsidy"), euro(self.subsidy)
            return
        day = formats.date_format(self.subsidy_until)
        yield (
            gettext("Subsidy"),
            gettext("%(amount)s until %(day)s") % {"amount": euro(self.subsidy), "day": day},
        )
        yield gettext("After the subsidy"), self.alternative.get(language, "")


def euro(amount: Decimal) -> str:
    """Write an amount as the active language does: "€ 1.234,50", "1 234,50 €"."""
    number = formats.number_format(amount, 2, use_l10n=True, force_grouping=True)
    return gettext("€ %(number)s") % {"number": number}


def _kept(amount: Decimal) -> str:
    return str(amount.quantize(CENT))


def _in_all(texts: Mapping[str, str], languages: Sequence[str]) -> bool:
    return all(texts.get(language, "").strip() for language in languages)
