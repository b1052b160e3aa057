"""A report: who may send one, what it may say, and what of it stands in the database."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from belfry.audit.models import Entry
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.sealing.client import tag_for
from belfry.sealing.errors import NoZoneKey, SignInAgain
from belfry.sealing.kinds import Part
from belfry.sightings.actions.answering import ask, assign
from belfry.sightings.actions.reporting import reply, report
from belfry.sightings.errors import (
    OriginOnly,
    PlaceMissing,
    ReplyMissing,
    ToBeRead,
    TooLong,
    TooMany,
    WordsMissing,
)
from belfry.sightings.models import Letter, Sighting
from belfry.sightings.policies import MOST_A_DAY
from belfry.sightings.queries import own_sightings
from belfry.sightings.types import LONGEST, Suspect, Vehicle, told_in
from tests.cast import NOON, Cast
from tests.sightings.keeping import TOLD, Keeping

pytestmark = pytest.mark.django_db

CANARY = "Zonderlingwoord"


def test_only_the_police_read_what_was_reported(kept: Keeping) -> None:
    told = replace(TOLD, vehicle=Vehicle(kind="van", colour="wit"), suspect=Suspect(age="40"))
    sighting_id = kept.report(told)
    read, at = told_in(kept.opened(sighting_id).plain)
    assert (read, at) == (told, NOON)
    identity = json.loads(kept.opened(sighting_id, Part.IDENTITY).plain)
    assert identity["name"] == "Chloé Dubois"
    assert identity["person"] == str(kept.cast.person("member_chloe"))


def test_the_database_holds_no_word_and_no_author(kept: Keeping) -> None:
    sighting_id = kept.report(replace(TOLD, words=f"{CANARY} voelde aan een deur."))
    chloe = kept.cast.person("member_chloe")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM sightings_sighting s")
        (row,) = cursor.fetchone()
    for secret in (CANARY, CANARY.encode().hex(), str(chloe), chloe.hex, "Chlo", "12:00"):
        assert secret not in row
    entry = Entry.objects.get(subject=f"sighting:{sighting_id}")
    assert entry.person_id is None
    assert (entry.at.hour, entry.at.minute) == (23, 0)  # Midnight in Belgium.


def test_two_reports_of_one_member_have_nothing_in_common(kept: Keeping) -> None:
    rows = [Sighting.objects.get(pk=kept.report()) for _ in range(2)]
    assert len({bytes(row.owner) for row in rows}) == 2
    assert len({row.receipt for row in rows}) == 2


def test_a_report_sent_twice_is_kept_once(kept: Keeping) -> None:
    key = uuid4()
    kept.report(key=key)
    kept.report(key=key)
    assert Sighting.objects.count() == 1


def test_nobody_gets_the_receipt_of_another_by_its_key(kept: Keeping) -> None:
    key = kept.report()
    with pytest.raises(NotFound):
        kept.report(by="member_anke", key=key)


@pytest.mark.parametrize("who", ["outsider_dries", "officer_an", "clerk_nadia", "mayor_luc"])
def test_who_is_not_of_the_network_finds_no_place_to_report(kept: Keeping, who: str) -> None:
    with pytest.raises(NotFound):
        kept.report(by=who)


def test_a_coordinator_reports_like_a_member(kept: Keeping) -> None:
    assert Sighting.objects.get(pk=kept.report(by="coordinator_bram")).state == "received"


def test_a_zone_without_a_key_takes_no_report(kept: Keeping) -> None:
    with pytest.raises(NoZoneKey):
        report(
            kept.cast.outsider_dries,
            kept.cast.stage.hautcloche,
            TOLD,
            key=uuid4(),
            tag=partial(tag_for, kept.session_of("outsider_dries")),
            read=(),
            now=NOON,
        )


def test_a_session_that_is_over_proves_nothing(kept: Keeping) -> None:
    with pytest.raises(SignInAgain):
        kept.report(session_key="x" * 32)
    assert not Sighting.objects.exists()


def test_something_else_needs_words_and_every_report_a_place(kept: Keeping) -> None:
    with pytest.raises(WordsMissing):
        kept.report(replace(TOLD, behaviour="other", words=" "))
    with pytest.raises(PlaceMissing):
        kept.report(replace(TOLD, place=" "))
    with pytest.raises(TooLong):
        kept.report(replace(TOLD, words="woord " * LONGEST))


def test_origin_alone_is_refused_whatever_was_read(kept: Keeping) -> None:
    with pytest.raises(OriginOnly):
        kept.report(
            replace(TOLD, words="Het waren buitenlanders."),
            read=("ethnic_only", "urgent_now"),
            by="member_jozef",
        )


def test_what_sounds_urgent_is_asked_again_and_nothing_is_kept(kept: Keeping) -> None:
    told = replace(TOLD, words="Er staat nu iemand in mijn tuin.")
    with pytest.raises(ToBeRead) as refused:
        kept.report(told, by="member_jozef")
    assert "urgent_now" in refused.value.details["labels"]  # type: ignore[operator]
    assert not Sighting.objects.exists()
    kept.report(told, by="member_jozef", read=("urgent_now",))
    assert Sighting.objects.count() == 1


def test_talk_of_patrols_is_answered_and_told_to_the_officer(kept: Keeping) -> None:
    told = replace(TOLD, words="Laten we vanavond zelf op patrouille gaan in de straat.")
    with pytest.raises(ToBeRead):
        kept.report(told, by="member_jozef")
    sighting_id = kept.report(told, by="member_jozef", read=("patrol_talk",))
    assert Sighting.objects.get(pk=sighting_id).speaks_of_patrol


def test_a_second_report_on_one_home_within_a_month_is_marked(kept: Keeping) -> None:
    home = replace(TOLD, house="14")
    kept.report(home)
    assert not Sighting.objects.get(pk=kept.report(home, by="member_anke")).is_repeated
    assert Sighting.objects.get(pk=kept.report(home)).is_repeated
    with time_machine.travel(NOON + timedelta(days=40), tick=False):
        later = kept.report(home, now=NOON + timedelta(days=40))
    assert not Sighting.objects.get(pk=later).is_repeated


def test_a_network_reports_no_more_on_one_day_than_people_can_see(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_A_DAY > 100
    monkeypatch.setattr("belfry.sightings.policies.MOST_A_DAY", 1)
    kept.report()
    with pytest.raises(TooMany):
        kept.report()


def asked(kept: Keeping) -> tuple[Cast, Sighting]:
    """Return a report about which officer An asked something."""
    cast, sighting_id = kept.cast, kept.report()
    assign(cast.officer_an, sighting_id, cast.person("officer_an"), now=NOON)
    ask(cast.officer_an, sighting_id, "Welke kleur?", tell=kept.tell, now=NOON)
    return cast, Sighting.objects.get(pk=sighting_id)


def test_the_reporter_reads_the_question_and_replies(kept: Keeping) -> None:
    _, sighting = asked(kept)
    session_key = kept.session_of("member_chloe")
    ((row, own),) = own_sightings(session_key)
    assert (row.pk, list(own.letters.values())) == (sighting.pk, ["Welke kleur?"])
    reply(session_key, sighting.pk, "Blauw", now=NOON)
    sighting.refresh_from_db()
    assert sighting.state == "with_police"
    assert list(kept.opened(sighting.pk).letters.values()) == ["Welke kleur?", "Blauw"]
    entry = Entry.objects.get(act="sighting.replied")
    assert entry.person_id is None


def test_nobody_replies_in_the_place_of_another(kept: Keeping) -> None:
    _, sighting = asked(kept)
    for who in ("member_anke", "coordinator_bram", "officer_an"):
        assert not own_sightings(kept.session_of(who))
        with pytest.raises(NotFound):
            reply(kept.session_of(who), sighting.pk, "Blauw", now=NOON)
    assert Letter.objects.count() == 1


def test_a_reply_has_words_and_is_written_once(kept: Keeping) -> None:
    _, sighting = asked(kept)
    session_key = kept.session_of("member_chloe")
    with pytest.raises(ReplyMissing):
        reply(session_key, sighting.pk, " ", now=NOON)
    reply(session_key, sighting.pk, "Blauw", now=NOON)
    with pytest.raises(MoveNotAllowed):
        reply(session_key, sighting.pk, "Groen", now=NOON)
