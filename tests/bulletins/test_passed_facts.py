"""What came too late for an alert: a dispatcher leaves it to the officers, who ask residents about it."""

from datetime import timedelta

import pytest

from belfry.bulletins.actions.console import ask_about_fact, pass_on_fact
from belfry.bulletins.console import facts_passed_on
from belfry.bulletins.errors import NoNetworkChosen
from belfry.bulletins.models import PassedFact
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.territory.models import Street
from tests.bulletins.control_room import fact, give_street
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

OUTSIDERS = [
    "coordinator_bram",
    "member_chloe",
    "outsider_dries",
    "officer_piet",
    "mayor_luc",
    "adviser_tom",
    "operator_sam",
]


@pytest.fixture
def kapelweg(cast: Cast) -> Street:
    """The street of Meerstraat."""
    return give_street(cast)


def test_an_old_fact_becomes_a_request_of_the_officer_who_takes_it(
    cast: Cast, kapelweg: Street
) -> None:
    seen = fact(kapelweg, at=NOON - timedelta(minutes=40))
    ids = [cast.stage.meerstraat]
    row = pass_on_fact(cast.dispatcher_lotte, ids, seen, now=NOON)
    assert pass_on_fact(cast.dispatcher_lotte, ids, seen, now=NOON) == row
    assert list(facts_passed_on(cast.officer_an)) == [row]
    draft = ask_about_fact(cast.officer_an, row.pk, now=NOON)
    assert (draft.bulletin_class, draft.state, draft.fact_at) == (
        "request",
        "draft",
        NOON - timedelta(minutes=40),
    )
    french = draft.texts.get(language="fr")
    assert french.where == "Chemin de la Chapelle"
    assert french.when == "24/11/2026, 12:20"
    assert french.title
    assert [one.network_id for one in draft.releases.all()] == ids
    assert ask_about_fact(cast.officer_an, row.pk, now=NOON) == draft
    with pytest.raises(MoveNotAllowed):
        ask_about_fact(cast.officer_els, row.pk, now=NOON)
    assert not facts_passed_on(cast.officer_an)


@pytest.mark.parametrize("who", [*OUTSIDERS, "dispatcher_lotte"])
def test_only_officers_of_the_zone_take_a_fact(who: str, cast: Cast, kapelweg: Street) -> None:
    row = pass_on_fact(cast.dispatcher_lotte, [cast.stage.meerstraat], fact(kapelweg), now=NOON)
    with pytest.raises(NotFound):
        ask_about_fact(getattr(cast, who), row.pk, now=NOON)
    assert not facts_passed_on(getattr(cast, who))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_passes_a_fact_on(who: str, cast: Cast, kapelweg: Street) -> None:
    with pytest.raises(NotFound):
        pass_on_fact(getattr(cast, who), [cast.stage.meerstraat], fact(kapelweg), now=NOON)
    assert not PassedFact.objects.exists()


def test_a_fact_of_no_type_no_network_or_tomorrow_is_not_passed_on(
    cast: Cast, kapelweg: Street
) -> None:
    lotte, ids = cast.dispatcher_lotte, [cast.stage.meerstraat]
    with pytest.raises(NotFound):
        pass_on_fact(lotte, ids, fact(kapelweg, fact_type="party"), now=NOON)
    with pytest.raises(NotFound):
        pass_on_fact(lotte, ids, fact(kapelweg, at=NOON + timedelta(days=1)), now=NOON)
    with pytest.raises(NoNetworkChosen):
        pass_on_fact(lotte, [], fact(kapelweg), now=NOON)
