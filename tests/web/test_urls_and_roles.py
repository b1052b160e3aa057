"""Every address for everybody, in one table; and what no page may ever do.

A cell is the status of the answer; `in` is "please sign in first", `go` any other redirect. A page that also takes a
form has two rows; its form is sent empty, and comes back with 200 to whom it is for. Every address has a row.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from belfry.people.actions import end_sessions
from belfry.program.cast import person_named
from tests.canary import heard_in, written_in
from tests.cast import NOON, Cast, Rehearsal
from tests.web.table import FIGURES, TABLE
from tests.web.things import Things

# What each thing of the table is called in an address.
ARGUMENTS: Mapping[str, tuple[str, str]] = {
    "network": ("network_id", "stage.meerstraat"),
    "zone": ("zone_id", "stage.beiaard"),
    "town": ("municipality_id", "stage.klokdorp"),
    "dossier": ("dossier_id", "dossier"),
    "taken": ("dossier_id", "taken_over"),
    "to_sign": ("dossier_id", "to_sign"),
    "in_review": ("dossier_id", "in_review"),
    "contact": ("dossier_id", "contact_change"),
    "successor": ("dossier_id", "succession"),
    "remark": ("remark_id", "remark"),
    "founder": ("founder_id", "founder"),
    "candidate": ("candidate_id", "candidate"),
    "papers": ("dossier_id", "papers"),
    "asked": ("dossier_id", "asked"),
    "gathering": ("dossier_id", "gathering"),
    "voting": ("dossier_id", "voting"),
    "meeting": ("meeting_id", "meeting"),
    "draft": ("bulletin_id", "draft"),
    "own_draft": ("bulletin_id", "own_draft"),
    "submitted": ("bulletin_id", "submitted"),
    "offered": ("bulletin_id", "offered"),
    "released": ("bulletin_id", "released"),
    "offer": ("release_id", "offered_release"),
    "sending": ("release_id", "released_release"),
    "asked_out": ("release_id", "offered_to_others"),
    "list": ("import_id", "member_list"),
    "chloe": ("membership_id", "chloe"),
    "deputy": ("mandate_id", "deputy_mandate"),
    "absence": ("absence_id", "absence"),
    "leaver": ("token", "unsubscribe_token"),
    "reader": ("token", "feeling_token"),
    "device": ("endpoint_id", "chloe_device"),
    "shown": ("token", "shown_token"),
    "complaint": ("complaint_id", "complaint"),
    "answered": ("token", "answer_token"),
    "sighting": ("sighting_id", "sighting"),
    "question": ("question_id", "question"),
    "to_police": ("question_id", "police_question"),
    "invited": ("token", "invitation_token"),
    "alert": ("bulletin_id", "alert"),
    "fact": ("fact_id", "passed_fact"),
    "proposed_t": ("proposed_id", "proposed_text"),
    "in_force": ("template_id", "alert_template"),
    "measure": ("dossier_id", "measure"),
    "decision": ("step_id", "decision"),
    "asker": ("request_id", "asker"),
    "outsider": ("request_id", "asker_outside"),
    "enrolled": ("token", "confirm_token"),
    "contrib": ("year_id", "contribution"),
    "due": ("due_id", "due"),
}
MAILBOX = "chloe.dubois@mail.example"
NAMED = {
    "box": [MAILBOX],
    "letter": [MAILBOX, "1-1"],
    "phone": ["member-jozef"],
    "supplier": ["voice", "voice.example"],
    "spot": [15, 16830, 11003],
    "model": ["nl", "charter"],
    "amended": ["charter", "nl"],
}
# Addresses that name a thing inside another; what is no thing stands as it is.
INSIDE: Mapping[str, tuple[str | int, ...]] = {
    "section": ("papers", "section"),
    "print": ("papers", "charter", "nl"),
    "sheet": ("papers", "charter", "nl", 1),
    "flyer": ("gathering", "flyer"),
    "signature": ("to_sign", "officer_signature"),
    "exact": ("to_sign", "exact_file"),
    "to_mayor": ("to_sign", "mayor"),
    "own": ("meeting", "interest"),
    "stickers": ("meerstraat", "stickers"),
    "matter": ("town_matter",),
    "settled": ("beiaard", 1),
    "arson": ("beiaard", "arson"),
    "on_chloe": ("meerstraat", "chloe_person"),
    "definitive": ("measure", "definitive"),
    "reprimand": ("measure", "reprimand"),
    "elsewhere": ("meerstraat", "winkelhart"),
}
# What an act is told; an act without a line is told nothing.
TOLD: Mapping[str, Mapping[str, str]] = {
    "language": {"language": "fr"},
    "demo_phone_switch": {"power": "off"},
    "demo_phone_say": {"text": "STOP"},
    "bulletin_short": {"language": "nl"},
    "bulletin_words": {"language": "nl"},
    "own_message_words": {"language": "nl"},
    "feel": {"feeling": "calmer", "useful": "yes"},
    "release_hold": {"reason": "Tomorrow is better."},
    "release_decline": {"reason": "Not here."},
    "operator_retry": {"channel": "email", "cause": "temporary"},
    "member_open": {"reason": "reach"},
    "bulletin_send_back": {"remark": "Please add when it happened."},
}
# Who opens a member list, or one member, is recorded (H15); nothing else of a GET stays.
RECORD = {"audit_chain", "audit_entry"}
RECORDED = {
    "members": RECORD,
    "member": RECORD,
    "member_remove": RECORD,
    "member_relay": RECORD,
    "joining": RECORD,
    "joining_request": RECORD,
    "contribution": RECORD,
}
# Where a session and the limits of tries live.
OURS = {"django_session", configured.CACHES["default"]["LOCATION"]}

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
# A caught mail is shown in a frame that may do nothing but look like itself.
POLICIES = {
    "demo_letter": POLICY | {"frame-src 'self'"},
    "demo_letter_html": {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "sandbox",
    },
}
FRAMED = {"demo_letter_html"}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|<[^>]*\s(?:style|on\w+|hx-on[\w:-]*)\s*=|javascript:",
    re.IGNORECASE,
)
MAIL = """\
Subject: Garden sheds opened
Content-Type: text/html; charset=utf-8

<p style="color: green">Two garden sheds were opened.</p>
"""

Row = tuple[str, str, str, dict[str, str]]


def rows() -> Iterator[Row]:
    """Yield (verb, address, thing, answer by column)."""
    for line in TABLE.strip().splitlines()[1:]:
        verb, name, thing, *cells = line.split()
        yield verb, name, thing, dict(zip(FIGURES, cells, strict=True))


def addresses(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        else:
            yield from addresses(pattern)


def test_every_address_stands_in_the_table_and_no_other() -> None:
    assert {name for _, name, _, _ in rows()} == set(addresses(get_resolver()))


@pytest.fixture
def things(
    dress_rehearsal: Rehearsal, cast: Cast, settings: Settings, tmp_path: Path
) -> Iterator[Things]:
    settings.MAIL_DIR = tmp_path
    settings.PHONES_DIR = tmp_path / "phones"
    (tmp_path / MAILBOX).mkdir()
    (tmp_path / MAILBOX / "1-1.eml").write_text(MAIL)
    made = dress_rehearsal.things
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        yield made


@pytest.fixture(params=FIGURES)
def column(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def signed_in(column: str) -> Client:
    client = Client()
    if FIGURES[column]:
        assert client.post(reverse("demo_as", args=[FIGURES[column]])).status_code == 302
    return client


def url_of(name: str, thing: str, cast: Cast, things: Things) -> str:
    if thing in ARGUMENTS:
        argument, place = ARGUMENTS[thing]
        where, _, attribute = place.rpartition(".")
        return reverse(name, kwargs={argument: getattr(cast.stage if where else things, attribute)})
    if thing in INSIDE:
        inside = [
            getattr(things, str(one), getattr(cast.stage, str(one), one)) for one in INSIDE[thing]
        ]
        return reverse(name, args=inside)
    return reverse(name, args=NAMED.get(thing, [] if thing == "-" else [thing]))


def asked(client: Client, verb: str, name: str, url: str) -> Any:
    """Return the answer; what an act changed is taken back, in the database and in the browser."""
    if verb == "GET":
        return client.get(url)
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = client.post(url, TOLD.get(name, {}))
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def answer(response: HttpResponse) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response["Location"].startswith(reverse("sign_in")) else "go"


def changes() -> dict[str, int]:
    """Return how many rows this transaction wrote, by table, savepoints included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def policy_of(response: HttpResponse) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


def test_everybody_gets_the_answer_of_the_table_and_no_page_breaks_the_rules(
    column: str, cast: Cast, things: Things
) -> None:
    client = signed_in(column)
    wrong, loose, inline, changed, heard = [], [], [], [], set()
    for verb, name, thing, cells in rows():
        before = changes()
        response = asked(client, verb, name, url_of(name, thing, cast, things))
        got, row = answer(response), f"{verb} {name}"
        if got != cells[column]:
            wrong.append(f"{row}: {got}, not {cells[column]}")
        touched = {table for table, count in changes().items() if count != before.get(table, 0)}
        if verb == "GET" and touched - OURS - RECORDED.get(name, set()):
            changed.append(f"{row}: {sorted(touched)}")
        if is_page(response) and policy_of(response) != POLICIES.get(name, POLICY):
            loose.append(f"{row}: {response['Content-Security-Policy']}")
        if is_page(response) and name not in FRAMED:
            inline += [f"{row}: {found}" for found in INLINE.findall(response.content.decode())]
        if heard_in(written_in(response)):
            heard.add(name)
    # Nobody sees who reported, or what; on the list she is a number.
    assert heard == set()
    assert (wrong, changed, loose, inline) == ([], [], [], [])


def test_acts_are_not_done_by_opening_them(cast: Cast, things: Things) -> None:
    client = signed_in("coor")
    both = {name for verb, name, _, _ in rows() if verb == "GET"}
    acts = {
        name: client.get(url_of(name, thing, cast, things)).status_code
        for verb, name, thing, _ in rows()
        if verb == "POST" and name not in both
    }
    assert acts == dict.fromkeys(acts, 405)
    assert len(acts) > 15


def test_a_write_would_be_seen(cast: Cast) -> None:
    before = changes().get("people_person", 0)
    end_sessions(person_named("member-chloe"))
    assert changes()["people_person"] == before + 1


def test_inline_code_would_be_seen() -> None:
    bad = [
        "<script>x()</script>",
        "<p style='color:red'>",
        '<a onclick="x()">',
        "<style>p{}</style>",
    ]
    assert [text for text in bad if not INLINE.search(text)] == []
    assert (
        INLINE.search('<script src="/static/built/app.js" defer></script><p class="style">') is None
    )
