"""An idea becomes a dossier, and goes to the town and the police first."""

from dataclasses import replace
from uuid import uuid4

import pytest

from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Envelope, Message
from belfry.founding.actions.opening import open_dossier
from belfry.founding.errors import NameUnusable, ZoneUnknown
from belfry.founding.models import Dossier, Founder
from belfry.founding.queries import dossier_for, dossiers_visible_to, partners_of
from belfry.founding.types import Opening
from belfry.founding.workflow import DossierState, Partner
from belfry.people.queries import endpoints_of
from belfry.territory.actions import add_municipality
from tests.cast import NOON, Cast
from tests.founding.stages import idea, opening


def told(kind: str = Kind.DOSSIER) -> set[object]:
    """Return the endpoints to which notices of a kind wait."""
    messages = Message.objects.filter(kind=kind).values("pk")
    return set(
        Envelope.objects.filter(message_id__in=messages).values_list("endpoint_id", flat=True)
    )


def test_whoever_has_the_idea_holds_the_pen_and_town_and_police_are_told(cast: Cast) -> None:
    dossier = idea(cast)
    assert dossier.state == DossierState.IDEA
    assert [row.person_id for row in Founder.objects.all()] == [cast.founder_hilde.person_id]
    assert [row.zone_id for row in dossier.zones.filter(leading=True)] == [cast.stage.beiaard]
    assert [row.municipality_id for row in dossier.towns.all()] == [cast.stage.klokdorp]
    officials = ("clerk_nadia", "mayor_luc", "officer_an", "officer_els", "chief_karim")
    assert told() == {one for name in officials for one in endpoints_of(cast.person(name))}


def test_an_idea_of_the_police_or_the_town_has_no_founder_and_the_author_is_not_told(
    cast: Cast,
) -> None:
    for actor, initiative in ((cast.officer_an, "police"), (cast.mayor_luc, "town")):
        dossier = open_dossier(actor, opening(cast, initiative=initiative), now=NOON)
        assert not dossier.founders.exists()
        assert actor.person_id
        assert partners_of(actor, dossier) == {
            Partner.POLICE if initiative == "police" else Partner.TOWN
        }
    assert len(told()) == 5


def test_the_second_press_of_one_page_finds_the_first_dossier(cast: Cast) -> None:
    key = uuid4()
    first = open_dossier(cast.founder_hilde, opening(cast), now=NOON, key=key)
    messages = Message.objects.count()
    again = open_dossier(cast.founder_hilde, opening(cast), now=NOON, key=key)
    assert again == first
    assert (Dossier.objects.count(), Message.objects.count()) == (1, messages)
    # The key of somebody else's page leads to nobody's dossier but the own.
    other = open_dossier(cast.outsider_dries, opening(cast), now=NOON, key=key)
    assert other != first
    assert open_dossier(cast.founder_hilde, opening(cast), now=NOON, key=uuid4()) != first


@pytest.mark.parametrize("initiative", ["town", "police"])
@pytest.mark.parametrize(
    "name", ["founder_hilde", "officer_piet", "coordinator_bram", "reviewer_eva"]
)
def test_nobody_opens_it_in_the_name_of_a_town_or_police_that_is_not_theirs(
    cast: Cast, name: str, initiative: str
) -> None:
    with pytest.raises(NotAllowed):
        open_dossier(getattr(cast, name), opening(cast, initiative=initiative), now=NOON)
    assert not Dossier.objects.exists()


def test_whoever_is_not_signed_in_opens_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        open_dossier(Actor(None, NOON), opening(cast), now=NOON)


@pytest.mark.parametrize(
    "name", ["outsider_dries", "coordinator_bram", "officer_piet", "reviewer_eva"]
)
def test_it_is_not_there_for_anybody_without_a_part_in_it(cast: Cast, name: str) -> None:
    dossier = idea(cast)
    actor = getattr(cast, name)
    assert not dossiers_visible_to(actor).exists()
    with pytest.raises(NotFound):
        dossier_for(actor, dossier.pk)


def test_it_lies_in_places_that_exist(cast: Cast) -> None:
    for wrong in ({"town_ids": ()}, {"town_ids": (uuid4(),)}):
        with pytest.raises(NotFound):
            open_dossier(cast.founder_hilde, opening(cast, **wrong), now=NOON)


def test_the_zone_is_asked_only_where_nobody_knows_it(cast: Cast) -> None:
    village = add_municipality("99012", names={"nl": "Torendorp"}, valid_from=NOON.date()).pk
    told = replace(opening(cast), town_ids=(village,))
    with pytest.raises(ZoneUnknown):
        open_dossier(cast.founder_hilde, told, now=NOON)
    with pytest.raises(NotFound):
        open_dossier(cast.founder_hilde, replace(told, zone_ids=(uuid4(),)), now=NOON)
    picked = replace(told, zone_ids=(cast.stage.valclocher,))
    dossier = open_dossier(cast.founder_hilde, picked, now=NOON)
    assert [row.zone_id for row in dossier.zones.all()] == [cast.stage.valclocher]
    known = replace(opening(cast), zone_ids=(cast.stage.valclocher,))
    dossier = open_dossier(cast.founder_hilde, known, now=NOON)
    assert [row.zone_id for row in dossier.zones.all()] == [cast.stage.beiaard]


def test_a_second_town_of_an_unknown_zone_is_not_left_without_its_police(cast: Cast) -> None:
    village = add_municipality("99012", names={"nl": "Torendorp"}, valid_from=NOON.date()).pk
    both = opening(cast, town_ids=(village, cast.stage.klokdorp))
    with pytest.raises(ZoneUnknown):
        open_dossier(cast.founder_hilde, both, now=NOON)
    picked = replace(both, zone_ids=(cast.stage.valclocher,))
    dossier = open_dossier(cast.founder_hilde, picked, now=NOON)
    assert set(dossier.zones.values_list("zone_id", "leading")) == {
        (cast.stage.valclocher, True),
        (cast.stage.beiaard, False),
    }


@pytest.mark.parametrize(
    ("codes", "chosen", "languages"),
    [
        (["23102"], ["fr"], ["nl", "fr"]),
        (["21004"], ["fr"], ["fr", "nl"]),
        (["63023"], ["en"], ["de", "fr", "en"]),
        (["44021", "57097"], ["fr"], ["nl", "fr"]),
        (["99012"], ["fr", "en"], ["fr", "en"]),
    ],
)
def test_the_languages_are_those_of_the_law_and_those_that_were_chosen(
    cast: Cast, codes: list[str], chosen: list[str], languages: list[str]
) -> None:
    towns = tuple(
        add_municipality(nis, names={"nl": nis}, valid_from=NOON.date()).pk for nis in codes
    )
    told = replace(opening(cast), town_ids=towns, languages=chosen, zone_ids=(cast.stage.beiaard,))
    assert open_dossier(cast.founder_hilde, told, now=NOON).languages == languages


@pytest.mark.parametrize(
    "name", ["", "  ", "see https://evil.example", "www.evil.example", "write x@y.example", "a//b"]
)
def test_a_name_is_no_address(cast: Cast, name: str) -> None:
    with pytest.raises(NameUnusable):
        open_dossier(cast.founder_hilde, opening(cast, name=name), now=NOON)


def test_names_as_people_give_them_are_taken(cast: Cast) -> None:
    for name in ("St. Pieters-Zuid", "L'Église & alentours", "Wijk 12 (noord)"):
        told: Opening = opening(cast, name=name)
        assert open_dossier(cast.founder_hilde, told, now=NOON).name == name
