"""The yearly picture of a network's questions: numbers and times, no person and no word."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from uuid import UUID

from django.db.models import QuerySet

from belfry.core.actor import Actor
from belfry.core.clock import BRUSSELS
from belfry.core.errors import NotAllowed
from belfry.networks.queries import network_for, network_ids_of_police, networks_by_id
from belfry.questions.models import PoliceQuestion, PracticalQuestion, Question
from belfry.questions.policies import may_coordinate


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of one kind in a year: how many, answered at all and in time, and the median time to the answer."""

    number: int = 0
    answered: int = 0
    in_time: int = 0
    median_time: timedelta | None = None


@dataclass(frozen=True, slots=True)
class YearOfQuestions:
    """What a network asked its police in a calendar year (Belgian clock), and what its members asked it."""

    network_id: UUID
    name: str
    to_police: Asked
    practical: Asked


def year_of_network(actor: Actor, network_id: UUID, year: int) -> YearOfQuestions:
    """Return the year of one network, for its coordinator and deputies; raise NotFound, NotAllowed."""
    network = network_for(actor, network_id)
    if not may_coordinate(actor, network_id):
        raise NotAllowed
    return _years([(network_id, network.name)], year)[0]


def years_for_police(actor: Actor, year: int) -> list[YearOfQuestions]:
    """Return the year of each network that the actor supervises as police, by name; where nothing was asked, none."""
    networks = networks_by_id(network_ids_of_police(actor)).values()
    named = sorted(((one.pk, one.name) for one in networks), key=lambda one: (one[1], one[0]))
    years = _years(named, year)
    return [one for one in years if one.to_police.number or one.practical.number]


def _years(networks: Collection[tuple[UUID, str]], year: int) -> list[YearOfQuestions]:
    ids = [network_id for network_id, _ in networks]
    police = _asked(PoliceQuestion.objects.filter(network_id__in=ids), year)
    practical = _asked(PracticalQuestion.objects.filter(network_id__in=ids), year)
    return [
        YearOfQuestions(pk, name, police.get(pk, Asked()), practical.get(pk, Asked()))
        for pk, name in networks
    ]


def _asked(
    rows: QuerySet[PoliceQuestion] | QuerySet[PracticalQuestion], year: int
) -> Mapping[UUID, Asked]:
    of_year = rows.filter(asked_at__gte=_beginning(year), asked_at__lt=_beginning(year + 1))
    found: dict[UUID, list[Question]] = {}
    for row in of_year.only("network_id", "asked_at", "due_at", "answered_at"):
        found.setdefault(row.network_id, []).append(row)
    return {network_id: _counted(questions) for network_id, questions in found.items()}


def _counted(questions: Collection[Question]) -> Asked:
    waits = list(_waits(questions))
    middle = timedelta(seconds=median(waits)) if waits else None
    in_time = sum(one.is_in_time for one in questions)
    return Asked(len(questions), len(waits), in_time, middle)


def _waits(questions: Iterable[Question]) -> Iterable[float]:
    """Yield how many seconds each answer took."""
    return (one.waited.total_seconds() for one in questions if one.waited is not None)


def _beginning(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time.min, tzinfo=BRUSSELS).astimezone(UTC)
