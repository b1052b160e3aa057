"""Who may do what with a network. Every rule reads as a question about an actor."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.networks.kinds import NightPolicy

# A fact is in progress until so long after it was seen ("heterdaad", 2-practice 2.2).
IN_PROGRESS: Final = timedelta(minutes=15)


def may_keep_list(actor: Actor, network_id: UUID) -> bool:
    """Only coordinator and deputies keep the member list (H15); police and town never see it."""
    return actor.is_installation or actor.holds(*NETWORK_ROLES, network_id=network_id)


def is_police_of(actor: Actor, network_id: UUID, zone_ids: Collection[UUID]) -> bool:
    """Whether a mandated officer of the network, or officer or chief of a linked zone, acts."""
    return actor.holds(Role.OFFICER, network_id=network_id) or bool(
        actor.zones(*POLICE_ROLES) & set(zone_ids)
    )


def may_recognise(actor: Actor) -> bool:
    """Only the reviewer of the FPS Interior, or the installation: none is active without (H22)."""
    return actor.is_installation or actor.holds(Role.REVIEWER)


def may_place(actor: Actor, network_id: UUID, leading_zone_id: UUID | None) -> bool:
    """Police of the leading zone, and the reviewer, say which network it is part of."""
    zones = [leading_zone_id] if leading_zone_id else []
    return may_recognise(actor) or is_police_of(actor, network_id, zones)


def may_suspend(actor: Actor, leading_zone_id: UUID | None) -> bool:
    """Only the chief of the leading zone, who signs the charter for the police, suspends a network."""
    return leading_zone_id is not None and actor.holds(Role.CHIEF, zone_id=leading_zone_id)


def may_amend(
    actor: Actor, network_id: UUID, zone_ids: Collection[UUID], town_ids: Collection[UUID]
) -> bool:
    """Whether the reviewer acts, or one of the three partners of the charter."""
    return may_recognise(actor) or is_partner(actor, network_id, zone_ids, town_ids)


def is_partner(
    actor: Actor, network_id: UUID, zone_ids: Collection[UUID], town_ids: Collection[UUID]
) -> bool:
    """Whether one of the three partners of the charter acts: coordinator, police or municipality."""
    towns = actor.municipalities(Role.CLERK, Role.MAYOR)
    return may_set_plan(actor, network_id, zone_ids) or bool(towns & set(town_ids))


def may_set_plan(actor: Actor, network_id: UUID, zone_ids: Collection[UUID]) -> bool:
    """Coordinator, mandated officer and chief make the plan together (circular, point 5)."""
    return may_keep_list(actor, network_id) or is_police_of(actor, network_id, zone_ids)


def may_see_names(actor: Actor, network_id: UUID, zone_ids: Collection[UUID]) -> bool:
    """Police, coordinator and deputies read who holds a function; others read the function."""
    return may_keep_list(actor, network_id) or is_police_of(actor, network_id, zone_ids)


def may_name_for_network(
    actor: Actor, role: Role, network_id: UUID, zone_ids: Collection[UUID]
) -> bool:
    """Police name deputies; the chief names an officer for one network.

    A coordinator follows another by screening and approval (circular), and goes by the ladder of measures or of
    their own accord: nobody names one here, and nobody ends the mandate.
    """
    if role is Role.DEPUTY:
        return is_police_of(actor, network_id, zone_ids)
    return role is Role.OFFICER and bool(actor.zones(Role.CHIEF) & set(zone_ids))


def may_name_for_zone(actor: Actor, role: Role, zone_id: UUID, towns: Collection[UUID]) -> bool:
    """Chiefs name for their zone; a mayor of a town in it names its prevention adviser."""
    if role is Role.ADVISER and actor.municipalities(Role.MAYOR) & set(towns):
        return True
    return role in {Role.OFFICER, Role.DISPATCHER, Role.ADVISER} and actor.holds(
        Role.CHIEF, zone_id=zone_id
    )


def may_name_for_town(
    actor: Actor, role: Role, municipality_id: UUID, zone_ids: Collection[UUID]
) -> bool:
    """Chief and mayor name clerks."""
    return role is Role.CLERK and (
        actor.holds(Role.MAYOR, municipality_id=municipality_id)
        or bool(actor.zones(Role.CHIEF) & set(zone_ids))
    )


def may_set_ceiling(actor: Actor, zone_id: UUID) -> bool:
    """Only the chief of a zone, whose budget it is, says what its messages may cost in a month."""
    return actor.holds(Role.CHIEF, zone_id=zone_id)


def may_set_rules(actor: Actor, zone_id: UUID) -> bool:
    """Only the chief of a zone settles its numbers, fact types, nights, due times and words."""
    return actor.holds(Role.CHIEF, zone_id=zone_id)


def may_wake(night: str, *, missing: bool, age: timedelta) -> bool:
    """Whether a zone breaks quiet hours, for members who agreed to it (H29).

    For a missing vulnerable person, or for a fact in progress: one that was seen 15 minutes ago at most.
    """
    if missing:
        return night == NightPolicy.IN_PROGRESS_OR_MISSING
    return night != NightPolicy.NOBODY and age <= IN_PROGRESS


def may_keep_models(actor: Actor) -> bool:
    """Only the reviewer of the FPS Interior enters circulars and models (F7)."""
    return actor.is_installation or actor.holds(Role.REVIEWER)


def may_see_register(actor: Actor) -> bool:
    """Reviewer and knowledge centre see which networks there are, never their members."""
    return may_keep_models(actor) or actor.holds(Role.CENTRE)
