"""What the chief of a zone settles: dated versions, whole defaults, and what cannot be settled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from belfry.audit.queries import entries_about
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.errors import (
    NumberUnusable,
    RuleOutOfBounds,
    RulesInThePast,
    WordInBothLists,
    WordUnusable,
)
from belfry.networks.kinds import BulletinClass, FactType, NightPolicy
from belfry.networks.models import ZoneClassTimes, ZoneNumber, ZoneRulesVersion, ZoneWord
from belfry.networks.policies import may_wake
from belfry.networks.types import USUAL_TIMES, ClassTimes, OwnWord, ZoneRules
from belfry.networks.zone_checks import as_dialled
from belfry.networks.zone_rules import (
    due_after,
    rules_of_zones,
    rules_seen_by,
    rules_version,
    versions_of_rules,
    zone_rules,
)
from belfry.wording.lexicon import lexicon_for
from belfry.wording.reviewing import review
from belfry.wording.types import Label
from tests.cast import NOON, Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = NOON.date() + DAY
OFFICE, DESK = "+3292345678", "+32470112233"
OWN = ZoneRules(
    office_number=OFFICE,
    further_numbers=(DESK,),
    fact_types=(FactType.TRICK_THIEF, FactType.INTRUDER_IN_PROGRESS),
    night=NightPolicy.NOBODY,
    urgent_due_days=2,
    other_due_days=10,
    silence_days=60,
    times={**USUAL_TIMES, "alert": ClassTimes(3 * HOUR, timedelta(minutes=5))},
    allowed=(OwnWord("Moorstraat", "name of a street"),),
    forbidden=(OwnWord("boef*", "we speak of suspects"), OwnWord("verdacht volk", "behaviour")),
)


def settle(cast: Cast, rules: ZoneRules = OWN, *, by: str = "chief_karim", **when: Any) -> int:
    now = when.get("now", NOON)
    return set_zone_rules(
        cast.at(by, now), cast.stage.beiaard, rules, valid_from=when.get("valid_from"), now=now
    )


def counting(cast: Cast, at: datetime = NOON) -> ZoneRules:
    return zone_rules(cast.stage.beiaard, at=at)


@pytest.mark.django_db
def test_where_nothing_was_settled_everything_is_as_usual(cast: Cast) -> None:
    found = counting(cast)
    assert found == ZoneRules()
    assert found.version == 0
    assert found.numbers == ()
    assert found.fact_types == tuple(FactType.values)
    assert (found.urgent_due_days, found.other_due_days, found.silence_days) == (1, 7, 90)
    assert set(found.times) == set(BulletinClass.values)
    assert found.times[BulletinClass.ALERT] == (2 * HOUR, timedelta(minutes=3))
    assert found.times[BulletinClass.WARNING] == (DAY, 4 * HOUR)
    others = set(BulletinClass.values) - {"alert", "warning"}
    assert {found.times[one] for one in others} == {ClassTimes(DAY, DAY)}


@pytest.mark.django_db
def test_what_a_chief_settles_counts_at_once_and_is_recorded(cast: Cast) -> None:
    assert settle(cast) == 1
    assert counting(cast) == OWN
    assert counting(cast).version == 1
    assert counting(cast, NOON - timedelta(seconds=1)) == ZoneRules()
    entry = list(entries_about(f"zone:{cast.stage.beiaard}"))[-1]
    assert (entry.act, entry.person_id) == ("zone.rules_set", cast.chief_karim.person_id)
    assert entry.detail == {"version": 1, "valid_from": NOON.isoformat()}
    assert zone_rules(cast.stage.valclocher, at=NOON) == ZoneRules()


@pytest.mark.django_db
def test_a_later_day_begins_at_midnight_in_belgium(cast: Cast) -> None:
    settle(cast, valid_from=TOMORROW)
    midnight = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert counting(cast, midnight - timedelta(seconds=1)).version == 0
    assert counting(cast, midnight).version == 1


@pytest.mark.django_db
def test_a_planned_version_counts_from_its_day_whatever_was_changed_before(cast: Cast) -> None:
    planned = replace(OWN, silence_days=30)
    settle(cast, planned, valid_from=date(2027, 1, 1))
    assert settle(cast) == 2
    assert counting(cast).silence_days == 60
    new_year = datetime(2027, 1, 1, 8, tzinfo=UTC)
    assert counting(cast, new_year).silence_days == 30
    # A new version from the same day takes the place of the planned one.
    settle(cast, replace(OWN, silence_days=45), valid_from=date(2027, 1, 1))
    assert counting(cast, new_year).silence_days == 45


@pytest.mark.django_db
def test_the_second_time_nothing_is_kept(cast: Cast) -> None:
    assert settle(cast) == settle(cast, now=NOON + timedelta(minutes=1)) == 1
    assert ZoneRulesVersion.objects.count() == 1
    acts = [one.act for one in entries_about(f"zone:{cast.stage.beiaard}")]
    assert acts.count("zone.rules_set") == 1


@pytest.mark.django_db
def test_every_version_stays_and_can_be_read(cast: Cast) -> None:
    settle(cast)
    settle(cast, replace(OWN, allowed=()), now=NOON + HOUR)
    zone, an = cast.stage.beiaard, cast.officer_an
    assert [row.version for row in versions_of_rules(an, zone)] == [2, 1]
    assert rules_version(an, zone, 1).valid_from == NOON
    assert rules_seen_by(cast.at("officer_an", NOON + HOUR), zone).version == 2
    with pytest.raises(NotFound):
        rules_version(an, zone, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        ("officer_an", NotAllowed),
        ("officer_els", NotAllowed),
        ("dispatcher_lotte", NotFound),
        ("coordinator_bram", NotFound),
        ("deputy_sofia", NotFound),
        ("member_chloe", NotFound),
        ("clerk_nadia", NotFound),
        ("mayor_luc", NotFound),
        ("adviser_tom", NotFound),
        ("reviewer_eva", NotFound),
        ("centre_mila", NotFound),
        ("operator_sam", NotFound),
        ("officer_piet", NotFound),
        ("chief_marie", NotFound),
        ("outsider_dries", NotFound),
    ],
)
def test_nobody_else_settles_anything(cast: Cast, by: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        settle(cast, by=by)
    if refusal is NotFound:
        for door in (rules_seen_by, versions_of_rules):
            with pytest.raises(NotFound):
                door(getattr(cast, by), cast.stage.beiaard)
    assert not ZoneRulesVersion.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 24), date(1, 1, 1)])
def test_nothing_counts_from_a_day_that_began(cast: Cast, day: date) -> None:
    with pytest.raises(RulesInThePast):
        settle(cast, valid_from=day)


@pytest.mark.django_db
def test_numbers_are_kept_in_one_way_of_writing_and_once(cast: Cast) -> None:
    settle(
        cast,
        ZoneRules(
            office_number="09 234 56 78", further_numbers=("0470/11.22.33", DESK, "+32 9 234 56 78")
        ),
    )
    assert counting(cast).numbers == (OFFICE, DESK)
    assert as_dialled(OFFICE) == "09 234 56 78"
    assert as_dialled("+31101234567") == "+31 10 123 4567"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["101", "112", "1722", "0", "+32 1 00", "elf", "09 234 56 7"])
def test_a_number_that_nobody_can_call_is_refused(cast: Cast, number: str) -> None:
    for rules in (ZoneRules(office_number=number), ZoneRules(further_numbers=(number,))):
        with pytest.raises(NumberUnusable):
            settle(cast, rules)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word",
    ["", " ", "(a)", "<person>", "a/b", "a .. b", "_", "a_b", "# note", "a*b", "**a", "x" * 81],
)
def test_a_word_that_the_check_could_not_read_is_refused(cast: Cast, word: str) -> None:
    with pytest.raises(WordUnusable):
        settle(cast, ZoneRules(forbidden=(OwnWord(word, "a reason"),)))


@pytest.mark.django_db
def test_a_word_has_a_reason_and_stands_once_and_in_one_list(cast: Cast) -> None:
    boef = OwnWord("boef", "we speak of suspects")
    for words in ((replace(boef, reason=" "),), (boef, replace(boef, word="Boef"))):
        with pytest.raises(WordUnusable):
            settle(cast, ZoneRules(allowed=words))
    with pytest.raises(WordInBothLists):
        settle(cast, ZoneRules(allowed=(boef,), forbidden=(replace(boef, word="BOEF"),)))


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_wording_check_reads_every_word_that_may_be_settled(language: str) -> None:
    words = (
        "Noord-Afrik*",
        "l'auteur",
        "l\N{RIGHT SINGLE QUOTATION MARK}auteur",
        "*bende",
        "*volk*",
        "Ça va",
        "1722",
        "été",
    )
    lexicon_for(language).with_words((), words)


def test_a_zone_word_and_a_zone_number_reach_the_wording_check() -> None:
    text = "Verdacht volk? Bel 0470 11 22 33."
    assert Label.ZONE_WORD in {one.label for one in review(text, "nl", zone=OWN.wording)}
    assert Label.PHONE_NUMBER in {one.label for one in review(text, "nl")}
    assert Label.PHONE_NUMBER not in {one.label for one in review(text, "nl", zone=OWN.wording)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"urgent_due_days": 0},
        {"urgent_due_days": 11},
        {"other_due_days": 0},
        {"other_due_days": 61},
        {"silence_days": 6},
        {"silence_days": 367},
        {"fact_types": ("picnic",)},
        {"night": "always"},
        {"times": {"alert": ClassTimes(timedelta(0), HOUR)}},
        {"times": {"alert": ClassTimes(32 * DAY, HOUR)}},
        {"times": {"alert": ClassTimes(HOUR, timedelta(seconds=59))}},
        {"times": {"alert": ClassTimes(HOUR, 8 * DAY)}},
        {"times": {"gossip": ClassTimes(HOUR, HOUR)}},
    ],
)
def test_what_is_out_of_bounds_is_refused(cast: Cast, change: dict[str, Any]) -> None:
    with pytest.raises(RuleOutOfBounds):
        settle(cast, replace(ZoneRules(), **change))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("networks_rules_version", {"version": 1}),
        ("networks_rules_not_before", {"valid_from": NOON - timedelta(seconds=1)}),
        ("networks_rules_number", {"office_number": "09 234 56 78"}),
        ("networks_rules_fact_types", {"fact_types": ["picnic"]}),
        ("networks_rules_night", {"night": "always"}),
        ("networks_rules_days", {"silence_days": 1}),
    ],
)
def test_the_database_keeps_no_nonsense(
    cast: Cast, constraint: str, change: dict[str, Any]
) -> None:
    settle(cast)
    row = ZoneRulesVersion.objects.get()
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ZoneRulesVersion.objects.create(**kept | {"id": None, "version": 2} | change)
    ZoneRulesVersion.objects.create(**kept | {"id": None, "version": 2})


@pytest.mark.django_db
def test_the_database_keeps_no_nonsense_beside_a_version(cast: Cast) -> None:
    settle(cast)
    row = ZoneRulesVersion.objects.get()
    wrong = {
        "networks_zone_number": ZoneNumber(rules=row, number="101"),
        "networks_zone_number_once": ZoneNumber(rules=row, number=DESK),
        "networks_zone_times_once": ZoneClassTimes(
            rules=row, bulletin_class="alert", life=HOUR, answer=HOUR
        ),
        "networks_zone_times_class": ZoneClassTimes(
            rules=row, bulletin_class="gossip", life=HOUR, answer=HOUR
        ),
        "networks_zone_word_once": ZoneWord(
            rules=row, word="Moorstraat", reason="again", is_allowed=False
        ),
        "networks_zone_word_and_reason": ZoneWord(
            rules=row, word="word", reason="", is_allowed=True
        ),
    }
    for constraint, one in wrong.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            one.save()
    with pytest.raises(IntegrityError, match='"networks_zone_times"'), transaction.atomic():
        row.times.update(life=timedelta(0))


@pytest.mark.django_db
def test_many_zones_cost_as_many_queries_as_one(cast: Cast) -> None:
    settle(cast)
    set_zone_rules(cast.chief_marie, cast.stage.valclocher, OWN, now=NOON)
    both = [cast.stage.beiaard, cast.stage.valclocher]
    counts = []
    for zones in (both[:1], both):
        with CaptureQueriesContext(connection) as queries:
            assert set(rules_of_zones(zones, at=NOON)) == set(zones)
        counts.append(len(queries))
    assert counts == [4, 4]


QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("night", "missing", "age", "wakes"),
    [
        ("nobody", False, timedelta(0), False),
        ("nobody", True, timedelta(0), False),
        ("in_progress", False, QUARTER, True),
        ("in_progress", False, QUARTER + timedelta(seconds=1), False),
        ("in_progress", True, timedelta(0), False),
        ("in_progress_or_missing", True, 5 * HOUR, True),
        ("in_progress_or_missing", False, QUARTER, True),
        ("in_progress_or_missing", False, HOUR, False),
    ],
)
def test_the_night_is_broken_for_a_fact_in_progress_or_who_is_missing(
    night: str, *, missing: bool, age: timedelta, wakes: bool
) -> None:
    assert may_wake(night, missing=missing, age=age) is wakes


def brussels(text: str, offset: int) -> datetime:
    """Return an instant from what Belgian clocks show, `offset` hours before UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - offset * HOUR


@pytest.mark.parametrize(
    ("at", "offset", "due", "offset_due"),
    [
        # Tuesday at noon, and a minute before and after midnight.
        ("2026-11-24 13:00", 1, "2026-11-25 17:00", 1),
        ("2026-11-24 23:59", 1, "2026-11-25 17:00", 1),
        ("2026-11-25 00:01", 1, "2026-11-26 17:00", 1),
        # Friday evening and Saturday.
        ("2026-11-27 22:41", 1, "2026-11-30 17:00", 1),
        ("2026-11-28 03:00", 1, "2026-11-30 17:00", 1),
        # The Thursday and Saturday before Easter; the eve of the national day.
        ("2026-04-02 20:00", 2, "2026-04-03 17:00", 2),
        ("2026-04-04 20:00", 2, "2026-04-07 17:00", 2),
        ("2026-07-20 20:00", 2, "2026-07-22 17:00", 2),
        # The end of the year: Friday 1 January is none.
        ("2026-12-31 23:50", 1, "2027-01-04 17:00", 1),
        # Clocks go forward on 29 March 2026, and back on 25 October 2026.
        ("2026-03-27 22:00", 1, "2026-03-30 17:00", 2),
        ("2026-10-23 22:00", 2, "2026-10-26 17:00", 1),
    ],
)
def test_an_urgent_outcome_is_due_at_the_end_of_the_next_working_day(
    at: str, offset: int, due: str, offset_due: int
) -> None:
    expected = brussels(due, offset_due)
    assert due_after(brussels(at, offset), urgent=True, rules=ZoneRules()) == expected


@pytest.mark.parametrize(
    ("at", "offset", "due", "offset_due"),
    [
        ("2026-11-24 13:00", 1, "2026-12-01 17:00", 1),
        # After seven days it is Saturday: Monday then. Or Easter Monday: Tuesday.
        ("2026-11-28 13:00", 1, "2026-12-07 17:00", 1),
        ("2026-03-30 13:00", 2, "2026-04-07 17:00", 2),
        ("2026-07-14 13:00", 2, "2026-07-22 17:00", 2),
        # Christmas is a Friday.
        ("2026-12-18 13:00", 1, "2026-12-28 17:00", 1),
        ("2026-03-24 13:00", 1, "2026-03-31 17:00", 2),
        ("2026-10-20 13:00", 2, "2026-10-27 17:00", 1),
    ],
)
def test_any_other_outcome_is_due_after_seven_days_on_a_working_day(
    at: str, offset: int, due: str, offset_due: int
) -> None:
    expected = brussels(due, offset_due)
    assert due_after(brussels(at, offset), urgent=False, rules=ZoneRules()) == expected


def test_a_zone_may_give_itself_more_time() -> None:
    rules = replace(ZoneRules(), urgent_due_days=3, other_due_days=1)
    friday = brussels("2026-11-27 12:00", 1)
    assert due_after(friday, urgent=True, rules=rules) == brussels("2026-12-02 17:00", 1)
    assert due_after(friday, urgent=False, rules=rules) == brussels("2026-11-30 17:00", 1)
