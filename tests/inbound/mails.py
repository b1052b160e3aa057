"""The set of inbound mails that was made for Belfry, and what each is."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("mails")
OWN = frozenset({"bin-lindehof@bin.example"})


def expected() -> list[dict[str, Any]]:
    lines = FOLDER.with_name("expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def raw(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
