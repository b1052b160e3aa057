"""The message duty always has an owner: handed over, taken back, and passed on when somebody falls silent."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from belfry.core.actor import Actor, Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.models import Envelope, Message
from belfry.networks.actions.duty import announce_end, hand_over, note_silence, take_back
from belfry.networks.actions.mandates import end_mandate, give_mandate
from belfry.networks.duty import (
    SILENT_AFTER,
    duty_for,
    duty_of,
    keepers_there,
    networks_in_need,
    vacancies,
)
from belfry.networks.errors import (
    AbsenceDatesWrong,
    AlreadyAway,
    DeputyAway,
    MandateDatesWrong,
    NobodyToHandOver,
    NotAKeyHolder,
    StandsIn,
)
from belfry.networks.models import Absence, Mandate, Silence
from belfry.people.models import ContactPoint, Person
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
WEEK: Mapping[str, Any] = {"since": TODAY, "until": TODAY + timedelta(days=7)}


def handed_over(
    cast: Cast, by: str = "coordinator_bram", to: str = "deputy_sofia", **days: Any
) -> Absence:
    return hand_over(
        getattr(cast, by), cast.stage.meerstraat, cast.person(to), **{**WEEK, **days}, now=NOON
    )


def named(cast: Cast, name: str, role: Role, *, now: datetime = NOON) -> Mandate:
    figure = FIGURES[name.replace("_", "-")]
    network = cast.stage.meerstraat
    return give_mandate(
        Actor.installation(now), role, figure.details, now=now, since=TODAY, network_id=network
    )


def mandate_of(cast: Cast, name: str) -> Mandate:
    return Mandate.objects.get(person=cast.person(name), network=cast.stage.meerstraat)


def told(cast: Cast) -> set[str]:
    """Return who of the cast got a notice about the duty since the last time."""
    sent = Message.objects.filter(kind="duty")
    ends = Envelope.objects.filter(message_id__in=sent).values_list("endpoint_id", flat=True)
    persons = set(
        ContactPoint.objects.filter(endpoint__in=list(ends)).values_list("person_id", flat=True)
    )
    Envelope.objects.filter(message_id__in=sent).delete()
    names = (
        "coordinator_bram", "deputy_sofia", "member_chloe", "officer_an", "officer_els", "chief_karim",
        "officer_piet", "clerk_nadia",
    )  # fmt: skip
    return {name for name in names if cast.person(name) in persons}


def test_during_an_absence_the_deputy_is_asked_and_after_it_the_coordinator(cast: Cast) -> None:
    handed_over(cast, since=TODAY + timedelta(days=1))
    bram, sofia = {cast.person("coordinator_bram")}, {cast.person("deputy_sofia")}
    network = cast.stage.meerstraat
    assert told(cast) == {"deputy_sofia"}
    assert duty_of(network, on=TODAY).holders == bram
    assert duty_of(network, on=TODAY + timedelta(days=1)).holders == sofia
    assert duty_of(network, on=TODAY + timedelta(days=6)).holders == sofia
    assert duty_of(network, on=TODAY + timedelta(days=7)).holders == bram
    assert keepers_there(network, on=TODAY + timedelta(days=1)) == sofia
    assert keepers_there(network, on=TODAY) == bram | sofia


def test_one_press_takes_the_duty_back(cast: Cast) -> None:
    absence = handed_over(cast)
    told(cast)
    tomorrow = NOON + timedelta(days=1)
    take_back(cast.at("coordinator_bram", tomorrow), absence.pk, now=tomorrow)
    duty = duty_of(cast.stage.meerstraat, on=tomorrow.date())
    assert duty.holders == {cast.person("coordinator_bram")}
    assert told(cast) == {"deputy_sofia"}
    with pytest.raises(NotFound):
        take_back(cast.at("coordinator_bram", tomorrow), absence.pk, now=tomorrow)


def test_what_never_began_is_as_if_never_told(cast: Cast) -> None:
    absence = handed_over(cast)
    take_back(cast.coordinator_bram, absence.pk, now=NOON)
    assert not Absence.objects.exists()
    handed_over(cast)


@pytest.mark.parametrize("name", ["deputy_sofia", "member_chloe", "officer_an", "outsider_dries"])
def test_nobody_else_takes_it_back(cast: Cast, name: str) -> None:
    absence = handed_over(cast)
    with pytest.raises(NotFound):
        take_back(getattr(cast, name), absence.pk, now=NOON)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("member_chloe", NotAllowed),
        ("officer_an", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("outsider_dries", NotFound),
        ("officer_piet", NotFound),
    ],
)
def test_only_key_holders_hand_over(cast: Cast, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        handed_over(cast, by=name)


@pytest.mark.parametrize(
    "days",
    [
        {"since": TODAY - timedelta(days=1)},
        {"until": TODAY},
        {"until": TODAY - timedelta(days=1)},
        {"until": TODAY + timedelta(days=367)},
    ],
)
def test_days_that_make_no_period_are_refused(cast: Cast, days: dict[str, Any]) -> None:
    with pytest.raises(AbsenceDatesWrong):
        handed_over(cast, **days)


def test_without_a_deputy_nobody_goes_away(cast: Cast) -> None:
    end_mandate(cast.officer_an, mandate_of(cast, "deputy_sofia").pk, on=TODAY, now=NOON)
    with pytest.raises(NobodyToHandOver):
        handed_over(cast)


def test_a_deputy_stays_for_the_whole_period(cast: Cast) -> None:
    last = TODAY + timedelta(days=3)
    end_mandate(cast.officer_an, mandate_of(cast, "deputy_sofia").pk, on=last, now=NOON)
    with pytest.raises(NotAKeyHolder):
        handed_over(cast)
    handed_over(cast, until=last)


@pytest.mark.parametrize("to", ["member_chloe", "coordinator_bram", "officer_an"])
def test_only_another_key_holder_takes_over(cast: Cast, to: str) -> None:
    with pytest.raises(NotAKeyHolder):
        handed_over(cast, to=to)


def test_absences_that_overlap_leave_the_duty_to_nobody_and_are_refused(cast: Cast) -> None:
    handed_over(cast, since=TODAY + timedelta(days=3))
    with pytest.raises(AlreadyAway):
        handed_over(cast)
    with pytest.raises(StandsIn):
        handed_over(cast, by="deputy_sofia", to="coordinator_bram")
    named(cast, "member_chloe", Role.DEPUTY)
    with pytest.raises(StandsIn):
        handed_over(cast, by="deputy_sofia", to="member_chloe")
    with pytest.raises(DeputyAway):
        handed_over(cast, by="member_chloe", to="coordinator_bram")
    handed_over(cast, until=TODAY + timedelta(days=3))


def test_of_two_deputies_the_named_one_is_asked(cast: Cast) -> None:
    named(cast, "member_chloe", Role.DEPUTY)
    network, chloe = cast.stage.meerstraat, {cast.person("member_chloe")}
    assert duty_of(network, on=TODAY).deputies == chloe | {cast.person("deputy_sofia")}
    handed_over(cast, to="member_chloe")
    assert duty_of(network, on=TODAY).holders == chloe


def test_a_deputy_who_leaves_the_same_day_is_told_of_and_nothing_waits_there(cast: Cast) -> None:
    handed_over(cast)
    told(cast)
    end_mandate(cast.officer_an, mandate_of(cast, "deputy_sofia").pk, on=TODAY, now=NOON)
    duty = duty_of(cast.stage.meerstraat, on=TODAY)
    assert not duty.holders
    assert told(cast) == {"coordinator_bram", "officer_an", "officer_els", "chief_karim"}
    assert keepers_there(cast.stage.meerstraat, on=TODAY) == {cast.person("coordinator_bram")}


def test_who_coordinates_here_and_is_a_member_there_is_away_here_only(cast: Cast) -> None:
    figure = FIGURES["coordinator-bram"]
    give_mandate(
        Actor.installation(NOON),
        Role.COORDINATOR,
        figure.details,
        now=NOON,
        since=TODAY,
        network_id=cast.stage.winkelhart,
    )
    handed_over(cast)
    assert cast.person("coordinator_bram") in duty_of(cast.stage.winkelhart, on=TODAY).coordinators


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia", "officer_an", "chief_karim"])
def test_keepers_and_police_see_who_has_the_duty(cast: Cast, name: str) -> None:
    handed_over(cast)
    duty = duty_for(getattr(cast, name), cast.stage.meerstraat)
    assert set(duty.away) == {cast.person("coordinator_bram")}


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("member_chloe", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("dispatcher_lotte", NotAllowed),
        ("outsider_dries", NotFound),
        ("officer_piet", NotFound),
    ],
)
def test_members_and_town_never_learn_that_somebody_is_away(
    cast: Cast, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        duty_for(getattr(cast, name), cast.stage.meerstraat)


def quiet_since(cast: Cast, name: str, instant: datetime) -> None:
    Person.objects.filter(pk=cast.person(name)).update(last_login=instant)


@pytest.fixture
def heard_of(cast: Cast) -> datetime:
    """Everybody signed in yesterday, but the coordinator of Meerstraat not for 45 days."""
    now = NOON + SILENT_AFTER
    Person.objects.update(last_login=now - timedelta(days=1))
    quiet_since(cast, "coordinator_bram", NOON)
    return now


def test_a_silent_coordinator_passes_the_duty_to_the_deputy_and_then_the_police_ask(
    cast: Cast, heard_of: datetime
) -> None:
    network = cast.stage.meerstraat
    assert note_silence(now=heard_of - timedelta(hours=1)) == 0
    assert note_silence(now=heard_of) == 1
    assert told(cast) == {"coordinator_bram", "deputy_sofia"}
    assert duty_of(network, on=heard_of.date()).holders == {cast.person("deputy_sofia")}
    Person.objects.exclude(pk=cast.person("coordinator_bram")).update(
        last_login=heard_of + SILENT_AFTER
    )
    assert note_silence(now=heard_of + SILENT_AFTER - timedelta(days=1)) == 0
    assert told(cast) == set()
    assert note_silence(now=heard_of + SILENT_AFTER) == 0
    assert told(cast) == {"officer_an", "officer_els", "chief_karim"}
    assert note_silence(now=heard_of + SILENT_AFTER + timedelta(days=1)) == 0
    assert told(cast) == set()


def test_who_signs_in_again_has_the_duty_again_at_once(cast: Cast, heard_of: datetime) -> None:
    note_silence(now=heard_of)
    told(cast)
    quiet_since(cast, "coordinator_bram", heard_of + timedelta(hours=1))
    duty = duty_of(cast.stage.meerstraat, on=heard_of.date())
    assert duty.holders == {cast.person("coordinator_bram")}
    assert note_silence(now=heard_of + timedelta(days=1)) == 0
    assert Silence.objects.get().ended_at == heard_of + timedelta(days=1)
    assert told(cast) == set()


def test_without_a_deputy_the_police_are_asked_at_once(cast: Cast, heard_of: datetime) -> None:
    Mandate.objects.filter(pk=mandate_of(cast, "deputy_sofia").pk).update(until=TODAY)
    assert note_silence(now=heard_of) == 1
    assert told(cast) == {"coordinator_bram", "officer_an", "officer_els", "chief_karim"}
    assert not duty_of(cast.stage.meerstraat, on=heard_of.date()).holders


def test_who_is_away_as_told_is_not_silent(cast: Cast, heard_of: datetime) -> None:
    handed_over(cast, until=TODAY + timedelta(days=30))
    assert note_silence(now=heard_of) == 0
    back = heard_of + timedelta(days=31)
    Person.objects.exclude(pk=cast.person("coordinator_bram")).update(last_login=back)
    assert note_silence(now=back) == 1


def test_police_see_which_networks_lack_a_key_holder(cast: Cast) -> None:
    def lacking() -> dict[str, tuple[bool, bool, bool]]:
        found = networks_in_need(cast.officer_an, cast.stage.beiaard)
        return {
            one.network.name: (one.has_coordinator, one.has_deputy, one.is_silent) for one in found
        }

    before = lacking()
    assert "Meerstraat" not in before
    end_mandate(cast.officer_an, mandate_of(cast, "deputy_sofia").pk, on=TODAY, now=NOON)
    assert lacking() == before | {"Meerstraat": (True, False, False)}
    assert not networks_in_need(cast.clerk_nadia, cast.stage.beiaard)


def test_the_knowledge_centre_reads_where_a_coordinator_is_missing(cast: Cast) -> None:
    before = vacancies(cast.centre_mila)[cast.stage.klokdorp]
    end_mandate(
        Actor.installation(NOON), mandate_of(cast, "coordinator_bram").pk, on=TODAY, now=NOON
    )
    assert vacancies(cast.centre_mila)[cast.stage.klokdorp] == before + 1
    for name in ("officer_an", "coordinator_bram", "member_chloe", "clerk_nadia"):
        with pytest.raises(NotAllowed):
            vacancies(getattr(cast, name))


def test_who_stops_says_from_which_day_and_the_others_are_told(cast: Cast) -> None:
    last = TODAY + timedelta(days=30)
    announce_end(cast.coordinator_bram, cast.stage.meerstraat, on=last, now=NOON)
    assert mandate_of(cast, "coordinator_bram").until == last
    assert told(cast) == {"deputy_sofia", "officer_an", "officer_els", "chief_karim"}
    network = cast.stage.meerstraat
    assert duty_of(network, on=last - timedelta(days=1)).coordinators
    assert duty_of(network, on=last).holders == {cast.person("deputy_sofia")}
    with pytest.raises(MandateDatesWrong):
        announce_end(cast.coordinator_bram, network, on=last + timedelta(days=1), now=NOON)


def test_who_stops_today_keeps_no_list_any_more(cast: Cast) -> None:
    announce_end(cast.coordinator_bram, cast.stage.meerstraat, on=TODAY, now=NOON)
    with pytest.raises((NotAllowed, NotFound)):
        handed_over(cast)


def test_a_deputy_who_stops_while_standing_in_leaves_nobody_waiting(cast: Cast) -> None:
    handed_over(cast)
    told(cast)
    announce_end(cast.deputy_sofia, cast.stage.meerstraat, on=TODAY, now=NOON)
    assert told(cast) == {"coordinator_bram", "officer_an", "officer_els", "chief_karim"}
    assert not duty_of(cast.stage.meerstraat, on=TODAY).holders


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY + timedelta(days=367)])
def test_nobody_stops_in_the_past_or_in_years(cast: Cast, on: date) -> None:
    with pytest.raises(MandateDatesWrong):
        announce_end(cast.coordinator_bram, cast.stage.meerstraat, on=on, now=NOON)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("member_chloe", NotAllowed), ("officer_an", NotAllowed), ("outsider_dries", NotFound)],
)
def test_only_who_has_a_function_stops(cast: Cast, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        announce_end(getattr(cast, name), cast.stage.meerstraat, on=TODAY, now=NOON)
