"""What a coordinator sees when mail goes wrong, and that nothing is lost by it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from belfry.bulletins.actions.releasing import settle_releases
from belfry.bulletins.models import Release
from belfry.delivery.channels.email.carrier import Carrier
from belfry.delivery.channels.email.channel import Email
from belfry.delivery.channels.email.opening import Patience
from belfry.delivery.channels.email.relays import read_relays
from belfry.delivery.dispatcher import Dispatcher
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Attempt, Envelope
from belfry.delivery.workflow import Cause
from belfry.program.cast import FIGURES
from tests.bulletins.desk import offered
from tests.cast import Cast
from tests.delivery.relay import Behaviour, Manner, Relay, nobody_listens
from tests.web.conftest import VISIT, Browse, browse

__all__ = ["browse"]
pytestmark = pytest.mark.django_db

BRIEF = Patience(connect=1, greeting=0.3, envelope=0.3, content=0.3, final_dot=0.3, idle=1)
CHLOE = FIGURES["member-chloe"].email


class Impatient(Email):
    """E-mail that does not wait long for an answer."""

    def __init__(self, urls: Sequence[str]) -> None:
        super().__init__()
        self.urls = urls

    def open_carrier(self) -> Carrier:
        return Carrier(read_relays(",".join(self.urls)), patience=BRIEF)


def deliver(*urls: str, now: datetime) -> None:
    """Send what is due at a moment through these relays, as a dispatcher does."""
    Dispatcher("test", Impatient(urls), BorrowedLine(), now=now).run_until_idle()


def always(verb: str, answer: str | Manner) -> Behaviour:
    return lambda asked, argument, count: answer if asked == verb else None


def for_chloe(verb: str, answer: str | Manner) -> Behaviour:
    """Answer so for one recipient only."""
    return lambda asked, argument, count: answer if asked == verb and CHLOE in argument else None


@dataclass(frozen=True)
class Desk:
    """The coordinator's browser, on a release that was just sent to four mailboxes."""

    bram: Client
    release: Release

    @property
    def address(self) -> str:
        return f"/releases/{self.release.pk}/"

    def page(self) -> str:
        answer = self.bram.get(self.address)
        assert answer.status_code == 200
        return answer.content.decode()

    def meter(self) -> tuple[list[int], list[tuple[int, str]]]:
        """Return the figures that the page shows, and its causes."""
        page = self.page()
        shown = page[page.index('id="progress"') :].partition("</section>")[0]
        figures = [int(number) for number in re.findall(r"<b>(\d+)</b>", shown)]
        causes = re.findall(r"<li>(\d+) · ([^<]+)</li>", shown)
        return figures, [(int(count), words) for count, words in causes]

    def states(self) -> dict[str, int]:
        rows = Envelope.objects.filter(broadcast=self.release.broadcast)
        found = list(rows.values_list("state", flat=True))
        return {state: found.count(state) for state in sorted(set(found))}


@pytest.fixture
def desk(browse: Browse, cast: Cast) -> Desk:
    release = offered(cast)
    with Relay() as relay:
        # Invitations and the request to the coordinator: they go out before the fault begins.
        deliver(relay.url, now=VISIT)
    bram = browse("coordinator-bram")
    assert bram.post(f"/releases/{release.pk}/send/").status_code == 302
    release.refresh_from_db()
    return Desk(bram, release)


def in_dutch(cause: Cause) -> str:
    with translation.override("en"):
        english = str(cause.label)
    with translation.override("nl"):
        dutch = str(cause.label)
    assert dutch != english
    return dutch


# What the relay does; accepted, waiting, failed; cause on the page; what the record keeps.
FAULTS = {
    "refuses the connection": (always("CONNECT", "554 5.3.2 No"), (0, 4, 0), Cause.NO_RELAY, None),
    "says nothing": (always("CONNECT", Manner.HANG), (0, 4, 0), Cause.NO_RELAY, None),
    "closes at once": (always("CONNECT", Manner.CLOSE), (0, 4, 0), Cause.NO_RELAY, None),
    "is too busy": (always("CONNECT", "421 4.3.2 Later"), (0, 4, 0), Cause.THROTTLED, None),
    "slows us down": (always("RCPT", "421 4.7.0 Slow"), (0, 4, 0), Cause.THROTTLED, None),
    "hangs at DATA": (always("DATA", Manner.HANG), (0, 4, 0), Cause.BROKEN_CONNECTION, None),
    "hangs after the dot": (always("DOT", Manner.HANG), (0, 4, 0), Cause.BROKEN_CONNECTION, ""),
    "closes in DATA": (always("CONTENT", Manner.CLOSE), (0, 4, 0), Cause.BROKEN_CONNECTION, ""),
    "tries later for one": (
        for_chloe("RCPT", "450 4.2.1 Later"), (3, 1, 0), Cause.TEMPORARY, "450 4.2.1",
    ),
    "knows one not": (
        for_chloe("RCPT", "550 5.1.1 Unknown"), (3, 0, 1), Cause.UNKNOWN_ADDRESS, "550 5.1.1",
    ),
    "finds one mailbox full": (
        for_chloe("RCPT", "452 4.2.2 Full"), (3, 1, 0), Cause.MAILBOX_FULL, "452 4.2.2",
    ),
    "finds one mailbox full for good": (
        for_chloe("DOT", "552 5.2.2 Full"), (3, 1, 0), Cause.MAILBOX_FULL, "552 5.2.2",
    ),
    "takes it for spam": (
        for_chloe("DOT", "554 5.7.1 Spam"), (3, 0, 1), Cause.REFUSED, "554 5.7.1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_on_the_page_and_what_waits_goes_out_by_itself(
    desk: Desk, fault: str
) -> None:
    behaviour, figures, cause, status = FAULTS[fault]
    with Relay(behaviour) as relay:
        deliver(relay.url, now=VISIT)
    shown, causes = desk.meter()
    assert tuple(shown) == figures
    assert ("U hoeft niets te doen." in desk.page()) == (figures[1] > 0)
    assert causes == [(figures[1] + figures[2], in_dutch(cause))]
    attempts = Attempt.objects.filter(broadcast_id=desk.release.broadcast_id)
    if status is None:
        assert not attempts.exists()
    else:
        assert set(attempts.values_list("cause", "status")) == {(cause, status)}

    with Relay() as relay:
        deliver(relay.url, now=VISIT + timedelta(hours=1))
        journal = relay.journal.accepted()
    assert desk.states() == {
        state: count
        for state, count in (("accepted", 4 - figures[2]), ("failed", figures[2]))
        if count
    }
    assert len(journal) == figures[1]
    assert len({mail.message_id for mail in journal}) == figures[1]


def test_a_relay_that_is_not_there(desk: Desk) -> None:
    with nobody_listens() as port:
        deliver(f"smtp://127.0.0.1:{port}", now=VISIT)
    assert desk.meter() == ([0, 4, 0], [(4, in_dutch(Cause.NO_RELAY))])
    assert desk.states() == {"ready": 4}
    assert 'hx-get="' in desk.page()


def test_a_relay_that_does_not_know_our_password(desk: Desk) -> None:
    with Relay(auth=("belfry", "right")) as relay:
        deliver(f"smtp://belfry:wrong@127.0.0.1:{relay.port}", now=VISIT)
        assert desk.meter() == ([0, 4, 0], [(4, in_dutch(Cause.RELAY_REFUSES))])
        deliver(f"smtp://belfry:right@127.0.0.1:{relay.port}", now=VISIT + timedelta(minutes=5))
        assert len(relay.journal.accepted()) == 4
    assert desk.meter() == ([4, 0, 0], [])


def test_the_second_relay_carries_what_the_first_does_not(desk: Desk) -> None:
    with Relay(always("CONNECT", "554 5.3.2 No")) as first, Relay() as second:
        deliver(first.url, second.url, now=VISIT)
        assert len(second.journal.accepted()) == 4
    assert desk.meter() == ([4, 0, 0], [])


def test_only_who_failed_is_tried_again_and_home_says_call_or_mend(desk: Desk) -> None:
    with Relay(for_chloe("RCPT", "550 5.1.1 Unknown")) as relay:
        deliver(relay.url, now=VISIT)
    home = desk.bram.get("/").content.decode()
    assert desk.address in home
    page = desk.page()
    assert "Chloé Dubois" in page
    assert f'action="{desk.address}retry/"' in page
    assert desk.bram.post(f"{desk.address}retry/").status_code == 302
    assert desk.states() == {"accepted": 3, "ready": 1}
    assert desk.bram.post(f"{desk.address}retry/").status_code == 409
    with Relay() as relay:
        deliver(relay.url, now=VISIT + timedelta(minutes=1))
        assert [mail.recipients for mail in relay.journal.accepted()] == [[CHLOE]]
    assert desk.meter() == ([4, 0, 0], [])
    assert desk.address not in desk.bram.get("/").content.decode()


def test_what_could_not_be_sent_in_time_is_told_by_name_and_not_offered_again(
    desk: Desk, browse: Browse
) -> None:
    with nobody_listens() as port:
        deliver(f"smtp://127.0.0.1:{port}", now=VISIT)
        too_late = VISIT + timedelta(days=7)
        deliver(f"smtp://127.0.0.1:{port}", now=too_late)
    assert desk.states() == {"expired": 4}
    with time_machine.travel(too_late, tick=False):
        settle_releases(now=too_late)
        late = replace(desk, bram=browse("coordinator-bram"))
        assert late.address in late.bram.get("/").content.decode()
        page = late.page()
        assert late.meter() == ([0, 0, 4], [(4, in_dutch(Cause.NO_RELAY))])
        for name in ("Chloé Dubois", "Bram De Smet"):
            assert name in page
        assert f'action="{late.address}retry/"' not in page
        assert late.bram.post(f"{late.address}retry/").status_code == 409


def test_a_failure_is_not_offered_again_when_the_time_of_the_message_is_over(
    desk: Desk, browse: Browse
) -> None:
    with Relay(for_chloe("RCPT", "550 5.1.1 Unknown")) as relay:
        deliver(relay.url, now=VISIT)
    too_late = VISIT + timedelta(days=7)
    with time_machine.travel(too_late, tick=False):
        late = replace(desk, bram=browse("coordinator-bram"))
        assert f'action="{late.address}retry/"' not in late.page()
        assert late.bram.post(f"{late.address}retry/").status_code == 409
    assert desk.states() == {"accepted": 3, "failed": 1}
