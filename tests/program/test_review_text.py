import io
import json
import sys
from collections.abc import Callable

import pytest

from belfry.program.main import main

GOOD = {"id": 7, "lang": "nl", "text": "Volg de wagen 1-ABC-123."}
Answer = tuple[int, list[dict], str]


@pytest.fixture
def fed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Return a way to feed lines: the status, what was answered line by line, the complaint."""

    def feed(*lines: object, kind: str = "bulletin") -> Answer:
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        status = main(["review-text", "--kind", kind])
        printed = capsys.readouterr()
        return status, [json.loads(line) for line in printed.out.splitlines()], printed.err

    return feed


def test_each_line_is_answered_with_its_labels_and_where_they_stand(
    fed: Callable[..., Answer],
) -> None:
    status, (first, second), _ = fed(GOOD, "", {"id": "a", "lang": "en", "text": "All is well."})
    assert status == 0
    assert (first["id"], first["labels"]) == (7, ["call_to_act", "number_plate"])
    plate = first["findings"][1]
    assert GOOD["text"][plate["start"] : plate["end"]] == "1-ABC-123"
    assert plate["severity"] == "block"
    assert "nummerplaat" in plate["advice"], "advice is in the language of the text"
    assert second == {"id": "a", "labels": [], "findings": []}


def test_a_line_says_what_it_is_and_else_the_option_does(fed: Callable[..., Answer]) -> None:
    report = GOOD | {"text": "Er zijn nu inbrekers bij de buren."}
    assert fed(report, kind="sighting")[1][0]["labels"] == ["urgent_now"]
    assert fed(report | {"kind": "sighting"})[1][0]["labels"] == ["urgent_now"]


def test_a_bad_line_ends_it_with_its_number(fed: Callable[..., Answer]) -> None:
    for bad in ("{", "[]", {"id": 1, "lang": "nl"}, GOOD | {"lang": "xx"}, GOOD | {"kind": "poem"}):
        status, answers, complaint = fed(GOOD, bad, GOOD)
        assert status == 2
        assert len(answers) == 1
        assert "belfry: " in complaint
        assert "2" in complaint
        assert complaint.count("\n") == 1
