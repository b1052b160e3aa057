"""How fast mails go out: in all, and to one recipient domain; and which relay gets them."""

import time
from dataclasses import replace
from itertools import cycle

import pytest

from belfry.delivery.channels.contract import Fate, Grant
from belfry.delivery.channels.email.carrier import Carrier
from belfry.delivery.channels.email.errors import RelayUrlWrong
from belfry.delivery.channels.email.mail import Mail
from belfry.delivery.channels.email.relays import read_relays
from tests.delivery.email.test_carrier import HURRY, carrier, carry, fates, mails
from tests.delivery.relay import Relay, nobody_listens


class Purser:
    """Gives what `left` says, per name; without a word about it, as much as is wanted."""

    def __init__(self, **left: int) -> None:
        self.left = left
        self.asked: set[tuple[str, float, bool]] = set()

    def take(self, name: str, rate: float, most: int, *, urgent: bool) -> Grant:
        self.asked.add((name, rate, urgent))
        kind = name.partition(":")[0]
        number = min(most, self.left.get(kind, most))
        if kind in self.left:
            self.left[kind] -= number
        return Grant(number, 0.0 if number else 0.05)


def to(domain: str, count: int, *, urgent: bool = False) -> list[Mail]:
    return [
        replace(mail, key=(domain, mail.key), recipient=b"lid@" + domain.encode(), urgent=urgent)
        for mail in mails(count)
    ]


def step(working: Carrier, results: int) -> None:
    deadline = time.monotonic() + 5
    while len(working.results) < results:
        assert time.monotonic() < deadline
        working.step(0.05)


def test_mails_wait_for_the_credits_of_their_relay() -> None:
    with Relay() as relay, carrier(f"{relay.url}?rate=20") as working:
        working.credits = purser = Purser(email=3)
        working.offer(to("mail.example", 10))
        step(working, 3)
        working.step(0.1)
        assert len(relay.journal.mails) == 3
        assert purser.asked == {(f"email:127.0.0.1:{relay.port}", 20.0, False)}
        purser.left["email"] = 7
        step(working, 10)
    assert [verdict.fate for _, verdict in working.results] == [Fate.ACCEPTED] * 10


def test_a_domain_that_has_enough_keeps_no_other_waiting() -> None:
    with Relay() as relay, carrier(f"{relay.url}?domain_rate=5", connections=2) as working:
        working.credits = purser = Purser(domain=0)
        working.offer(to("Slow.example", 70))
        step(working, 20)
        given_back = [verdict for _, verdict in working.results]
        # Few are kept aside; the others come back when it will be their turn, no attempt burnt.
        assert [verdict.fate for verdict in given_back] == [Fate.THROTTLED] * 20
        pauses = [verdict.retry_after or 0 for verdict in given_back]
        assert pauses == sorted(pauses)
        assert 4 < pauses[-1] < 8
        working.results.clear()
        purser.left["domain"] = 30
        working.offer(to("quick.example", 10))
        step(working, 10)
        assert len(relay.journal.mails) >= 10
        assert ("domain:slow.example", 5.0, False) in purser.asked
        del purser.left["domain"]
        step(working, 60)
    assert [verdict.fate for _, verdict in working.results] == [Fate.ACCEPTED] * 60


def test_what_waits_for_its_domain_is_given_back_at_the_end() -> None:
    with Relay() as relay, carrier(f"{relay.url}?domain_rate=5") as working:
        working.credits = Purser(domain=0)
        working.offer([*to("slow.example", 3), *to("slow.example", 7, urgent=True)])
        step(working, 2)
        assert [(verdict.fate, verdict.retry_after) for _, verdict in working.results] == [
            (Fate.THROTTLED, None)
        ] * 2
        working.give_back()
    assert [verdict.fate for _, verdict in working.results[2:]] == [Fate.NOT_TRIED] * 8


def test_relays_with_a_weight_share_the_connections() -> None:
    with Relay() as first, Relay() as second:
        addresses = read_relays(f"{first.url}?weight=60,{second.url}?weight=40")
        chances = cycle([0.5, 0.7])
        working = Carrier(addresses, connections=2, patience=HURRY, chance=lambda: next(chances))
        try:
            assert fates(carry(working, mails(50))) == {Fate.ACCEPTED: 50}
        finally:
            working.close()
        assert (first.journal.connections, second.journal.connections) == (1, 1)


def test_a_relay_without_a_weight_stands_in_while_the_first_rests_only() -> None:
    with (
        Relay() as second,
        nobody_listens() as port,
        carrier(f"smtp://127.0.0.1:{port}", second.url) as working,
    ):
        assert [relay.weight for relay in working.relays] == [100, 0]
        assert fates(carry(working, mails(5))) == {Fate.ACCEPTED: 5}
        assert working.rest() == 0
        assert working.condition() == {
            f"127.0.0.1:{port}": "no_relay",
            f"127.0.0.1:{second.port}": "",
        }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("weight=101", "weight must be a number from 0 to 100"),
        ("rate=fast", "rate must be a number from 0"),
        ("domain_rate=-1", "domain_rate must be a number from 0"),
        ("rates=5", "knows only the options"),
    ],
)
def test_a_wrong_option_of_a_relay_is_named(options: str, said: str) -> None:
    with pytest.raises(RelayUrlWrong, match=said):
        read_relays(f"smtp://user:secret@127.0.0.1?{options}")
