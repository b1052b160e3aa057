"""The rules of a police zone: its chief settles them, its officers read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from belfry.core.errors import NotAllowed
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.errors import RuleOutOfBounds, RulesInThePast, WordInBothLists
from belfry.networks.kinds import OFFERED, PLANNED, FactType, NightPolicy
from belfry.networks.policies import may_set_rules
from belfry.networks.types import ZoneRules
from belfry.networks.zone_checks import as_dialled
from belfry.networks.zone_rules import (
    rules_in,
    rules_seen_by,
    rules_version,
    versions_of_rules,
)
from belfry.territory.queries import zones_by_id
from belfry.web.lengths import length_in_words
from belfry.web.police.zone_rules_form import ZoneRulesForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.networks.models import ZoneRulesVersion


@dataclass(frozen=True, slots=True)
class RulesShown:
    """Rules as somebody reads them."""

    rules: ZoneRules
    office_number: str
    further_numbers: Sequence[str]
    facts: Sequence[str]
    night: str
    times: Sequence[tuple[str, str, str]]

    @classmethod
    def of(cls, rules: ZoneRules) -> "RulesShown":
        """Return rules in the words of the active language."""
        return cls(
            rules,
            as_dialled(rules.office_number),
            [as_dialled(number) for number in rules.further_numbers],
            [str(FactType(fact).label) for fact in rules.fact_types],
            str(NightPolicy(rules.night).label),
            [
                (
                    str(one.label),
                    length_in_words(rules.times[one].life),
                    length_in_words(rules.times[one].answer) if one in OFFERED else "",
                )
                for one in PLANNED
            ],
        )


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list: the one that counts, one to come, or an older one."""

    version: "ZoneRulesVersion"
    is_current: bool
    is_to_come: bool


@ask_or_take
@signed_in
def zone_rules(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """Show what counts; the chief changes it, and what was typed is kept where it cannot be."""
    actor = request.actor
    rules, may_change = rules_seen_by(actor, zone_id), may_set_rules(actor, zone_id)
    form = ZoneRulesForm(rules=rules)
    if request.method == "POST":
        if not may_change:
            raise NotAllowed
        form = ZoneRulesForm(request.POST, rules=rules)
        if form.is_valid() and _kept(request, zone_id, form):
            return redirect("zone_rules", zone_id)
    rows = [
        VersionRow(row, row.version == rules.version, row.valid_from > actor.at)
        for row in versions_of_rules(actor, zone_id)
    ]
    context = _named(zone_id) | {
        "form": form if may_change else None,
        "shown": RulesShown.of(rules),
        "rows": rows,
        "to_come": [row for row in rows if row.is_to_come],
    }
    return render(request, "police/zone_rules.html", context)


def _named(zone_id: UUID) -> dict[str, Any]:
    name = zones_by_id([zone_id])[zone_id].name_in(get_language() or "")
    return {"zone_id": zone_id, "zone_name": name}


def _kept(request: ActorRequest, zone_id: UUID, form: ZoneRulesForm) -> bool:
    """Keep the rules; else say what is wrong with them."""
    try:
        version = set_zone_rules(
            request.actor,
            zone_id,
            form.rules,
            valid_from=form.cleaned_data["valid_from"],
            now=timezone.now(),
        )
    except RulesInThePast as refusal:
        form.add_error("valid_from", refusal.message())
        return False
    except (WordInBothLists, RuleOutOfBounds) as refusal:
        form.add_error(None, refusal.message())
        return False
    messages.success(request, gettext("Saved as version %(version)d.") % {"version": version})
    return True


@require_safe
@signed_in
def zone_rules_version(request: ActorRequest, zone_id: UUID, version: int) -> HttpResponse:
    """Show one version, past or to come."""
    row = rules_version(request.actor, zone_id, version)
    context = _named(zone_id) | {"row": row, "shown": RulesShown.of(rules_in(row))}
    return render(request, "police/zone_rules_version.html", context)
