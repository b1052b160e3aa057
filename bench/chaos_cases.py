"""Dispatchers that die, sleep, are told to stop, or meet rows that kill them (dispatch, section 7: 1 to 12)."""

import os
import random
import signal
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from belfry.bulletins.actions import expanding
from belfry.bulletins.actions.expanding import expand_release
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.models import Release
from belfry.delivery.channels.contract import Sheet
from belfry.delivery.channels.email.channel import CHANNEL as MAIL
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Broadcast, Message
from belfry.delivery.workflow import Lane
from belfry.program.bench_scene import set_scene
from bench.chaos_scene import HEAL_SECONDS, IN_FLIGHT, LEASE_SECONDS, Account, Scene

CLAIMED = "SELECT count(*) FROM delivery_bundle WHERE claim_token IS NOT NULL"
CRASHED = "SELECT count(*) FROM delivery_attempt WHERE cause = 'crashed' AND broadcast_id = %s"


def kill_while(
    scene: Scene, broadcasts: Sequence[Broadcast], *, number: int, every: float, most: int = 1 << 30
) -> None:
    """Keep so many dispatchers alive and kill one after the other until all is settled."""
    scene.look_after(number)
    due = time.monotonic() + every

    def settled() -> bool:
        nonlocal due
        scene.look_after(number)
        if time.monotonic() >= due and scene.kills < most:
            due += every
            scene.kill(next(iter(scene.alive)))
        return scene.is_settled(broadcasts)

    scene.wait(settled)
    scene.stop_all()


def killed_each_second(scene: Scene) -> Account:
    """1. kill -9 one dispatcher each half second"""
    scene.misbehave(think=0.01)
    broadcast = scene.send(3000)
    kill_while(scene, [broadcast], number=2, every=0.5, most=8)
    return scene.account(broadcast)


def killed_after_acceptance(scene: Scene) -> Account:
    """2. kill -9 after the relay took a mail, before it is settled: lane 2"""
    broadcast = scene.send(600)
    scene.misbehave({"verb": "DOT", "do": "kill", "every": 150, "most": 4})
    kill_while(scene, [broadcast], number=1, every=60)
    return scene.account(broadcast)


def killed_after_acceptance_when_urgent(scene: Scene) -> Account:
    """2. kill -9 after the relay took a mail, before it is settled: lane 0"""
    broadcast = scene.send(600, lane=Lane.URGENT)
    scene.misbehave({"verb": "DOT", "do": "kill", "every": 60, "most": 10})
    kill_while(scene, [broadcast], number=1, every=60)
    account = scene.account(broadcast, urgent=True)
    account.notes.append(f"{account.copies / max(1, account.kills):.2f} copies a kill")
    return account


def killed_before_the_first_call(scene: Scene) -> Account:
    """3. kill -9 between the claim and the first call"""
    broadcast = scene.send(300)
    scene.misbehave({"verb": "CONNECT", "do": "hang"})
    (pid,) = scene.start(1)
    scene.wait(lambda: scene.ask(CLAIMED) != [(0,)])
    scene.kill(pid)
    scene.misbehave()
    scene.start(1)
    healed = scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast)
    account.check(account.copies == 0, f"{account.copies} copies")
    account.check(healed <= HEAL_SECONDS, f"healed in {healed:.1f} s")
    return account


def killed_while_rows_are_written(scene: Scene) -> Account:
    """4. kill -9 while the ledger is written, at a random moment"""
    stage = set_scene(400, now=timezone.now())
    ((actor, release_id),) = stage.presses

    def press() -> None:
        # So that there are twenty moments between two.
        expanding.FIRST_CHUNK = expanding.MOST_CHUNK = 20  # type: ignore[misc]
        release_bulletin(actor, release_id, now=timezone.now())
        while expand_release(release_id, now=timezone.now()):
            pass

    chance, kills, status = random.Random(4), 0, -1
    while status:
        connection.close()
        pid = scene.fork_for(press)
        if kills < 12:
            time.sleep(chance.uniform(0.02, 0.2))
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        kills += status == -signal.SIGKILL
    broadcast = Release.objects.get(pk=release_id).broadcast
    assert broadcast is not None
    written = sum(scene.states(broadcast).values())
    scene.start(1)
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast)
    whole = written == account.rows == stage.recipients
    account.check(whole and kills > 0, f"{written} rows, {kills} presses killed")
    return account


def stopped_past_its_lease(scene: Scene) -> Account:
    """5. SIGSTOP past the lease, then SIGCONT"""
    broadcast = scene.send(600)
    scene.misbehave(think=0.01)
    (sleeper,) = scene.start(1)
    scene.wait(lambda: len(scene.mails()) > 50)
    os.kill(sleeper, signal.SIGSTOP)
    scene.kills += 1
    scene.start(1)
    scene.wait(lambda: scene.is_settled([broadcast]))
    before = len(scene.mails())
    os.kill(sleeper, signal.SIGCONT)
    time.sleep(1)
    account = scene.account(broadcast)
    more = len(scene.mails()) - before
    account.check(more <= IN_FLIGHT, f"{more} mails after it woke")
    scene.stop_all()
    return account


def asked_to_stop(scene: Scene) -> Account:
    """6. SIGTERM with all connections at work"""
    broadcast = scene.send(300)
    scene.misbehave(think=0.4)
    scene.start(3)
    scene.wait(lambda: len(scene.mails()) >= 3 * IN_FLIGHT)
    took = scene.stop_all()
    held = scene.ask(CLAIMED)[0][0]
    scene.misbehave()
    scene.start(1)
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast)
    account.check(took <= 25 and not held, f"ended in {took:.1f} s, {held} bundles still held")
    return account


def started_at_one_instant(scene: Scene) -> Account:
    """7. 24 dispatchers (3 machines of 8) start at one instant"""
    broadcast = scene.send(3000)
    instant = time.monotonic() + 1.5
    scene.start(24, first=lambda: time.sleep(max(0.0, instant - time.monotonic())))
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    return scene.account(broadcast)


def two_networks_at_once(scene: Scene) -> Account:
    """9. one message to two networks that share members, pressed at the same time"""
    message = Message.objects.create(kind=Kind.CANARY, made_at=timezone.now())
    scene.start(2)
    statuses = scene.apart(
        lambda: scene.send(600, message=message, scope="network:1"),
        lambda: scene.send(600, message=message, scope="network:2", first=300),
    )
    both = list(Broadcast.objects.filter(message=message))
    scene.wait(lambda: scene.is_settled(both))
    scene.stop_all()
    account = scene.account(*both)
    account.check(
        statuses == [0, 0] and account.rows == 900, f"{account.rows} rows for 900 mailboxes"
    )
    return account


def reaped_under_load(scene: Scene) -> Account:
    """10. a dispatcher dies while the others have more than they can do"""
    broadcast = scene.send(6000)
    scene.misbehave(think=0.02)
    scene.start(3)
    scene.wait(lambda: len(scene.mails()) > 300)
    scene.kill(next(iter(scene.alive)))
    healed = scene.wait(lambda: scene.ask(CRASHED, [broadcast.pk]) != [(0,)])
    busy = not scene.is_settled([broadcast])
    scene.misbehave()
    scene.wait(lambda: scene.is_settled([broadcast]))
    scene.stop_all()
    account = scene.account(broadcast)
    account.check(busy and healed < LEASE_SECONDS + 5, f"its rows came back after {healed:.1f} s")
    return account


def a_row_that_kills(scene: Scene) -> Account:
    """11. a row whose writing kills the process"""
    broadcast = scene.send(120)
    ((poison,),) = scene.ask(
        "SELECT endpoint_id::text FROM delivery_envelope WHERE broadcast_id = %s LIMIT 1 OFFSET 60",
        [broadcast.pk],
    )
    write = MAIL.write

    def deadly(sheet: Sheet) -> Any:
        if (
            sheet.endpoint_id == poison.replace("-", "")
            and sheet.message_id == broadcast.message_id
        ):
            os.kill(os.getpid(), signal.SIGKILL)
        return write(sheet)

    MAIL.write = deadly  # type: ignore[method-assign]
    try:
        kill_while(scene, [broadcast], number=2, every=60)
    finally:
        del MAIL.write  # type: ignore[method-assign]
    account = scene.account(broadcast)
    states = scene.states(broadcast)
    account.check(states == {"accepted": 119, "dead crashed": 1}, f"{states}")
    return account


def all_dead_for_an_hour(scene: Scene) -> Account:
    """12. nobody sends for an hour; then urgent goes first, and nothing that is too late"""
    hour = timedelta(hours=1)
    bulk = scene.send(300, lane=Lane.BULK, since=hour)
    late = scene.send(100, lane=Lane.POLICE, since=hour, lasts=hour / 2)
    urgent = scene.send(126, lane=Lane.URGENT, since=hour, first=500)
    scene.start(1)
    every = [bulk, late, urgent]
    scene.wait(lambda: scene.is_settled(every))
    scene.stop_all()
    account = scene.account(*every)
    places = [
        n for n, mail in enumerate(scene.mails()) if mail.row.startswith(f"{urgent.message_id}.")
    ]
    # Both shares are served from the first moment on; the urgent one may not wait for the other.
    account.check(max(places) < 126 + 100, f"the last urgent one was mail {max(places) + 1} of 426")
    account.check(scene.states(late) == {"expired": 100}, f"{scene.states(late)}")
    return account


CASES = (
    killed_each_second,
    killed_after_acceptance,
    killed_after_acceptance_when_urgent,
    killed_before_the_first_call,
    killed_while_rows_are_written,
    stopped_past_its_lease,
    asked_to_stop,
    started_at_one_instant,
    two_networks_at_once,
    reaped_under_load,
    a_row_that_kills,
    all_dead_for_an_hour,
)
