"""The doors to the sections of a dossier's papers: what they say, who changed what, what the model says now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from django.utils import translation

from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.financing import Financing
from belfry.founding.merging import Piece, differences, merged
from belfry.founding.models import Dossier, Remark, Section, SectionVersion
from belfry.founding.plans import CommunicationPlan
from belfry.founding.policies import may_edit_papers
from belfry.founding.queries import dossier_for, partners_of, writable_dossier
from belfry.networks.kinds import Paper
from belfry.networks.model_papers import newest_models, sections_in
from belfry.networks.types import ARRANGEMENTS, FIGURES, STRUCTURED
from belfry.people.queries import persons_by_id

# So many changes of a section are shown; all are kept.
SHOWN: Final = 20
LONGEST: Final = 10_000
# What Belfry fills in where a model names the network, its towns and its zones.
BLANKS: Final = ("{network}", "{municipality}", "{zone}")


# Of both plans: what is written in words.
WORDS: Final = frozenset({"neighbours", "other", "alternative"})

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a section: when, by whom, and per language what differs from the version before."""

    version: int
    at: datetime
    name: str
    pieces: Mapping[str, Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class NewerModel:
    """What the newest model says where it differs from the one that the section began with.

    A language in which the section has no newer model keeps what it had.
    """

    version: int
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    pieces: Mapping[str, Sequence[Piece]]


def sections_of(actor: Actor, dossier_id: UUID) -> list[Section]:
    """Return the sections of a dossier in order of papers and place; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    return in_order(dossier)


def in_order(dossier: Dossier) -> list[Section]:
    """Return the sections of a dossier that somebody may see already, in one query."""
    papers = list(Paper.values)
    rows = Section.objects.filter(dossier=dossier)
    return sorted(rows, key=lambda row: (papers.index(row.paper), row.place))


def section_for(actor: Actor, dossier_id: UUID, section_id: UUID) -> Section:
    """Return a section, with its dossier, of a dossier in which the actor has a part; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    row = Section.objects.filter(dossier=dossier, pk=section_id).first()
    if row is None:
        raise NotFound
    row.dossier = dossier
    return row


def may_edit(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor edits the papers of this dossier now."""
    if actor.is_installation:
        return True
    return may_edit_papers(partners_of(actor, dossier), dossier.kind, dossier.state)


def editable_dossier(actor: Actor, dossier_id: UUID) -> Dossier:
    """Return a dossier, locked, whose papers the actor edits now; raise NotFound, NotAllowed."""
    dossier = writable_dossier(actor, dossier_id)
    if not may_edit(actor, dossier):
        raise NotAllowed
    return dossier


def editable_section(actor: Actor, dossier_id: UUID, section_id: UUID) -> Section:
    """Return a section, its dossier locked, that the actor edits now; raise NotFound, NotAllowed."""
    dossier = editable_dossier(actor, dossier_id)
    row = Section.objects.filter(dossier=dossier, pk=section_id).first()
    if row is None:
        raise NotFound
    row.dossier = dossier
    return row


def readable(key: str, content: Content, languages: Sequence[str]) -> Mapping[str, str]:
    """Return what a section says in each language, as lines where it is figures and choices."""
    if key not in STRUCTURED:
        return {language: str(content.get(language, "")) for language in languages}
    if not content:
        return dict.fromkeys(languages, "")
    told = {}
    for language in languages:
        with translation.override(language):
            told[language] = "\n".join(
                f"{label}: {words}" for label, words in lines_in(key, content, language)
            )
    return told


def lines_in(key: str, content: Content, language: str) -> list[tuple[str, str]]:
    """Return the lines of figures or choices in the active language."""
    if key == ARRANGEMENTS:
        return CommunicationPlan.kept(content).lines()
    assert key == FIGURES
    return Financing.kept(content).lines(language)


def compared(section: Section, old: Content, new: Content) -> Mapping[str, Sequence[Piece]]:
    """Return {language: what differs}, only for languages in which something does."""
    # What is figures and choices says the same in every language: one is enough to read.
    languages = section.dossier.languages
    if section.key in STRUCTURED:
        languages = [translation.get_language() or section.dossier.language]
    before, after = (readable(section.key, content, languages) for content in (old, new))
    return {
        language: differences(before[language], after[language])
        for language in languages
        if before[language] != after[language]
    }


def from_model(section: Section) -> Mapping[str, Sequence[Piece]]:
    """Return what differs from the model, or from the last charter, that the section began with."""
    if not section.model_content:
        return {}
    return compared(section, section.model_content, section.content)


def history_of(section: Section) -> list[Change]:
    """Return the newest changes of a section, the newest first: who changed what and when."""
    rows = list(SectionVersion.objects.filter(section=section).order_by("-version")[: SHOWN + 1])
    persons = persons_by_id({row.by_id for row in rows if row.by_id})
    return [
        Change(
            row.version,
            row.at,
            persons[row.by_id].full_name if row.by_id else "",
            compared(section, before.content, row.content),
        )
        for row, before in pairwise(rows)
    ]


def content_at(section: Section, version: int) -> Content:
    """Return what a section said in one of its versions; raise NotFound for one that it never had."""
    found = SectionVersion.objects.filter(section=section, version=version).first()
    if found is None:
        raise NotFound
    content = found.content
    assert isinstance(content, dict)
    return content


def put_together(section: Section, mine: Content, *, version: int) -> Content:
    """Return what somebody typed over an older version, together with what others saved since.

    No word is lost; of a choice or a figure that both changed, the typed one stands.
    """
    base, theirs = content_at(section, version), section.content
    is_text = section.key not in STRUCTURED
    return {
        key: _both(base.get(key), mine.get(key), theirs.get(key), is_text=is_text or key in WORDS)
        for key in {**theirs, **mine}
    }


def _both(base: Any, mine: Any, theirs: Any, *, is_text: bool) -> Any:
    if isinstance(mine, dict):
        base, theirs = base or {}, theirs or {}
        return {
            key: _both(base.get(key), mine.get(key), theirs.get(key), is_text=is_text)
            for key in {**theirs, **mine}
        }
    if is_text:
        return merged(base or "", mine or "", theirs or "")
    return theirs if mine == base else mine


def filled(text: str, dossier: Dossier, language: str) -> str:
    """Return a text of a model with the names of this network, its towns and its zones."""
    towns = dossier.towns.select_related("municipality").order_by("-leading", "pk")
    zones = dossier.zones.select_related("zone").order_by("-leading", "pk")
    names = (
        dossier.name,
        ", ".join(row.municipality.name_in(language) for row in towns),
        ", ".join(row.zone.name_in(language) for row in zones),
    )
    for blank, name in zip(BLANKS, names, strict=True):
        text = text.replace(blank, name)
    return text


def newer_model(section: Section, *, on: date) -> NewerModel | None:
    """Return the newest model of a section if it says something else than the one it began with."""
    if section.key in STRUCTURED or not section.model_version:
        return None
    dossier = section.dossier
    texts, titles, version = dict(section.model_content), dict(section.titles), 0
    for (paper, language), model in newest_models(on=on).items():
        if paper == section.paper and language in dossier.languages:
            version = max(version, model.version)
            for one in sections_in(model):
                if one.key == section.key:
                    texts[language] = filled(one.text, dossier, language)
                    titles[language] = one.title
    if version <= section.model_version or texts == section.model_content:
        return None
    return NewerModel(version, titles, texts, compared(section, section.model_content, texts))


def open_remarks(dossier: Dossier) -> list[Remark]:
    """Return what the reviewer asked to correct and is not settled yet, the oldest first."""
    return list(Remark.objects.filter(dossier=dossier, settled_at__isnull=True).order_by("at"))
