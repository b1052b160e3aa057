"""Pictures of the ground for maps, fetched by Belfry itself, so that no reader's browser meets a third party.

None without BELFRY_TILE_URL: then a map shows outlines on plain paper.
"""

import ipaddress
import math
import socket
import time
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Final
from urllib.parse import urlsplit

import httpx2
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from belfry.core.errors import NotFound
from belfry.territory.projections import BELGIUM

DEEPEST: Final = 19
TIMES: Final = httpx2.Timeout(4, connect=2)
MOST_SECONDS: Final = 6
# What failed is asked again after a while only.
FAILED_SECONDS: Final = 60
# Far above any picture of 256 or 512 points.
LARGEST: Final = 512 * 1024
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp"})
KEPT_BY_BROWSERS: Final = 24 * 60 * 60
AGENT: Final = "Belfry"


Picture = tuple[str, bytes]
NONE: Final[Picture] = ("", b"")
# A slow server of tiles must leave the threads of this process to the pages.
_asking = BoundedSemaphore(2)
WAIT_SECONDS: Final = 2


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Return a tile of Belgium: what was kept, else from BELFRY_TILE_URL; 404 where there is none, 429 when busy."""
    if not settings.TILE_URL or not _is_belgian(z, x, y):
        raise NotFound
    # Kept by its whole address: another server shows other ground.
    url = settings.TILE_URL.format(z=z, x=x, y=y)
    kept: Picture | None = caches["tiles"].get(url)
    if kept is None:
        if not _asking.acquire(timeout=WAIT_SECONDS):
            return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            kept = _fetched(url)
        finally:
            _asking.release()
        caches["tiles"].set(url, kept, *(() if kept[1] else (FAILED_SECONDS,)))
    kind, picture = kept
    if not picture:
        # The map goes on without it, and it is no fault of ours to be alarmed about.
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    response = HttpResponse(picture, content_type=kind)
    response["Cache-Control"] = f"public, max-age={KEPT_BY_BROWSERS}"
    return response


def _is_belgian(z: int, x: int, y: int) -> bool:
    """Whether a tile exists and has some of Belgium on it (slippy map numbering)."""
    across = 2**z
    if z > DEEPEST or x >= across or y >= across:
        return False
    west, east = x / across * 360 - 180, (x + 1) / across * 360 - 180
    north, south = _latitude(y / across), _latitude((y + 1) / across)
    return (
        west < BELGIUM.east
        and east > BELGIUM.west
        and south < BELGIUM.north
        and north > BELGIUM.south
    )


def _latitude(down: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))


def _fetched(url: str) -> Picture:
    """Return the kind and content of a picture; NONE where there is none. Redirects are not followed."""
    if not _may_ask(urlsplit(url).hostname or ""):
        return NONE
    try:
        with (
            httpx2.Client(timeout=TIMES, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", url, headers={"User-Agent": AGENT}) as answer,
        ):
            kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if answer.status_code != HTTPStatus.OK or kind not in PICTURES:
                return NONE
            content = _read(answer)
    except httpx2.HTTPError:
        return NONE
    return (kind, content) if content else NONE


def _read(answer: httpx2.Response) -> bytes:
    """Return what a server sends; nothing where it is too much or takes too long."""
    content, until = b"", time.monotonic() + MOST_SECONDS
    for part in answer.iter_bytes():
        content += part
        if len(content) > LARGEST or time.monotonic() > until:
            return b""
    return content


def _may_ask(host: str) -> bool:
    """Whether a host lies on the open net; in a demonstration it may be this machine, too."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError:
        return False
    addresses = [ipaddress.ip_address(address) for address in found]
    return bool(addresses) and all(
        address.is_global or (address.is_loopback and settings.MODE == "demo")
        for address in addresses
    )
