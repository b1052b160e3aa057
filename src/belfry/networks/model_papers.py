"""The doors to circulars and to the models of papers, which everybody may read (V4, F7, K3), and to charters."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.networks.kinds import Paper
from belfry.networks.models import Charter, Circular, ModelPaper, Network
from belfry.networks.policies import may_see_register
from belfry.networks.types import ARRANGEMENTS, ModelSection
from belfry.networks.workflow import NetworkState


def circulars() -> QuerySet[Circular]:
    """Return every circular, the newest first."""
    return Circular.objects.order_by("-valid_from")


def circular_in_force(*, on: date) -> Circular | None:
    """Return the circular that counts on a day, or None where none was entered."""
    return circulars().filter(valid_from__lte=on).first()


def newest_models(*, on: date) -> Mapping[tuple[str, str], ModelPaper]:
    """Return {(paper, language): the version that counts on a day}, in one query."""
    rows = (
        ModelPaper.objects.filter(valid_from__lte=on)
        .order_by("paper", "language", "-version")
        .distinct("paper", "language")
        .select_related("circular")
    )
    return {(row.paper, row.language): row for row in rows}


def model_for(paper: str, language: str, *, on: date) -> ModelPaper:
    """Return the version of a model that counts on a day; raise NotFound."""
    try:
        return newest_models(on=on)[paper, language]
    except KeyError:
        raise NotFound from None


def versions_of_models() -> Sequence[ModelPaper]:
    """Return every version of every model: by paper and language, the newest first."""
    rows = ModelPaper.objects.select_related("circular").order_by("-version")
    papers, languages = list(Paper.values), list(Language.values)
    return sorted(rows, key=lambda row: (papers.index(row.paper), languages.index(row.language)))


def sections_in(model: ModelPaper) -> list[ModelSection]:
    """Return the sections of a model in order."""
    return [ModelSection(**section) for section in model.sections]


def networks_on_older_circular(actor: Actor, *, on: date) -> QuerySet[Network]:
    """Return networks whose charter rests on an older circular than the one in force, or on none (F7).

    For the reviewer and the knowledge centre; anybody else gets NotAllowed.
    """
    if not may_see_register(actor):
        raise NotAllowed
    newest = circular_in_force(on=on)
    rows = Network.objects.exclude(state=NetworkState.ENDED).select_related("circular")
    if newest is None:
        return rows.none()
    older = Q(circular__isnull=True) | Q(circular__valid_from__lt=newest.valid_from)
    return rows.filter(older).order_by("name", "pk")


def is_plan_signed(network_id: UUID) -> bool:
    """Whether the communication plan of a network is part of a charter that its partners signed."""
    charter = newest_charter(network_id)
    sections = charter.papers.get(Paper.COMMUNICATION_PLAN, []) if charter else []
    return any(one["key"] == ARRANGEMENTS and one["content"] for one in sections)


def newest_charter(network_id: UUID, *, on: date | None = None) -> Charter | None:
    """Return what the partners of a network signed last, until a day if one is given.

    For contexts above that judged access already.
    """
    rows = Charter.objects.filter(network_id=network_id).order_by("-version")
    return (rows.filter(valid_from__lte=on) if on else rows).first()
