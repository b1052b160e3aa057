"""Access that a measure cuts and gives back, of members and of coordinators (circular, 1.6 and 1.7 of the rules).

Only `measures` calls this, inside the transaction of a valid step: it judged who may. The database refuses the state of
a membership for which there is no such step.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.networks.actions.members import stop_messages
from belfry.networks.mandates import functions_of
from belfry.networks.matching import traces_of
from belfry.networks.models import Mandate, Membership, Network
from belfry.networks.queries import details_of_member
from belfry.networks.workflow import MembershipState, check_membership_move
from belfry.people.actions import forget_contacts

# What gives back exactly what was; plain values, kept with the step.
Kept = Mapping[str, Any]


def suspend_member(actor: Actor, network_id: UUID, person_id: UUID, *, now: datetime) -> Kept:
    """End a membership for the time being; return what `restore_member` needs."""
    membership = _locked(network_id, person_id)
    told = Membership.objects.filter(network_id=network_id, relay_person_id=person_id)
    kept = {
        "relay": str(membership.relay_person_id or ""),
        "told": [str(pk) for pk in told.order_by("pk").values_list("pk", flat=True)],
    }
    _cut(membership, MembershipState.SUSPENDED, actor, now)
    return kept


def exclude_member(actor: Actor, network_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """End a membership by a definitive decision; the person still signs in, to read it."""
    _cut(_locked(network_id, person_id), MembershipState.EXCLUDED, actor, now)


def restore_member(
    actor: Actor, network_id: UUID, person_id: UUID, kept: Kept, *, now: datetime
) -> None:
    """Give back a membership that was suspended, with the neighbours that go with it; nothing for any other."""
    membership = _locked(network_id, person_id)
    if membership.state != MembershipState.SUSPENDED:
        return
    check_membership_move(membership.state, MembershipState.ACTIVE)
    members = Membership.objects.filter(network_id=network_id, state=MembershipState.ACTIVE)
    relay = kept["relay"]
    if relay and members.filter(person_id=relay).exists():
        membership.relay_person_id = UUID(relay)
    membership.state, membership.ended_at = MembershipState.ACTIVE, None
    membership.save(update_fields=["state", "ended_at", "relay_person"])
    # Whoever chose another neighbour meanwhile keeps that one.
    members.filter(pk__in=kept["told"], relay_person=None).update(relay_person_id=person_id)
    Network.objects.filter(pk=network_id).update(member_count=F("member_count") + 1)
    _record("member.restored", membership, actor, now)


def let_join_again(actor: Actor, network_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Make an excluded person somebody who left: joining again is free; nothing for any other."""
    membership = _locked(network_id, person_id)
    if membership.state != MembershipState.EXCLUDED:
        return
    check_membership_move(membership.state, MembershipState.LEFT)
    membership.traces = traces_of(network_id, details_of_member(membership))
    membership.state = MembershipState.LEFT
    membership.save(update_fields=["state", "traces"])
    forget_contacts(person_id, told_to=network_id)
    _record("member.allowed_again", membership, actor, now)


def end_functions(actor: Actor, network_id: UUID, person_id: UUID, *, now: datetime) -> Kept:
    """End at once what somebody holds as coordinator or deputy; return {mandate: its end before}."""
    today = local(now).date()
    kept: dict[str, str | None] = {}
    for mandate in functions_of(network_id, person_id, on=today).select_for_update():
        kept[str(mandate.pk)] = mandate.until.isoformat() if mandate.until else None
        mandate.until = max(today, mandate.since)
        mandate.save(update_fields=["until"])
        _record_mandate("mandate.relieved", mandate, actor, now)
    return kept


def restore_functions(actor: Actor, kept: Kept, *, now: datetime) -> None:
    """Give back mandates as they were, save one that would be over by now or that was given anew meanwhile."""
    today = local(now).date()
    for mandate in Mandate.objects.select_for_update().filter(pk__in=list(kept)).order_by("pk"):
        was = kept[str(mandate.pk)]
        until = date.fromisoformat(was) if was else None
        anew = Mandate.objects.exclude(pk=mandate.pk).filter(
            Q(until__isnull=True) | Q(until__gt=today),
            person=mandate.person_id,
            role=mandate.role,
            network=mandate.network_id,
        )
        if anew.exists() or (until is not None and until <= today):
            continue
        mandate.until = until
        mandate.save(update_fields=["until"])
        _record_mandate("mandate.restored", mandate, actor, now)


def _locked(network_id: UUID, person_id: UUID) -> Membership:
    return Membership.objects.select_for_update().get(network_id=network_id, person_id=person_id)


def _cut(membership: Membership, state: MembershipState, actor: Actor, now: datetime) -> None:
    check_membership_move(membership.state, state)
    network_id = membership.network_id
    if membership.state == MembershipState.ACTIVE:
        Network.objects.filter(pk=network_id).update(member_count=F("member_count") - 1)
        membership.ended_at = now
    if state is MembershipState.EXCLUDED:
        membership.traces = traces_of(network_id, details_of_member(membership))
    membership.state, membership.relay_person_id = state, None
    membership.save(update_fields=["state", "ended_at", "traces", "relay_person"])
    told = Membership.objects.filter(network_id=network_id, relay_person_id=membership.person_id)
    told.update(relay_person=None)
    stop_messages(membership, now=now)
    _record(f"member.{state}", membership, actor, now)


def _record(act: str, membership: Membership, actor: Actor, now: datetime) -> None:
    record(
        act,
        subject=f"membership:{membership.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=membership.network_id,
    )


def _record_mandate(act: str, mandate: Mandate, actor: Actor, now: datetime) -> None:
    record(
        act,
        subject=f"mandate:{mandate.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=mandate.network_id,
        detail={
            "role": mandate.role,
            "holder": str(mandate.person_id),
            "until": mandate.until.isoformat() if mandate.until else None,
        },
    )
