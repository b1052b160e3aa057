"""The bytes of a mail, read with the standard library's parser."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from belfry.delivery.channels.email.mail import Letter, Sender, Words

LINK = "https://belfry.example/unsubscribe/" + "0" * 110 + "/"
LEAVE = "Leave: {unsubscribe_url}\n"


def carried(text: str) -> tuple[bytes, EmailMessage]:
    """Return a mail whose text part says this: its bytes, and that part as its reader gets it."""
    words = Words("nl", "Fietsen", text + LEAVE, f"<p>{LEAVE}</p>")
    sender = Sender("Politie", "belfry@mail.example")
    letter = Letter(words, sender, made_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    content = letter.addressed(b"lid@mail.example", b"1.a@mail.example", LINK.encode())
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    part, page = mail.iter_parts()
    assert isinstance(part, EmailMessage)
    assert isinstance(page, EmailMessage)
    assert LINK in page.get_content()
    return content, part


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Fietsen gestolen, 100% zeker: %(link)b.\n\n-- \n", "7bit"),
        ("Vélos volés à l'église.\n", "quoted-printable"),
        (".Een punt\n..en twee\n", "quoted-printable"),
        ("From Brussels to Ghent\n", "quoted-printable"),
        ("woord " * 200 + "\n", "quoted-printable"),
    ],
)
def test_a_part_is_encoded_only_where_it_must_be_and_says_the_same(
    text: str, encoding: str
) -> None:
    content, part = carried(text)
    assert part["Content-Transfer-Encoding"] == encoding
    said = part.get_content().replace("\r\n", "\n")
    assert said == (text + LEAVE).replace("{unsubscribe_url}", LINK)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(line.startswith(b".") for line in lines)
    assert content.isascii()
