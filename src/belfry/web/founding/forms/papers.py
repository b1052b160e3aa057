"""Forms of the papers: the text of a section, the communication plan, the financing plan."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.founding.financing import ZERO, Cost, Financing
from belfry.founding.plans import CommunicationPlan, NightRule, StandIn
from belfry.founding.sections import LONGEST
from belfry.web.network.forms.networks import PlanForm
from belfry.web.network.forms.spending import EuroField

AMOUNTS: Final = ("town", "police", "subsidy", "contribution")


class SectionForm(forms.Form):
    """One text in each language of the dossier; `version` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        languages: Sequence[str],
        content: Mapping[str, Any],
        version: int,
    ) -> None:
        """Begin with what the section says."""
        super().__init__(data, label_suffix="", initial={"version": version})
        self.languages = languages
        for code in languages:
            self.fields[f"text_{code}"] = forms.CharField(
                label=Language(code).label,
                required=False,
                max_length=LONGEST,
                initial=content.get(code, ""),
                widget=_text(code, 12),
            )

    @property
    def columns(self) -> list[tuple[str, forms.BoundField]]:
        """The languages side by side, with the field of each."""
        return [(code, self[f"text_{code}"]) for code in self.languages]

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by language; lines end as a section keeps them, not as a browser sends them."""
        return {
            code: self.cleaned_data[f"text_{code}"].replace("\r\n", "\n") for code in self.languages
        }


class ArrangementsForm(PlanForm):
    """The communication plan of a dossier: who sends, who stands in, quiet hours, channels, neighbours."""

    stand_in = forms.ChoiceField(
        label=_("Who passes messages on while the coordinator is away?"),
        choices=[(one.value, capfirst(one.label)) for one in StandIn],
        widget=forms.RadioSelect,
    )
    night = forms.ChoiceField(
        label=_("What may ring in quiet hours?"),
        choices=NightRule.choices,
        widget=forms.RadioSelect,
    )
    neighbours = forms.CharField(
        label=_("Neighbouring networks that hear of it when the police say so"),
        help_text=_("One name on each line."),
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, kept: CommunicationPlan, version: int) -> None:
        """Begin with what was agreed, or with the usual plan."""
        super().__init__(data, plan=kept.details)
        for name in ("stand_in", "night", "neighbours"):
            self.initial[name] = getattr(kept, name)
        self.initial["version"] = version

    @property
    def agreed(self) -> CommunicationPlan:
        """The plan as it was filled in."""
        plan, answer = self.plan, self.cleaned_data
        lines = [line.strip() for line in answer["neighbours"].splitlines()]
        return CommunicationPlan(
            plan.released_by,
            plan.quiet_from,
            plan.quiet_until,
            plan.channels,
            answer["night"],
            answer["stand_in"],
            "\n".join(filter(None, lines)),
        )


class FinancingForm(forms.Form):
    """Cost, who bears it, the contribution and the subsidy; euro per year."""

    members = forms.IntegerField(
        label=_("Homes or businesses that take part"), min_value=1, max_value=100_000
    )
    subsidy_until = forms.DateField(
        label=_("Last day of the subsidy"),
        help_text=_("Leave it empty if the subsidy does not end."),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, languages: Sequence[str], kept: Financing, version: int
    ) -> None:
        """Begin with what was agreed."""
        super().__init__(data, label_suffix="")
        self.languages = languages
        self.initial = {
            "members": kept.members or None,
            "subsidy_until": kept.subsidy_until,
            "version": version,
        }
        for one in Cost:
            name = capfirst(one.label)
            self._amount(f"basic_{one}", _("%(name)s, basic") % {"name": name}, kept.basic.get(one))
            self._amount(f"extra_{one}", _("%(name)s, extra") % {"name": name}, kept.extra.get(one))
        self._amount("town", _("Borne by the municipality"), kept.town)
        self._amount("police", _("Borne by the police zone"), kept.police)
        self._amount("subsidy", _("Subsidy"), kept.subsidy)
        self._amount("contribution", _("Contribution of a home or business"), kept.contribution)
        for code in languages:
            language = capfirst(Language(code).label)
            self._words(f"other_{code}", language, kept.other.get(code, ""), code)
            self._words(f"alternative_{code}", language, kept.alternative.get(code, ""), code)

    def _amount(self, name: str, label: Any, kept: Decimal | None) -> None:
        shown = number_format(kept, 2, use_l10n=True) if kept else ""
        self.fields[name] = EuroField(
            label=label, required=False, min_value=ZERO, max_digits=9, decimal_places=2,
            initial=shown, localize=True,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        )  # fmt: skip

    def _words(self, name: str, label: Any, kept: str, code: str) -> None:
        self.fields[name] = forms.CharField(
            label=label, required=False, max_length=1_000, initial=kept, widget=_text(code, 3)
        )

    def clean(self) -> dict[str, Any]:
        """Take nothing typed as nothing to pay."""
        answer = super().clean() or {}
        return {name: ZERO if value is None and name in self._amounts else value
                for name, value in answer.items()}  # fmt: skip

    @property
    def _amounts(self) -> set[str]:
        return {f"{kind}_{one}" for kind in ("basic", "extra") for one in Cost} | set(AMOUNTS)

    @property
    def costs(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """What each thing costs: its name, basic and extra."""
        return [
            (str(capfirst(one.label)), self[f"basic_{one}"], self[f"extra_{one}"]) for one in Cost
        ]

    @property
    def means(self) -> list[forms.BoundField]:
        """Who bears it, beside the members."""
        return [self["town"], self["police"], self["subsidy"]]

    @property
    def other(self) -> list[forms.BoundField]:
        """What other cost is, in each language."""
        return [self[f"other_{code}"] for code in self.languages]

    @property
    def alternative(self) -> list[forms.BoundField]:
        """What follows a subsidy that ends, in each language."""
        return [self[f"alternative_{code}"] for code in self.languages]

    @property
    def agreed(self) -> Financing:
        """The plan as it was filled in."""
        answer = self.cleaned_data
        return Financing(
            basic={one.value: answer[f"basic_{one}"] for one in Cost if answer[f"basic_{one}"]},
            extra={one.value: answer[f"extra_{one}"] for one in Cost if answer[f"extra_{one}"]},
            members=answer["members"],
            contribution=answer["contribution"],
            town=answer["town"],
            police=answer["police"],
            subsidy=answer["subsidy"],
            subsidy_until=answer["subsidy_until"],
            other={code: answer[f"other_{code}"].strip() for code in self.languages},
            alternative={code: answer[f"alternative_{code}"].strip() for code in self.languages},
        )


def _text(code: str, rows: int) -> forms.Textarea:
    # No `maxlength`: a browser would cut a pasted text in silence.
    widget = forms.Textarea({"rows": rows, "lang": code})
    widget.use_required_attribute = lambda initial: False  # type: ignore[method-assign]
    return widget
