"""An actor holds exactly what was given, on exactly that scope."""

from uuid import uuid4

from belfry.core.actor import Actor, Held, Role
from tests.cast import NOON

NETWORK, ZONE, TOWN = uuid4(), uuid4(), uuid4()


def test_a_mandate_counts_on_its_own_scope_only() -> None:
    mandates = frozenset({
        Held(Role.OFFICER, network_id=NETWORK), Held(Role.CHIEF, zone_id=ZONE),
        Held(Role.MAYOR, municipality_id=TOWN), Held(Role.OPERATOR),
    })  # fmt: skip
    actor = Actor(uuid4(), NOON, mandates)
    assert actor.holds(Role.OFFICER, network_id=NETWORK)
    assert actor.holds(Role.OPERATOR)
    assert not actor.holds(Role.OFFICER)
    assert not actor.holds(Role.OFFICER, zone_id=ZONE)
    assert not actor.holds(Role.CHIEF, zone_id=ZONE, network_id=NETWORK)
    assert actor.zones(Role.CHIEF, Role.OFFICER) == {ZONE}
    assert actor.networks(Role.OFFICER) == {NETWORK}
    assert actor.municipalities(Role.MAYOR) == {TOWN}
    assert not actor.zones(Role.OFFICER)


def test_nobody_is_the_installation_by_being_nobody() -> None:
    assert not Actor(None, NOON).is_installation
    assert Actor.installation(NOON).is_installation
