"""A subscription is a URL that a stranger gives us: it opens no machine but a push service (security, 30)."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from belfry.delivery.channels.contract import Carrier, Fate
from belfry.delivery.channels.errors import NotAsked
from belfry.delivery.channels.push import hosts
from belfry.delivery.channels.push.encryption import point_of
from belfry.delivery.channels.push.errors import HostNotAllowed
from belfry.delivery.channels.push.hosts import Endpoint, addresses_of, is_public, read_endpoint
from belfry.delivery.channels.push.subscription import Subscription
from belfry.delivery.channels.push.vapid import VapidKey
from belfry.delivery.channels.push.wire import Wire
from belfry.delivery.devices import add_device_endpoint
from belfry.delivery.errors import DeviceUnusable
from belfry.delivery.models import Endpoint as Row
from belfry.program.suppliers.api_server import Reply
from belfry.program.suppliers.push_service import PushServer
from tests.delivery.push.players import VAPID, carried, our_key, push, subscribed

GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:APA91b-_x",
    "https://fcm.googleapis.com/wp/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%2fabc",
    "https://fcm.googleapis.com:443/fcm/send/abc",
]
FCM = "fcm.googleapis.com"
HOSTILE = [
    # Another scheme, port, or none at all.
    "http://fcm.googleapis.com/a", "ftp://fcm.googleapis.com/a", "file:///etc/passwd", "gopher://127.0.0.1/a",
    "HTTPS://fcm.googleapis.com/a", "//fcm.googleapis.com/a", "fcm.googleapis.com/a", "https:/fcm.googleapis.com/a",
    "https:fcm.googleapis.com/a", "https://fcm.googleapis.com:22/a", "https://fcm.googleapis.com:80/a",
    "https://fcm.googleapis.com:0443/a", "https://fcm.googleapis.com:/a", "https://fcm.googleapis.com:443:443/a",
    "javascript:alert(1)", "data:text/plain,a", "", "https://", "https:///a",
    # Somebody in front of the host, or behind it.
    "https://user@fcm.googleapis.com/a", "https://user:word@fcm.googleapis.com/a",
    "https://fcm.googleapis.com@127.0.0.1/a", "https://127.0.0.1@fcm.googleapis.com/a",
    "https://fcm.googleapis.com#@127.0.0.1/a", "https://127.0.0.1#fcm.googleapis.com/a",
    "https://127.0.0.1/fcm.googleapis.com/a", "https://127.0.0.1?fcm.googleapis.com/a",
    "https://fcm.googleapis.com\\@127.0.0.1/a", "https://127.0.0.1\\.notify.windows.com/a",
    "https://127.0.0.1%2f.notify.windows.com/a", "https://fcm.googleapis.com%00.evil.example/a",
    # This machine and the others around it, however they are written.
    "https://127.0.0.1/a", "https://127.0.0.1:443/a", "https://127.1/a", "https://2130706433/a",
    "https://0x7f000001/a", "https://0177.0.0.1/a", "https://0/a", "https://0.0.0.0/a", "https://localhost/a",
    "https://localhost./a", "https://[::1]/a", "https://[::]/a", "https://[::ffff:127.0.0.1]/a",
    "https://[::ffff:7f00:1]/a", "https://[fe80::1%25eth0]/a", "https://[fd00::1]/a", "https://[64:ff9b::7f00:1]/a",
    "https://169.254.169.254/latest/meta-data/", "https://metadata.google.internal/a", "https://10.0.0.1/a",
    "https://172.16.0.1/a", "https://192.168.1.1/a", "https://100.64.0.1/a", "http://127.0.0.1:5432/a",
    "https://①②⑦.⓪.⓪.①/a", "https://127。0。0。1/a",
    # Almost a push service.
    "https://fcm.googleapis.com./a", "https://FCM.googleapis.com/a", "https://fcm.googleapis.com.evil.example/a",
    "https://evilfcm.googleapis.com/a", "https://googleapis.com/a", "https://storage.googleapis.com/a",
    "https://notify.windows.com/a", "https://evilnotify.windows.com/a", "https://a.b.notify.windows.com/a",
    "https://.notify.windows.com/a", "https://-.notify.windows.com/a", "https://a_b.notify.windows.com/a",
    "https://xn--fcm-.googleapis.com/a", "https://fcm.googleap\u0131s.com/a", "https://web.push.apple.com.cn/a",
    # What would end a line of the request, or leave no path.
    "https://fcm.googleapis.com/a b", "https://fcm.googleapis.com/a\r\nHost: evil.example", "https://fcm.googleapis.com/a\x00",
    " https://fcm.googleapis.com/a", "https://fcm.googleapis.com/a\n", "https://fcm.googleapis.com/é",
    "https://fcm.googleapis.com", "https://fcm.googleapis.com/", "https://fcm.googleapis.com?a", "https://fcm.googleapis.com/" + "a" * 1000,
]  # fmt: skip
PRIVATE = [
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:100.64.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001::1", "nonsense", "",
]  # fmt: skip
PUBLIC = [
    "142.250.1.1",
    "17.188.1.1",
    "2a00:1450:4001::5f",
    "64:ff9b::8efa:101",
    "::ffff:142.250.1.1",
]


@pytest.fixture
def live(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Live mode, in which nobody on this machine is a push service."""
    settings.MODE = "live"
    monkeypatch.setattr(hosts, "is_live", lambda: True)
    monkeypatch.setenv("BELFRY_VAPID_KEY", VAPID)


def subscription(url: str) -> str:
    """Return the JSON of a browser whose keys are good."""
    point = point_of(VapidKey(VAPID).private.public_key())
    return replace(READY, url=url, point=point).written()


READY = Subscription("", Endpoint("", True, "", 443, ""), b"", bytes(16), "")
REDIRECT = Reply(307, {})


@pytest.mark.parametrize("url", GOOD)
def test_the_push_services_of_browsers_are_known(url: str) -> None:
    endpoint = read_endpoint(url)
    assert (endpoint.secure, endpoint.port) == (True, 443)
    assert endpoint.origin == f"https://{endpoint.host}"
    assert url.endswith(endpoint.target)


@pytest.mark.parametrize("url", HOSTILE)
def test_no_other_address_is_ever_taken(
    url: str, live: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: asked.append(host))
    with pytest.raises(HostNotAllowed):
        read_endpoint(url)
    with pytest.raises(DeviceUnusable):
        add_device_endpoint(subscription(url))
    assert asked == []
    assert not Row.objects.filter(kind="push").exists()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused_also_among_public_ones(address: str) -> None:
    assert not is_public(address)
    endpoint = read_endpoint(GOOD[0])
    for found in ([address], [PUBLIC[0], address], [address, PUBLIC[0]]):
        with pytest.raises(HostNotAllowed):
            addresses_of(endpoint, lambda *_, found=found: found)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_used(address: str) -> None:
    assert addresses_of(read_endpoint(GOOD[0]), lambda *_: [address]) == [address]


def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(HostNotAllowed):
        addresses_of(read_endpoint(GOOD[0]), lambda *_: [])


def test_a_subscription_is_looked_up_when_it_is_saved(
    live: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ["142.250.1.1"]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (one, 443)) for one in found]
    )
    assert add_device_endpoint(subscription(GOOD[0])).kind == "push"
    found.append("10.0.0.1")
    with pytest.raises(DeviceUnusable):
        add_device_endpoint(subscription(GOOD[1]))


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on this machine; give the port and what was heard."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    ending = threading.Event()

    def hear() -> None:
        while not ending.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                heard.append(connection.recv(10_000))

    thread = threading.Thread(target=hear)
    thread.start()
    yield listener.getsockname()[1], heard
    ending.set()
    thread.join()
    listener.close()


def test_a_name_that_leads_here_once_it_is_saved_reaches_nobody() -> None:
    answers: list[Sequence[str]] = [["142.250.1.1"], ["127.0.0.1"]]
    with listening() as (port, heard):
        endpoint = Endpoint(FCM, True, FCM, port, "/a")
        assert addresses_of(endpoint, lambda *_: answers[0]) == ["142.250.1.1"]
        wire = Wire(resolve=lambda *_: answers[1])
        with pytest.raises(NotAsked):
            wire.post(endpoint, {}, b"")
        time.sleep(0.1)
    assert heard == []


def test_the_connection_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached: list[object] = []

    def connect(where: object, **_: object) -> socket.socket:
        reached.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    lookups: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        lookups.append(host)
        return ["142.250.1.1", "2a00:1450:4001::5f"]

    with pytest.raises(NotAsked):
        Wire(resolve=resolve).post(read_endpoint(GOOD[0]), {}, b"")
    assert lookups == [FCM]
    assert reached == [("142.250.1.1", 443), ("2a00:1450:4001::5f", 443)]


def test_a_certificate_for_another_name_is_not_believed(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts, "is_public", lambda _: True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    authorities = ssl.create_default_context(cafile=str(certificate[0]))
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            try:
                with server.wrap_socket(connection, server_side=True) as secure:
                    heard.append(secure.recv(10_000))
                    secure.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    port = listener.getsockname()[1]
    wire = Wire(resolve=lambda *_: ["127.0.0.1"], authorities=authorities)
    with pytest.raises(NotAsked):
        wire.post(Endpoint(FCM, True, FCM, port, "/a"), {}, b"secret")
    assert heard == []
    # The same for the name that is in it.
    answer = wire.post(Endpoint(FCM, True, "localhost", port, "/a"), {}, b"secret")
    thread.join()
    listener.close()
    wire.close()
    assert answer.status == 201
    assert heard[0].endswith(b"secret")


def test_a_redirect_is_not_followed(server: PushServer, carrier: Carrier) -> None:
    address = subscribed(server, server.devices.make(our_key()))
    with listening() as (port, heard):
        server.answer = lambda *_: REDIRECT._replace(  # type: ignore[method-assign]
            headers={"Location": f"http://127.0.0.1:{port}/a"}
        )
        assert carried(carrier, push(address))[7].fate is Fate.TEMPORARY
        time.sleep(0.1)
    assert heard == []


def test_only_a_push_service_of_this_machine_plays_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BELFRY_PUSH_URL", "http://127.0.0.1:8030")
    assert read_endpoint("http://127.0.0.1:8030/push/abc").family == hosts.LOCAL
    for url in ("http://127.0.0.1:8031/push/abc", "http://localhost:8030/push/abc"):
        with pytest.raises(HostNotAllowed):
            read_endpoint(url)
    monkeypatch.setattr(hosts, "is_live", lambda: True)
    with pytest.raises(HostNotAllowed):
        read_endpoint("http://127.0.0.1:8030/push/abc")
