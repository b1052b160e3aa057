"""A network asks a contribution: a year is opened, and who joins later is asked too."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.contributions.errors import NobodyToAsk, YearOpenAlready
from belfry.contributions.models import Due, Year
from belfry.contributions.policies import account_of, check_within_costs
from belfry.contributions.queries import households_of, not_asked, year_for
from belfry.contributions.types import Asking
from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.networks.queries import kept_network
from belfry.networks.workflow import NetworkState


@transaction.atomic
def open_year(actor: Actor, network_id: UUID, asking: Asking, *, now: datetime) -> Year:
    """Ask each home and business on the list once for a contribution of one year; nobody is told yet.

    Raises NotFound, NotAllowed, YearOpenAlready, NobodyToAsk, AboveCosts, AccountUnusable.
    """
    network = kept_network(actor, network_id, lock=True)
    if network.state != NetworkState.ACTIVE:
        raise NotFound
    assert actor.person_id is not None
    account = account_of(asking.account)
    if Year.objects.filter(network=network, year=asking.year).exists():
        raise YearOpenAlready
    households = households_of(actor, network_id)
    if not households:
        raise NobodyToAsk
    check_within_costs(asking.amount, len(households), asking.costs)
    year = Year.objects.create(
        network=network,
        year=asking.year,
        amount=asking.amount,
        costs=asking.costs,
        covers=list(asking.covers),
        account=account,
        payee=asking.payee,
        opened_at=now,
        opened_by_id=actor.person_id,
    )
    Due.objects.bulk_create(Due(year=year, **one._asdict()) for one in households)
    _record("contribution.asked", actor, year, len(households), now)
    return year


@transaction.atomic
def ask_newcomers(actor: Actor, year_id: UUID, *, now: datetime) -> int:
    """Ask the homes and businesses that joined since; return how many. Raises NotFound, NotAllowed, AboveCosts."""
    year = year_for(actor, year_id, lock=True)
    newcomers = not_asked(actor, year)
    check_within_costs(year.amount, year.dues.count() + len(newcomers), year.costs)
    Due.objects.bulk_create(Due(year=year, **one._asdict()) for one in newcomers)
    if newcomers:
        _record("contribution.newcomers_asked", actor, year, len(newcomers), now)
    return len(newcomers)


def _record(act: str, actor: Actor, year: Year, households: int, now: datetime) -> None:
    record(
        act,
        subject=f"contribution:{year.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=year.network_id,
        detail={"households": households},
    )
