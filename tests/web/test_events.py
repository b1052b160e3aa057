"""Where suppliers tell what became of what they carried."""

import pytest
from django.test import Client

from belfry.delivery.channels.contract import Callback, Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.registry import channel_named
from belfry.delivery.models import Event
from belfry.delivery.workflow import State


@pytest.fixture
def supplier(monkeypatch: pytest.MonkeyPatch) -> list[Callback]:
    """A supplier of calls whose secret is the word "genuine" in the body; what it asked is kept."""
    asked: list[Callback] = []

    def read(name: str, callback: Callback, *, now: object) -> list[Receipt]:
        asked.append(callback)
        if callback.body != b"genuine":
            raise Forged
        return [Receipt("event-1", State.DELIVERED, "1-2-voice")]

    monkeypatch.setattr(channel_named("voice"), "read", read)
    return asked


def test_what_is_genuine_is_kept_once_and_answered_at_once(
    db: None, supplier: list[Callback]
) -> None:
    for _ in range(3):
        answer = Client(enforce_csrf_checks=True).post(
            "/events/voice/voice.example:8443/?reference=a%2Fb",
            b"genuine",
            content_type="text/plain",
            headers={"X-Signature": "s"},
        )
        assert (answer.status_code, answer.content) == (204, b"")
    assert Event.objects.get().supplier == "voice.example:8443"
    assert supplier[0].path == "/events/voice/voice.example:8443/"
    assert supplier[0].query == "reference=a%2Fb"
    assert supplier[0].headers["x-signature"] == "s"


@pytest.mark.usefixtures("supplier")
def test_what_is_forged_is_refused_and_changes_nothing(db: None) -> None:
    answer = Client().post("/events/voice/voice.example/", b"forged", content_type="text/plain")
    assert answer.status_code == 401
    assert not Event.objects.exists()


def test_a_channel_that_does_not_exist_is_not_there(db: None) -> None:
    assert Client().post("/events/pigeon/loft/").status_code == 404


def test_nobody_reads_the_address(db: None) -> None:
    assert Client().get("/events/voice/voice.example/").status_code == 405
