"""Each mail of the set is taken for what it is: its kind, whom it is about, what was written."""

from collections import Counter
from typing import Any

import pytest

from belfry.inbound.judging import judged
from belfry.inbound.types import Judgement
from belfry.inbound.urgency import is_urgent
from tests.inbound.mails import FOLDER, OWN, expected, raw

MAILS = expected()


def told(judgement: Judgement) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": str(judgement.kind),
        "answers": list(judgement.answers),
        "text": judgement.text,
        "order": judgement.order and str(judgement.order),
        "complainant": judgement.complainant,
    }
    for failure in judgement.failures[:1]:
        told |= {
            "recipient": failure.recipient,
            "status": failure.status,
            "permanent": failure.permanent,
            "about_address": failure.about_address,
        }
    return told


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail["file"].removesuffix(".eml"))
def test_a_mail_is_taken_for_what_it_is(mail: dict[str, Any]) -> None:
    got = told(judged(raw(mail["file"]), OWN))
    wanted = {name: value for name, value in mail.items() if name in got}
    assert {name: got[name] for name in wanted} == wanted
    assert "order" in mail or got["order"] is None


def test_what_happens_now_is_found_in_each_language_and_hardly_anything_else() -> None:
    replies = [mail for mail in MAILS if mail.get("text")]
    found = {mail["file"] for mail in replies if is_urgent(mail["text"])}
    urgent = {mail["file"]: mail["language"] for mail in replies if mail.get("urgent")}
    assert set(urgent.values()) == {"nl", "fr", "de", "en"}
    assert urgent.keys() - found == set()
    assert len(found - urgent.keys()) <= 2, "who is asked to call 101 without need loses a minute"


def test_the_set_holds_a_hundred_mails_in_four_languages() -> None:
    assert len(MAILS) >= 100
    assert {mail["file"] for mail in MAILS} == {path.name for path in FOLDER.iterdir()}
    kinds = Counter((mail["kind"], mail["language"]) for mail in MAILS)
    for kind in ("reply", "auto_reply", "bounce", "complaint", "loop", "other"):
        assert all(kinds[kind, language] for language in ("nl", "fr", "de", "en")), kind
