"""The socket takes one line, answers one line, and waits for nobody long."""

import asyncio
import json
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from pytest_django import Settings

from belfry.core.errors import NotAllowed, NotFound
from belfry.core.sealed import CannotOpen
from belfry.program.unsealing import server
from belfry.program.unsealing.server import LONGEST_LINE, serve
from belfry.sealing import client
from belfry.sealing.errors import (
    NobodyAnswers,
    NoPasskey,
    ProofNotValid,
    ReasonMissing,
    SignInAgain,
    TooManyQuestions,
)
from belfry.sealing.kinds import Part
from belfry.sealing.sockets import listen, reach
from belfry.sealing.types import Opened, OwnReport, Question, Tag

Ask = Callable[[Mapping[str, Any]], dict[str, Any]]

REPORT = uuid4()


class Standing:
    """A server in a thread that answers as it is told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: list[Mapping[str, Any]] = []
        self.answer: Ask = lambda _request: {}
        self.ended: list[bool] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(5)

    async def _serve(self) -> None:
        self.stopping, self.loop = asyncio.Event(), asyncio.get_running_loop()
        with listen(self.path) as listener, ThreadPoolExecutor(1) as executor:
            self._ready.set()
            self.ended.append(
                await serve(listener, executor, self._asked, lambda: None, self.stopping)
            )

    def _asked(self, request: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        return self.answer(request)

    def stop(self) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.stopping.set)
        self._thread.join(10)


@pytest.fixture
def standing(short_folder: Path, settings: Settings) -> Iterator[Standing]:
    settings.UNSEAL_SOCKET = short_folder / "socket"
    one = Standing(settings.UNSEAL_SOCKET)
    yield one
    one.stop()


def say(path: Path, line: bytes) -> bytes:
    """Send something and return all that comes back until we are hung up on."""
    with reach(path) as connection:
        connection.settimeout(10)
        connection.sendall(line)
        with connection.makefile("rb") as answer:
            return answer.read()


def test_each_question_arrives_and_each_answer_comes_back(standing: Standing) -> None:
    person, report, letter = uuid4(), REPORT, uuid4()
    letters = {str(letter): "Bedankt"}
    answers: dict[str, dict[str, Any]] = {
        "ask": {"challenge": "q", "options": {"publicKey": {}}},
        "open": {"plain": "een bestelwagen", "letters": letters, "photographs": []},
        "own": {"reports": [{"report": str(report), "letters": letters}]},
        "tag": {"tag": "00ff", "repeated": True},
        "tell": {},
        "tell_writer": {},
    }
    standing.answer = lambda request: answers[request["operation"]]
    question = client.question_for(person, report, Part.TEXT, "to_assess")
    assert question == Question("q", {"publicKey": {}})
    assert client.opened(report, Part.TEXT, "q", "a") == Opened(
        "een bestelwagen", {letter: "Bedankt"}
    )
    assert client.own_reports("s") == (OwnReport(report, {letter: "Bedankt"}),)
    assert client.tag_for("s", report, ["meerstraat|14"]) == Tag(b"\x00\xff", True)
    client.tell_reporter("s", report)
    client.tell_writer("s", report)
    assert standing.asked == [
        {"operation": "ask", "person": str(person), "report": str(report), "part": "text",
         "reason": "to_assess"},
        {"operation": "open", "report": str(report), "part": "text", "challenge": "q",
         "assertion": "a"},
        {"operation": "own", "session": "s"},
        {"operation": "tag", "session": "s", "report": str(report), "about": ["meerstraat|14"]},
        {"operation": "tell", "session": "s", "report": str(report)},
        {"operation": "tell_writer", "session": "s", "matter": str(report)},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "refusal",
    [NotFound, NotAllowed, CannotOpen, NoPasskey, ProofNotValid, ReasonMissing, SignInAgain,
     TooManyQuestions],
)  # fmt: skip
def test_a_refusal_is_the_same_on_this_side(standing: Standing, refusal: type[Exception]) -> None:
    def refuse(_: Mapping[str, Any]) -> dict[str, Any]:
        raise refusal

    standing.answer = refuse
    with pytest.raises(refusal):
        client.own_reports("s")


def test_a_line_that_is_too_long_is_hung_up_on(standing: Standing) -> None:
    try:
        answer = say(standing.path, b"x" * (LONGEST_LINE * 8))
    except OSError:
        answer = b""
    assert answer == b""
    assert standing.asked == []
    client.tell_reporter("s", uuid4())


@pytest.mark.parametrize(
    "line", [b"\n", b"no json\n", b"[]\n", b"7\n", b"\xff\xfe\n", b"[" * 20_000 + b"\n"]
)
def test_what_is_no_question_is_refused(standing: Standing, line: bytes) -> None:
    standing.answer = lambda request: {"plain": request["operation"]}
    assert json.loads(say(standing.path, line)) == {"refused": "sealing.not_a_question"}


def test_a_slow_one_is_hung_up_on_and_nobody_waits_for_it(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LINE_SECONDS", 0.5)
    with reach(standing.path) as slow:
        slow.settimeout(5)
        slow.sendall(b'{"operation": ')
        began = time.monotonic()
        client.tell_reporter("s", uuid4())
        assert time.monotonic() - began < 0.4
        assert slow.recv(100) == b""
    assert len(standing.asked) == 1


def test_who_comes_when_too_many_are_there_is_sent_away(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_AT_ONCE", 1)
    with reach(standing.path):
        time.sleep(0.1)
        with pytest.raises(NobodyAnswers):
            client.tell_reporter("s", uuid4())
    assert standing.asked == []


def test_a_lost_database_ends_the_process(standing: Standing) -> None:
    def lose(_: Mapping[str, Any]) -> dict[str, Any]:
        raise OperationalError

    standing.answer = lose
    with pytest.raises(NobodyAnswers):
        client.own_reports("s")
    standing._thread.join(10)
    assert standing.ended == [False]


def test_without_the_process_a_page_is_told_so(short_folder: Path, settings: Settings) -> None:
    settings.UNSEAL_SOCKET = short_folder / "nowhere" / "socket"
    with pytest.raises(NobodyAnswers):
        client.opened(REPORT, Part.TEXT, "q", "a")
    settings.UNSEAL_SOCKET = short_folder / "socket"
    with pytest.raises(NobodyAnswers):
        client.opened(REPORT, Part.TEXT, "q", "a")


@pytest.mark.parametrize("said", [b"", b"no json\n", b'{"plain": \n'])
def test_an_answer_that_is_none_is_told_so(
    short_folder: Path, settings: Settings, said: bytes
) -> None:
    settings.UNSEAL_SOCKET = short_folder / "socket"
    with listen(settings.UNSEAL_SOCKET) as listener:
        thread = threading.Thread(target=_answer_once, args=(listener, said), daemon=True)
        thread.start()
        with pytest.raises(NobodyAnswers):
            client.opened(REPORT, Part.TEXT, "q", "a")
        thread.join(5)


def _answer_once(listener: socket.socket, said: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(said)


def test_the_socket_is_for_its_owner_and_its_group(short_folder: Path) -> None:
    with listen(short_folder / "socket"):
        mode = (short_folder / "socket").stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o660


def test_a_folder_with_a_long_name_has_a_socket_too(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    with listen(folder / "socket") as listener, reach(folder / "socket"):
        listener.accept()[0].close()
