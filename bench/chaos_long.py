"""The long run: rounds of a thousand mails, ten dispatchers killed in each, the database in every second one.

Half of the kills come from the relay, which has just taken a mail and not yet answered; half come at random moments
while mails leave. What was given up after three deaths is tried again by hand, as an operator would.
"""

import random
import time
from dataclasses import dataclass, field

from django.utils import timezone

from belfry.delivery.actions import retry_failed
from belfry.delivery.models import Broadcast
from belfry.delivery.workflow import Lane
from bench.chaos_others import kill_database
from bench.chaos_scene import IN_FLIGHT, UNFLUSHED, Account, Scene

DISPATCHERS = 4
# Twenty not urgent to one urgent (dispatch, section 7).
URGENT, OTHERS = 48, 952
KILLS = 10
EVERY_SECONDS = 0.35
THINK_SECONDS = 0.04
LANES = (Lane.POLICE, Lane.COORDINATOR, Lane.BULK)
PATIENCE_SECONDS = 120.0


@dataclass
class Sum:
    """All rounds so far; `after_outages` are copies of rounds in which the database died."""

    mails: int = 0
    lost: int = 0
    copies: int = 0
    urgent_copies: int = 0
    after_outages: int = 0
    kills: int = 0
    databases: int = 0
    outages: list[float] = field(default_factory=list)
    given_up: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        each = self.copies / max(1, self.kills)
        urgent = self.urgent_copies / max(1, self.kills)
        return (
            f"{self.mails} mails, {self.kills} dispatchers and {self.databases} databases killed: lost {self.lost},"
            f" {self.copies} copies ({each:.2f} a kill; {self.after_outages} in rounds with an outage;"
            f" lanes 0-1: {self.urgent_copies}, {urgent:.3f} a kill),"
            f" {self.given_up} given up and tried again, {len(self.broken)} broken"
        )


def run(scene: Scene, rounds: int) -> int:
    """Play the rounds and print after each; return 1 when somebody was lost or anything broken."""
    chance, total, began = random.Random(1), Sum(), time.monotonic()
    number = 0
    while number < rounds or total.kills < rounds * KILLS:
        scene.begin()
        _round(scene, total, chance, outage=number % 2 == 1)
        number += 1
        print(f"{time.monotonic() - began:6.0f} s, round {number}: {total}", flush=True)
        for line in total.broken:
            print(f"  {line}")
    bound = (total.kills + DISPATCHERS * total.databases) * (IN_FLIGHT + UNFLUSHED)
    print(f"bound {bound}: (kills + {DISPATCHERS} x databases) x ({IN_FLIGHT} + {UNFLUSHED})")
    print(f"the database was away for {min(total.outages):.1f} to {max(total.outages):.1f} s")
    return int(bool(total.lost or total.broken) or total.copies > bound)


def _round(scene: Scene, total: Sum, chance: random.Random, *, outage: bool) -> None:
    scene.misbehave(
        {"verb": "DOT", "do": "kill", "every": chance.randint(60, 120), "most": KILLS // 2},
        think=THINK_SECONDS,
    )
    urgent = scene.send(URGENT, lane=Lane.URGENT, first=OTHERS)
    broadcasts = [scene.send(OTHERS, lane=chance.choice(LANES)), urgent]
    dies_at = time.monotonic() + chance.uniform(0.5, 2.0) if outage else None
    due = time.monotonic() + EVERY_SECONDS
    seen, by_clock = 0, 0
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_over(scene, broadcasts, total):
        scene.look_after(DISPATCHERS)
        now = time.monotonic()
        if dies_at is not None and now >= dies_at:
            total.outages.append(kill_database(scene))
            total.databases, dies_at = total.databases + 1, None
        if now >= due and by_clock < KILLS // 2:
            mails = len(scene.mails())
            if mails > seen:
                scene.kill(chance.choice(list(scene.alive)))
                by_clock += 1
            seen, due = mails, time.monotonic() + chance.uniform(0.5, 1.5) * EVERY_SECONDS
        if now > deadline:
            total.broken.append(f"did not end: {scene.states(*broadcasts)}")
            break
        time.sleep(0.02)
    scene.look_after(0)
    scene.stop_all()
    _add(total, scene.account(*broadcasts), scene.account(urgent, urgent=True), outage=outage)


def _is_over(scene: Scene, broadcasts: list[Broadcast], total: Sum) -> bool:
    """Whether everything was sent; what was given up because its senders died is tried again."""
    if not scene.is_settled(broadcasts):
        return False
    given_up = scene.states(*broadcasts).get("dead crashed", 0)
    if given_up:
        total.given_up += given_up
        for broadcast in broadcasts:
            retry_failed(broadcast, now=timezone.now())
    return not given_up


def _add(total: Sum, account: Account, urgent: Account, *, outage: bool) -> None:
    total.mails += account.rows
    total.lost += account.lost
    total.copies += account.copies
    total.urgent_copies += urgent.copies
    total.after_outages += account.copies if outage else 0
    total.kills += account.kills
    if account.waiting or account.unwanted or account.differing:
        total.broken.append(str(account))
