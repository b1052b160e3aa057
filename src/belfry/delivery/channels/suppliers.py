"""Suppliers: what their URLs say, and when one is left alone for a while."""

import ipaddress
import math
import ssl
from collections import deque
from collections.abc import Collection, Sequence
from typing import Final, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from belfry.config.environment import secret
from belfry.core.mode import may_leave
from belfry.delivery.channels.contract import Channel, Fate, SupplierUrl, Verdict
from belfry.delivery.channels.errors import SupplierUrlWrong
from belfry.delivery.workflow import Cause

FULL_WEIGHT: Final = 100
MOST_CONNECTIONS: Final = 64
# In the ledger, after the host: what an operator knows a supplier by.
LONGEST_NAME: Final = 60
# Cents, with decimals, in ten-thousandths of a euro.
UNITS_PER_CENT: Final = 100

# Set aside: doubled at each failure in a row, so that a supplier that is down is not hammered.
FIRST_PAUSE_SECONDS: Final = 2.0
LONGEST_PAUSE_SECONDS: Final = 60.0
# A supplier that wants more than an hour is asked once an hour whether it still does.
LONGEST_RETRY_AFTER_SECONDS: Final = 3600.0
# A wrong password or an empty account does not mend itself, and repeating it may lock the account.
SIGN_IN_PAUSE_SECONDS: Final = 60.0
SIGN_IN_CAUSES: Final = frozenset({Cause.RELAY_REFUSES, Cause.SUPPLIER_REFUSES, Cause.NO_CREDIT})
# So many "slow down" or failures in a row concern the supplier, not one recipient.
THROTTLED_IN_A_ROW: Final = 3
FAILED_IN_A_ROW: Final = 5
# Weights shift slowly, never all or nothing: a second supplier that suddenly gets everything falls too.
SHIFT: Final = 10
SHIFT_SECONDS: Final = 60.0
BAD_SHARE: Final = 0.25
# Fewer calls in a minute than this say nothing.
LEAST_CALLS: Final = 8
# Why something failed for the moment where the supplier did its work.
ABOUT_RECIPIENT: Final = frozenset(
    {
        Cause.MAILBOX_FULL,
        Cause.OUT_OF_REACH,
        Cause.NOT_ANSWERED,
        Cause.VOICEMAIL,
        Cause.BLOCKED,
        Cause.UNKNOWN_NUMBER,
        Cause.GONE,
    }
)


def names_suppliers(channel: Channel) -> bool:
    """Whether the environment names any; asked for every page, so it asks nobody."""
    return bool(secret(channel.setting))


def read_urls(channel: Channel, schemes: Collection[str]) -> tuple[SupplierUrl, ...]:
    """Return the suppliers that `channel.setting` names and this mode may use, in their order.

    In a demonstration, and for a copy of a database, only those on this machine: what was restored holds real
    numbers. Raise ImproperlyConfigured.
    """
    named = named_urls(channel, schemes)
    near = tuple(url for url in named if is_loopback(url.host))
    return named if len(near) < len(named) and may_leave() else near


def named_urls(channel: Channel, schemes: Collection[str]) -> tuple[SupplierUrl, ...]:
    """Return the suppliers that `channel.setting` names, in their order; no database is asked.

    Common options: `rate` (parcels a second for the whole installation; default 0, no limit), `weight` (share,
    0 to 100; default 100), `price` (of one parcel or part, in cents with decimals; default 0) and
    `connections` (at once, 1 to 64; default 4). All others stay in `options`. A supplier's name is its host,
    with the port if the URL has one. Raise ImproperlyConfigured with one line that names the variable and the fault.
    """
    found: list[SupplierUrl] = []
    for text in secret(channel.setting).split(","):
        if not text.strip():
            continue
        try:
            url = _read_url(text.strip(), schemes)
        except SupplierUrlWrong as error:
            raise ImproperlyConfigured(f"{channel.setting}: {error}") from None
        if any(url.name == other.name for other in found):
            raise ImproperlyConfigured(f"{channel.setting}: {url.name} stands there twice.")
        found.append(url)
    return tuple(found)


def dearest_price(channel: Channel, schemes: Collection[str]) -> int:
    """Return the highest price of the suppliers that `channel.setting` names, 0 for none."""
    return max((url.price for url in named_urls(channel, schemes)), default=0)


def _read_url(text: str, schemes: Collection[str]) -> SupplierUrl:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise SupplierUrlWrong("a URL cannot be read: is the port a number?") from None
    if parts.scheme not in schemes:
        known = ", ".join(f"{scheme}://" for scheme in schemes)
        raise SupplierUrlWrong(f"a URL must begin with one of {known}.")
    if not parts.hostname:
        raise SupplierUrlWrong("a URL must name a host.")
    # A scheme may name the kind of supplier, too: voice+http.
    if "http" in parts.scheme.split("+") and not is_loopback(parts.hostname):
        secure = parts.scheme.replace("http", "https")
        raise SupplierUrlWrong(
            f"what is sent to {parts.hostname} would travel unprotected: use {secure}://."
        )
    return _built(parts, parts.hostname, port)


def _built(parts: SplitResult, host: str, port: int | None) -> SupplierUrl:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    return SupplierUrl(
        name=(f"{host}:{port}" if port else host)[:LONGEST_NAME],
        scheme=parts.scheme,
        host=host,
        port=port,
        path=parts.path,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        rate=take_number(options, "rate", 0),
        weight=int(take_number(options, "weight", FULL_WEIGHT, most=FULL_WEIGHT)),
        price=round(take_number(options, "price", 0) * UNITS_PER_CENT),
        connections=int(take_number(options, "connections", 4, least=1, most=MOST_CONNECTIONS)),
        options=options,
    )


def take_number(
    options: dict[str, str], name: str, default: float, *, least: float = 0, most: float = math.inf
) -> float:
    """Remove an option and return its number; raise SupplierUrlWrong."""
    text = options.pop(name, None)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most or math.isinf(value):
        limits = f"from {least:g}" + ("" if math.isinf(most) else f" to {most:g}")
        raise SupplierUrlWrong(f"the option {name} must be a number {limits}.")
    return value


def tls_context(url: SupplierUrl) -> ssl.SSLContext:
    """Return what verifies a supplier: by the file of its option `ca`, else by what this machine believes.

    Raise ImproperlyConfigured.
    """
    try:
        context = ssl.create_default_context(cafile=url.options.get("ca") or None)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The option ca of {url.name} cannot be read: {error.strerror}."
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Health:
    """How one supplier has been behaving, as one process sees it; times are monotonic seconds.

    A circuit breaker: closed while it works; open for 2 s, doubled to 60 s, after a failure of the supplier
    itself; then half-open (`probing`), when one call tries it before others follow. Not for several threads.
    """

    def __init__(self, weight: int = FULL_WEIGHT) -> None:
        """Start healthy, with its configured weight."""
        self.configured = weight
        self.weight = weight
        self.failures = 0
        self.resting_until = 0.0
        self.cause = ""
        self._throttled = 0
        self._faltered = 0
        self._shifted_at = -math.inf
        # [second, calls, failed calls] of the last minute, and their sums: it is asked for every parcel.
        self._seconds: deque[list[int]] = deque()
        self._calls = self._failed_calls = 0

    @property
    def probing(self) -> bool:
        """Whether it failed last time: one call tries it before others follow."""
        return self.failures > 0

    def usable(self, now: float) -> bool:
        """Whether it may be tried at `now`."""
        return now >= self.resting_until

    def note(self, verdict: Verdict, now: float) -> None:
        """Learn from what became of one parcel."""
        if verdict.cause in SIGN_IN_CAUSES:
            self.failed(verdict.cause, now)
            return
        match verdict.fate:
            case Fate.ACCEPTED | Fate.BAD_ADDRESS | Fate.REFUSED:
                self.worked(now)
            case Fate.THROTTLED:
                self.slowed(now, verdict.retry_after)
            case Fate.NOT_TRIED if verdict.cause:
                self.failed(verdict.cause, now)
            case Fate.TEMPORARY if verdict.cause in ABOUT_RECIPIENT:
                self.worked(now)
            case Fate.TEMPORARY | Fate.UNKNOWN:
                self.faltered(verdict.cause, now)
            case Fate.NOT_TRIED:
                pass

    def worked(self, now: float) -> None:
        """Close the breaker: it took something, or said something sensible about it."""
        self.failures = self._throttled = self._faltered = 0
        if self.usable(now):
            self.cause = ""
        self._count(now, failed=False)

    def failed(self, cause: str, now: float) -> None:
        """Open the breaker: it is not there, hangs, breaks off, or refuses our sign-in."""
        self._count(now, failed=True)
        # Calls that were under way together fail together; that is one failure.
        if not self.usable(now) and cause not in SIGN_IN_CAUSES:
            return
        self.failures += 1
        pause = FIRST_PAUSE_SECONDS * 2 ** min(self.failures - 1, 10)
        pause = SIGN_IN_PAUSE_SECONDS if cause in SIGN_IN_CAUSES else pause
        self._rest(cause, min(pause, LONGEST_PAUSE_SECONDS), now)

    def faltered(self, cause: str, now: float) -> None:
        """Count a failure of one call; several in a row open the breaker."""
        self._faltered += 1
        if self.probing or self._faltered >= FAILED_IN_A_ROW:
            self.failed(cause, now)
        else:
            self._count(now, failed=True)

    def slowed(self, now: float, retry_after: float | None = None) -> None:
        """Rest as long as it asks; without a time, several "slow down" in a row make a pause."""
        self._throttled += 1
        if retry_after is not None:
            self._rest(Cause.THROTTLED, min(retry_after, LONGEST_RETRY_AFTER_SECONDS), now)
        elif self._throttled >= THROTTLED_IN_A_ROW and self.usable(now):
            self.failed(Cause.THROTTLED, now)

    def _rest(self, cause: str, seconds: float, now: float) -> None:
        self.cause = cause
        self.resting_until = max(self.resting_until, now + seconds)

    def _count(self, now: float, *, failed: bool) -> None:
        """Shift the weight by at most 10 points a minute (the rule of GOV.UK Notify)."""
        second = int(now)
        if not self._seconds or self._seconds[-1][0] != second:
            self._seconds.append([second, 0, 0])
        latest = self._seconds[-1]
        latest[1] += 1
        latest[2] += failed
        self._calls += 1
        self._failed_calls += failed
        while self._seconds[0][0] <= now - SHIFT_SECONDS:
            _, calls, bad = self._seconds.popleft()
            self._calls -= calls
            self._failed_calls -= bad
        if now - self._shifted_at < SHIFT_SECONDS or self._calls < LEAST_CALLS:
            return
        share = self._failed_calls / self._calls
        old = self.weight
        if share >= BAD_SHARE:
            # It keeps a little: who gets nothing can never show that it works again.
            self.weight = max(self.weight - SHIFT, min(SHIFT, self.weight))
        else:
            self.weight = min(self.weight + SHIFT, self.configured)
        if self.weight != old:
            self._shifted_at = now


Chosen = TypeVar("Chosen", bound=Health)


def choose(
    healths: Sequence[Chosen], chance: float, now: float, *, busy: Collection[Chosen] = ()
) -> Chosen | None:
    """Return one of those usable at `now`, by weight; `chance` is at least 0 and below 1.

    What some lost goes to those that lost nothing. When none has any weight, the first is taken. Those that are
    `busy` keep their share but are not taken; None when nobody else has one.
    """
    usable = [health for health in healths if health.usable(now)]
    free = [
        (health, share)
        for health, share in zip(usable, _shares(usable), strict=True)
        if share and health not in busy
    ]
    point = chance * sum(share for _, share in free)
    for health, share in free:
        if point < share:
            return health
        point -= share
    return None


def _shares(usable: Sequence[Health]) -> list[float]:
    shares: list[float] = [health.weight for health in usable]
    lost = sum(health.configured - health.weight for health in usable)
    sound = [index for index, health in enumerate(usable) if health.weight == health.configured]
    if lost and sound:
        whole = sum(shares[index] for index in sound)
        for index in sound:
            part = shares[index] / whole if whole else index == sound[0]
            shares[index] += lost * part
    if usable and not any(shares):
        shares[0] = FULL_WEIGHT
    return shares
