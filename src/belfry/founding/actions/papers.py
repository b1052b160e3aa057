"""Write the papers together: begin them from the models, change a section, take over a newer model."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.moving import move, move_if_ready, note, papers_changed
from belfry.founding.actions.opening import usable_name
from belfry.founding.errors import SectionChanged, TextTooLong
from belfry.founding.financing import Financing
from belfry.founding.merging import merged
from belfry.founding.models import Dossier, Section, SectionVersion
from belfry.founding.plans import CommunicationPlan
from belfry.founding.policies import may_rename
from belfry.founding.queries import partners_of, writable_dossier
from belfry.founding.sections import (
    LONGEST,
    editable_dossier,
    editable_section,
    filled,
    in_order,
    newer_model,
)
from belfry.founding.workflow import DossierKind, DossierState
from belfry.networks.kinds import Paper
from belfry.networks.model_papers import (
    circular_in_force,
    newest_charter,
    newest_models,
    sections_in,
)
from belfry.networks.types import ARRANGEMENTS, FIGURES, STRUCTURED


@transaction.atomic
def start_papers(actor: Actor, dossier_id: UUID, *, now: datetime) -> None:
    """Begin the papers of a dossier from the newest models in its languages; the second time changes nothing.

    Those of an amendment begin with what the network signed last, where Belfry has it, and rest on the
    circular on which that rests.
    """
    dossier = editable_dossier(actor, dossier_id)
    if Section.objects.filter(dossier=dossier).exists():
        return
    today = local(now).date()
    sections = _from_charter(dossier)
    if not sections:
        sections = _from_models(dossier, today)
        dossier.circular = circular_in_force(on=today)
        dossier.save(update_fields=["circular"])
    for section in sections:
        section.changed_at, section.changed_by_id = now, actor.person_id
    Section.objects.bulk_create(sections)
    SectionVersion.objects.bulk_create(_version_of(section) for section in sections)
    papers_changed(actor, dossier, now=now)
    note(actor, dossier, "dossier.papers_begun", now=now)


def _from_models(dossier: Dossier, today: date) -> list[Section]:
    """Return new sections; each knows the highest version among the models it comes from."""
    found: dict[tuple[str, str], Section] = {}
    models = newest_models(on=today)
    for paper in Paper.values:
        for language in dossier.languages:
            model = models.get((paper, language))
            for place, one in enumerate(sections_in(model) if model else (), start=1):
                section = found.setdefault(
                    (paper, one.key),
                    Section(dossier=dossier, paper=paper, key=one.key, place=place),
                )
                section.titles[language] = one.title
                section.model_version = max(section.model_version, model.version if model else 0)
                if one.key not in STRUCTURED:
                    section.content[language] = filled(one.text, dossier, language)
    for section in found.values():
        section.model_content = dict(section.content)
    return list(found.values())


def _from_charter(dossier: Dossier) -> list[Section]:
    """Return sections that say what the network signed last; none for a new network."""
    if dossier.kind != DossierKind.AMENDMENT or dossier.network_id is None:
        return []
    charter = newest_charter(dossier.network_id)
    return [
        Section(
            dossier=dossier,
            paper=paper,
            key=kept["key"],
            place=place,
            titles=kept["title"],
            content=kept["content"],
            model_content=kept["content"],
        )
        for paper, sections in (charter.papers if charter else {}).items()
        for place, kept in enumerate(sections, start=1)
    ]


@transaction.atomic
def change_section(
    actor: Actor,
    dossier_id: UUID,
    section_id: UUID,
    texts: Mapping[str, str],
    *,
    version: int,
    now: datetime,
) -> int:
    """Say something else in a section; return how many signatures that voids.

    `version` is the one that was read. Raises NotFound, NotAllowed, TextTooLong, and SectionChanged where somebody
    saved another since: the page then shows both, put together.
    """
    section = editable_section(actor, dossier_id, section_id)
    if section.key in STRUCTURED:
        raise NotFound
    if any(len(text) > LONGEST for text in texts.values()):
        raise TextTooLong(most=LONGEST)
    content = {
        language: texts.get(language, "").replace("\r\n", "\n").strip()
        for language in section.dossier.languages
    }
    return _change(actor, section, content, version=version, now=now)


@transaction.atomic
def change_plan(
    actor: Actor,
    dossier_id: UUID,
    section_id: UUID,
    plan: CommunicationPlan,
    *,
    version: int,
    now: datetime,
) -> int:
    """Agree another communication plan; return how many signatures that voids.

    Raises as `change_section` does, and UnknownChannel, ClassWithoutChannel, QuietHoursEmpty.
    """
    section = editable_section(actor, dossier_id, section_id)
    if section.key != ARRANGEMENTS:
        raise NotFound
    plan.check()
    return _change(actor, section, plan.content, version=version, now=now)


@transaction.atomic
def change_financing(
    actor: Actor,
    dossier_id: UUID,
    section_id: UUID,
    plan: Financing,
    *,
    version: int,
    now: datetime,
) -> int:
    """Agree another financing plan; return how many signatures that voids.

    Raises as `change_section` does, and ContributionAboveCost, AlternativeMissing, OtherCostUnnamed.
    """
    section = editable_section(actor, dossier_id, section_id)
    if section.key != FIGURES:
        raise NotFound
    plan.check(section.dossier.languages)
    return _change(actor, section, plan.content, version=version, now=now)


def _change(
    actor: Actor, section: Section, content: dict[str, Any], *, version: int, now: datetime
) -> int:
    if content == section.content:
        return 0
    if version != section.version:
        raise SectionChanged
    section.content, section.version = content, section.version + 1
    section.changed_at, section.changed_by_id = now, actor.person_id
    section.save()
    _version_of(section).save(force_insert=True)
    note(
        actor,
        section.dossier,
        "dossier.section_changed",
        now=now,
        detail={"section": f"{section.paper}.{section.key}", "version": section.version},
    )
    return papers_changed(actor, section.dossier, now=now)


def _version_of(section: Section) -> SectionVersion:
    return SectionVersion(
        section=section,
        version=section.version,
        content=section.content,
        at=section.changed_at,
        by_id=section.changed_by_id,
    )


@transaction.atomic
def follow_model(
    actor: Actor, dossier_id: UUID, section_id: UUID, *, take_over: bool, now: datetime
) -> int:
    """Answer a newer model of a section: take over what it changed, or keep what is written.

    Taking over keeps every word that somebody typed. Either way the section is compared with the newer model
    from now on, and after the last one the papers rest on the circular in force. Returns how many signatures
    that voids; nothing happens where there is no newer model.
    """
    section = editable_section(actor, dossier_id, section_id)
    newer = newer_model(section, on=local(now).date())
    if newer is None:
        return 0
    content = section.content
    if take_over:
        content = {
            language: merged(
                section.model_content.get(language, ""), section.content.get(language, ""), text
            )
            for language, text in newer.texts.items()
        }
        section.titles = dict(newer.titles)
    section.model_content, section.model_version = dict(newer.texts), newer.version
    section.save()
    act = "dossier.model_taken_over" if take_over else "dossier.model_declined"
    detail: dict[str, Any] = {"section": f"{section.paper}.{section.key}", "model": newer.version}
    note(actor, section.dossier, act, now=now, detail=detail)
    voided = _change(actor, section, content, version=section.version, now=now)
    return voided + _rest_on_newest(actor, section.dossier, now)


def _rest_on_newest(actor: Actor, dossier: Dossier, now: datetime) -> int:
    """Let papers in which every newer model was answered rest on the circular in force, which they name."""
    today = local(now).date()
    circular = circular_in_force(on=today)
    sections = in_order(dossier)
    for section in sections:
        section.dossier = dossier
    if circular == dossier.circular or any(newer_model(one, on=today) for one in sections):
        return 0
    dossier.circular = circular
    dossier.save(update_fields=["circular"])
    return papers_changed(actor, dossier, now=now)


@transaction.atomic
def rename_dossier(actor: Actor, dossier_id: UUID, name: str, *, now: datetime) -> int:
    """Give the network another name, in its papers, too; return how many signatures that voids.

    The same name again changes nothing. Raises NotFound, NotAllowed once everybody signed and for what is no
    new network, NameUnusable.
    """
    dossier = writable_dossier(actor, dossier_id)
    partners = partners_of(actor, dossier)
    if not may_rename(partners, dossier.kind, dossier.state):
        raise NotAllowed
    name, old = usable_name(name), dossier.name
    if name == old:
        return 0
    dossier.name = name
    dossier.save(update_fields=["name"])
    for section in in_order(dossier):
        _rename_in(section, old, name, actor, now)
    note(actor, dossier, "dossier.renamed", now=now)
    return papers_changed(actor, dossier, now=now)


def _rename_in(section: Section, old: str, new: str, actor: Actor, now: datetime) -> None:
    """Write the new name wherever a text has the old one; a changed text is a version like any other."""
    if section.key in STRUCTURED:
        return
    word = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")

    def renamed(content: Mapping[str, str]) -> dict[str, str]:
        return {code: word.sub(lambda _: new, text) for code, text in content.items()}

    section.model_content = renamed(section.model_content)
    content = renamed(section.content)
    if content != section.content:
        section.content, section.version = content, section.version + 1
        section.changed_at, section.changed_by_id = now, actor.person_id
        _version_of(section).save(force_insert=True)
    section.save()


@transaction.atomic
def declare_ready(actor: Actor, dossier_id: UUID, *, now: datetime) -> Dossier:
    """Say that the text is ready to be signed; what came back unchanged is signed already.

    Raises MoveNotAllowed, NotAllowed, ConditionsMissing.
    """
    dossier = editable_dossier(actor, dossier_id)
    move(actor, dossier, DossierState.DRAFTED, now=now)
    move_if_ready(actor, dossier, DossierState.SIGNED, now=now)
    return dossier
