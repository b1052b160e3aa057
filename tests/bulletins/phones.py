"""Phones and browsers for the cast, and plans that use them."""

from uuid import UUID

from django.db.models import Max

from belfry.delivery.actions import endpoint_for
from belfry.delivery.models import Endpoint
from belfry.networks.actions.networks import set_plan
from belfry.networks.queries import plan_of
from belfry.networks.types import PlanDetails
from belfry.people.models import ContactPoint
from tests.cast import NOON, Cast

EVERY_WAY = frozenset({"email", "push", "sms", "voice"})


def give_phone(person_id: UUID, number: str) -> Endpoint:
    """Give somebody a phone."""
    return _give(person_id, endpoint_for("phone", number))


def give_browser(person_id: UUID, *, number: int = 1) -> Endpoint:
    """Give somebody a browser that takes messages; each number is another one."""
    index = person_id.bytes + bytes([number])
    endpoint = Endpoint.objects.create(kind="push", address="{}", blind_index=index)
    return _give(person_id, endpoint)


def _give(person_id: UUID, endpoint: Endpoint) -> Endpoint:
    last = ContactPoint.objects.filter(person=person_id).aggregate(Max("position"))
    ContactPoint.objects.create(
        person_id=person_id,
        endpoint=endpoint,
        position=(last["position__max"] or 0) + 1,
        added_at=NOON,
    )
    return endpoint


def plan_ways(cast: Cast, **channels: frozenset[str]) -> None:
    """Let classes of bulletin travel in Meerstraat by these channels."""
    plan = plan_of(cast.stage.meerstraat)
    wanted = PlanDetails(
        plan.released_by, plan.quiet_from, plan.quiet_until, {**plan.channels, **channels}
    )
    set_plan(cast.officer_an, cast.stage.meerstraat, wanted, now=NOON)
