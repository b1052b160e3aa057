"""A database and suppliers that fail, limits, and people who press (dispatch, section 7: 16 to 64)."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import psycopg
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from belfry.delivery.actions import (
    lift_suppression,
    retry_failed,
    stop_broadcast,
    withdraw,
)
from belfry.delivery.actions import (
    suppress as refuse,
)
from belfry.delivery.line import _parameters
from belfry.delivery.models import Broadcast, Envelope
from belfry.delivery.workflow import Lane
from belfry.program.suppliers.api_server import SIGNED_WITH, listen
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.phones import Phones
from belfry.program.suppliers.sms_gateway import SmsGateway
from bench.chaos_cases import kill_while
from bench.chaos_scene import IN_FLIGHT, LEASE_SECONDS, UNFLUSHED, Account, Mail, Scene

FIRST_SECONDS, LAST_SECONDS = 1.0, 2.0
FULL = """
CREATE OR REPLACE FUNCTION chaos_full() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER chaos_full BEFORE UPDATE ON delivery_envelope EXECUTE FUNCTION chaos_full();
CREATE TRIGGER chaos_full BEFORE UPDATE ON delivery_bundle EXECUTE FUNCTION chaos_full();
"""
LOCK = """
SELECT 1 FROM delivery_envelope e JOIN delivery_bundle b ON b.id = e.bundle_id AND b.message_id = e.message_id
WHERE e.broadcast_id = %s AND e.state = 'ready' AND b.claim_token IS NOT NULL LIMIT 1 FOR UPDATE OF e
"""
ROOM = "DROP TRIGGER chaos_full ON delivery_envelope; DROP TRIGGER chaos_full ON delivery_bundle"


def mails_of(scene: Scene, broadcast: Broadcast) -> list[Mail]:
    return [mail for mail in scene.mails() if mail.row.startswith(f"{broadcast.message_id}.")]


def most_in_a_second(mails: list[Mail]) -> int:
    times, most, first = [mail.at for mail in mails], 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def database_killed(scene: Scene) -> Account:
    """16. PostgreSQL dies in mid-send and comes back"""
    broadcast = scene.send(3000)
    scene.misbehave(think=0.005)
    scene.start(2)
    scene.wait(lambda: len(scene.mails()) > 500)
    kill_database(scene)
    scene.misbehave()
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    # While it is away their leases may run out.
    return scene.account(broadcast, more=2 * (IN_FLIGHT + UNFLUSHED))


def kill_database(scene: Scene) -> float:
    """Kill the server without a farewell and start it again; return the seconds until it takes connections."""
    began = time.monotonic()
    assert scene.server.process is not None
    os.kill(scene.server.process.pid, signal.SIGKILL)
    scene.server.process.wait()
    scene.server.start()
    return time.monotonic() - began


def pages_take_every_connection(scene: Scene) -> Account:
    """18. slow pages take every connection that the database gives"""
    scene.start(2)
    scene.ask("SELECT 1")
    with ExitStack() as stack:
        taken = 0
        with suppress(psycopg.OperationalError):
            while True:
                page = stack.enter_context(psycopg.connect(**_parameters()))
                page.execute("SELECT 1")
                taken += 1
        began = time.monotonic()
        urgent = scene.send(126, lane=Lane.URGENT)
        scene.wait(lambda: scene.is_settled([urgent]))
        times = [mail.at - began for mail in mails_of(scene, urgent)]
    scene.stop_all()
    account = scene.account(urgent, urgent=True)
    fast = min(times) <= FIRST_SECONDS and max(times) <= LAST_SECONDS
    account.check(
        fast, f"{taken} connections taken: first {min(times):.2f} s, last {max(times):.2f} s"
    )
    return account


def disk_full(scene: Scene) -> Account:
    """19. the disk of the database is full for a while"""
    broadcast = scene.send(2000)
    scene.misbehave(think=0.01)
    scene.start(2)
    scene.wait(lambda: len(scene.mails()) > 200)
    with psycopg.connect(**_parameters()) as server:
        server.execute(FULL)
    before = len(scene.mails())
    time.sleep(1.5)
    during = len(scene.mails()) - before
    differing = scene.account(broadcast).differing
    with psycopg.connect(**_parameters()) as server:
        server.execute(ROOM)
    scene.misbehave()
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast, more=2 * (IN_FLIGHT + UNFLUSHED))
    account.check(not differing, f"{during} mails while it was full, of what was in hand")
    return account


def an_old_transaction(scene: Scene) -> Account:
    """20. a forgotten transaction keeps every old version of a row"""
    rates = []
    broadcasts = []
    for held in (False, True):
        with ExitStack() as stack:
            if held:
                forgotten = stack.enter_context(psycopg.connect(**_parameters()))
                forgotten.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                forgotten.execute("SELECT count(*) FROM delivery_bundle")
            broadcasts.append(scene.send(3000))
            scene.start(2)
            scene.wait(lambda: scene.is_settled(broadcasts))
            times = [mail.at for mail in mails_of(scene, broadcasts[-1])]
            rates.append(len(times) / (max(times) - min(times)))
            scene.stop_all()
    account = scene.account(*broadcasts)
    account.check(
        rates[1] > rates[0] / 3, f"{rates[0]:.0f} mails/s without, {rates[1]:.0f} with it"
    )
    return account


def erased_while_settling(scene: Scene) -> Account:
    """23. people leave, refuse and come back while their rows are claimed and settled"""
    broadcasts = [scene.send(900, scope=f"network:{n}", first=300 * n) for n in range(3)]
    ends = [row.endpoint_id for row in Envelope.objects.filter(broadcast__in=broadcasts)]

    def press(number: int) -> None:
        chance, until = random.Random(number), time.monotonic() + 1.5
        while time.monotonic() < until:
            scope = f"network:{chance.randrange(3)}"
            # Nobody leaves in somebody else's name at the same time.
            some = chance.sample(ends[number::3], 20)
            try:
                with transaction.atomic():
                    withdraw(some, scope, now=timezone.now())
                refuse(some[0], scope, now=timezone.now())
                lift_suppression(some[0], scope)
            except OperationalError:
                # The database broke a deadlock; they press again.
                continue

    scene.misbehave(think=0.005)
    # Nobody is killed: leases as long as they really are.
    scene.start(3, lease=30.0)
    statuses = scene.apart(*[lambda number=number: press(number) for number in range(3)])
    scene.wait(lambda: scene.is_settled(broadcasts))
    scene.stop_all()
    account = scene.account(*broadcasts)
    account.check(statuses == [0, 0, 0], f"{scene.states(*broadcasts)}")
    return account


def a_row_locked_for_long(scene: Scene) -> Account:
    """23. somebody's transaction holds a claimed row for longer than a lease"""
    broadcast = scene.send(600)
    scene.misbehave(think=0.01)
    scene.start(2)
    scene.wait(lambda: len(scene.mails()) > 50)
    with psycopg.connect(**_parameters()) as somebody:
        somebody.execute(LOCK, [broadcast.pk])
        time.sleep(2.5 * LEASE_SECONDS)
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast)
    account.check(account.copies == 0, f"{account.copies} copies")
    return account


@contextmanager
def sms_gateway(scene: Scene) -> Iterator[None]:
    """Run the local gateway for SMS in a process of its own."""
    listener = listen()

    def serve() -> None:
        control = Control()
        control.wish(receipts="none")
        SmsGateway(listener, Phones(scene.folder / "phones"), control).start()
        time.sleep(600)

    connection.close()
    gateway = scene.fork_for(serve)
    place, sign = f"127.0.0.1:{listener.getsockname()[1]}", f"secret={SIGNED_WITH}"
    os.environ["BELFRY_SMS_URL"] = f"vonage+http://key:secret@{place}/?from=8850&{sign}"
    try:
        yield
    finally:
        del os.environ["BELFRY_SMS_URL"]
        os.kill(gateway, signal.SIGKILL)
        os.waitpid(gateway, 0)


def one_supplier_hangs(scene: Scene) -> Account:
    """24. the relay hangs; SMS goes on"""
    with sms_gateway(scene):
        mail = scene.send(100)
        scene.misbehave({"verb": "DOT", "do": "hang"})
        stuck = scene.start(1)
        scene.start(1, channel="sms")
        scene.wait(lambda: len(scene.mails()) >= IN_FLIGHT)
        texts = scene.send(200, channel="sms", lane=Lane.URGENT)
        took = scene.wait(lambda: scene.is_settled([texts]))
        scene.kill(*stuck)
        scene.misbehave()
        scene.start(1)
        scene.wait(lambda: scene.is_settled([mail]))
        scene.stop_all()
    account, states = scene.account(mail), scene.states(texts)
    account.check(states == {"accepted": 200} and took < 10, f"200 SMS in {took:.1f} s meanwhile")
    return account


def answers_lost(scene: Scene) -> Account:
    """25. the connection breaks after the relay took the mail"""
    broadcast = scene.send(400, lane=Lane.URGENT)
    scene.misbehave({"verb": "DOT", "do": "close", "every": 20, "most": 15})
    scene.start(1)
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast, urgent=True, more=15)
    account.check(account.copies >= 1, "each again under its own Message-ID")
    return account


def told_to_slow_down(scene: Scene) -> Account:
    """26. the relay says "slow down" (450 4.7.1)"""
    broadcast = scene.send(300, lane=Lane.URGENT)
    scene.misbehave({"verb": "RCPT", "do": "450 4.7.1 Slower", "every": 5, "most": 20})
    scene.start(1)
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    ((attempts,),) = scene.ask(
        "SELECT max(attempts) FROM delivery_envelope WHERE broadcast_id = %s", [broadcast.pk]
    )
    account = scene.account(broadcast, urgent=True)
    account.check(attempts == 0, f"{attempts} attempts burnt")
    return account


def one_limit_for_all(scene: Scene) -> Account:
    """35, 36. two dispatchers share a limit of 200/s and are killed in turn"""
    scene.use_relay("?rate=200")
    began = time.monotonic()
    broadcast = scene.send(800, lane=Lane.URGENT)
    kill_while(scene, [broadcast], number=2, every=1.0, most=4)
    most = most_in_a_second(scene.mails())
    account = scene.account(broadcast, urgent=True)
    # What a stalled machine holds up arrives together with what follows.
    stall = scene.longest_stall(began)
    account.check(
        most <= 210 + 200 * stall,
        f"I5 at most {most} in any second (limit 200 + 5 %; the machine stalled for {stall:.3f} s)",
    )
    return account


def bulk_beside_urgent(scene: Scene) -> Account:
    """49. lane 0 never empty; lane 5 goes on"""
    scene.misbehave(think=0.003)
    bulk = scene.send(1500, lane=Lane.BULK)
    urgent = scene.send(3000, lane=Lane.URGENT, first=2000)
    scene.start(1)
    scene.wait(lambda: scene.is_settled([bulk, urgent]))
    scene.stop_all()
    mails = scene.mails()
    kinds = [mail.row.startswith(f"{urgent.message_id}.") for mail in mails]
    last = max(n for n, is_urgent in enumerate(kinds) if is_urgent)
    share = 1 - sum(kinds[: last + 1]) / (last + 1)
    account = scene.account(bulk, urgent)
    account.check(share >= 0.01, f"{share:.1%} of the mails before the last urgent one were lane 5")
    return account


def recalled(scene: Scene) -> Account:
    """63. stopped when 40 % were sent"""
    broadcast = scene.send(3000)
    scene.misbehave(think=0.005)
    scene.start(2)
    scene.wait(lambda: len(scene.mails()) > 1200)
    stop_broadcast(broadcast, now=timezone.now())
    stopped = time.monotonic()
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    mails = scene.mails()
    account = scene.account(broadcast)
    after, states = mails[-1].at - stopped, scene.states(broadcast)
    exact = states.get("accepted") == len({mail.row for mail in mails})
    account.check(after <= 2 and exact, f"the last {after:.2f} s after the stop, {states}")
    return account


def tried_again_by_two(scene: Scene) -> Account:
    """64. two people press "try again" at once"""
    broadcast = scene.send(100)
    scene.misbehave({"verb": "RCPT", "do": "554 5.7.1 Spam", "every": 2})
    scene.start(1)
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.misbehave()
    failed = scene.states(broadcast)
    press = lambda: retry_failed(broadcast, now=timezone.now())  # noqa: E731
    statuses = scene.apart(press, press)
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast)
    again = scene.states(broadcast) == {"accepted": 100} and failed["failed refused"] == 50
    account.check(again and statuses == [0, 0] and account.copies == 0, "50 failed, each sent once")
    return account


CASES = (
    database_killed,
    pages_take_every_connection,
    disk_full,
    an_old_transaction,
    erased_while_settling,
    a_row_locked_for_long,
    one_supplier_hangs,
    answers_lost,
    told_to_slow_down,
    one_limit_for_all,
    bulk_beside_urgent,
    recalled,
    tried_again_by_two,
)
