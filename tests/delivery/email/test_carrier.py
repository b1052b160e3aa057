"""The carrier against relays with good and bad manners, over real sockets."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.channels.email.carrier import Carrier
from belfry.delivery.channels.email.mail import Letter, Mail, Sender, Words
from belfry.delivery.channels.email.opening import Patience
from belfry.delivery.channels.email.relays import read_relays
from belfry.delivery.workflow import Cause
from tests.delivery.ledger import DUE
from tests.delivery.relay import Behaviour, Manner, Relay, nobody_listens
from tests.waiting import step_until

LETTER = Letter(
    Words("nl", "Inbraak", "Tekst\n.met een punt\n", "<p>Tekst</p>"),
    Sender("Politie", "belfry@belfry.example"),
    made_at=DUE,
)
HURRY = Patience(connect=2, greeting=0.4, envelope=0.4, content=0.4, final_dot=0.4)


def mails(count: int, *, seconds: float = 60) -> list[Mail]:
    deadline = time.monotonic() + seconds
    return [
        Mail(
            number,
            LETTER,
            b"lid%d@mail.example" % number,
            b"%d@belfry.example" % number,
            b"",
            deadline,
        )
        for number in range(count)
    ]


@contextmanager
def carrier(*relays: str, connections: int = 5, patience: Patience = HURRY) -> Iterator[Carrier]:
    working = Carrier(read_relays(",".join(relays)), connections=connections, patience=patience)
    try:
        yield working
    finally:
        working.close()


def carry(working: Carrier, load: Sequence[Mail]) -> dict[object, Verdict]:
    """Carry mails until each has its verdict."""
    working.offer(load)
    deadline = time.monotonic() + 10
    while len(working.results) < len(load) and time.monotonic() < deadline:
        working.step(0.05)
    assert len(working.results) == len(load)
    return {mail.key: verdict for mail, verdict in working.results}


def fates(verdicts: dict[object, Verdict]) -> dict[Fate, int]:
    found = [verdict.fate for verdict in verdicts.values()]
    return {fate: found.count(fate) for fate in found}


def at(verb: str, answer: str | Manner, *counts: int) -> Behaviour:
    """Answer so at a verb, at its n-th times only if `counts` are given."""

    def behave(said: str, argument: str, count: int) -> str | Manner | None:
        return answer if said == verb and (not counts or count in counts) else None

    return behave


@pytest.mark.parametrize("pipelining", [True, False])
def test_every_mail_arrives_once_and_whole(pipelining: bool) -> None:
    with Relay(pipelining=pipelining) as relay, carrier(relay.url) as working:
        verdicts = carry(working, mails(60))
    assert fates(verdicts) == {Fate.ACCEPTED: 60}
    taken = relay.journal.accepted()
    assert len({mail.message_id for mail in taken}) == len(taken) == 60
    assert all(
        mail.recipients == [f"lid{mail.message_id[1:].split('@')[0]}@mail.example"]
        for mail in taken
    )
    assert all(b"Tekst" in mail.content for mail in taken)


def test_connections_are_few_and_used_again() -> None:
    with Relay() as relay, carrier(relay.url, connections=3) as working:
        carry(working, mails(50))
        working.results.clear()
        carry(working, mails(50))
    assert relay.journal.connections <= 3


def test_the_next_envelope_travels_with_the_content() -> None:
    with Relay() as relay, carrier(relay.url, connections=1) as working:
        carry(working, mails(3))
    verbs = [verb for _, verb, _ in relay.journal.verbs if verb in {"MAIL", "RCPT", "DATA"}]
    assert verbs == ["MAIL", "RCPT", "DATA"] * 3


def test_one_bad_address_does_not_disturb_the_others() -> None:
    def behave(verb: str, argument: str, count: int) -> str | None:
        return "550 5.1.1 No such user" if verb == "RCPT" and "lid7@" in argument else None

    for pipelining in (True, False):
        with Relay(behave, pipelining=pipelining) as relay, carrier(relay.url) as working:
            verdicts = carry(working, mails(20))
        assert verdicts[7] == Verdict(
            Fate.BAD_ADDRESS, Cause.UNKNOWN_ADDRESS, "550 5.1.1", f"127.0.0.1:{relay.port}"
        )
        assert fates(verdicts) == {Fate.ACCEPTED: 19, Fate.BAD_ADDRESS: 1}
        assert len(relay.journal.accepted()) == 19


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    ("answer", "fate", "cause"),
    [
        ("451 4.3.0 Try later", Fate.TEMPORARY, Cause.TEMPORARY),
        ("450 4.7.1 Greylisted", Fate.THROTTLED, Cause.THROTTLED),
        ("452 4.2.2 Full", Fate.TEMPORARY, Cause.MAILBOX_FULL),
        ("554 5.7.1 Refused", Fate.REFUSED, Cause.REFUSED),
    ],
)
def test_a_refusal_at_each_verb_is_told_by_its_class(
    verb: str, answer: str, fate: Fate, cause: Cause, pipelining: bool
) -> None:
    relay = Relay(at(verb, answer, 1), pipelining=pipelining)
    with relay, carrier(relay.url, connections=1) as working:
        verdicts = carry(working, mails(4))
    assert (verdicts[1].fate, verdicts[1].cause) == (fate, cause)
    assert fates(verdicts)[Fate.ACCEPTED] == 3


def test_a_relay_that_says_421_gets_fewer_and_loses_nothing() -> None:
    with (
        Relay(at("MAIL", "421 4.3.2 Closing", 3)) as relay,
        carrier(relay.url, connections=1) as working,
    ):
        verdicts = carry(working, mails(10))
    assert set(fates(verdicts)) <= {Fate.ACCEPTED, Fate.THROTTLED}
    assert fates(verdicts)[Fate.ACCEPTED] == len(relay.journal.accepted()) >= 9


def test_closing_inside_the_content_is_tried_on_another_connection() -> None:
    with (
        Relay(at("CONTENT", Manner.CLOSE, 2)) as relay,
        carrier(relay.url, connections=2) as working,
    ):
        verdicts = carry(working, mails(10))
    accepted = {mail.message_id for mail in relay.journal.accepted()}
    assert len(accepted) == len(relay.journal.accepted()) == fates(verdicts)[Fate.ACCEPTED]
    # The content may have gone out whole before the end was noticed: then nobody knows.
    assert set(fates(verdicts)) <= {Fate.ACCEPTED, Fate.UNKNOWN, Fate.TEMPORARY}


def test_closing_after_the_final_dot_leaves_one_fate_unknown() -> None:
    with Relay(at("DOT", Manner.CLOSE, 4)) as relay, carrier(relay.url, connections=3) as working:
        verdicts = carry(working, mails(10))
    assert fates(verdicts) == {Fate.ACCEPTED: 9, Fate.UNKNOWN: 1}
    assert len({mail.message_id for mail in relay.journal.mails}) == 10


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO"])
def test_a_relay_that_hangs_before_the_first_mail_is_left_alone(verb: str) -> None:
    with Relay(at(verb, Manner.HANG)) as relay, carrier(relay.url) as working:
        verdicts = carry(working, mails(5))
    assert {(v.fate, v.cause) for v in verdicts.values()} == {(Fate.NOT_TRIED, Cause.NO_RELAY)}
    assert working.condition() == {f"127.0.0.1:{relay.port}": Cause.NO_RELAY}


def test_a_relay_that_hangs_at_the_dot_leaves_the_fate_unknown() -> None:
    with Relay(at("DOT", Manner.HANG, 0)) as relay, carrier(relay.url, connections=1) as working:
        verdicts = carry(working, mails(3))
    assert verdicts[0].fate is Fate.UNKNOWN
    assert verdicts[1].fate in {Fate.ACCEPTED, Fate.NOT_TRIED}


def test_nobody_listening_gives_everything_back_untried() -> None:
    with nobody_listens() as port, carrier(f"smtp://127.0.0.1:{port}") as working:
        verdicts = carry(working, mails(5))
        assert working.rest() > 0
    assert {(v.fate, v.cause) for v in verdicts.values()} == {(Fate.NOT_TRIED, Cause.NO_RELAY)}


def test_without_any_relay_everything_comes_back() -> None:
    with carrier() as working:
        verdicts = carry(working, mails(2))
    assert fates(verdicts) == {Fate.NOT_TRIED: 2}


def test_the_second_relay_takes_over_and_the_first_is_preferred() -> None:
    with Relay() as first, Relay() as second:
        with carrier(first.url, second.url) as working:
            carry(working, mails(5))
        assert (len(first.journal.mails), len(second.journal.mails)) == (5, 0)
        with nobody_listens() as port, carrier(f"smtp://127.0.0.1:{port}", second.url) as working:
            verdicts = carry(working, mails(5))
    assert fates(verdicts) == {Fate.ACCEPTED: 5}
    assert len(second.journal.accepted()) == 5


def test_starttls_and_sign_in_before_the_first_mail(certificate: tuple[Path, Path]) -> None:
    for mechanisms in ("PLAIN LOGIN", "LOGIN"):
        with Relay(tls=certificate, auth=("user", "s:crét"), mechanisms=mechanisms) as relay:
            url = f"smtp+starttls://user:s%3Acr%C3%A9t@localhost:{relay.port}?ca={certificate[0]}"
            with carrier(url, connections=2) as working:
                verdicts = carry(working, mails(10))
        assert fates(verdicts) == {Fate.ACCEPTED: 10}
        # One that was still opening when all was sent need not have come so far.
        assert relay.journal.secure >= len({one.connection for one in relay.journal.mails}) > 0


def test_tls_from_the_first_byte(certificate: tuple[Path, Path]) -> None:
    with (
        Relay(tls=certificate, implicit=True) as relay,
        carrier(f"smtps://localhost:{relay.port}?ca={certificate[0]}") as working,
    ):
        verdicts = carry(working, mails(30))
    assert fates(verdicts) == {Fate.ACCEPTED: 30}


def test_a_certificate_of_somebody_else_gets_no_mail(certificate: tuple[Path, Path]) -> None:
    with (
        Relay(tls=certificate) as relay,
        carrier(f"smtp+starttls://localhost:{relay.port}") as working,
    ):
        verdicts = carry(working, mails(2))
    assert fates(verdicts) == {Fate.NOT_TRIED: 2}
    assert relay.journal.mails == []


def test_a_relay_without_starttls_gets_neither_password_nor_mail() -> None:
    with (
        Relay(auth=("user", "secret")) as relay,
        carrier(f"smtp+starttls://user:secret@localhost:{relay.port}") as working,
    ):
        verdicts = carry(working, mails(2))
    assert fates(verdicts) == {Fate.NOT_TRIED: 2}
    assert "AUTH" not in {verb for _, verb, _ in relay.journal.verbs}


def test_a_wrong_password_stops_the_relay_and_burns_nothing() -> None:
    with (
        Relay(auth=("user", "right")) as relay,
        carrier(f"smtp://user:wrong@127.0.0.1:{relay.port}") as working,
    ):
        verdicts = carry(working, mails(5))
        assert working.rest() > 30
    assert {(v.fate, v.cause) for v in verdicts.values()} == {(Fate.NOT_TRIED, Cause.RELAY_REFUSES)}


def test_a_mail_whose_lease_is_spent_is_not_begun() -> None:
    with Relay() as relay, carrier(relay.url) as working:
        verdicts = carry(working, mails(2, seconds=-1))
    assert fates(verdicts) == {Fate.NOT_TRIED: 2}
    assert relay.journal.mails == []


def test_urgent_mails_overtake() -> None:
    with Relay() as relay, carrier(relay.url, connections=1) as working:
        bulk, urgent = mails(30), mails(40)[30:]
        working.offer(bulk)
        working.offer(urgent, first=True)
        carry(working, [])
        while len(working.results) < 40:
            working.step(0.05)
    order = [mail.recipients[0] for mail in relay.journal.mails]
    # Two connections at work: while one is slow with an urgent mail, the other sends a few in bulk.
    assert set(order[:20]) >= {f"lid{number}@mail.example" for number in range(30, 40)}


def test_a_mail_whose_lease_ended_while_the_relay_was_silent_is_not_sent_any_more() -> None:
    def slow(verb: str, argument: str, count: int) -> None:
        if verb == "DATA" and count == 1:
            time.sleep(0.2)

    first, second = mails(2)
    second.deadline = time.monotonic() + 0.1
    with Relay(slow) as relay, carrier(relay.url, connections=1) as working:
        verdicts = carry(working, [first, second])
    assert fates(verdicts) == {Fate.ACCEPTED: 1, Fate.NOT_TRIED: 1}
    assert [mail.recipients for mail in relay.journal.mails] == [["lid0@mail.example"]]


def test_urgent_mails_overtake_but_never_for_ever() -> None:
    carrier = Carrier(())
    others, urgent = mails(3), mails(120)
    carrier.offer(others)
    carrier.offer(urgent, first=True)
    order: list[Mail] = []
    while waiting := carrier._next_queue():
        order.append(waiting.popleft())
        carrier._overtaken = 0 if waiting is carrier.queue else carrier._overtaken + 1
    assert [place for place, one in enumerate(order) if any(one is other for other in others)] == [
        50,
        101,
        122,
    ]
    carrier.close()


def test_urgent_mails_leave_while_all_others_hang() -> None:
    released, hanging = threading.Event(), []

    def hang(verb: str, argument: str, count: int) -> None:
        if verb == "DOT" and count < 2:
            hanging.append(count)
            released.wait(20)

    with Relay(hang) as relay, carrier(relay.url, connections=2, patience=Patience()) as working:
        working.offer(mails(40))
        step_until(working, lambda: len(hanging) == 2)
        urgent = mails(10)
        for one in urgent:
            one.urgent = True
        working.offer(urgent, first=True)
        step_until(
            working,
            lambda: sum(any(done is one for one in urgent) for done, _ in working.results) == 10,
        )
        assert relay.journal.connections == 3
        assert not any(done not in urgent for done, _ in working.results)
        released.set()
        step_until(working, lambda: len(working.results) == 50)
