"""Suppliers over HTTP for tests: from a URL, and answered by what documentation prints."""

import json
import time

import httpx2
import pytest

from belfry.delivery.channels.asking import ApiSupplier
from belfry.delivery.channels.contract import Channel, Parcel, SupplierUrl, Verdict
from belfry.delivery.channels.suppliers import read_urls
from belfry.delivery.workflow import Lane


class Named(Channel):
    name = "sms"
    setting = "BELFRY_SMS_URL"


def url_of(text: str, *schemes: str) -> SupplierUrl:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(Named.setting, text)
        (url,) = read_urls(Named(), schemes or (text.partition(":")[0],))
    return url


def parcel(
    text: str = "Hello World!",
    *,
    number: int = 7,
    to: str = "+447700900000",
    language: str = "en",
    life: int | None = None,
) -> Parcel:
    deadline = time.monotonic() + 60
    return Parcel(number, f"{number}-ab12-sms", to, language, text, "", Lane.URGENT, life, deadline)


def sent(supplier: ApiSupplier, *parcels: Parcel) -> list[Verdict]:
    return [verdict for _, verdict in supplier.send(parcels)]


def replay(supplier: ApiSupplier, told: object, *, status: int = 200) -> list[httpx2.Request]:
    """Let a supplier's requests be answered with this; return the requests, as they come."""
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(status, content=json.dumps(told).encode())

    supplier.__dict__["_client"] = httpx2.Client(transport=httpx2.MockTransport(answer))
    return requests
