"""A bulletin as it leaves: read with the standard library's parser."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.expanding import expand_release
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.actions.writing import submit_bulletin, write_bulletin
from belfry.bulletins.models import Bulletin
from belfry.bulletins.queries import to_release
from belfry.bulletins.types import Draft, Words
from belfry.delivery.dispatching import deliver_waiting
from belfry.delivery.models import Message
from belfry.delivery.unsubscribing import read
from belfry.networks.types import scope_of
from tests.bulletins.desk import JUDGED
from tests.cast import NOON, Cast
from tests.delivery.relay import Relay

WORDS = {
    "nl": Words(
        "Geëngageerde buurt: inbraak",
        "Er werd ingebroken.\n.Een regel met een punt.",
        "Meerstraat",
        "Vannacht",
        "",
        "Kijk uit en bel 101.",
    ),
    "fr": Words(
        "Cambriolage près de l'église", "Un vol.", "Rue", "Cette nuit", "", "Appelez le 101."
    ),
}
CONTRACT = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "X-Belfry-Bulletin",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}


def released(cast: Cast) -> Bulletin:
    """Write, approve and release a bulletin to Meerstraat (members in nl, fr and de)."""
    draft = Draft("request", (cast.stage.meerstraat,), WORDS, judged=JUDGED)
    bulletin = write_bulletin(cast.officer_an, cast.stage.beiaard, draft, now=NOON)
    submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)
    approve_bulletin(cast.chief_karim, bulletin.pk, now=NOON)
    for release in to_release(cast.coordinator_bram):
        release_bulletin(cast.coordinator_bram, release.pk, now=NOON)
        while expand_release(release.pk, now=NOON):
            pass
    return bulletin


@pytest.fixture
def mails(cast: Cast, settings: Settings) -> dict[str, EmailMessage]:
    """The mails of one bulletin by their recipient, sent over a socket."""
    bulletin = released(cast)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=NOON)
    found: dict[str, EmailMessage] = {}
    for taken in relay.journal.mails:
        mail = email.message_from_bytes(taken.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        if mail["X-Belfry-Bulletin"] is not None:
            assert mail["X-Belfry-Bulletin"] == str(bulletin.pk)
            assert taken.recipients == [mail["To"].addresses[0].addr_spec]
            found[taken.recipients[0]] = mail
    return found


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Return the text and the HTML of a mail."""
    assert mail.get_content_type() == "multipart/alternative"
    text, page = mail.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(page, EmailMessage)
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    written, laid_out = text.get_content(), page.get_content()
    return written.replace("\r\n", "\n"), laid_out.replace("\r\n", "\n")


def test_every_mail_has_one_recipient_and_every_header_of_the_contract(
    mails: dict[str, EmailMessage],
) -> None:
    assert set(mails) >= {"bram.desmet@mail.example", "chloe.dubois@mail.example"}
    for address, mail in mails.items():
        assert not mail.defects
        assert {name for name in CONTRACT if mail[name] is None} == set()
        assert all(len(mail.get_all(name)) == 1 for name in list(mail))
        assert [one.addr_spec for one in mail["To"].addresses] == [address]
        assert (mail["Cc"], mail["Bcc"]) == (None, None)
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["From"].addresses[0].addr_spec == "belfry@localhost"
        assert mail["Date"].datetime == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "language"),
    [("bram.desmet@mail.example", "nl"), ("chloe.dubois@mail.example", "fr")],
)
def test_the_words_are_the_approved_ones_in_the_readers_language(
    mails: dict[str, EmailMessage], address: str, language: str
) -> None:
    mail = mails[address]
    approved = Message.objects.get(kind="bulletin").texts[language]
    link = mail["List-Unsubscribe"].strip("<>")
    assert mail["Content-Language"] == language
    assert mail["Subject"] == approved["subject"] == WORDS[language].title
    text, page = parts(mail)
    assert text == approved["text"].replace("{unsubscribe_url}", link)
    assert page.rstrip("\n") == approved["html"].replace("{unsubscribe_url}", link).rstrip("\n")


def test_the_one_click_link_is_the_readers_own(cast: Cast, mails: dict[str, EmailMessage]) -> None:
    tokens = {}
    for address, mail in mails.items():
        link = mail["List-Unsubscribe"].strip("<>")
        assert link.startswith("http://127.0.0.1:8000/unsubscribe/")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        endpoint, scope = read(link.removesuffix("/").rpartition("/")[2])
        assert scope == scope_of(cast.stage.meerstraat)
        tokens[address] = endpoint
        assert endpoint.hex in mail["Message-ID"]
    assert len(set(tokens.values())) == len(mails)
