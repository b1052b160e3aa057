import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from belfry.program.main import main

MAILS = Path(__file__).parents[1] / "inbound" / "mails"


def classify(
    capsys: pytest.CaptureFixture[str], *names: str
) -> tuple[int, list[dict[str, Any]], str]:
    status = main(["inbound", "classify", *names])
    printed = capsys.readouterr()
    return status, [json.loads(line) for line in printed.out.splitlines()], printed.err


def test_each_file_is_answered_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    names = ("bounce-en-postfix", "bounce-nl-full", "complaint-en-arf", "reply-fr-gmail")
    files = [str(MAILS / f"{name}.eml") for name in names]
    status, lines, _ = classify(capsys, *files)
    assert status == 0
    assert [line.pop("file") for line in lines] == files
    nothing = {"recipient": None, "status": None, "permanent": None}
    assert lines == [
        {
            "kind": "bounce",
            "recipient": "chloe.lambert@mail.example",
            "status": "5.1.1",
            "permanent": True,
        },
        {
            "kind": "bounce",
            "recipient": "lotte.wouters@provider.example",
            "status": "5.2.2",
            "permanent": True,
        },
        {**nothing, "kind": "complaint", "recipient": "els.hermans@provider.example"},
        {**nothing, "kind": "reply"},
    ]


def test_a_mail_that_came_back_to_us_is_nothing_for_other_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert classify(capsys, str(MAILS / "loop-nl-came-back.eml"))[1][0]["kind"] == "other"


def test_a_hyphen_reads_one_mail(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = (MAILS / "auto-de-exchange.eml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert classify(capsys, "-")[1][0] == {
        "file": "-",
        "kind": "auto_reply",
        "recipient": None,
        "status": None,
        "permanent": None,
    }


def test_a_file_that_cannot_be_read_ends_it_with_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, lines, complaint = classify(capsys, str(tmp_path / "gone.eml"))
    assert (status, lines) == (2, [])
    assert complaint.count("\n") == 1
    assert "gone.eml" in complaint
