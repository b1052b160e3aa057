"""Notices in words of thirty kinds of servers, each with every reason, are understood; so are people who write back."""

from collections import Counter

import pytest

from belfry.inbound.judging import judged
from tests.inbound.mails import raw as raw_of
from tests.inbound.templates import US, answers, bounces

OWN = frozenset({US})


def test_a_notice_of_any_server_tells_whom_it_is_about_and_whether_it_is_for_good() -> None:
    wrong: Counter[str] = Counter()
    missed = []
    number = 0
    for name, raw, right in bounces():
        number += 1
        told = judged(raw, OWN)
        (failure,) = told.failures or (None,)
        if failure is None or failure.recipient != right["recipient"]:
            missed.append(name)
        elif failure.permanent != right["permanent"]:
            wrong["permanent"] += 1
    assert missed == []
    assert number > 900
    # A few forms say "permanent" whatever the server said.
    assert wrong["permanent"] / number < 0.01


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_what_people_write_above_any_quoted_mail_is_theirs_alone(language: str) -> None:
    found = [one for one in answers() if one.language == language]
    assert len(found) >= 25
    for one in found:
        told = judged(one.raw, OWN)
        assert (one.name, str(told.kind), told.text) == (one.name, one.kind, one.text)


@pytest.mark.parametrize("name", ["bounce-en-exchange.eml", "bounce-en-postfix.eml"])
@pytest.mark.parametrize(
    ("sender", "kind"), [("an@postvak.example", "reply"), ("postmaster@filter.example", "bounce")]
)
def test_who_forwards_a_notice_writes_and_a_filter_hands_it_on(
    name: str, sender: str, kind: str
) -> None:
    outer = (
        f"From: <{sender}>\nTo: <{US}>\nSubject: Fwd: Undelivered Mail Returned to Sender\n"
        "Message-ID: <1@postvak.example>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=zz\n\n--zz\nContent-Type: text/plain\n\n"
        "Waarom krijg ik dit terug?\n\n--zz\nContent-Type: message/rfc822\n\n"
    )
    told = judged(outer.encode() + raw_of(name) + b"\n--zz--\n", OWN)
    assert str(told.kind) == kind
    assert told.text == ("Waarom krijg ik dit terug?" if kind == "reply" else "")
