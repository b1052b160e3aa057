"""Whatever comes in, it is judged, and soon: these bytes come from strangers."""

import random
import time
from uuid import UUID

import pytest

from belfry.inbound.automatic import OUR_ID
from belfry.inbound.judging import judged
from belfry.inbound.types import Kind
from tests.inbound.mails import expected, raw

SECONDS = 10  # none takes half of one on a machine of its own
TEXT = b"From: mailer-daemon@x.example\nSubject: Undeliverable\nContent-Type: text/plain\n\n"
HTML = TEXT.replace(b"plain", b"html")


@pytest.mark.parametrize(
    "mail",
    [
        TEXT + b"a" * 500_000,
        TEXT + b"mailbox " * 60_000,
        TEXT + b"an@x.example\n" * 40_000,
        TEXT + (b"-- " * 60 + b"\n") * 2_000,
        HTML + b"<div" * 120_000,
        HTML + b"<blockquote>" * 40_000,
        HTML + b"<!--" * 120_000,
        b"From: an@x.example\n\n" + (b"Op " + b"x" * 490 + b"\n") * 1_000,
        b"From: an@x.example\n\n" + b"sent from my " * 40_000,
        b"From: " + b"(" * 100_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?q?a?= " * 30_000 + b"\n\nx",
        b"References: " + b"<" * 200_000 + b"\n\nx",
        b"Content-Type: message/rfc822\n\n" * 2_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (i, i) for i in range(1200)
        ),
    ],
    ids=lambda mail: mail[-20:].decode("ascii", "replace"),
)
def test_a_mail_made_to_be_slow_is_not(mail: bytes) -> None:
    begun = time.monotonic()
    judged(mail)
    assert time.monotonic() - begun < SECONDS


def test_mails_with_parts_cut_out_and_put_in_are_judged() -> None:
    dice = random.Random(7)
    whole = [raw(mail["file"]) for mail in expected()]
    for mail in whole * 3:
        broken = bytearray(mail)
        for _ in range(4):
            place = dice.randrange(len(broken))
            del broken[place : place + dice.randrange(80)]
            broken[place:place] = dice.choice(whole)[:: dice.randrange(1, 4)][: dice.randrange(60)]
        assert judged(bytes(broken)).kind in Kind


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\x00\xff\xfe",
        b"\r\r\r",
        b"no header at all",
        b"Content-Type: text/plain; charset=utf\x008\n\nx",
        b"Content-Type: multipart/report\n\nno boundary",
        b"Content-Transfer-Encoding: base64\n\n====",
        b"Subject: =?x-unknown?b?/w==?=\n\nx",
    ],
)
def test_what_is_no_mail_is_judged_too(mail: bytes) -> None:
    assert judged(mail).failures == ()


def test_a_mail_with_the_ends_of_lines_of_any_system_is_the_same() -> None:
    mail = raw("bounce-en-qmail.eml")
    for end in (b"\r\n", b"\r"):
        assert judged(mail.replace(b"\n", end)) == judged(mail)


def test_the_name_of_a_mail_of_ours_is_known_again() -> None:
    found = OUR_ID.match("1042.0f8fad5b-d9cb-469f-a165-70867728950e@bin.example")
    assert found is not None
    assert (int(found[1]), UUID(found[2]).version) == (1042, 4)
    assert OUR_ID.match("CAF1042.0f8fad5b@mail.example") is None


def test_headers_whose_long_lines_lost_their_indent_are_read_whole() -> None:
    mail = (
        b"Received: from a.example\nby b.example;\n(version=TLS) Mon\nFrom: mailer-daemon@x.example\n"
        b"Subject: Undeliverable\nContent-Type: multipart/report;\nboundary=x\n\n--x\n"
        b"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; an@x.example\n"
        b"Action: failed\nStatus: 5.1.1\n--x--\n"
    )
    judgement = judged(mail)
    assert judgement.sender == "mailer-daemon@x.example"
    assert [one.recipient for one in judgement.failures] == ["an@x.example"]
    assert judged(b"Subject: x\nHello there\nyou\n\nmore").kind is Kind.REPLY


def test_parts_are_found_although_the_header_that_names_their_boundary_was_cut() -> None:
    mail = (
        raw("bounce-en-two.eml")
        .replace(b'boundary="dsn1"', b"bo")
        .replace(
            b"--dsn1\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
            b"--dsn1\n",
            1,
        )
    )
    assert [one.recipient for one in judged(mail).failures] == [
        "karim@firma.example",
        "lotte@firma.example",
    ]
