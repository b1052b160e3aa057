"""A contribution is asked once of each home, never above the costs, and never of who may not be asked."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse

from belfry.audit.models import Entry
from belfry.contributions.actions.asking import ask_newcomers, open_year
from belfry.contributions.actions.forgetting import forget_years
from belfry.contributions.actions.letters import letter_of
from belfry.contributions.actions.marking import mark_due
from belfry.contributions.errors import AboveCosts, AccountUnusable, NobodyToAsk, YearOpenAlready
from belfry.contributions.kinds import DueState
from belfry.contributions.models import Due, Year
from belfry.contributions.queries import own_dues, standing_of, year_for
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.actions.members import add_member, leave_network
from belfry.networks.models import Membership, Network
from belfry.paperwork.compiling import pdf_of
from belfry.people.types import PersonDetails, UnitDetails
from tests.canary import written_in
from tests.cast import NOON, Cast
from tests.contributions.asking import ASKING, asked, due_of

pytestmark = pytest.mark.django_db
NOBODYS = [
    "officer_an", "chief_karim", "clerk_nadia", "mayor_luc", "dispatcher_lotte", "adviser_tom", "member_chloe",
]  # fmt: skip
STRANGERS = ["outsider_dries", "officer_piet", "reviewer_eva", "centre_mila", "operator_sam"]
HOME = UnitDetails("", "Kapelweg", "12", "", "9990", "Klokdorp")


def newcomer(cast: Cast, name: str) -> Membership:
    person = PersonDetails(name, "Claes", "fr", (f"{name.lower()}@mail.example",))
    return add_member(cast.coordinator_bram, cast.stage.meerstraat, person, HOME, now=NOON)


def test_two_of_one_home_owe_once(cast: Cast) -> None:
    nora, _jan = newcomer(cast, "Nora"), newcomer(cast, "Jan")
    year = asked(cast)
    homes = set(Due.objects.values_list("unit_id", flat=True))
    assert Due.objects.filter(unit=nora.unit).count() == 1
    assert Due.objects.count() == len(homes)
    references = {due.reference for due in year.dues.all()}
    assert len(references) == len(homes)


def test_nobody_pays_more_than_is_needed(cast: Cast) -> None:
    homes = Membership.objects.filter(network_id=cast.stage.meerstraat).values("unit_id")
    households = homes.distinct().count()
    bram, network_id = cast.coordinator_bram, cast.stage.meerstraat
    with pytest.raises(AboveCosts) as refused:
        open_year(bram, network_id, replace(ASKING, costs=500 * households - 1), now=NOON)
    assert str(households) in refused.value.message()
    exact = replace(ASKING, costs=500 * households)
    year = open_year(bram, network_id, exact, now=NOON)
    newcomer(cast, "Nora")
    with pytest.raises(AboveCosts):
        ask_newcomers(bram, year.pk, now=NOON)
    assert year.dues.count() == households
    with pytest.raises(IntegrityError), transaction.atomic():
        Year.objects.update(costs=499)


def test_who_joins_later_is_asked_once_too(cast: Cast) -> None:
    year = asked(cast)
    newcomer(cast, "Nora"), newcomer(cast, "Jan")
    assert standing_of(cast.deputy_sofia, year).newcomers == 1
    assert ask_newcomers(cast.deputy_sofia, year.pk, now=NOON) == 1
    assert ask_newcomers(cast.deputy_sofia, year.pk, now=NOON) == 0
    assert standing_of(cast.deputy_sofia, year).newcomers == 0


def test_a_year_is_opened_once_for_a_real_account_and_a_list(cast: Cast) -> None:
    asked(cast)
    with pytest.raises(YearOpenAlready):
        asked(cast)
    bram, network_id = cast.coordinator_bram, cast.stage.meerstraat
    with pytest.raises(AccountUnusable):
        open_year(
            bram, network_id, replace(ASKING, year=2027, account="BE68 5390 0754 7035"), now=NOON
        )
    Membership.objects.filter(network_id=network_id).update(state="left", ended_at=NOON)
    with pytest.raises(NobodyToAsk):
        open_year(bram, network_id, replace(ASKING, year=2027), now=NOON)
    with connection.cursor() as cursor:
        # Past the trigger that wants to know why.
        cursor.execute("SET LOCAL session_replication_role = replica")
        Network.objects.filter(pk=network_id).update(state="dormant")
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(NotFound):
        open_year(bram, network_id, replace(ASKING, year=2027), now=NOON)


@pytest.mark.parametrize("who", NOBODYS)
def test_police_town_and_members_never_see_who_paid(cast: Cast, who: str) -> None:
    year, actor = asked(cast), getattr(cast, who)
    with pytest.raises(NotAllowed):
        year_for(actor, year.pk)
    for act in (
        lambda: open_year(actor, cast.stage.meerstraat, ASKING, now=NOON),
        lambda: mark_due(actor, due_of(cast, "member-chloe").pk, DueState.PAID, now=NOON),
        lambda: letter_of(actor, due_of(cast, "member-chloe").pk, now=NOON),
        lambda: ask_newcomers(actor, year.pk, now=NOON),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_nothing(cast: Cast, who: str) -> None:
    year = asked(cast)
    with pytest.raises(NotFound):
        year_for(getattr(cast, who), year.pk)
    with pytest.raises(NotFound):
        mark_due(getattr(cast, who), due_of(cast, "member-chloe").pk, DueState.PAID, now=NOON)


def test_paid_and_exempt_are_said_by_hand_and_taken_back(cast: Cast) -> None:
    asked(cast)
    due = due_of(cast, "member-chloe")
    for state, day in (
        (DueState.PAID, NOON.date()),
        (DueState.WAIVED, None),
        (DueState.OPEN, None),
    ):
        mark_due(cast.deputy_sofia, due.pk, state, now=NOON)
        due.refresh_from_db()
        assert (due.state, due.paid_on) == (state, day)
    entries = Entry.objects.filter(subject=f"due:{due.pk}")
    # Nothing of why, and not even what.
    assert [(entry.act, entry.detail) for entry in entries] == [("contribution.marked", {})] * 3
    mark_due(cast.deputy_sofia, due.pk, DueState.OPEN, now=NOON)
    assert entries.count() == 3


def test_a_member_sees_the_own_state_and_no_other(cast: Cast) -> None:
    asked(cast)
    mark_due(cast.coordinator_bram, due_of(cast, "member-chloe").pk, DueState.WAIVED, now=NOON)
    (own,) = own_dues(cast.member_chloe)
    assert own.due == due_of(cast, "member-chloe")
    assert own.due.state == "waived"
    assert own_dues(cast.officer_an) == []
    chloe = cast.member_chloe
    leave_network(chloe, cast.stage.meerstraat, now=NOON)
    assert own_dues(chloe) == []


def test_the_letter_speaks_the_language_of_the_member_who_reads_that_it_was_made(
    cast: Cast,
) -> None:
    nora = newcomer(cast, "Nora")
    asked(cast)
    due = Due.objects.get(unit=nora.unit)
    letter = letter_of(cast.coordinator_bram, due.pk, now=NOON)
    assert letter.languages == ("fr",)
    text = written_in(HttpResponse(pdf_of(letter)))
    for words in (
        due.reference, "Nora Claes", "Kapelweg 12", "9990 Klokdorp", "BE68 5390 0754 7034", "Buurtcomité Meerstraat",
        "5,00\N{NO-BREAK SPACE}€",
    ):  # fmt: skip
        assert words in text
    assert Entry.objects.filter(act="member.opened", subject=f"membership:{nora.pk}").exists()


def test_account_and_payee_are_sealed(cast: Cast) -> None:
    asked(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, payee FROM contributions_year")
        kept = b"".join(bytes(one) for one in cursor.fetchone())
    assert b"5390" not in kept
    assert b"Buurt" not in kept


def test_years_that_are_over_for_long_are_erased(cast: Cast) -> None:
    asked(cast)
    assert forget_years(now=NOON.replace(year=2028)) == 0
    assert forget_years(now=NOON.replace(year=2029)) == 1
    assert not Due.objects.exists()
