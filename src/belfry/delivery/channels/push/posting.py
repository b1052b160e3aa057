"""One family of push services, asked with a request for each push (RFC 8030)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from belfry.delivery.channels.asking import Answer, seconds_to_wait
from belfry.delivery.channels.contract import Fate, Parcel, SupplierUrl, Verdict
from belfry.delivery.channels.errors import NoAnswer, NotAsked
from belfry.delivery.channels.push.encryption import encrypt
from belfry.delivery.channels.push.receipts import topic_of
from belfry.delivery.channels.push.subscription import Subscription
from belfry.delivery.channels.push.vapid import Signatures
from belfry.delivery.channels.push.wire import Wire
from belfry.delivery.channels.suppliers import FULL_WEIGHT
from belfry.delivery.workflow import Cause, Lane

# A push service is some 50 ms away: so many at once are a thousand a second.
CONNECTIONS: Final = 48
BATCH: Final = 10
# How long a push waits for a phone that is off. An alert of the morning is none in the evening.
URGENT_SECONDS: Final = 4 * 60 * 60
OTHER_SECONDS: Final = 2 * 24 * 60 * 60
URGENCIES: Final[Mapping[int, str]] = {
    Lane.URGENT: "high",
    Lane.BULK: "low",
    Lane.REPORTS: "low",
}
ANSWERS: Final[Mapping[int, tuple[Fate, str]]] = {
    HTTPStatus.NOT_FOUND: (Fate.BAD_ADDRESS, Cause.GONE),
    HTTPStatus.GONE: (Fate.BAD_ADDRESS, Cause.GONE),
    # A subscription for another key is sorted out before: here our own is refused.
    HTTPStatus.UNAUTHORIZED: (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
    HTTPStatus.FORBIDDEN: (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
    HTTPStatus.TOO_MANY_REQUESTS: (Fate.THROTTLED, Cause.THROTTLED),
    HTTPStatus.REQUEST_TIMEOUT: (Fate.TEMPORARY, Cause.TEMPORARY),
}


@dataclass(slots=True, kw_only=True)
class Push(Parcel):
    """A parcel whose text is the content of a push, and whose address was read."""

    subscription: Subscription


class PushService:
    """A supplier (`carrying.Supplier`): all hosts of a family, which fail and mend together."""

    batch: int = BATCH

    def __init__(
        self, family: str, signatures: Signatures, wire: Wire, open_families: Collection[str]
    ) -> None:
        """Send to a family if it is among those that are open."""
        self.url = SupplierUrl(
            name=family,
            scheme="https",
            host=family,
            port=None,
            path="",
            user="",
            password="",
            rate=0,
            weight=FULL_WEIGHT,
            price=0,
            connections=CONNECTIONS,
            options={},
        )
        self._signatures = signatures
        self._wire = wire
        self._is_open = family in open_families

    def open(self) -> None:
        """Need nothing: a connection is made when one is needed."""

    def close(self) -> None:
        """End the connections."""
        self._wire.close()

    def send(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, Verdict]]:
        """Send each with a request of its own."""
        for parcel in parcels:
            assert isinstance(parcel, Push)
            yield parcel, self._sent(parcel)

    def _sent(self, push: Push) -> Verdict:
        if not self._is_open:
            # Outside live mode only this machine is written to.
            return Verdict(Fate.REFUSED, Cause.UNUSABLE_ADDRESS)
        endpoint = push.subscription.endpoint
        body = encrypt(push.text.encode(), push.subscription.point, push.subscription.secret)
        headers = {
            "Authorization": self._signatures.header(endpoint.origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_seconds_kept(push)),
            "Topic": topic_of(push.reference),
            "Urgency": URGENCIES.get(push.lane, "normal"),
        }
        try:
            return judge(self._wire.post(endpoint, headers, body))
        except NotAsked:
            return Verdict(Fate.NOT_TRIED, Cause.NO_SUPPLIER)
        except NoAnswer:
            return Verdict(Fate.UNKNOWN, Cause.BROKEN_CONNECTION)


def _seconds_kept(push: Push) -> int:
    most = URGENT_SECONDS if push.lane == Lane.URGENT else OTHER_SECONDS
    return most if push.seconds_to_live is None else min(most, push.seconds_to_live)


def judge(answer: Answer) -> Verdict:
    """Return what an answer means. 3xx is followed nowhere, and may mend itself as 5xx does."""
    if answer.fine:
        return Verdict(Fate.ACCEPTED)
    if answer.status in ANSWERS:
        fate, cause = ANSWERS[answer.status]
    elif HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        fate, cause = Fate.REFUSED, Cause.REFUSED
    else:
        fate, cause = Fate.TEMPORARY, Cause.TEMPORARY
    return Verdict(fate, cause, str(answer.status), retry_after=seconds_to_wait(answer))
