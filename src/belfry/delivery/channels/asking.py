"""Ask a supplier over HTTP, one request for each parcel.

Every wait has a limit, TLS is verified, no redirect is followed (it would carry a number and our sign-in
elsewhere), and proxies and passwords that the environment names are not used.
"""

import base64
import functools
import json
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, NamedTuple

import httpx2
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.contract import (
    Callback,
    Fate,
    Inbound,
    Parcel,
    Receipt,
    SupplierUrl,
    Verdict,
)
from belfry.delivery.channels.errors import NoAnswer, NotAsked
from belfry.delivery.channels.suppliers import tls_context
from belfry.delivery.workflow import Cause

CONNECT_SECONDS: Final = 5.0
WRITE_SECONDS: Final = 5.0
# Suppliers answer within two seconds; what takes longer hangs.
ANSWER_SECONDS: Final = 12.0
LARGEST_ANSWER_BYTES: Final = 100_000
IDLE_SECONDS: Final = 20.0
DEFAULT_PORTS: Final = {"https": 443, "http": 80}
# The address is not the API's, or points away from it: nobody there can take anything.
ELSEWHERE: Final = (Fate.NOT_TRIED, Cause.NO_SUPPLIER)
STATUSES: Final[Mapping[int, tuple[Fate, Cause]]] = {
    HTTPStatus.UNAUTHORIZED: (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
    HTTPStatus.FORBIDDEN: (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
    HTTPStatus.PAYMENT_REQUIRED: (Fate.NOT_TRIED, Cause.NO_CREDIT),
    HTTPStatus.TOO_MANY_REQUESTS: (Fate.THROTTLED, Cause.THROTTLED),
    HTTPStatus.REQUEST_TIMEOUT: (Fate.TEMPORARY, Cause.TEMPORARY),
    HTTPStatus.NOT_FOUND: ELSEWHERE,
    HTTPStatus.METHOD_NOT_ALLOWED: ELSEWHERE,
    HTTPStatus.GONE: ELSEWHERE,
}


class Answer(NamedTuple):
    """What a supplier answered: header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def fine(self) -> bool:
        """Whether it is a success (RFC 9110, 15.3)."""
        return 200 <= self.status < 300

    def json(self) -> object:
        """Return what the JSON says; None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class ApiSupplier:
    """A supplier (`carrying.Supplier`) whose API takes one parcel a request.

    A subclass says how a request looks (`ask_for`), what an answer means (`judge`) and what the supplier tells
    later (`read`).
    """

    batch: int = 1

    def __init__(self, url: SupplierUrl) -> None:
        """Take a URL whose scheme ends in `https` or, on this machine (`read_urls` sees to it), `http`.

        Raise ImproperlyConfigured.
        """
        self.url = url
        plain = url.scheme.rpartition("+")[2]
        host = f"[{url.host}]" if ":" in url.host else url.host
        self.origin = f"{plain}://{host}:{url.port or DEFAULT_PORTS[plain]}"
        # Without TLS nobody is believed; loading authorities takes time that plain HTTP need not wait for.
        self._tls = (
            tls_context(url) if plain == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        )

    @functools.cached_property
    def _client(self) -> httpx2.Client:
        # Made only where something is sent: callbacks are read by an instance without one.
        return httpx2.Client(
            verify=self._tls,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(
                ANSWER_SECONDS,
                connect=CONNECT_SECONDS,
                write=WRITE_SECONDS,
                pool=CONNECT_SECONDS,
            ),
            limits=httpx2.Limits(
                max_connections=self.url.connections, keepalive_expiry=IDLE_SECONDS
            ),
        )

    def open(self) -> None:
        """Make ready to ask; a connection is made when one is needed."""
        _ = self._client

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def send(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, Verdict]]:
        """Send each parcel with a request of its own."""
        for parcel in parcels:
            yield parcel, self._sent(parcel)

    def ask_for(self, parcel: Parcel) -> httpx2.Request:
        """Return the request that sends a parcel."""
        raise NotImplementedError

    def judge(self, parcel: Parcel, answer: Answer) -> Verdict:
        """Return what an answer means."""
        raise NotImplementedError

    def read(self, callback: Callback, *, now: datetime) -> Sequence[Receipt | Inbound]:
        """Return what a request of the supplier tells; raise Forged."""
        raise NotImplementedError

    def _sent(self, parcel: Parcel) -> Verdict:
        try:
            answer = self._ask(self.ask_for(parcel))
        except NotAsked:
            return Verdict(Fate.NOT_TRIED, Cause.NO_SUPPLIER)
        except NoAnswer:
            return Verdict(Fate.UNKNOWN, Cause.BROKEN_CONNECTION)
        return self.judge(parcel, answer)

    def _ask(self, request: httpx2.Request) -> Answer:
        """Return the answer; raise NotAsked or NoAnswer."""
        until = time.monotonic() + ANSWER_SECONDS
        try:
            response = self._client.send(request, stream=True)
            try:
                body = b""
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LARGEST_ANSWER_BYTES or time.monotonic() > until:
                        raise NoAnswer
            finally:
                response.close()
        except (
            httpx2.ConnectError,
            httpx2.ConnectTimeout,
            httpx2.PoolTimeout,
            # Part of the request is not a request: nobody can act on it.
            httpx2.WriteError,
            httpx2.WriteTimeout,
        ) as error:
            raise NotAsked from error
        except httpx2.HTTPError as error:
            raise NoAnswer from error
        return Answer(response.status_code, {**response.headers}, body)

    def option(self, name: str) -> str:
        """Return an option that the URL must have; raise ImproperlyConfigured."""
        value = self.url.options.get(name, "")
        if not value:
            raise ImproperlyConfigured(f"The URL of {self.url.name} needs the option {name}.")
        return value

    def request_form(
        self,
        path: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> httpx2.Request:
        """Return a request with a form."""
        return self._client.build_request(
            method, self.origin + path, data=dict(fields), headers=dict(headers)
        )

    def request_json(
        self, path: str, body: object, headers: Mapping[str, str], *, method: str = "POST"
    ) -> httpx2.Request:
        """Return a request with JSON."""
        return self._client.build_request(
            method, self.origin + path, json=body, headers=dict(headers)
        )


def basic(user: str, password: str) -> str:
    """Return the header that signs in with a password (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def judge_status(answer: Answer) -> Verdict:
    """Return what an answer that is no success means by its status alone (RFC 9110, 15)."""
    if answer.status in STATUSES:
        fate, cause = STATUSES[answer.status]
    elif answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        fate, cause = Fate.TEMPORARY, Cause.TEMPORARY
    elif answer.status >= HTTPStatus.BAD_REQUEST:
        fate, cause = Fate.REFUSED, Cause.REFUSED
    else:
        fate, cause = ELSEWHERE
    return Verdict(fate, cause, str(answer.status), retry_after=seconds_to_wait(answer))


def seconds_to_wait(answer: Answer) -> float | None:
    """Return the seconds that Retry-After asks for (RFC 9110, 10.2.3), None if it asks for none.

    A date counts from the date of the answer itself: the two clocks may differ.
    """
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        asked = parsedate_to_datetime(answer.headers.get("date", ""))
        return max(0.0, (until - asked).total_seconds())
    except (TypeError, ValueError):
        return None


def found_at(value: object, path: str) -> object:
    """Return what stands at a path such as `messages.0.id` in what JSON said; None if nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def text_at(value: object, path: str) -> str:
    """Return what stands at a path as text; empty if nothing does, or a list or an object."""
    found = found_at(value, path)
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str | int | float) else ""
