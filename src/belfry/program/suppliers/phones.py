"""The phones of the demonstration and of tests: what suppliers delivered, one file for each thing.

`<folder>/<address>/<time in ns>-<number>.json`, the address quoted as in a URL; `/demo/` shows them.
"""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

# Beside the phones, in the demonstration: what the suppliers obey, texts to us, keys of browsers.
CONTROL: Final = "control.json"
OUTGOING: Final = "outgoing"
DEVICES: Final = "devices"


class Phones:
    """Keeps what arrives, from several threads at once."""

    def __init__(self, folder: Path) -> None:
        """Keep it below `folder`."""
        self.folder = folder
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def keep(self, channel: str, address: str, text: str, **more: object) -> Path:
        """Write one thing that arrived, and return its file; a reader sees all of it or nothing."""
        told = {
            "channel": channel,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "text": text,
            **more,
        }
        phone = self.folder / quote(address, safe="+")
        phone.mkdir(parents=True, exist_ok=True)
        with self._lock:
            name = f"{time.time_ns()}-{next(self._numbers)}"
        unfinished = phone / f".{name}"
        unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return unfinished.rename(phone / f"{name}.json")

    def change(self, thing: Path, **more: object) -> None:
        """Write more of one thing, such as how a call was answered."""
        told = json.loads(thing.read_text(encoding="utf-8")) | more
        unfinished = thing.with_name(f".{thing.stem}")
        unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        unfinished.rename(thing)


def take_outgoing(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts that people send to our number (theirs, text), and remove them from their folder."""
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        yield told["from"], told["text"]
