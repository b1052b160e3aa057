"""Tiles come through Belfry, from one server, of Belgium only, and are kept."""

import math
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from belfry.web.tiles import _may_ask

PICTURE = b"\x89PNG\r\n\x1a\n of the ground"


class TileServer(ThreadingHTTPServer):
    """Says what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []
        self.status, self.kind, self.content = 200, "image/png", PICTURE
        self.headers: dict[str, str] = {}


class Answer(BaseHTTPRequestHandler):
    server: TileServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Type", self.server.kind)
        self.send_header("Content-Length", str(len(self.server.content)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[TileServer]:
    with TileServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def address(settings: Settings, tmp_path: Path, server: TileServer) -> str:
    """Return the address of Klokdorp's tile at zoom 15, with the tiles of `server` behind it."""
    settings.MODE = "demo"
    settings.TILE_URL = f"http://127.0.0.1:{server.server_port}/map/{{z}}/{{x}}/{{y}}.png?key=1"
    settings.CACHES = {
        **settings.CACHES,
        "tiles": {**settings.CACHES["tiles"], "LOCATION": str(tmp_path)},
    }
    return place(4.9, 50.95, 15)


def place(lon: float, lat: float, z: int) -> str:
    across = 2**z
    x = int((lon + 180) / 360 * across)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across)
    return f"/tiles/{z}/{x}/{y}"


@pytest.mark.django_db
def test_a_tile_is_fetched_once_and_kept(client: Client, address: str, server: TileServer) -> None:
    for _ in range(2):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (200, PICTURE)
        assert answer["Content-Type"] == "image/png"
        assert answer["Cache-Control"] == "public, max-age=86400"
    z, x, y = address.split("/")[2:]
    assert server.asked == [f"/map/{z}/{x}/{y}.png?key=1"]


@pytest.mark.django_db
def test_without_a_server_of_tiles_there_are_none(client: Client, settings: Settings) -> None:
    assert settings.TILE_URL == ""
    assert client.get(place(4.9, 50.95, 15)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere",
    [place(2.35, 48.85, 15), place(13.4, 52.5, 12), "/tiles/20/538000/350000", "/tiles/3/8/1",
     "/tiles/3/1/8", "/tiles/99/0/0"],
)  # fmt: skip
def test_only_tiles_of_belgium_that_exist_are_asked_for(
    client: Client, address: str, server: TileServer, elsewhere: str
) -> None:
    assert client.get(elsewhere).status_code == 404
    assert client.get("/tiles/0/0/0").status_code == 200
    assert server.asked == ["/map/0/0/0.png?key=1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "kind", "content"),
    [
        (200, "text/html", b"<script>"),
        (200, "image/svg+xml", b"<svg/>"),
        (200, "image/png", b"x" * (512 * 1024 + 1)),
        (200, "image/png", b""),
        (404, "image/png", PICTURE),
        (302, "image/png", PICTURE),
    ],
)
def test_what_is_no_tile_is_not_passed_on_and_not_asked_for_again_at_once(
    client: Client, address: str, server: TileServer, status: int, kind: str, content: bytes
) -> None:
    server.status, server.kind, server.content = status, kind, content
    server.headers = {"Location": f"http://127.0.0.1:{server.server_port}/other.png"}
    for _ in range(2):
        assert client.get(address).status_code == 404
    assert len(server.asked) == 1


@pytest.mark.django_db
def test_this_machine_is_asked_in_a_demonstration_only(
    client: Client, address: str, server: TileServer, settings: Settings
) -> None:
    settings.MODE = "live"
    assert client.get(address).status_code == 404
    assert server.asked == []


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", ""]
)
def test_no_private_address_is_asked_in_live_mode(settings: Settings, host: str) -> None:
    settings.MODE = "live"
    assert not _may_ask(host)
    settings.MODE = "demo"
    assert _may_ask(host) == (host == "::1")


@pytest.mark.django_db
def test_another_server_of_tiles_is_asked_anew(
    client: Client, address: str, server: TileServer, settings: Settings
) -> None:
    client.get(address)
    settings.TILE_URL = settings.TILE_URL.replace("/map/", "/sky/")
    server.content = PICTURE + b", from above"
    assert client.get(address).content == server.content


@pytest.mark.django_db
def test_a_server_that_is_away_breaks_nothing(
    client: Client, address: str, server: TileServer, settings: Settings
) -> None:
    server.server_close()
    assert client.get(address).status_code == 404
    z, x, y = address.split("/")[2:]
    assert caches["tiles"].get(settings.TILE_URL.format(z=z, x=x, y=y)) == ("", b"")
