"""An exercise is another world: every word says so, nobody outside it is reached, and nothing of it counts elsewhere."""

import email
import email.policy
import os
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from belfry.config import environment
from belfry.core import mode
from belfry.core.mode import MARKS
from belfry.delivery.dispatching import deliver_waiting, new_dispatcher
from belfry.delivery.exercises import marked, takes_part
from belfry.delivery.models import Message
from belfry.people.models import Person
from belfry.program.check import faults
from belfry.program.errors import CannotStart
from belfry.program.surroundings import check_lived_in
from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT
from tests.cast import NOON, Cast
from tests.delivery.ledger import broadcast_to, states, tallies
from tests.delivery.relay import Relay
from tests.delivery.sms.centre import PASSWORD, centre_in, on_phones
from tests.delivery.test_dispatcher import running_one
from tests.delivery.test_mailing import parts, released
from tests.delivery.test_sms_end_to_end import written
from tests.waiting import wait_until

CHLOE = "chloe.dubois@mail.example"
WORDS = {
    "sender": "s",
    "subject": "s",
    "text": "t",
    "html": "<p>h</p>",
    "short": "k",
    "spoken": "z",
}


@pytest.fixture
def exercise(settings: Settings) -> Settings:
    """Exercise, with Chloé and one phone."""
    settings.MODE = "exercise"
    settings.EXERCISE_RECIPIENTS = frozenset({CHLOE, "@police.example", "+32470123456"})
    return settings


def sent(settings: Settings) -> list[EmailMessage]:
    """Deliver over a socket; return the mails."""
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=NOON)
    found = []
    for taken in relay.journal.mails:
        mail = email.message_from_bytes(taken.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        found.append(mail)
    return found


def test_only_who_takes_part_gets_a_mail_and_it_says_so_everywhere(
    cast: Cast, exercise: Settings
) -> None:
    released(cast)
    mails = sent(exercise)
    assert {str(mail["To"].addresses[0].addr_spec) for mail in mails} == {CHLOE}
    bulletin = next(mail for mail in mails if mail["X-Belfry-Bulletin"])
    text, page = parts(bulletin)
    assert bulletin["Subject"].startswith("[EXERCICE] ")
    assert bulletin["From"].addresses[0].display_name.startswith("[EXERCICE] ")
    assert text.startswith("[EXERCICE]\n")
    assert "[EXERCICE]</p>" in page.partition("<h1")[0]
    # What was approved stays as it was approved.
    assert "EXERCICE" not in str(Message.objects.get(kind="bulletin").texts)


def test_everybody_else_is_settled_with_the_reason(cast: Cast, exercise: Settings) -> None:
    broadcast = broadcast_to(3)
    assert sent(exercise) == []
    assert states(broadcast) == tallies(broadcast) == {"suppressed no_part": 3}


def test_notices_are_marked_too(exercise: Settings, db: None) -> None:
    exercise.EXERCISE_RECIPIENTS = frozenset({"@mail.example"})
    broadcast_to(1)
    (mail,) = sent(exercise)
    assert mail["Subject"].startswith("[OEFENING] ")


def test_outside_an_exercise_nothing_is_marked(cast: Cast, settings: Settings) -> None:
    released(cast)
    for mail in sent(settings):
        assert not any(mark in mail["Subject"] for mark in MARKS.values())


@pytest.mark.usefixtures("ledger")
def test_a_text_reaches_only_the_phones_of_the_exercise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exercise: Settings
) -> None:
    with centre_in(tmp_path / "phones") as centre:
        url = f"smpp://belfry:{PASSWORD}@127.0.0.1:{centre.port}/?from=8850&connections=1"
        monkeypatch.setenv("BELFRY_SMS_URL", url)
        broadcast = written("+32470123456", "+32470123457")
        with running_one(new_dispatcher("sms")):
            wait_until(lambda: states(broadcast).get("suppressed no_part") == 1)
            wait_until(lambda: on_phones(tmp_path / "phones").keys() >= {"+32470123456"})
        found = on_phones(tmp_path / "phones")
    assert found.keys() == {"+32470123456"}
    assert all(text.startswith("[OEFENING] ") for text in found["+32470123456"])


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_every_form_begins_with_the_mark(exercise: Settings, language: str) -> None:
    said = marked(WORDS, language)
    for form in WORDS:
        assert MARKS[language] in said[form].partition(WORDS[form])[0], form


@pytest.mark.parametrize(
    ("kind", "address", "part"),
    [
        ("email", CHLOE, True),
        ("email", "Chloe.Dubois@Mail.Example", True),
        ("email", "an@police.example", True),
        ("email", "an@not.police.example", False),
        ("email", "police.example@mail.example", False),
        ("phone", "+32470123456", True),
        ("phone", "+32470123457", False),
        ("push", '{"endpoint":"https://fcm.googleapis.com/a@police.example"}', False),
    ],
)
def test_who_takes_part(exercise: Settings, kind: str, address: str, part: bool) -> None:
    assert takes_part(kind, address) is part


def test_an_empty_list_is_nobody(exercise: Settings) -> None:
    exercise.EXERCISE_RECIPIENTS = frozenset()
    assert not takes_part("email", CHLOE)
    assert not takes_part("email", "")


@pytest.mark.parametrize("value", ["mail.example", "an@", "0470123456", "+3", "an@police"])
def test_a_list_that_cannot_be_read_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("BELFRY_EXERCISE_RECIPIENTS", value)
    with pytest.raises(ImproperlyConfigured, match="must look like"):
        environment.exercise_recipients("exercise")


def test_a_live_installation_with_such_a_list_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELFRY_EXERCISE_RECIPIENTS", "An@police.example, +32 470 12 34 56")
    with pytest.raises(ImproperlyConfigured, match="belongs to an exercise"):
        environment.exercise_recipients("live")
    assert environment.exercise_recipients("exercise") == {"an@police.example", "+32470123456"}


def test_key_and_sender_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELFRY_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("BELFRY_MAIL_SENDER", "belfry@police.example")
    pages = "https://belfry.example"
    assert environment.secret_key("live") == "x" * 40
    assert environment.secret_key("exercise") not in {"", "x" * 40}
    assert environment.secret_key("exercise") == environment.secret_key("exercise")
    assert environment.mail_sender(pages, "live") == "belfry@police.example"
    assert environment.mail_sender(pages, "exercise") == "exercise-belfry@police.example"


def test_cookies_have_other_names() -> None:
    told = (
        "from belfry.config import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    )
    asked = {**os.environ, "BELFRY_MODE": "exercise", "BELFRY_BASE_URL": "https://belfry.example"}
    told = subprocess.run(
        [sys.executable, "-c", told], env=asked, capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == ["__Host-exercise-session", "__Host-exercise-csrf"]


@pytest.mark.django_db
def test_a_session_of_live_opens_nothing_in_an_exercise(
    cast: Cast, client: Client, settings: Settings
) -> None:
    client.force_login(Person.objects.get(pk=cast.person("member_chloe")), backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = timezone.now().timestamp()
    session.save()
    assert "sign-in" not in client.get("/archive/").get("Location", "")
    settings.SECRET_KEY = environment.secret_key("exercise")
    assert "/sign-in/" in client.get("/archive/")["Location"]


@pytest.mark.django_db
def test_the_first_start_decides_in_which_mode_a_database_lives(settings: Settings) -> None:
    settings.MODE = "exercise"
    assert mode.mode_of_home() == ""
    check_lived_in()
    assert mode.mode_of_home() == "exercise"
    assert mode.may_leave()
    settings.MODE = "live"
    assert not mode.may_leave()
    with pytest.raises(CannotStart, match="lives in mode exercise"):
        check_lived_in()
    assert [line for line in faults() if line.startswith("mode:")]


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "then"), [("live", "exercise"), ("live", "demo")])
def test_a_live_database_starts_in_no_other_mode(settings: Settings, first: str, then: str) -> None:
    settings.MODE = first
    check_lived_in()
    check_lived_in()
    settings.MODE = then
    with pytest.raises(CannotStart):
        check_lived_in()


@pytest.mark.django_db
def test_a_copy_may_be_looked_at_in_an_exercise_and_sends_nothing(settings: Settings) -> None:
    settings.MODE = "live"
    check_lived_in()
    mode.make_copy()
    settings.MODE = "exercise"
    check_lived_in()
    assert not mode.may_leave()


@pytest.mark.django_db
def test_what_leaves_uses_relays_of_the_world_in_an_exercise_that_is_no_copy(
    settings: Settings,
) -> None:
    settings.MODE, settings.SMTP_URLS = "exercise", ["smtp+starttls://relay.police.example:587"]
    carrier = new_dispatcher().carrier
    assert set(carrier.condition()) == {"relay.police.example:587"}
    carrier.close()
    mode.make_copy()
    carrier = new_dispatcher().carrier
    assert not carrier.condition()
    carrier.close()


@pytest.mark.django_db
def test_every_page_says_so(client: Client, settings: Settings) -> None:
    settings.LANGUAGE_CODE = "nl"
    assert b"strip--exercise" not in client.get("/").content
    settings.MODE = "exercise"
    shown = client.get("/", headers={"accept-language": "nl"}).content.decode()
    assert 'class="exercise"' in shown
    assert "OEFENING" in shown


def test_a_database_of_before_knows_no_modes(settings: Settings, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_home DROP COLUMN mode")
    settings.MODE = "live"
    check_lived_in()
    assert mode.may_leave()
