"""Who reported, and what, is found in nothing that anybody else gets; `tests/web/test_urls_and_roles.py` looks at every page."""

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import Settings

from belfry.bulletins.queries import words_for
from belfry.conversations.actions import Seen, draft_from
from belfry.delivery.dispatching import deliver_waiting
from belfry.networks.queries import actor_for
from belfry.people.queries import persons_by_id
from belfry.program.unsealing.telling import WITHIN
from belfry.sealing.kinds import Part
from belfry.sightings.actions.answering import answer, ask, assign, close, note_number
from belfry.sightings.actions.reminding import remind_officers
from belfry.sightings.actions.reporting import reply
from belfry.sightings.actions.town import tell_town
from belfry.sightings.models import Sighting
from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT
from tests import canary
from tests.canary import MARKS, OF_HER, heard_in, written_in
from tests.cast import NOON, Cast
from tests.delivery.relay import Relay, Taken
from tests.sealing.test_copy import copy
from tests.sightings.keeping import Keeping, keeping, tag_of_nobody
from tests.test_discretion import Sinks, sinks

__all__ = ["sinks"]

HOUR = timedelta(hours=1)


@pytest.fixture
def kept(cast: Cast, tmp_path: Path) -> Iterator[Keeping]:
    with time_machine.travel(NOON, tick=False), keeping(cast, tmp_path) as found:
        yield found


def browser_of(person_id: UUID) -> Client:
    client = Client()
    client.force_login(persons_by_id([person_id])[person_id], backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = NOON.timestamp()
    session.save()
    return client


def reported(client: Client, cast: Cast) -> UUID:
    """Let the canary fill in the form, as a browser sends it."""
    told, key = canary.TOLD, uuid4()
    fields = {"now": "no", "key": str(key), "network": str(cast.stage.meerstraat), "street": "elsewhere",
              "behaviour": told.behaviour, "moment": told.moment, "place": told.place, "words": told.words,
              "to": ""}  # fmt: skip
    page = client.post("/report/write/", fields).content.decode()
    assert Sighting.objects.get(pk=key).receipt in page
    return key


def story(kept: Keeping, settings: Settings) -> tuple[UUID, list[Taken], str]:
    """A report, a reminder, a question, a reply, a draft from it, an answer; all mails go out.

    Return the report, the mails, and all that was logged or said meanwhile in the pages of others.
    """
    cast, bird = kept.cast, canary.hatch(kept.cast)
    client, an = browser_of(bird), cast.officer_an
    assert an.person_id is not None
    report = reported(client, cast)
    tell_town(
        actor_for(bird, at=NOON),
        cast.stage.meerstraat,
        "Sluikstort.",
        "",
        key=uuid4(),
        tag=tag_of_nobody,
        now=NOON,
    )
    remind_officers(now=NOON)
    assign(an, report, an.person_id, now=NOON)
    note_number(an, report, "AN.12/2026", now=NOON)
    ask(an, report, "Hebt u nog iets gezien?", tell=kept.tell, now=NOON)
    reply(client.session.session_key or "", report, canary.REPLY, now=NOON + HOUR)
    draft = draft_from(an, report, Seen("Putterhoek", "yesterday"), now=NOON + HOUR)
    written = words_for(draft, "nl")
    answer(an, report, "helped", "", tell=kept.tell, now=NOON + HOUR)
    close(an, report, now=NOON + HOUR)
    kept.keeper.tell_who_is_due(NOON + HOUR + WITHIN)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=NOON + HOUR + WITHIN)
    return report, list(relay.journal.accepted()), str(written)


@pytest.mark.django_db
def test_no_mail_row_log_line_or_draft_tells_who_reported_or_what(
    kept: Keeping, settings: Settings, sinks: Sinks
) -> None:
    report, mails, draft = story(kept, settings)
    to_others = [mail for mail in mails if mail.recipients != [canary.MAILBOX]]
    assert len(to_others) >= 3
    for mail in to_others:
        assert heard_in(mail.content.decode() + _clear(mail)) == []
    # Her own mail says her name to herself, and still no word of the report.
    own = [mail for mail in mails if mail.recipients == [canary.MAILBOX]]
    assert own
    for mail in own:
        assert heard_in(_clear(mail), marks=canary.OF_REPORT) == []
    # Ledger, queue, record, sessions, everything: a copy of it holds none of it in clear.
    rows = copy()
    assert {"delivery_message", "procrastinate_jobs", "audit_entry", "django_session"} <= _tables()
    assert [(table, heard) for table, text in rows if (heard := heard_in(text))] == []
    assert str(report) in "".join(text for _, text in rows)
    assert heard_in(sinks.ours.getvalue() + sinks.plain.getvalue() + draft) == []


@pytest.mark.django_db
def test_the_text_says_what_and_not_who_and_the_identity_who_and_not_what(
    kept: Keeping, settings: Settings
) -> None:
    report, _, _ = story(kept, settings)
    text, identity = kept.opened(report), kept.opened(report, Part.IDENTITY)
    said = json.dumps([text.plain, list(text.letters.values())])
    assert set(heard_in(said)) == set(canary.OF_REPORT)
    assert set(heard_in(identity.plain)) >= {"quirijntje", "zilverkanarie", "470665544"}
    assert heard_in(identity.plain, marks=canary.OF_REPORT) == []


@pytest.mark.django_db
def test_an_officer_reads_it_once_as_the_answer_to_the_press_and_the_name_apart(
    kept: Keeping, settings: Settings
) -> None:
    report, _, _ = story(kept, settings)
    officer = browser_of(kept.cast.person("officer_an"))
    address = f"/sightings/{report}/"
    assert heard_in(written_in(officer.get(address))) == []
    # Here officer An is asked for a passkey; in a demonstration the press is enough.
    opened = officer.post(f"{address}open/", {"part": "text", "reason": "to_assess"})
    assert set(heard_in(written_in(opened))) == set(canary.OF_REPORT)
    named = officer.post(f"{address}open/", {"part": "identity", "reason": "to_hear"})
    assert {"quirijntje", "zilverkanarie"} <= set(heard_in(written_in(named), marks=OF_HER))
    assert heard_in(written_in(officer.get(address))) == []
    assert heard_in(written_in(officer.get("/sightings/?all=1"))) == []


@pytest.mark.django_db
def test_what_the_canary_sings_would_be_heard() -> None:
    for mark in MARKS:
        for form in (mark, mark.upper(), mark.encode().hex()):
            assert heard_in(f"... {form} ...") == [mark]


def _clear(mail: Taken) -> str:
    """Return head and parts of a mail, decoded."""
    read = message_from_bytes(mail.content, policy=default)
    parts = [
        str(part.get_content()) for part in read.walk() if part.get_content_maintype() == "text"
    ]
    return "\n".join([*(f"{name}: {value}" for name, value in read.items()), *parts])


def _tables() -> set[str]:
    return set(connection.introspection.table_names())
