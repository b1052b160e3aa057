"""A police zone uses Belfry for real: from an empty folder to a message in each mailbox, over SMTP."""

import base64
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.demonstration import open_folder, running, surroundings, unused_port
from tests.lists.making import workbook
from tests.program.test_up import processes_of
from tests.territory.drawing import collection, feature, square
from tests.waiting import wait_until
from tests.walks.live import PATIENCE_SECONDS, Human, MailServer, human, text_of
from tests.walks.taking_over import OnPaper, recognise, take_over
from tests.walks.writing import judge

pytestmark = pytest.mark.browser

CHIEF = "chief@zone.example"
OFFICER, SECOND = "ilse.maes@zone.example", "tom.peeters@zone.example"
COORDINATOR, DEPUTY = "greta.vos@molen.example", "noor.claes@molen.example"
REVIEWER, STAND_IN = "eva.lemmens@interior.example", "noor@molen.example"
# Enough to be stopped on the way, at 50 mails a second.
MANY = 80
ROWS: list[list[Any]] = [
    ["BIN Molenhoek"],
    ["Ledenlijst", date(2026, 9, 1)],
    ["Naam", "Voornaam", "Straat", "Nr", "Postcode", "Gemeente", "GSM", "E-mail", "Taal"],
    ["Peeters", "Jan", "Molenhoek", 12, 9990, "Klokdorp", 470112233, "jan.peeters@molen.example", "N"],
    ["De Wit", "Marie & Jan", "Molenhoek", "14 bus 2", 9990, "Klokdorp", None, "dewit@molen.example", "N"],
    ["Dupont", "Élise", "Molenhoek", 16, 9990, "Klokdorp", "0032 470 44 55 66", "elise@molen.example", "F"],
    ["Schmitz", "Anke", "Molenhoek", 17, 9990, "Klokdorp", None, "anke@molen.example", "D"],
    ["Maes", "Rita", "Molenhoek", 18, 9990, "Klokdorp", "09 233 44 55", "-", "N"],
    ["Aerts", "Wim", "Molenhoek", 20, 9990, "Klokdorp", None, "wim.aerts@molen", "N"],
]  # fmt: skip
MAILBOXES = {
    "anke@molen.example": "de",
    "dewit@molen.example": "nl",
    "elise@molen.example": "fr",
    "jan.peeters@molen.example": "nl",
}
TITLES = {"nl": "Fietsen gestolen", "fr": "Vélos volés", "de": "Fahrräder gestohlen"}
BODIES = {
    "nl": "Vannacht zijn twee fietsen gestolen.",
    "fr": "Deux vélos ont été volés cette nuit.",
    "de": "In der Nacht wurden zwei Fahrräder gestohlen.",
}


@dataclass
class Zone:
    """A zone that runs: its command, its mail server, and the people who have a task in it."""

    folder: Path
    port: int
    environment: dict[str, str]
    mails: MailServer
    runs: ExitStack
    people: dict[str, Human] = field(default_factory=dict)
    network: str = ""
    unsubscribed: int = 0

    def start(self) -> None:
        self.up = self.runs.enter_context(running(self.folder, self.port, **self.environment))

    @property
    def base(self) -> str:
        return self.environment["BELFRY_BASE_URL"]

    @property
    def log(self) -> str:
        return (self.folder / "up.log").read_text(encoding="utf-8")

    def belfry(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "belfry.program.main", *arguments],
            env=surroundings(BELFRY_DATA_DIR=str(self.folder / "var"), **self.environment),
            capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Zone]:
    """Start Belfry in live mode on an empty folder and open a zone; its chief has an invitation."""
    folder, port = open_folder(tmp_path_factory, "live"), unused_port()
    (folder / "secret-key").write_text(secrets.token_urlsafe(48) + "\n")
    (folder / "field-keys").write_text(f"1:{base64.b64encode(os.urandom(32)).decode()}\n")
    mails = MailServer()
    environment = {
        "BELFRY_MODE": "live",
        "BELFRY_SECRET_KEY_FILE": str(folder / "secret-key"),
        "BELFRY_FIELD_KEYS_FILE": str(folder / "field-keys"),
        "BELFRY_BASE_URL": f"http://localhost:{port}",
        "BELFRY_SMTP_URL": mails.url,
    }
    with ExitStack() as runs:
        runs.callback(mails.go_away)
        zone = Zone(folder, port, environment, mails, runs)
        zone.start()
        opened = zone.belfry("open-zone", "5999", "--name", "Testzone", "--chief", CHIEF)
        assert opened.returncode == 0, opened.stderr
        boundaries = folder / "towns.geojson"
        boundaries.write_bytes(collection(feature("44998", square(), nl="Klokdorp")))
        read = zone.belfry("import", "territory", str(boundaries), "--from", "2025-01-01")
        assert read.returncode == 0, read.stderr
        named = zone.belfry("appoint", "reviewer", REVIEWER)
        assert named.returncode == 0, named.stderr
        yield zone
        for person in zone.people.values():
            person.page.context.close()


@pytest.fixture(scope="module")
def staffed(zone: Zone, chromium: Browser) -> Zone:
    """Let the chief name two officers, one of them take over a network, and the reviewer recognise it."""

    def enters(email: str, given: str = "", family: str = "") -> Human:
        person = zone.people[email] = human(chromium, zone.base, email)
        person.accept(zone.mails, given, family)
        person.set_up_app()
        return person

    chief = enters(CHIEF, "Karim", "Benali")
    chief.page.goto("/networks/")
    chief.page.locator("main a[href^='/zones/']").first.click()
    chief.give("officer", "Ilse", "Maes", OFFICER)
    chief.give("officer", "Tom", "Peeters", SECOND)
    officer = enters(OFFICER)
    enters(SECOND)
    told = OnPaper(
        "Molenhoek",
        "Klokdorp",
        ("nl", "fr", "de"),
        ("Greta", "Vos", COORDINATOR),
        ("Noor", "Claes", STAND_IN),
    )
    dossier = take_over(officer.page, told)
    reviewer = enters(REVIEWER, "Eva", "Lemmens")
    recognise(reviewer.page, dossier)
    officer.page.goto("/networks/")
    officer.page.get_by_role("link", name="Molenhoek").first.click()
    zone.network = re.search(r"/networks/[0-9a-f-]{36}/", officer.page.url)[0]
    import_list(enters(COORDINATOR), zone.network, ROWS, 5)
    return zone


def import_list(coordinator: Human, network: str, rows: list[list[Any]], added: int) -> None:
    page = coordinator.page
    page.goto(f"{network}import/")
    page.set_input_files(
        "[name=file]",
        {
            "name": "ledenlijst.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": workbook(("Leden", rows, None)),
        },
    )
    page.locator("form:has([name=file]) button[type=submit]").click()
    page.click("form[action$='/confirm/'] button[type=submit]")
    expect(page.locator("#progress .figures b").first).to_have_text(
        str(added), timeout=PATIENCE_SECONDS * 1000
    )


def write(officer: Human) -> str:
    """Write a message in three languages, submit it, and return its id."""
    page = officer.page
    page.goto("/bulletins/new/")
    page.check("[name=bulletin_class][value=request]")
    page.locator("[name=networks]").first.check()
    for language, title in TITLES.items():
        panel = page.locator(f"details[data-language={language}]")
        if panel.get_attribute("open") is None:
            panel.locator("summary").click()
        page.fill(f"[name={language}-title]", title)
        page.fill(f"[name={language}-what]", BODIES[language])
        page.fill(f"[name={language}-where]", "Molenhoek")
        page.fill(f"[name={language}-when]", "02:00")
        page.fill(f"[name={language}-what_to_do]", "0800 12 345")
    judge(page)
    page.click("button[name=submit]")
    page.wait_for_url(re.compile(r"/bulletins/[0-9a-f-]{36}/$"))
    expect(page.locator(".state--submitted").first).to_be_visible(timeout=30_000)
    return page.url.rstrip("/").rpartition("/")[2]


def approve(second: Human, bulletin: str) -> None:
    second.page.goto(f"/bulletins/{bulletin}/")
    second.page.click(f"form[action='/bulletins/{bulletin}/approve/'] button")
    expect(second.page.locator(".state--approved").first).to_be_visible(timeout=30_000)


def approve_wide(first: Human, second: Human, bulletin: str) -> None:
    """Approve what goes to far more people than the messages before it: two colleagues type how many.

    The messages before count from the minute in which the worker sees that they are sent; until then one is enough.
    """
    first.page.goto(f"/bulletins/{bulletin}/")
    if not first.page.locator("#number").count():
        approve(first, bulletin)
        return
    for person, state in ((first, "second_reading"), (second, "approved")):
        person.page.goto(f"/bulletins/{bulletin}/")
        person.page.fill("#number", re.sub(r"\D", "", person.page.locator("#decide").inner_text()))
        person.page.click(f"form[action='/bulletins/{bulletin}/approve/'] button")
        expect(person.page.locator(f".state--{state}").first).to_be_visible(timeout=30_000)


def send(coordinator: Human) -> float:
    """Press "send" on the newest offer and return the moment of the press."""
    page = coordinator.page
    page.goto("/")
    page.locator("main a[href^='/releases/']").first.click()
    button = page.locator("form[action$='/send/'] button")
    pressed = time.monotonic()
    button.click()
    return pressed


def test_check_says_what_is_not_fit_for_real_data_and_so_does_up(zone: Zone) -> None:
    answer = zone.belfry("check")
    faults = [line for line in answer.stdout.splitlines() if not line.startswith("note:")]
    unsafe = [line for line in faults if line.startswith("database: PostgreSQL 18.6 ")]
    assert faults == unsafe or faults == ["Belfry can run."], answer.stdout + answer.stderr
    assert answer.returncode == bool(unsafe)
    assert all(line in zone.log for line in unsafe)


def test_a_message_reaches_each_mailbox_once_and_the_ledger_proves_it(staffed: Zone) -> None:
    mails, people = staffed.mails, staffed.people
    bulletin = write(people[OFFICER])
    approve(people[SECOND], bulletin)
    assert not mails.mailboxes_with(bulletin)
    pressed = send(people[COORDINATOR])
    page = people[COORDINATOR].page
    figures = page.locator("#progress .figures b")
    expect(figures.nth(0)).to_have_text("4", timeout=PATIENCE_SECONDS * 1000)
    expect(figures.nth(1)).to_have_text("0")
    expect(figures.nth(2)).to_have_text("0")
    assert mails.mailboxes_with(bulletin) == sorted(MAILBOXES)
    moments = [moment - pressed for moment, mailbox in mails.moments if mailbox in MAILBOXES]
    assert max(moments) < 2
    for mailbox, language in MAILBOXES.items():
        (mail,) = mails.mails_of(mailbox)
        assert mail["To"] == mailbox
        assert mail["Subject"] == TITLES[language]
        assert mail["Content-Language"] == language
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert unsubscribe_address(mail).startswith(f"{staffed.base}/unsubscribe/")
        assert BODIES[language] in text_of(mail)
        assert BODIES[language] in text_of(mail, "html")
    assert len({mails.mails_of(mailbox)[0]["Message-ID"] for mailbox in MAILBOXES}) == 4
    assert ledger(staffed, bulletin) == {"accepted": 4}


def unsubscribe_address(mail: EmailMessage) -> str:
    return str(mail["List-Unsubscribe"]).strip("<>")


def ledger(zone: Zone, bulletin: str) -> dict[str, int]:
    """Return how many rows of a bulletin the ledger holds in each state."""
    question = (
        "from belfry.delivery.models import Envelope, Message\n"
        "from collections import Counter\nimport json\n"
        f"message = Message.objects.get(reference='{bulletin}')\n"
        "rows = Envelope.objects.filter(message_id=message.pk)\n"
        "print(json.dumps(Counter(rows.values_list('state', flat=True))))"
    )
    answer = zone.belfry("manage", "shell", "--no-imports", "-c", question)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, int] = json.loads(answer.stdout)
    return found


@pytest.fixture(scope="module")
def deputy(staffed: Zone, chromium: Browser) -> Human:
    """A deputy whose second factor is a passkey on the device."""
    officer = staffed.people[OFFICER]
    officer.page.goto(f"{staffed.network}people/")
    officer.give("deputy", "Noor", "Claes", DEPUTY)
    person = staffed.people[DEPUTY] = human(chromium, staffed.base, DEPUTY)
    person.own_a_device_with_fingerprint()
    person.accept(staffed.mails)
    person.page.wait_for_url(re.compile("/security/$"))
    person.page.click("main a[href='/security/passkey/']")
    person.page.fill("[name=name]", "mijn telefoon")
    person.page.click("[data-passkey-button]")
    person.page.wait_for_url(re.compile("/security/$"))
    return person


def test_a_passkey_is_both_factors(deputy: Human, staffed: Zone) -> None:
    page = deputy.page
    page.goto(staffed.network)
    expect(page.locator("h1")).to_have_text("Molenhoek")
    page.locator("form[action='/sign-out/'] button").first.evaluate("button => button.click()")
    page.wait_for_url(re.compile("/sign-in/$"))
    page.click("[data-passkey-button]")
    page.wait_for_url(f"{staffed.base}/")
    page.goto(staffed.network)
    expect(page.locator("h1")).to_have_text("Molenhoek")


def answer_of(address: str, form: dict[str, str] | None = None) -> int:
    """Ask an address as a mail program does, without a browser; return the status."""
    posted = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(address, data=posted, timeout=10) as answer:
        return int(answer.status)


def test_who_pressed_unsubscribe_gets_nothing_more_and_two_presses_of_send_are_one(
    deputy: Human, staffed: Zone
) -> None:
    mails, people = staffed.mails, staffed.people
    gone, *rest = MAILBOXES
    address = unsubscribe_address(mails.mails_of(gone)[0])
    assert answer_of(address) == 200
    bulletin = write(people[OFFICER])
    approve(people[SECOND], bulletin)
    # Between approval and sending: the list is frozen, the wish counts all the same.
    assert answer_of(address, {"List-Unsubscribe": "One-Click"}) == 200
    staffed.unsubscribed = 1

    pages = [people[COORDINATOR].page, deputy.page]
    for page in pages:
        page.goto("/")
        page.locator("main a[href^='/releases/']").first.click()
        page.wait_for_url(re.compile("/releases/"))
    moment = time.time() * 1000 + 400
    for page in pages:
        page.evaluate(
            "moment => setTimeout(() => document.querySelector(\"form[action$='/send/']\")"
            ".requestSubmit(), moment - Date.now())",
            moment,
        )
    for page in pages:
        figures = page.locator("#progress .figures b")
        expect(figures.nth(0)).to_have_text("3", timeout=PATIENCE_SECONDS * 1000)
        expect(figures.nth(1)).to_have_text("0")
    # Four frozen, three written, one not wanted any more.
    shown = people[COORDINATOR].page.inner_text("#progress")
    assert [int(number) for number in re.findall(r"\d+", shown)][-4:] == [4, 3, 1, 0]
    assert mails.mailboxes_with(bulletin) == sorted(rest)
    assert ledger(staffed, bulletin) == {"accepted": 3}


def test_known_and_unknown_addresses_are_answered_alike(staffed: Zone, chromium: Browser) -> None:
    pages = []
    for address in (OFFICER, "nobody.knows@zone.example"):
        person = human(chromium, staffed.base, address)
        before = len(staffed.mails.mails_of(address))
        person.page.goto("/sign-in/")
        person.page.fill("[name=address]", address)
        person.page.locator("form:has([name=address]) button[type=submit]").click()
        person.page.wait_for_url(re.compile("/sign-in/code/$"))
        pages.append(re.sub(r'value="\w{64}"', "", person.page.content()))
        if address == OFFICER:
            text = text_of(staffed.mails.newest(address, after=before))
            code = re.search(r"^\d{6}\b", text, re.MULTILINE)
            assert code, text
            person.page.fill("[name=code]", code[0])
            person.page.click("main form button[type=submit]")
            person.page.wait_for_url(re.compile("/sign-in/factor/$"))
            person.page.fill("[name=code]", staffed.people[OFFICER].code())
            person.page.click("main form button[type=submit]")
            person.page.wait_for_url(f"{staffed.base}/")
        person.page.context.close()
    assert pages[0] == pages[1]
    assert not staffed.mails.mails_of("nobody.knows@zone.example")


def test_while_the_mail_server_is_away_the_page_says_so_and_nobody_needs_to_press_again(
    staffed: Zone,
) -> None:
    people, mails = staffed.people, staffed.mails
    left = len(MAILBOXES) - staffed.unsubscribed
    bulletin = write(people[OFFICER])
    approve(people[CHIEF], bulletin)
    mails.go_away()
    send(people[COORDINATOR])
    page = people[COORDINATOR].page
    expect(page.locator("#progress .meter__causes")).to_contain_text(f"{left} · ")
    figures = page.locator("#progress .figures b")
    expect(figures.nth(1)).to_have_text(str(left))
    fault = staffed.belfry("check").stdout
    assert f"relays: 127.0.0.1:{mails.port} does not take mail" in fault
    mails.come_back()
    expect(figures.nth(0)).to_have_text(str(left), timeout=PATIENCE_SECONDS * 1000)
    expect(page.locator("#progress .meter__causes")).to_have_count(0)
    assert len(mails.mailboxes_with(bulletin)) == left


def test_no_page_had_a_fault(staffed: Zone) -> None:
    assert not [fault for person in staffed.people.values() for fault in person.faults]


def test_a_stop_while_mails_go_out_loses_and_doubles_nothing(staffed: Zone) -> None:
    people, mails = staffed.people, staffed.mails
    many = [[f"Janssens {number}", f"lid{number}@molen.example"] for number in range(MANY)]
    import_list(people[COORDINATOR], staffed.network, [["Naam", "E-mail"], *many], MANY)
    bulletin = write(people[OFFICER])
    approve_wide(people[CHIEF], people[SECOND], bulletin)
    mails.slow = 0.1
    send(people[COORDINATOR])
    wait_until(lambda: len(mails.mailboxes_with(bulletin)) > MANY / 4)
    staffed.up.send_signal(signal.SIGINT)
    assert staffed.up.wait(30) == 0
    assert processes_of(staffed.folder / "var") == {}
    assert len(mails.mailboxes_with(bulletin)) < MANY
    mails.slow = 0
    staffed.start()
    everybody = MANY + len(MAILBOXES) - staffed.unsubscribed
    wait_until(lambda: len(mails.mailboxes_with(bulletin)) >= everybody)
    people[COORDINATOR].page.reload()
    figures = people[COORDINATOR].page.locator("#progress .figures b")
    expect(figures.nth(0)).to_have_text(str(everybody), timeout=PATIENCE_SECONDS * 1000)
    found = mails.mailboxes_with(bulletin)
    assert len(found) == len(set(found)) == everybody
    assert ledger(staffed, bulletin) == {"accepted": everybody}


def test_who_loses_the_mandate_loses_access_at_the_next_request(staffed: Zone) -> None:
    chief, second = staffed.people[CHIEF].page, staffed.people[SECOND].page
    assert second.goto(staffed.network).status == 200
    chief.goto("/networks/")
    chief.locator("main a[href^='/zones/']").first.click()
    chief.locator("tr", has_text="Peeters").locator("a[href$='/end/']").click()
    chief.click("main form button[type=submit]")
    chief.wait_for_url(re.compile("/zones/"))
    assert second.goto(staffed.network).status == 404
    assert second.goto("/bulletins/new/").status == 403


def test_the_log_names_nobody_and_no_page_failed(staffed: Zone) -> None:
    for name in ("@", "Maes", "Benali", "Molenhoek", *TITLES.values()):
        assert name not in staffed.log
    assert "Traceback" not in staffed.log
    assert " ERROR " not in staffed.log
