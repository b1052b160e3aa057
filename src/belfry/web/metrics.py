"""The state of sending as figures for Prometheus (text format 0.0.4), written by hand: it is a page of text."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from belfry.audit.queries import newest_backup
from belfry.delivery.arrivals import arrivals
from belfry.delivery.canaries import flights
from belfry.delivery.watching import (
    SILENT_SECONDS,
    attempts,
    inbox,
    limits,
    senders,
    sizes,
    tallied_troubles,
    transactions,
    waiting,
)
from belfry.delivery.workflow import Cause, State
from belfry.web.timing import BUCKETS, counts

Labels = Mapping[str, str]


class Page:
    """Figures in the order in which they are added."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lines: list[str] = []

    def family(
        self, name: str, kind: str, help_text: str, samples: Iterable[tuple[Labels, float]]
    ) -> None:
        """Add all samples of one figure; `kind` is gauge or counter."""
        self.head(name, kind, help_text)
        for labels, value in samples:
            self.sample(name, labels, value)

    def head(self, name: str, kind: str, help_text: str) -> None:
        """Say what the samples that follow are."""
        self._lines += [f"# HELP belfry_{name} {help_text}", f"# TYPE belfry_{name} {kind}"]

    def sample(self, name: str, labels: Labels, value: float) -> None:
        """Add one sample."""
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        self._lines.append(f"belfry_{name}{{{inner}}} {value:.10g}")

    def text(self) -> str:
        """Return the page."""
        return "\n".join(self._lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def exposition(*, now: datetime) -> str:
    """Return all figures as of `now`: a fixed number of queries, none of which reads the ledger."""
    page = Page()
    _queue(page, now)
    _attempts(page)
    _inbox(page, now)
    _arrivals(page)
    _senders(page, now)
    _database(page, now)
    _canaries(page, now)
    _requests(page)
    return page.text()


def _queue(page: Page, now: datetime) -> None:
    lanes = [({"channel": one.channel, "lane": str(one.lane)}, one) for one in waiting(now=now)]
    page.family(
        "oldest_ready_seconds",
        "gauge",
        "How long the oldest delivery of a lane has been due.",
        ((labels, one.seconds) for labels, one in lanes),
    )
    page.family(
        "bundles_waiting",
        "gauge",
        "Bundles of deliveries that are due and not taken.",
        ((labels, one.bundles) for labels, one in lanes),
    )
    states = dict.fromkeys((State.DEAD, State.UNKNOWN, State.FAILED), 0)
    for one in tallied_troubles():
        states[State(one.state)] += one.number
    page.family(
        "deliveries_in_trouble",
        "gauge",
        "Deliveries that failed, were given up (dead) or are uncertain (unknown).",
        (({"state": state.value}, number) for state, number in states.items()),
    )


def _inbox(page: Page, now: datetime) -> None:
    told = inbox(now=now)
    page.family("receipts_due", "gauge", "Receipts to be applied, 10000 at most.", [({}, told.due)])
    page.family(
        "receipts_due_seconds",
        "gauge",
        "How long the oldest receipt has been due.",
        [({}, told.seconds)],
    )
    page.family(
        "receipts_unmatched",
        "gauge",
        "Receipts for which no delivery was found within a day, 10000 at most.",
        [({}, told.unmatched)],
    )


def _arrivals(page: Page) -> None:
    page.family(
        "arrivals_total",
        "counter",
        "Mails and texts that people wrote to us, by what became of them.",
        (
            ({"channel": channel, "outcome": outcome}, number)
            for channel, outcome, number in arrivals()
        ),
    )


def _attempts(page: Page) -> None:
    tried = attempts()
    page.family(
        "attempts_total",
        "counter",
        "Attempts that did not simply succeed.",
        (({"channel": one.channel, "cause": one.cause}, one.number) for one in tried),
    )
    crashed = sum(one.number for one in tried if one.cause == Cause.CRASHED)
    page.family(
        "lease_expiries_total",
        "counter",
        "Deliveries that came back because what sent them died.",
        [({}, crashed)],
    )


def _senders(page: Page, now: datetime) -> None:
    heard = senders(now=now)
    silence = {one.channel: one.seconds for one in reversed(heard)}
    page.family(
        "dispatcher_silent_seconds",
        "gauge",
        "Seconds since any dispatcher of a channel gave a sign of life.",
        (({"channel": channel}, seconds) for channel, seconds in silence.items()),
    )
    alive = [one for one in heard if one.seconds < SILENT_SECONDS]
    usable: dict[tuple[str, str], bool] = {}
    weights: dict[tuple[str, str], int] = {}
    for one in alive:
        for supplier, standing in one.suppliers.items():
            key = (one.channel, supplier)
            usable[key] = usable.get(key, False) or not standing.cause
            weights[key] = min(weights.get(key, standing.weight), standing.weight)
    page.family(
        "dispatchers",
        "gauge",
        "Dispatchers that gave a sign of life within a minute.",
        (
            ({"channel": channel}, sum(one.channel == channel for one in alive))
            for channel in silence
        ),
    )
    page.family(
        "supplier_usable",
        "gauge",
        "1 when at least one dispatcher can use a supplier.",
        (
            ({"channel": channel, "supplier": supplier}, works)
            for (channel, supplier), works in usable.items()
        ),
    )
    page.family(
        "supplier_weight",
        "gauge",
        "The least weight that a dispatcher gives a supplier, 0 to 100; failures lower it.",
        (
            ({"channel": channel, "supplier": supplier}, weight)
            for (channel, supplier), weight in weights.items()
        ),
    )
    page.family(
        "limit_taken_seconds",
        "gauge",
        "How far ahead the credits of a limit are taken.",
        (({"limit": one.name}, one.all_seconds) for one in limits()),
    )


def _database(page: Page, now: datetime) -> None:
    oldest = max((one.seconds for one in transactions()), default=0.0)
    page.family(
        "oldest_transaction_seconds",
        "gauge",
        "Age of the oldest transaction that keeps old rows alive.",
        [({}, oldest)],
    )
    made_at = newest_backup()
    page.family(
        "backup_age_seconds",
        "gauge",
        "Age of the newest whole backup that Belfry made.",
        [({}, (now - made_at).total_seconds())] if made_at else [],
    )
    size = sizes()
    page.family("database_bytes", "gauge", "Size of the database.", [({}, size.database_bytes)])
    page.family(
        "ledger_bytes",
        "gauge",
        "Size of the ledger, as last analysed.",
        [({}, size.ledger_bytes)],
    )
    page.family(
        "ledger_rows",
        "gauge",
        "Deliveries in the ledger, estimated.",
        [({}, size.ledger_rows)],
    )


def _canaries(page: Page, now: datetime) -> None:
    newest = flights(now=now)
    page.family(
        "canary_age_seconds",
        "gauge",
        "Age of the newest test message of a channel.",
        (({"channel": one.channel}, (now - one.sent_at).total_seconds()) for one in newest),
    )
    page.family(
        "canary_accepted_seconds",
        "gauge",
        "After how long the newest test message was accepted.",
        (
            ({"channel": one.channel}, one.accepted_seconds)
            for one in newest
            if one.accepted_seconds is not None
        ),
    )
    page.family(
        "canary_delivered_seconds",
        "gauge",
        "After how long a receipt said that the newest test message arrived.",
        (
            ({"channel": one.channel}, one.delivered_seconds)
            for one in newest
            if one.delivered_seconds is not None
        ),
    )


def _requests(page: Page) -> None:
    name = "request_seconds"
    page.head(name, "histogram", "How long pages took, by class of status.")
    for one in counts().read():
        labels = {"status": one.status}
        for end, number in zip(BUCKETS, one.within, strict=True):
            page.sample(f"{name}_bucket", {**labels, "le": f"{end:g}"}, number)
        page.sample(f"{name}_bucket", {**labels, "le": "+Inf"}, one.number)
        page.sample(f"{name}_sum", labels, one.seconds)
        page.sample(f"{name}_count", labels, one.number)
