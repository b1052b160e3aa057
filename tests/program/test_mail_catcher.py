import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def catcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp("mail")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        descriptor = listener.fileno()
        command = [sys.executable, "-m", "belfry.program.main", "catch-mail"]
        process = subprocess.Popen(
            [*command, "--descriptor", str(descriptor), "--folder", str(folder)],
            pass_fds=(descriptor,),
        )
        yield listener.getsockname()[1], folder
        process.terminate()
        assert process.wait(10) == 0


def send(port: int, recipient: str, content: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as connection:
        connection.sendmail("belfry@police.example", [recipient], content)


def test_a_mail_lies_in_the_mailbox_of_its_recipient(catcher: tuple[int, Path]) -> None:
    port, folder = catcher
    send(port, "An.Peeters+bin@mail.example", "Subject: one\r\n\r\n.dot\r\n")
    send(port, "An.Peeters+bin@mail.example", "Subject: two\r\n\r\ntext\r\n")
    first, second = sorted((folder / "An.Peeters%2Bbin@mail.example").glob("*.eml"))
    assert first.read_bytes() == b"Subject: one\r\n\r\n.dot\r\n"
    assert second.read_bytes().startswith(b"Subject: two")


def test_pipelining_is_offered(catcher: tuple[int, Path]) -> None:
    with smtplib.SMTP("127.0.0.1", catcher[0], timeout=20) as connection:
        connection.ehlo()
        assert connection.has_extn("pipelining")


@pytest.mark.parametrize("recipient", ["..", "a/b", "nobody"])
def test_what_is_no_address_names_no_folder(catcher: tuple[int, Path], recipient: str) -> None:
    port, folder = catcher
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(port, recipient, "Subject: no\r\n\r\n")
    assert not list(folder.parent.glob("*.eml"))


def test_an_address_cannot_leave_the_folder(catcher: tuple[int, Path]) -> None:
    port, folder = catcher
    send(port, '"../../x"@mail.example', "Subject: out\r\n\r\n")
    assert [
        path.parent.parent for path in folder.rglob("*.eml") if b"out" in path.read_bytes()
    ] == [folder]
