"""Annex 2 of the circular as a table: what the papers must hold before they are signed (C4)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.founding.errors import (
    AlternativeMissing,
    ClassWithoutChannel,
    ContributionAboveCost,
    OtherCostUnnamed,
    QuietHoursEmpty,
)
from belfry.founding.financing import Financing
from belfry.founding.models import Dossier, Section
from belfry.founding.plans import CommunicationPlan
from belfry.founding.queries import facts_of
from belfry.founding.types import Want
from belfry.founding.workflow import SUPPLIERS, Condition, DossierState, moves_from
from belfry.networks.errors import UnknownChannel
from belfry.networks.kinds import Paper
from belfry.networks.types import ARRANGEMENTS, FIGURES, STRUCTURED

# What a model leaves to be filled in: [telephone of the police].
PLACEHOLDER: Final = re.compile(r"\[[^\[\]\n]{1,200}\]")

Place = tuple[str, str]
CHARTER, RULES = Paper.CHARTER.value, Paper.HOUSE_RULES.value
PLAN, MONEY = Paper.COMMUNICATION_PLAN.value, Paper.FINANCING_PLAN.value


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist: what it asks, and the sections that must supply it."""

    label: str | Promise
    places: tuple[Place, ...]


ITEMS: Final = (
    Item(_("Contact details of each partner"), ((CHARTER, "partners"),)),
    Item(_("Tasks of the police"), ((CHARTER, "police"),)),
    Item(_("Tasks of the municipality"), ((CHARTER, "municipality"),)),
    Item(_("Tasks of the coordinator"), ((CHARTER, "coordinator"),)),
    Item(
        _("Agreements between the partners"),
        ((CHARTER, "agreements"), (CHARTER, "removal"), (CHARTER, "duration")),
    ),
    Item(
        _("Communication plan"),
        ((PLAN, "levels"), (PLAN, "urgent"), (PLAN, "reports"), (PLAN, ARRANGEMENTS)),
    ),
    Item(_("Financing plan"), ((MONEY, "principles"), (MONEY, FIGURES))),
    Item(
        _("What the network is and is not"),
        ((CHARTER, "purpose"), (CHARTER, "limits"), (RULES, "about"), (RULES, "limits")),
    ),
    Item(_("House rules: goals"), ((RULES, "goals"),)),
    Item(_("House rules: roles and duties of the members"), ((RULES, "roles"),)),
    Item(_("House rules: rules of communication"), ((RULES, "communication"),)),
    Item(
        _("House rules: data, cost, joining and leaving"),
        ((RULES, "privacy"), (RULES, "contribution"), (RULES, "joining")),
    ),
    Item(_("House rules: measures"), ((RULES, "measures"),)),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A section that lacks something, and what."""

    section: Section | None
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the checklist for one dossier; it holds without gaps."""

    label: str
    gaps: Sequence[Gap]

    @property
    def holds(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


def findings_of(dossier: Dossier, sections: Sequence[Section]) -> list[Finding]:
    """Return the checklist of a dossier; `sections` are all of its sections."""
    by_place = {(row.paper, row.key): row for row in sections}
    listed = {place for item in ITEMS for place in item.places}
    more = [place for place in by_place if place not in listed]
    found = [_finding(item, by_place, dossier.languages) for item in ITEMS]
    if more:
        found.append(_finding(Item(_("Other sections"), tuple(more)), by_place, dossier.languages))
    return found


def _finding(item: Item, sections: Mapping[Place, Section], languages: Sequence[str]) -> Finding:
    gaps = []
    for place in item.places:
        section = sections.get(place)
        reason = gap_in(section, languages) if section else str(_("This section is not there yet."))
        if reason:
            gaps.append(Gap(section, reason))
    return Finding(str(item.label), gaps)


def gap_in(section: Section, languages: Sequence[str]) -> str:
    """Return a sentence about what a section lacks, or nothing."""
    if section.key in STRUCTURED:
        if not section.content:
            return str(_("This was not filled in yet."))
        return _STRUCTURED[section.key](section, languages)
    texts = [section.content.get(language, "") for language in languages]
    if not all(text.strip() for text in texts):
        return str(_("The text is missing in a language."))
    if any(PLACEHOLDER.search(text) for text in texts):
        return str(_("Something between [square brackets] is still to be filled in."))
    return ""


def _plan_gap(section: Section, languages: Sequence[str]) -> str:
    try:
        CommunicationPlan.kept(section.content).check()
    except (ClassWithoutChannel, QuietHoursEmpty, UnknownChannel) as refusal:
        return refusal.message()
    return ""


def _financing_gap(section: Section, languages: Sequence[str]) -> str:
    plan = Financing.kept(section.content)
    try:
        plan.check(languages)
    except (ContributionAboveCost, AlternativeMissing, OtherCostUnnamed) as refusal:
        return refusal.message()
    if not plan.members:
        return str(_("How many homes or businesses take part is not filled in yet."))
    return str(_("A part of the cost is borne by nobody yet.")) if plan.uncovered else ""


_STRUCTURED: Final[Mapping[str, Callable[[Section, Sequence[str]], str]]] = {
    ARRANGEMENTS: _plan_gap,
    FIGURES: _financing_gap,
}


def check_papers(dossier: Dossier) -> bool:
    """Write down whether the present version of the papers lacks nothing, and return it.

    The dossier is locked by whoever changes it. The table of moves reads `complete_version`.
    """
    sections = list(Section.objects.filter(dossier=dossier))
    is_whole = bool(sections) and all(row.holds for row in findings_of(dossier, sections))
    known = min(dossier.complete_version, dossier.papers_version - 1)
    dossier.complete_version = dossier.papers_version if is_whole else known
    dossier.save(update_fields=["complete_version"])
    return is_whole


def wants_of_signing(dossier: Dossier) -> list[Want] | None:
    """Return what must hold before the text is declared ready to sign; None where that is not the next move."""
    step = moves_from(dossier.kind, dossier.state).get(DossierState.DRAFTED)
    if step is None or dossier.state == DossierState.SIGNED:
        return None
    facts = facts_of(dossier.pk)
    wanted = {*step.conditions, Condition.PAPERS_COMPLETE}
    return [Want(one, one in facts, SUPPLIERS[one]) for one in Condition if one in wanted]
