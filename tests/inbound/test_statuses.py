import pytest

from belfry.delivery.channels.email.replies import Reply, Verb, judge
from belfry.delivery.workflow import Cause
from belfry.inbound.causes import status_told
from belfry.inbound.statuses import is_about_address, is_permanent, status_in


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("550 5.1.1 <an@x.example>: User unknown", "5.1.1"),
        ("550 no such user", "5.1.1"),
        ("450 mailbox unavailable", "4.1.1"),
        ("554 delivery error: This user doesn't have an account here", "5.1.1"),
        ("452 mailbox full, try again later", "4.2.2"),
        ("552 mailbox an@x.example is full", "5.2.2"),
        ("550 5.1.1 account is over quota", "5.2.2"),
        ("550 5.0.0 Mailbox disabled for this recipient", "5.2.1"),
        ("account has been suspended", "5.2.1"),
        ("Host or domain name not found", "5.1.2"),
        ("552 message too large", "5.3.4"),
        ("554 refused as spam", "5.7.1"),
        ("451 greylisted, come back later", "4.7.1"),
        ("connection timed out", "4.4.7"),
        ("boîte aux lettres pleine", "5.2.2"),
        ("postvak van de ontvanger is vol", "5.2.2"),
        ("Das Postfach ist überfüllt", "5.2.2"),
        ("utilisateur inconnu", "5.1.1"),
        ("onbekende gebruiker", "5.1.1"),
        ("Empfänger unbekannt", "5.1.1"),
        ("5.5.0 mailbox unavailable", "5.1.1"),
        ("nothing that anybody understands", "none"),
    ],
)
def test_words_and_codes_tell_why(said: str, status: str) -> None:
    assert status_told(said, "none") == status


def test_dates_and_addresses_of_machines_are_no_codes() -> None:
    assert status_in("seen on 5.11.2026 at 192.5.1.1, version 4.1.2.3") == ""


def test_only_what_is_for_good_and_about_the_address_ends_it() -> None:
    assert is_permanent("5.1.1")
    assert is_about_address("5.1.1")
    assert is_about_address("5.2.1")
    for status in ("4.1.1", "4.2.2", "4.4.7"):
        assert not is_permanent(status)
        assert not is_about_address(status)
    for status in ("5.7.1", "5.2.2", "5.3.4"):
        assert is_permanent(status), "this mail was given up"
        assert not is_about_address(status), "the next one may arrive"


def test_an_answer_at_the_door_and_a_notice_later_are_judged_alike() -> None:
    for status, cause in (("5.2.2", Cause.MAILBOX_FULL), ("5.1.1", Cause.UNKNOWN_ADDRESS)):
        verdict = judge(Verb.RCPT, Reply(550, [status.encode() + b" no"]))
        assert (verdict.cause == Cause.UNKNOWN_ADDRESS) is is_about_address(status)
        assert verdict.cause == cause
