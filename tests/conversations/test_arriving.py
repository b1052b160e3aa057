"""What people mail or text becomes a report of the person whose address it is, once, and tells nobody who is known."""

import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client

from belfry.conversations.arriving import MOST_OF_ONE_A_DAY, Arriving
from belfry.delivery.channels.contract import Inbound
from belfry.delivery.inbox import take
from belfry.delivery.models import Arrival, Envelope, Event, Message, Suppression
from belfry.delivery.slots import open_slot
from belfry.delivery.texts import KEPT, hand_over
from belfry.people.queries import endpoints_of
from belfry.program.receive import CALL, FINE, LATER, Receiver
from belfry.program.unsealing.telling import WHEN, Told
from belfry.sealing import client as sealing
from belfry.sealing.errors import NobodyAnswers
from belfry.sealing.kinds import Part
from belfry.sealing.models import ZoneKey
from belfry.sightings.models import Sighting
from belfry.sightings.queries import own_sightings
from belfry.sightings.types import told_in
from tests.bulletins.desk import draft, released
from tests.cast import NOON, Cast
from tests.sightings.keeping import Keeping, keeping

pytestmark = pytest.mark.django_db

OWN = frozenset({"belfry@police.example"})
TO = "belfry@police.example"
CHLOE, DRIES = "chloe.dubois@mail.example", "outsider@elsewhere.example"
JOZEF = "+32470123402"
SEEN = "Hij voelde aan drie deuren in de Meerstraat en liep weg toen er licht aanging."
NOW_HAPPENING = "Er wordt nu ingebroken bij de buren, kom snel!"


@pytest.fixture
def kept(cast: Cast, tmp_path: Path) -> Iterator[Keeping]:
    with time_machine.travel(NOON, tick=False), keeping(cast, tmp_path) as found:
        yield found


@pytest.fixture
def receiver(kept: Keeping) -> Receiver:
    return Receiver(OWN, Arriving())


def mailed(
    receiver: Receiver, text: str = SEEN, *, sender: str = CHLOE, to: str = TO, answers: str = "",
    name: str = "", now: datetime = NOON, headers: str = "",
) -> str:  # fmt: skip
    name = name or f"{uuid.uuid4()}@mail.example"
    raw = (
        f"From: Somebody <{sender}>\r\nTo: <{to}>\r\nSubject: Bonjour\r\nMessage-ID: <{name}>\r\n"
        f"In-Reply-To: <{answers or 'x@y.example'}>\r\n{headers}"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    return receiver.answer(raw.encode(), sender, to, now)


def arrived() -> dict[str, int]:
    return {f"{one.channel} {one.outcome}": one.count for one in Arrival.objects.all()}


def notices(kind: str) -> list[tuple[UUID, str, dict[str, str]]]:
    """Return (endpoint, channel, slots) of the notices of a kind."""
    found = []
    for message in Message.objects.filter(kind=kind):
        row = Envelope.objects.filter(message_id=message.pk).first()
        if row is None:
            continue
        slots = open_slot(message.pk, row.endpoint_id, bytes(row.slot)) if row.slot else {}
        found.append((row.endpoint_id, row.channel, slots))
    return found


def answers() -> int:
    """Return how many notices answer mails and texts."""
    kinds = ["report_received", "call_now", "not_taken", "for_your_eyes"]
    return Message.objects.filter(kind__in=kinds).count()


def texted(kept: Keeping, words: str = SEEN, *, number: str = JOZEF, key: str = "1",
           now: datetime = NOON) -> None:  # fmt: skip
    take("sms", "gateway.example", [Inbound(key, number, words)], now=now)


def hand(arriving: Arriving, now: datetime = NOON) -> int:
    return hand_over(
        lambda channel, endpoint, words: arriving.take_text(channel, endpoint, words, now=now),
        now=now,
    )


def test_a_mail_of_a_member_is_a_report_to_the_own_police(
    kept: Keeping, receiver: Receiver
) -> None:
    assert mailed(receiver) == FINE
    sighting = Sighting.objects.get()
    assert (sighting.network_id, sighting.language) == (kept.cast.stage.meerstraat, "fr")
    told, at = told_in(kept.opened(sighting.pk).plain)
    assert (told.words, told.channel, at) == (SEEN, "email", NOON)
    identity = json.loads(kept.opened(sighting.pk, Part.IDENTITY).plain)
    assert identity["person"] == str(kept.cast.person("member_chloe"))
    assert arrived() == {"email report": 1}


def test_its_author_finds_it_among_the_own_reports(kept: Keeping, receiver: Receiver) -> None:
    mailed(receiver)
    ((row, _),) = own_sightings(kept.session_of("member_chloe"))
    assert row == Sighting.objects.get()
    assert own_sightings(kept.session_of("member_anke")) == []


def test_no_word_and_no_hour_of_it_stand_in_the_database(kept: Keeping, receiver: Receiver) -> None:
    name = "een-zonderling-kenteken@mail.example"
    mailed(receiver, "Zonderlingwoord liep om het huis van de buren.", name=name,
           now=NOON + timedelta(minutes=17, seconds=23))  # fmt: skip
    with connection.cursor() as cursor:
        for table in ("sightings_sighting", "delivery_event", "delivery_arrival", "audit_entry"):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            rows = " ".join(text for (text,) in cursor.fetchall())
            for secret in ("Zonderling", "zonderling", CHLOE, "17:23"):
                assert secret not in rows


def test_the_receipt_comes_later_by_mail_and_the_ledger_forgets_to_whom(
    kept: Keeping, receiver: Receiver
) -> None:
    mailed(receiver)
    kept.keeper.tell_who_is_due(NOON + timedelta(seconds=59))
    assert notices("report_received") == []
    last = NOON + WHEN[Told.EMAIL][1]
    kept.keeper.tell_who_is_due(last)
    ((endpoint, channel, slots),) = notices("report_received")
    assert endpoint in endpoints_of(kept.cast.person("member_chloe"))
    assert channel == "email"
    assert slots["receipt"] == Sighting.objects.get().receipt
    assert SEEN not in str(slots)
    Envelope.objects.update(state="accepted", slot=None, settled_at=last)
    kept.keeper.tell_who_is_due(last)
    assert notices("report_received") == []


def test_the_same_mail_again_is_kept_once(kept: Keeping, receiver: Receiver) -> None:
    for _ in range(3):
        assert mailed(receiver, name="one@mail.example") == FINE
    assert Sighting.objects.count() == 1
    assert arrived() == {"email report": 1}


def test_a_stranger_hears_what_a_member_hears_and_is_only_counted(receiver: Receiver) -> None:
    before = Event.objects.count()
    assert mailed(receiver, sender=DRIES) == mailed(receiver) == FINE
    assert mailed(receiver, NOW_HAPPENING, sender=DRIES) == mailed(receiver, NOW_HAPPENING) == CALL
    assert arrived() == {"email stranger": 1, "email report": 1, "email urgent": 2}
    assert Sighting.objects.count() == 1
    # Of the stranger only that this mail was seen.
    assert Event.objects.filter(endpoint__isnull=False).count() == before


def test_somebody_known_who_belongs_to_no_network_is_a_stranger(receiver: Receiver) -> None:
    mailed(receiver, sender="hilde.vermeulen@mail.example")
    assert arrived() == {"email stranger": 1}


def test_urgent_words_are_answered_at_the_address_we_know_once_an_hour(
    kept: Keeping, receiver: Receiver
) -> None:
    for minutes in (0, 10, 70):
        now = NOON + timedelta(minutes=minutes)
        assert mailed(receiver, NOW_HAPPENING, now=now) == CALL
    assert Sighting.objects.count() == 0
    told = notices("call_now")
    assert len(told) == 2
    assert {endpoint for endpoint, _, _ in told} <= endpoints_of(kept.cast.person("member_chloe"))


def test_an_answer_names_the_message_and_comes_from_any_address_that_has_it(
    kept: Keeping, receiver: Receiver
) -> None:
    release = released(kept.cast, what=draft(kept.cast.stage.meerstraat))
    endpoint = next(iter(endpoints_of(kept.cast.person("member_chloe"))))
    row = Envelope.objects.get(endpoint_id=endpoint, channel="email")
    name = f"{row.message_id}.{row.endpoint_id}@police.example"
    later = NOON + timedelta(hours=1)
    mailed(receiver, answers=name, now=later)
    mailed(receiver, sender="chloe.au.travail@firm.example", answers=name, now=later)
    assert [one.about for one in Sighting.objects.all()] == [release.bulletin_id] * 2
    mailed(receiver, sender=DRIES, answers=f"{row.message_id}.{uuid.uuid4()}@police.example")
    assert Sighting.objects.count() == 2


@pytest.mark.parametrize("to", ["belfry+winkelhart@police.example", TO])
def test_an_address_of_a_network_chooses_among_the_own_ones_only(
    kept: Keeping, receiver: Receiver, to: str
) -> None:
    mailed(receiver, to=to)
    assert Sighting.objects.get().network_id == kept.cast.stage.meerstraat


def test_origin_alone_is_explained_and_not_kept(kept: Keeping, receiver: Receiver) -> None:
    words = "Il y avait un homme de type nord-africain dans la rue."
    assert mailed(receiver, words) == FINE
    ((_, _, slots),) = notices("not_taken")
    assert "vêtements" in slots["reason"]
    assert Sighting.objects.count() == 0
    assert arrived() == {"email refused": 1}


def test_talk_of_patrols_is_kept_for_the_officer_and_answered_with_the_law(
    kept: Keeping, receiver: Receiver
) -> None:
    mailed(receiver, "Nous allons patrouiller chaque nuit dans la rue avec les voisins.")
    assert Sighting.objects.get().speaks_of_patrol
    kept.keeper.tell_who_is_due(NOON + WHEN[Told.EMAIL][1])
    ((_, _, slots),) = notices("report_received")
    assert "1934" in slots["advice"]


def test_more_than_one_person_sees_in_a_day_is_not_taken(kept: Keeping, receiver: Receiver) -> None:
    for _ in range(MOST_OF_ONE_A_DAY + 2):
        mailed(receiver)
    assert Sighting.objects.count() == MOST_OF_ONE_A_DAY
    assert arrived()["email too_many"] == 2
    assert len(notices("not_taken")) == 1
    mailed(receiver, now=NOON + timedelta(days=1))
    assert Sighting.objects.count() == MOST_OF_ONE_A_DAY + 1


def test_without_a_key_of_the_police_the_writer_is_told_to_call(
    kept: Keeping, receiver: Receiver
) -> None:
    ZoneKey.objects.filter(zone_id=kept.cast.stage.beiaard).update(retired_at=NOON)
    mailed(receiver)
    assert len(notices("not_taken")) == 1
    assert Sighting.objects.count() == 0


def test_what_cannot_be_sealed_stays_with_the_relay_and_is_taken_when_it_comes_again(
    kept: Keeping, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise NobodyAnswers

    with monkeypatch.context() as away:
        away.setattr(sealing, "_asked", nobody)
        assert mailed(receiver, name="one@mail.example") == LATER
    assert (Event.objects.count(), arrived()) == (0, {})
    assert mailed(receiver, name="one@mail.example") == FINE
    assert Sighting.objects.count() == 1


@pytest.mark.parametrize(
    "headers", ["Auto-Submitted: auto-replied\r\n", "List-Id: <list.example>\r\n"]
)
def test_machines_and_lists_are_neither_kept_nor_answered(receiver: Receiver, headers: str) -> None:
    assert mailed(receiver, headers=headers) == FINE
    assert (Sighting.objects.count(), answers(), arrived()) == (0, 0, {})


def test_a_mail_that_only_quotes_is_nothing(receiver: Receiver) -> None:
    assert mailed(receiver, "> What you wrote") == FINE
    assert arrived() == {}


def test_the_socket_tells_by_a_written_report_of_no_other(kept: Keeping) -> None:
    existing = kept.report()
    chloe = kept.cast.person("member_chloe")
    made = [sealing.tag_for_writer(chloe, "email") for _ in range(2)]
    assert existing not in {report for report, _ in made}
    assert len({tag.value for _, tag in made}) == 2
    kept.keeper.tell_who_is_due(NOON + timedelta(hours=2))
    assert answers() == 0


def test_a_text_is_sealed_until_it_is_a_report_of_whose_number_it_is(kept: Keeping) -> None:
    texted(kept)
    texted(kept)
    event = Event.objects.get()
    assert SEEN.encode() not in bytes(event.text or b"")
    assert hand(Arriving()) == 1
    sighting = Sighting.objects.get()
    told, _ = told_in(kept.opened(sighting.pk).plain)
    assert (told.words, told.channel) == (SEEN, "sms")
    event.refresh_from_db()
    assert (event.text, event.endpoint, event.outcome) == (None, None, "applied")
    assert hand(Arriving()) == 0
    kept.keeper.tell_who_is_due(NOON + WHEN[Told.SMS][1])
    ((endpoint, channel, slots),) = notices("report_received")
    assert endpoint in endpoints_of(kept.cast.person("member_jozef"))
    assert (channel, slots["receipt"]) == ("sms", sighting.receipt)


def test_an_urgent_text_is_answered_with_the_number_to_call(kept: Keeping) -> None:
    texted(kept, NOW_HAPPENING)
    texted(kept, NOW_HAPPENING, number="+32470999999", key="2")
    hand(Arriving())
    ((_, channel, _),) = notices("call_now")
    assert channel == "sms"
    assert arrived() == {"sms urgent": 2}
    assert Sighting.objects.count() == 0


def test_a_text_of_a_number_that_nobody_has_is_only_counted(kept: Keeping) -> None:
    texted(kept, number="+32470999999")
    hand(Arriving())
    assert arrived() == {"sms stranger": 1}
    assert Event.objects.get().endpoint is None
    assert answers() == 0


@pytest.mark.parametrize("word", ["STOP", "Arrêt", "abbestellen", "uitschrijven", "START"])
def test_an_order_in_any_language_is_no_report(kept: Keeping, word: str) -> None:
    texted(kept, word)
    assert Event.objects.get().text is None
    assert hand(Arriving()) == 0


def test_a_text_that_waited_for_an_hour_is_wiped(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise NobodyAnswers

    texted(kept)
    with monkeypatch.context() as away:
        away.setattr(sealing, "_asked", nobody)
        with pytest.raises(NobodyAnswers):
            hand(Arriving())
    assert Event.objects.get().text is not None
    assert hand(Arriving(), NOON + KEPT + timedelta(seconds=1)) == 1
    assert Event.objects.get().text is None
    assert arrived() == {"sms too_late": 1}


def suppressed() -> list[tuple[UUID, str]]:
    return list(Suppression.objects.values_list("endpoint_id", "scope"))


@pytest.mark.parametrize("word", ["STOP", "Stop svp", "Se désabonner", "Abmelden", "unsubscribe"])
def test_stop_by_mail_ends_what_the_link_ends_and_is_confirmed_once_with_the_way_back(
    kept: Keeping, receiver: Receiver, client: Client, word: str
) -> None:
    for _ in range(3):
        assert mailed(receiver, word) == FINE
    ((endpoint, scope),) = suppressed()
    assert scope == f"network:{kept.cast.stage.meerstraat}"
    ((told, _, slots),) = notices("mails_stopped")
    assert told == endpoint
    assert endpoint in endpoints_of(kept.cast.person("member_chloe"))
    page = slots["url"].removeprefix(settings.BASE_URL)
    assert b'name="undo"' in client.get(page).content
    assert len(suppressed()) == 1
    client.post(page, {"undo": "yes"})
    assert suppressed() == []
    assert (Sighting.objects.count(), arrived()) == (0, {"email stop": 3})


def test_stop_below_a_message_ends_the_network_of_that_message_where_it_went(
    kept: Keeping, receiver: Receiver
) -> None:
    released(kept.cast, what=draft(kept.cast.stage.meerstraat))
    endpoint = next(iter(endpoints_of(kept.cast.person("member_chloe"))))
    row = Envelope.objects.get(endpoint_id=endpoint, channel="email")
    name = f"{row.message_id}.{row.endpoint_id}@police.example"
    mailed(receiver, "Stop", sender="chloe.au.travail@firm.example", answers=name)
    assert suppressed() == [(endpoint, f"network:{kept.cast.stage.meerstraat}")]
    mailed(receiver, "Start", answers=name)
    assert suppressed() == []
    assert len(notices("mails_stopped")) == 1


def test_a_stranger_who_writes_stop_is_only_counted(receiver: Receiver) -> None:
    mailed(receiver, "STOP", sender=DRIES)
    assert (suppressed(), arrived()) == ([], {"email stranger": 1})


def test_a_story_below_a_subject_that_says_stop_is_a_report(receiver: Receiver) -> None:
    raw = (
        f"From: <{CHLOE}>\r\nTo: <{TO}>\r\nSubject: Stop voleurs\r\n"
        f"Message-ID: <1@mail.example>\r\n\r\n{SEEN}\r\n"
    )
    assert receiver.answer(raw.encode(), CHLOE, TO, NOON) == FINE
    assert (suppressed(), Sighting.objects.count()) == ([], 1)
