"""Nobody who is not signed in passes for the installation."""

from datetime import date

import pytest
from django.utils import timezone

from belfry.bulletins.queries import (
    bulletins_visible_to,
    drafts_of,
    releases_of_network,
    to_approve,
    to_release,
    troubled_releases,
)
from belfry.core.actor import Actor, Role
from belfry.core.errors import DomainError, NotFound
from belfry.networks.actions.mandates import give_mandate
from belfry.networks.actions.networks import open_network
from belfry.networks.mandates import (
    mandate_for,
    mandates_on_network,
    mandates_on_town,
    mandates_on_zone,
)
from belfry.networks.models import Mandate, Membership
from belfry.networks.queries import (
    member_list,
    membership_for,
    memberships_of,
    network_for,
    networks_of_zone,
    networks_visible_to,
)
from belfry.people.types import PersonDetails
from tests.cast import NOON, Cast

TODAY = date(2026, 11, 24)
STRANGER = Actor(None, NOON)


def test_only_the_named_maker_makes_the_installation() -> None:
    assert Actor.installation(timezone.now()).is_installation
    assert not STRANGER.is_installation


def test_somebody_who_is_not_signed_in_finds_nothing_at_any_door(cast: Cast) -> None:
    stage = cast.stage
    membership = Membership.objects.values_list("pk", flat=True)[0]
    doors = (
        lambda: network_for(STRANGER, stage.meerstraat),
        lambda: member_list(STRANGER, stage.meerstraat, now=NOON),
        lambda: membership_for(STRANGER, membership),
        lambda: mandates_on_zone(STRANGER, stage.beiaard, on=TODAY),
        lambda: mandates_on_town(STRANGER, stage.klokdorp, on=TODAY),
        lambda: mandates_on_network(STRANGER, stage.meerstraat, on=TODAY),
        *(
            lambda mandate=mandate: mandate_for(STRANGER, mandate)
            for mandate in Mandate.objects.values_list("pk", flat=True)
        ),
    )
    for door in doors:
        with pytest.raises(NotFound):
            door()
    assert network_for(Actor.installation(NOON), stage.meerstraat)


def test_somebody_who_is_not_signed_in_is_shown_empty_lists(cast: Cast) -> None:
    stage = cast.stage
    assert not networks_visible_to(STRANGER).exists()
    assert not memberships_of(STRANGER).exists()
    assert not networks_of_zone(STRANGER, stage.beiaard).exists()
    assert not bulletins_visible_to(STRANGER).exists()
    assert not drafts_of(STRANGER).exists()
    assert not to_approve(STRANGER)
    assert not to_release(STRANGER)
    assert not releases_of_network(STRANGER, stage.meerstraat).exists()
    assert not troubled_releases(STRANGER, since=NOON)


def test_somebody_who_is_not_signed_in_changes_nothing(cast: Cast) -> None:
    stage = cast.stage
    before = Mandate.objects.count()
    with pytest.raises(DomainError):
        open_network(
            STRANGER,
            name="Vreemd",
            kind="residential",
            languages=["nl"],
            zone_ids=[stage.beiaard],
            municipality_ids=[stage.klokdorp],
            now=NOON,
        )
    for scope in ({"zone_id": stage.beiaard}, {"municipality_id": stage.klokdorp}, {}):
        with pytest.raises(DomainError):
            give_mandate(
                STRANGER,
                Role.OPERATOR,
                PersonDetails("Vreemde", "Gast", "nl", ("vreemd@mail.example",)),
                now=NOON,
                since=TODAY,
                **scope,
            )
    assert Mandate.objects.count() == before
