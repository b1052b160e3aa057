"""Whatever is typed into a form: no page breaks, nothing typed is lost, and nothing typed is code."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
import time_machine
from django.conf import LazySettings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.lifting import lift_block
from belfry.bulletins.models import Release
from belfry.bulletins.types import Words
from belfry.delivery.dispatching import deliver_waiting
from belfry.networks.kinds import PLANNED, FactType
from belfry.people.actions import add_person
from belfry.people.types import PersonDetails
from tests.bulletins.control_room import TEXTS
from tests.bulletins.desk import LATER, draft, submitted
from tests.cast import NOON, Cast, Rehearsal
from tests.delivery.push.players import VAPID
from tests.delivery.push.test_encryption import POINT
from tests.delivery.relay import Relay
from tests.web.bulletin_forms import OF_BULLETINS
from tests.web.conftest import VISIT, Browse
from tests.web.page import Page
from tests.web.recognition_forms import OF_RECOGNITION
from tests.web.report_forms import OF_REPORTS
from tests.web.signin.steps import AN, CHLOE, App, ask, give_app, newest_code, sign_in, type_code
from tests.web.things import Things

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
BAD = {
    "nothing": "",
    "blanks": " \t ",
    "very long": "x" * 10_000,
    "very long and wide": "é" * 10_000,
    "emoji": "👮‍♀️🚲🇧🇪",
    "NUL": "a\x00b",
    "controls": "a\x01\x07\x1b[31mb\x7f",
    "a script": SCRIPT,
    "a template": "{{ 7|add:7 }}{% now 'Y' %}${7*7}%(name)s %s {0}",
    "a header": "An\r\nBcc: everybody@mail.example\r\n\r\nHello",
    "right to left": "\u202eneeuwts\u202c مرحبا שלום",
    "half a pair": "\ud83d",
    "a query": "'; DROP TABLE people_person; --",
    "a path": "../../../etc/passwd",
    "a number": "9" * 400,
    "a date": "0000-00-00",
    "a far date": "9999-12-31",
    "odd digits": "１２３٤٥٦",
    "brackets": "[" * 5000,
}
# What every form gets. Of the rest each form gets a third, another one than its neighbours.
ALWAYS = {"nothing", "very long", "NUL", "a script", "a template", "half a pair"}
# A choice is compared with a list: how its words are made does not matter.
BAD_CHOICES = {BAD[what] for what in ("nothing", "NUL", "a script", "half a pair", "a number")}


@dataclass(frozen=True)
class Form:
    """A form as it is filled in well: where it goes, who sends it, and its fields.

    Free fields take any text; strict ones addresses, dates and the like; choices come from a list.
    """

    address: str
    who: str
    free: Mapping[str, str] = field(default_factory=dict)
    strict: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)

    def spoilt(self, value: str) -> Iterator[tuple[set[str], dict[str, Any]]]:
        """Yield the fields that hold a bad value, and the whole form: a kind of fields at a time."""
        whole = {**self.free, **self.strict, **self.choices}
        for kind in (self.free, self.strict, self.choices):
            if kind and (kind is not self.choices or value in BAD_CHOICES):
                yield set(kind), {**whole, **dict.fromkeys(kind, value)}


NAMES = {"given_name": "Jan", "family_name": "Peeters"}
PLACE = {
    "street": "Kapelweg",
    "number": "1",
    "box": "",
    "postcode": "9990",
    "municipality": "Klokdorp",
}
QUIET = {"quiet_from": "22:00", "quiet_until": "07:00"}
WORDS = (
    "title",
    "what",
    "where",
    "when",
    "behaviour",
    "description",
    "details",
    "what_to_do",
)
OWN = ("title", "what", "where", "when")
FORMS = {
    "sign in": Form("/sign-in/", "", strict={"address": CHLOE}, choices={"next": "/"}),
    "language": Form("/language/", "", choices={"language": "nl", "next": "/"}),
    "passkey": Form("/sign-in/passkey/", "", choices={"credential": "{}"}),
    "new passkey": Form(
        "/security/passkey/", "officer-an", {"name": "phone"}, choices={"credential": "{}"}
    ),
    "settings": Form(
        "/settings/",
        "member-chloe",
        {},
        {**QUIET, "away_from": "2026-12-20", "back_on": "2027-01-04"},
        {"language": "fr", "without_channels": []},
    ),
    "plan": Form(
        "/networks/{meerstraat}/plan/",
        "coordinator-bram",
        {},
        {**QUIET, "answer_alert": "3", "answer_request": ""},
        {"released_by": "coordinator", "channels_alert": ["email"]},
    ),
    "own message": Form(
        "/networks/{meerstraat}/messages/new/",
        "coordinator-bram",
        {f"{language}-{name}": "Vergadering" for language in ("nl", "fr") for name in OWN},
    ),
    "part of a network": Form("/networks/{meerstraat}/part-of/", "officer-an", choices={"parent": ""}),
    "mandate": Form(
        "/networks/{meerstraat}/people/",
        "officer-an",
        NAMES,
        {"email": "jan@mail.example", "since": "2026-11-24", "until": ""},
        {"task": "deputy", "language": "nl"},
    ),
    "end": Form("/mandates/{deputy_mandate}/end/", "officer-an", strict={"on": "2026-11-24"}),
    "member": Form(
        "/networks/{meerstraat}/members/new/",
        "coordinator-bram",
        {**NAMES, **PLACE, "organisation": ""},
        {"emails": "jan@mail.example", "phones": "0470 11 22 33"},
        {"language": "nl"},
    ),
    "correction": Form(
        "/members/{chloe}/",
        "coordinator-bram",
        {**NAMES, **PLACE, "organisation": ""},
        {"emails": CHLOE, "phones": ""},
        {"language": "fr"},
    ),
    "console": Form(
        "/console/",
        "dispatcher-lotte",
        choices={"q": "Kapelweg 14", "street": "", "chosen": "1", "known": "1", "ago": "5",
                 "earlier": "1", "fact": "intruder_in_progress", "picked": "", "networks": []},
    ),
    "text for alerts": Form(
        "/zones/{beiaard}/alert-texts/arson/",
        "officer-an",
        {f"{language}-{name}": getattr(words, name) for language, words in TEXTS.items()
         for name in ("title", "what", "where", "when", "what_to_do", "short")},
    ),
    "limit": Form("/zones/{beiaard}/ceiling/", "chief-karim", strict={"ceiling": "12,50"}),
    "rules of a zone": Form(
        "/zones/{beiaard}/rules/",
        "chief-karim",
        {"allowed": "Moorstraat: a street", "forbidden": "boef*: we speak of suspects"},
        {"office_number": "09 234 56 78", "further_numbers": "", "valid_from": "",
         "urgent_due_days": "1", "other_due_days": "7", "silence_days": "90",
         **{f"life_{one}": "24" for one in PLANNED},
         **{f"answer_{one}": "24" for one in PLANNED[:-1]}},
        {"night": "nobody", **{f"fact_{one}": "1" for one in FactType}},
    ),
    "neighbour": Form(
        "/members/{chloe}/neighbour/",
        "coordinator-bram",
        choices={"neighbour": "", "agreed": "on"},
    ),
    "message": Form(
        "/bulletins/new/",
        "officer-an",
        {f"nl-{name}": "woord" for name in WORDS},
        {"shape": ""},
        {"bulletin_class": "request", "networks": ["{meerstraat}"], "extent": "whole",
         "streets": [], "others": [], "with_unplaced": "on"},
    ),
    "text for SMS": Form(
        "/bulletins/short/{beiaard}/",
        "officer-an",
        choices={"language": "nl", "bulletin_class": "request", "nl-title": "woord",
                 "nl-where": "woord", "nl-short": "woord", "nl-proposed": ""},
    ),
    "section": Form(
        "/dossiers/{papers}/papers/{section}/",
        "officer-an",
        {"text_nl": "Geen patrouilles.", "text_fr": "Jamais."},
        choices={"version": "1"},
    ),
    "communication plan": Form(
        "/dossiers/{papers}/papers/{arrangements}/",
        "officer-an",
        {"neighbours": "Veldkant"},
        QUIET,
        {"version": "1", "released_by": "police", "stand_in": "deputy", "night": "nobody",
         "channels_alert": ["email"]},
    ),
    "financing plan": Form(
        "/dossiers/{papers}/papers/{figures}/",
        "officer-an",
        {"other_nl": "", "alternative_nl": "De gemeente.", "alternative_fr": "La commune."},
        {"basic_messages": "300", "members": "120", "town": "300", "contribution": "0",
         "subsidy": "0", "subsidy_until": ""},
        {"version": "1"},
    ),
    "circular": Form(
        "/circulars/",
        "reviewer-eva",
        {"reference": "NEW", "note": "Anders."},
        {"dated": "2026-11-01", "valid_from": "2026-11-02"},
    ),
    "remark": Form("/bulletins/{submitted}/send-back/", "chief-karim", {"remark": "Te lang."}),
    "dossier": Form(
        "/dossiers/new/",
        "founder-hilde",
        {"idea": "Tien huizen.", "profession": ""},
        {"name": "Molenwijk"},
        {"network_kind": "residential", "town": "{klokdorp}", "second_town": "", "zone": "",
         "initiative": "residents", "language": "nl", "more_languages": ["fr"],
         "key": "018f2b7c-0000-4000-8000-000000000001"},
    ),
    "consultation": Form(
        "/dossiers/{dossier}/consultation/",
        "clerk-nadia",
        {"remark": "Na de zomer."},
        choices={"answer": "no"},
    ),
    "name of a dossier": Form("/dossiers/{dossier}/name/", "mayor-luc", {"name": "Klokwijk"}),
    "end of a dossier": Form("/dossiers/{dossier}/end/", "mayor-luc", {"reason": "Te weinig."}),
    "founder": Form(
        "/dossiers/{dossier}/founders/",
        "founder-hilde",
        {"given_name": "Nora", "family_name": "Claes"},
        {"address": "nora.claes@mail.example"},
    ),
    "candidate": Form(
        "/dossiers/{gathering}/candidates/",
        "founder-hilde",
        {"given_name": "Nora", "family_name": "Claes"},
        {"address": "nora.claes@mail.example"},
        {"part": "deputy"},
    ),
    "declaration": Form(
        "/candidates/{candidate}/",
        "outsider-dries",
        choices={"age": "adult", "criteria": ["balanced"], "consent": "on"},
    ),
    "place": Form("/where/", "", {"street": "Kapelweg", "town": "Klokdorp"}),
    "question to a network": Form(
        "/where/{meerstraat}/",
        "",
        strict={"name": "Nora Claes", "address": "nora.claes@mail.example"},
        choices={"wish": "join"},
    ),
    "beginning": Form(
        "/start/",
        "",
        {"given_name": "Nora", "family_name": "Claes", "idea": "Tien huizen."},
        {"address": "nora.claes@mail.example"},
        {"town": "{klokdorp}", "network_kind": "residential"},
    ),
    "approval": Form("/bulletins/{submitted}/approve/", "chief-karim", choices={"seen": ""}),
    "another try": Form(
        "/operator/retry/", "operator-sam", choices={"channel": "email", "cause": "temporary"}
    ),
    "switch": Form("/demo/phones/member-chloe/switch/", "", choices={"power": "off"}),
    "answer": Form("/demo/phones/member-chloe/answer/", "", choices={"call": "1-0", "how": "key"}),
    "SMS of a phone": Form("/demo/phones/member-chloe/say/", "", choices={"text": "STOP"}),
    "opening": Form("/demo/phones/member-chloe/open/", "", choices={"notification": "1-0"}),
    "survey": Form(
        "/dossiers/{surrounded}/survey/",
        "founder-hilde",
        {},
        {"quorum": "40", "closes_on": "2026-12-24"},
        {"unit": "home", "rule": "answers"},
    ),
    "answers on paper": Form(
        "/dossiers/{asked}/survey/paper/",
        "clerk-nadia",
        strict={"line0-code": "K7QMT4X2WD"},
        choices={"line0-answer": "yes"},
    ),
    "code of a letter": Form("/answer/", "", strict={"code": "K7QMT4X2WD"}),
    "meeting": Form(
        "/dossiers/{gathering}/meeting/",
        "founder-hilde",
        {"room_wish": "Sixty chairs."},
        {"day": "2026-12-10", "time": "19:30", "place": "Markt 1"},
    ),
    "room": Form(
        "/dossiers/{gathering}/meeting/room/",
        "clerk-nadia",
        {"remark": "Hall 2."},
        choices={"given": "yes"},
    ),
    "networks of other police": Form(
        "/bulletins/{released}/neighbours/", "officer-an", choices={"networks": ""}
    ),
    "taking back": Form(
        "/bulletins/{released}/correct/", "officer-an", choices={"code": "wrong_place"}
    ),
    "how it ended": Form(
        "/bulletins/{released}/outcome/", "officer-an", choices={"code": "found", "own": "1"}
    ),
    "who owes it": Form("/bulletins/{released}/owner/", "officer-an", choices={"owner": ""}),
    "complaint": Form(
        "/archive/{released}/complaint/", "member-chloe", {"words": "Nee."},
        choices={"grievance": "wrong"},
    ),
    "complaint with a code": Form(
        "/complaint/", "", {"words": "Nee."},
        {"code": "7F3K-92QX", "email": "nora@mail.example"}, {"grievance": "wrong"},
    ),
    "answer to a complaint": Form("/complaints/{complaint}/", "officer-an", {"answer": "Dank u."}),
    "unsubscribing": Form("/unsubscribe/{unsubscribe_token}/", "", choices={"undo": "yes"}),
    **{name: Form(*told) for name, told in {**OF_BULLETINS, **OF_RECOGNITION, **OF_REPORTS}.items()},
}  # fmt: skip


@pytest.fixture
def things(
    dress_rehearsal: Rehearsal, cast: Cast, settings: LazySettings, tmp_path: Path
) -> Things:
    settings.PHONES_DIR = tmp_path
    made = dress_rehearsal.things
    assert isinstance(made, Things)
    return made


def names_of(cast: Cast, things: Things) -> dict[str, str]:
    return {name: str(getattr(things, name)) for name in Things.__slots__} | {
        name: str(getattr(cast.stage, name)) for name in type(cast.stage).__slots__
    }


def filled(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [filled(one, names) for one in value]
    return value.format_map(names) if re.fullmatch(r"{\w+}", value) else value


def sent(client: Client, address: str, fields: Mapping[str, Any]) -> HttpResponse:
    """Send a form as a browser does, bytes that are no text included."""
    pairs = [
        (name, one)
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    body = "&".join(f"{name}={quote_from_bytes(_bytes(one))}" for name, one in pairs)
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def faults_of(client: Client, answer: HttpResponse, typed: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with an answer, and with the page to which it leads."""
    if answer.status_code == 302:
        following = client.get(answer["Location"])
        if following.status_code >= 500:
            yield f"leads to {following.status_code}"
        yield from (f"leads to {code}" for code in Page(following.content.decode()).code)
    elif answer.status_code >= 500:
        yield str(answer.status_code)
    elif answer.status_code == 200:
        page = Page(answer.content.decode())
        yield from page.code
        for name, value in typed.items():
            kept = page.values.get(name, "is not there")
            if _as_kept(kept) != _as_kept(value):
                yield f"{name} came back as {kept[:40]!r}"


def _as_kept(text: str) -> str:
    """Return text as a page shows it again: one kind of line end, and a sign for what is no text."""
    return _bytes(text).decode("utf-8", "replace").replace("\r\n", "\n").strip()


def share_of(name: str) -> Mapping[str, str]:
    """Return what is typed into a form: what always is, and every third of the rest."""
    rest = [what for what in BAD if what not in ALWAYS]
    first = list(FORMS).index(name) % 3
    return {what: BAD[what] for what in (*ALWAYS, *rest[first::3])}


@pytest.mark.parametrize("name", FORMS)
def test_no_form_breaks_and_what_was_typed_comes_back_as_text(
    name: str, browse: Browse, cast: Cast, things: Things
) -> None:
    form, names = FORMS[name], names_of(cast, things)
    client = browse(form.who) if form.who else Client()
    client.raise_request_exception = False
    faults = []
    for what, value in share_of(name).items():
        for spoilt, fields in form.spoilt(value):
            given = {key: filled(one, names) for key, one in fields.items()}
            typed = {} if spoilt == set(form.choices) else dict.fromkeys(spoilt, value)
            with transaction.atomic():
                answer = sent(client, form.address.format_map(names), given)
                faults += [
                    f"{what} in {sorted(spoilt)}: {one}" for one in faults_of(client, answer, typed)
                ]
                transaction.set_rollback(True)
    assert not faults


@pytest.fixture
def app(browse: Browse) -> tuple[Client, App]:
    """An officer who signed in and has an authenticator app."""
    with time_machine.travel(VISIT, tick=False) as clock:
        client = browse("officer-an")
        return client, give_app(client, clock)


@pytest.mark.parametrize(
    "address", ["/confirm/", "/sign-in/code/", "/sign-in/factor/", "/security/app/"]
)
def test_a_code_can_be_anything(address: str, app: tuple[Client, App]) -> None:
    client, _ = app
    client.raise_request_exception = False
    visitor = client if address in {"/confirm/", "/security/app/"} else Client()
    if address == "/security/app/":
        client.post("/security/app/start/")
    else:
        ask(visitor, AN)
    if address == "/sign-in/factor/":
        type_code(visitor, newest_code())
    faults = []
    for what, value in BAD.items():
        for name in ("code", "credential"):
            with transaction.atomic():
                answer = sent(visitor, address, {"code": "", name: value})
                typed = {"code": value} if name == "code" else {}
                faults += [f"{what} in {name}: {one}" for one in faults_of(visitor, answer, typed)]
                assert answer.status_code == 200, what
                transaction.set_rollback(True)
    assert not faults


@pytest.mark.parametrize("what", BAD)
def test_a_subscription_can_be_anything(
    what: str, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELFRY_PUSH_URL", "http://127.0.0.1:8030")
    monkeypatch.setenv("BELFRY_VAPID_KEY", VAPID)
    client = browse("member-chloe")
    value = BAD[what]
    good = {"endpoint": "http://127.0.0.1:8030/push/a", "keys": {"p256dh": POINT, "auth": "A" * 22}}
    told = [
        _bytes(value),
        json.dumps(value),
        json.dumps({**good, "endpoint": value}),
        json.dumps({**good, "endpoint": f"http://127.0.0.1:8030/push/{value}\n"}),
        json.dumps({**good, "made_for": value * 20 or None}),
        json.dumps({**good, "keys": value}),
        *(
            json.dumps({**good, "keys": {**good["keys"], part: value}})
            for part in ("p256dh", "auth")
        ),
    ]
    for one in told:
        answer = client.post("/settings/devices/", one, content_type="application/json")
        assert answer.status_code in {409, 413}, one
    for one in told[1:3]:
        assert browse("member-chloe").post("/sign-out/", {"device": one}).status_code == 302
    for token in (quote_from_bytes(_bytes(value)), f":{quote_from_bytes(_bytes(value))}"):
        assert client.post(f"/push/shown/{token}/").status_code == 404


@pytest.mark.parametrize("what", BAD)
def test_a_name_is_kept_and_shown_as_it_was_typed(what: str, browse: Browse, cast: Cast) -> None:
    add_person(PersonDetails(language="nl", emails=("new@mail.example",)), now=NOON)
    client = Client()
    sign_in(client, "new@mail.example")
    answer = sent(client, "/name/", {"given_name": BAD[what], "family_name": "Peeters"})
    typed = {"given_name": BAD[what]}
    assert list(faults_of(client, answer, typed)) == []


@pytest.mark.parametrize("what", BAD)
def test_addresses_and_headers_can_hold_anything(
    what: str, browse: Browse, cast: Cast, things: Things
) -> None:
    value = BAD[what]
    quoted = quote_from_bytes(_bytes(value))
    bram, an = browse("coordinator-bram"), browse("officer-an")
    asked = [
        (bram, f"/networks/?after={quoted}"),
        (bram, f"/archive/?after={quoted}"),
        (bram, f"/archive/{things.released}/?language={quoted}"),
        (an, f"/bulletins/?after={quoted}&state={quoted}"),
        (an, f"/bulletins/new/?zone={quoted}"),
        (bram, f"/releases/{things.released_release}/notice/?language={quoted}"),
        (an, f"/confirm/?next={quoted}&again={quoted}"),
        (Client(), f"/sign-in/?next={quoted}"),
        (Client(), f"/{quoted}/"),
        (Client(), f"/unsubscribe/{quoted}/"),
        (Client(), f"/complaint/?code={quoted}"),
        (Client(), f"/check/?code={quoted}"),
        (Client(), f"/complaint/answer/{quoted}/"),
        (an, f"/outcomes/?after={quoted}"),
        (browse("chief-karim"), f"/zones/{cast.stage.beiaard}/figures/?month={quoted}"),
        (Client(), f"/unsubscribe/{things.unsubscribe_token}{quoted}/"),
        (Client(), f"/invitation/{quoted}/"),
        (Client(), f"/demo/mail/{quoted}/"),
        (Client(), f"/demo/phones/{quoted}/"),
        (Client(), f"/demo/phones/member-chloe/screen/?seen={quoted}"),
        (Client(), f"/static/{quoted}"),
    ]
    for client, address in asked:
        client.raise_request_exception = False
        answer = client.get(address)
        assert answer.status_code < 500, address[:80]
        assert Page(answer.content.decode()).code == [], address[:80]
    header = (
        value.encode("utf-8", "replace").decode("latin-1").translate({13: " ", 10: " ", 0: " "})
    )
    visitor = Client(raise_request_exception=False)
    assert visitor.post(f"/events/{quoted}/{quoted}/").status_code < 500
    for name in ("referer", "hx-current-url", "accept-language", "user-agent", "cookie"):
        for given in (header, f"http://[{header}", f"sessionid={header}; language={header}"):
            answer = visitor.post("/settings/", headers={name: given})
            assert answer.status_code < 500, (name, given)


def test_a_browser_cuts_no_text_of_a_message(browse: Browse) -> None:
    page = browse("officer-an").get("/bulletins/new/").content.decode()
    fields = re.findall(r'<(?:textarea|input)[^>]*name="(?:nl|fr|de|en)-[^>]*>', page)
    assert len(fields) == 4 * len(WORDS)
    assert [tag for tag in fields if "maxlength" in tag] == []


@pytest.mark.parametrize("remark", ["", "Graag het uur erbij. " * 30])
def test_a_remark_that_is_missing_or_too_long_is_shown_again_and_nothing_goes_back(
    remark: str, browse: Browse, things: Things
) -> None:
    address = f"/bulletins/{things.submitted}/"
    page = browse("chief-karim").post(f"{address}send-back/", {"remark": remark})
    text = unescape(page.content.decode())
    assert page.status_code == 200
    assert remark.strip() in text
    assert '<ul class="errorlist"' in text
    assert "maxlength" not in text
    assert browse("chief-karim").get(address).context["bulletin"].state == "submitted"


def test_what_is_written_in_a_message_is_text_in_each_mail(
    cast: Cast, browse: Browse, settings: LazySettings
) -> None:
    spoilt = "\n".join(BAD[what] for what in ("a script", "a template", "emoji", "right to left"))
    title = f"{BAD['a header']} {SCRIPT}"[:120]
    # A description would ask for a second reader; the other fields are the same kind of text.
    others = ("where", "when", "behaviour", "what_to_do")
    words = Words(title, spoilt, *(f"{spoilt} {name}"[:300] for name in others))
    bulletin = submitted(cast, what=draft(cast.stage.meerstraat, nl=words, fr=words))
    # The check holds back the address in the title; what is tried here is what happens when it passes.
    lift_block(cast.chief_karim, bulletin.pk, "email_address", reason="Proef", now=LATER)
    approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    release = Release.objects.get(bulletin=bulletin)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        browse("coordinator-bram").post(f"/releases/{release.pk}/send/")
        deliver_waiting(now=VISIT)
        taken = [mail for mail in relay.journal.accepted() if b"X-Belfry-Bulletin" in mail.content]
    assert len(taken) == 4
    for one in taken:
        mail = message_from_bytes(one.content, policy=default)
        assert one.recipients == [mail["To"]]
        assert "Bcc" not in mail
        assert not [defect for part in mail.walk() for defect in part.defects]
        assert "Bcc: everybody@mail.example" in mail["Subject"]
        html = mail.get_body(("html",)).get_content()
        assert Page(html).code == []
        assert "<img" not in html
        assert SCRIPT in mail.get_body(("plain",)).get_content()
        assert "{{ 7|add:7 }}{% now 'Y' %}${7*7}%(name)s %s {0}" in unescape(html)
