from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from belfry.core.errors import NotFound
from belfry.web.demo.mailboxes import mailboxes, mails_of, open_mail

CHLOE = "chloe+bin@mail.example"
NEWEST = "1795521600000000002-7"
LINK = "http://127.0.0.1:8000/unsubscribe/token/"


def letter(subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "police@zone.example", CHLOE, subject
    mail["Content-Language"] = "fr"
    mail.set_content(f"Bonjour <b>Chloé</b>\n{LINK}\n")
    mail.add_alternative('<p style="color:red">Bonjour</p><script>x()</script>', subtype="html")
    return mail.as_bytes()


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MAIL_DIR = tmp_path / "mail"
    box = settings.MAIL_DIR / quote(CHLOE, safe="@")
    box.mkdir(parents=True)
    (box / "1795521600000000001-10.eml").write_bytes(letter("Premier"))
    (box / f"{NEWEST}.eml").write_bytes(letter("Abris forcés"))
    (box / ".half-written").write_bytes(b"")
    (tmp_path / "1-1.eml").write_bytes(letter("Elsewhere"))
    return Path(settings.MAIL_DIR)


def test_mailboxes_are_counted_and_their_mails_come_newest_first(folder: Path) -> None:
    (box,) = mailboxes(folder)

    assert (box.address, box.count) == (CHLOE, 2)
    assert [mail.subject for mail in mails_of(folder, CHLOE)] == ["Abris forcés", "Premier"]


def test_no_mail_yet_is_no_fault(tmp_path: Path) -> None:
    assert mailboxes(tmp_path / "missing") == []
    assert mails_of(tmp_path / "missing", CHLOE) == []


@pytest.mark.parametrize("address", ["..", ".", "../mail", ""])
def test_no_address_leads_out_of_the_folder(folder: Path, address: str) -> None:
    with pytest.raises(NotFound):
        open_mail(folder, address, "1-1")


@pytest.mark.parametrize("name", ["../1-1", "1-1", "x", "1795521600000000002-7.eml"])
def test_only_the_name_of_a_mail_opens_one(folder: Path, name: str) -> None:
    with pytest.raises(NotFound):
        open_mail(folder, CHLOE, name)


@pytest.mark.django_db
def test_a_letter_shows_its_text_with_links_and_its_html_in_a_frame(folder: Path) -> None:
    page = Client().get(reverse("demo_letter", args=[CHLOE, NEWEST]))
    shown = page.content.decode()

    assert "&lt;b&gt;Chloé&lt;/b&gt;" in shown
    assert f'href="{LINK}"' in shown
    assert "<script>x" not in shown
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_the_html_of_a_mail_can_do_nothing_and_stands_in_our_frame_only(folder: Path) -> None:
    part = Client().get(reverse("demo_letter_html", args=[CHLOE, NEWEST]))

    policy = {rule.strip() for rule in part["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "sandbox",
    }
    assert part["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_every_other_page_allows_no_frame(folder: Path) -> None:
    page = Client().get(reverse("demo_mailbox", args=[CHLOE]))

    assert "frame-src" not in page["Content-Security-Policy"]
    assert b"Premier" in page.content
