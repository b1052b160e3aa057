"""Circulars and models: read those that come with Belfry, add a circular, add a version of a model."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib.resources import files
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.networks.errors import CircularKnown, ModelIncomplete
from belfry.networks.kinds import Paper
from belfry.networks.model_papers import model_for, sections_in
from belfry.networks.models import Circular, ModelPaper
from belfry.networks.policies import may_keep_models
from belfry.networks.types import STRUCTURED, ModelSection

PAPERS: Final = files("belfry.networks") / "papers"


@transaction.atomic
def load_models(*, now: datetime) -> int:
    """Take over the circulars and models that come with Belfry; return how many versions are new.

    A file that says something else than before, or under another date, becomes a new version; one that was
    taken over already is left alone, so that what a reviewer changed since stays.
    """
    for row in _file("circulars.toml")["circular"]:
        Circular.objects.get_or_create(
            valid_from=row["dated"],
            defaults={"reference": row["reference"], "dated": row["dated"], "note": row["note"]},
        )
    loaded = sum(_load_paper(paper) for paper in Paper)
    if loaded:
        record("models.loaded", subject="models:-", person_id=None, at=now, detail={"new": loaded})
    return loaded


def _load_paper(paper: str) -> int:
    new = [model for model in _models_of(paper) if not _is_known(model)]
    version = _next_version(paper)
    for model in new:
        model.version = version
    ModelPaper.objects.bulk_create(new)
    return len(new)


def _models_of(paper: str) -> Iterator[ModelPaper]:
    dates = dict(Circular.objects.values_list("dated", "pk"))
    for entry in sorted(PAPERS.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(f"{paper}."):
            found = _file(entry.name)
            yield ModelPaper(
                paper=paper,
                language=found["language"],
                circular_id=dates[found["circular"]],
                valid_from=found["valid_from"],
                sections=[
                    {
                        "key": section["key"],
                        "title": section["title"],
                        "text": section.get("text", "").strip(),
                    }
                    for section in found["section"]
                ],
                note=found["note"],
            )


def _is_known(model: ModelPaper) -> bool:
    return ModelPaper.objects.filter(
        paper=model.paper,
        language=model.language,
        sections=model.sections,
        valid_from=model.valid_from,
    ).exists()


def _next_version(paper: str) -> int:
    """Return a number above every version of the paper in any language, so that they can be compared."""
    newest = ModelPaper.objects.filter(paper=paper).aggregate(Max("version"))["version__max"]
    return (newest or 0) + 1


def _file(name: str) -> Mapping[str, Any]:
    return tomllib.loads((PAPERS / name).read_text(encoding="utf-8"))


@transaction.atomic
def add_circular(
    actor: Actor, *, reference: str, dated: date, valid_from: date, note: str, now: datetime
) -> Circular:
    """Enter a circular (reviewer only); raise CircularKnown if one counts from that day already."""
    if not may_keep_models(actor):
        raise NotAllowed
    if Circular.objects.filter(valid_from=valid_from).exists():
        raise CircularKnown
    row = Circular.objects.create(
        reference=reference, dated=dated, valid_from=valid_from, note=note
    )
    record("circular.added", subject=f"circular:{row.pk}", person_id=actor.person_id, at=now)
    return row


@transaction.atomic
def add_model_version(  # noqa: PLR0913 - one act, every part named
    actor: Actor,
    *,
    paper: str,
    language: str,
    sections: Sequence[ModelSection],
    circular_id: int,
    valid_from: date,
    note: str,
    now: datetime,
) -> ModelPaper:
    """Keep a new version of a model (reviewer only): the same sections in other words.

    Raises NotFound for a model that Belfry does not have, ModelIncomplete for a title or text that is missing.
    """
    if not may_keep_models(actor):
        raise NotAllowed
    known = sections_in(model_for(paper, language, on=local(now).date()))
    same = [section.key for section in sections] == [section.key for section in known]
    if not same or not all(_is_whole(section) for section in sections):
        raise ModelIncomplete
    row = ModelPaper.objects.create(
        paper=paper,
        language=language,
        version=_next_version(paper),
        circular_id=circular_id,
        valid_from=valid_from,
        sections=[asdict(section) for section in sections],
        note=note,
    )
    record(
        "model.added",
        subject=f"model:{row.pk}",
        person_id=actor.person_id,
        at=now,
        detail={"paper": paper, "language": language, "version": row.version},
    )
    return row


def _is_whole(section: ModelSection) -> bool:
    return bool(section.title.strip() and (section.text.strip() or section.key in STRUCTURED))
