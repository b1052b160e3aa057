"""What members of the demonstration chose: calls, one phone for a home, a neighbour; and what zones spend and settle."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from belfry.core.actor import Actor
from belfry.delivery.queries import channel_names
from belfry.networks.actions.members import add_member, correct_member
from belfry.networks.actions.naming import choose_named
from belfry.networks.actions.neighbours import choose_ringing_phone, name_relay
from belfry.networks.actions.networks import set_plan
from belfry.networks.actions.spending import set_zone_ceiling
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.kinds import BulletinClass, Ringing
from belfry.networks.queries import member_list, plan_of
from belfry.networks.types import MemberDetails, OwnWord, ZoneRules
from belfry.people.actions import choose_settings
from belfry.people.queries import settings_of
from belfry.people.types import PersonDetails
from belfry.program.cast import Stage, actor_named, person_named

# Mobile phones; Anke has a landline beside her mailbox.
PHONES: Final = {
    "member-chloe": "+32470123403",
    "member-anke": "+3250123404",
    "jeweller-karl": "+32470123406",
}
# Three hundred and fifty euro a month, in ten-thousandths.
CEILING: Final = 3_500_000
OFFICE: Final = "+3250123490"
RULES: Final = ZoneRules(
    office_number=OFFICE,
    further_numbers=("+3250123491",),
    silence_days=60,
    allowed=(OwnWord("Moorstraat", "naam van een straat in Klokdorp"),),
    forbidden=(OwnWord("boef*", "wij spreken van verdachten"),),
)


def make_choices(stage: Stage, now: datetime) -> None:
    """Let members, most of Meerstraat, have phones, choices and neighbours, so that every state shows."""
    bram = actor_named("coordinator-bram", at=now)
    members = {row.person_id: row for row in member_list(bram, stage.meerstraat, now=now)}
    for name in ("member-anke", "member-chloe"):
        _give_phone(bram, members[person_named(name)], PHONES[name], now)
    karl = actor_named("jeweller-karl", at=now)
    (jeweller,) = (
        row
        for row in member_list(karl, stage.jewellers, now=now)
        if row.person_id == karl.person_id
    )
    _give_phone(karl, jeweller, PHONES["jeweller-karl"], now)
    for name in ("member-anke", "member-chloe", "deputy-sofia"):
        choose_named(actor_named(name, at=now), stage.meerstraat, named=True, now=now)
    for name in ("member-anke", "member-chloe"):
        person_id = person_named(name)
        choose_settings(person_id, replace(settings_of(person_id), calls=True), now=now)
    _share_a_home(bram, members[person_named("deputy-sofia")], stage.meerstraat, now)
    jozef, chloe = members[person_named("member-jozef")], members[person_named("member-chloe")]
    name_relay(bram, jozef.membership_id, chloe.membership_id, now=now)
    _send_requests_by_sms(bram, stage.meerstraat, now)
    karim = actor_named("chief-karim", at=now)
    set_zone_ceiling(karim, stage.beiaard, CEILING, now=now)
    set_zone_rules(karim, stage.beiaard, ZoneRules(office_number=OFFICE), now=now)
    set_zone_rules(karim, stage.beiaard, RULES, now=now + timedelta(minutes=5))


def _give_phone(coordinator: Actor, row: MemberDetails, number: str, now: datetime) -> None:
    person = replace(row.person, phones=(number,))
    correct_member(coordinator, row.membership_id, person, row.unit, now=now)


def _share_a_home(bram: Actor, sofia: MemberDetails, network_id: UUID, now: datetime) -> None:
    """Let Sofia's husband be a member too: two mobile phones in one home, of which hers rings."""
    paul = PersonDetails("Paul", "Rossi", "nl", ("paul.rossi@mail.example",), ("+32470123405",))
    add_member(bram, network_id, paul, sofia.unit, now=now)
    choose_ringing_phone(actor_named("deputy-sofia", at=now), Ringing.MINE, now=now)


def _send_requests_by_sms(bram: Actor, network_id: UUID, now: datetime) -> None:
    plan = plan_of(network_id)
    if "sms" in channel_names():
        wanted = plan.channels[BulletinClass.REQUEST] | {"sms"}
        channels = {**plan.channels, BulletinClass.REQUEST.value: wanted}
        set_plan(bram, network_id, replace(plan, channels=channels), now=now)
