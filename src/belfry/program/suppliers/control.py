"""How a local supplier is told to misbehave: by its owner in the same process, or by a file.

| key | what it does |
|---|---|
| `slow` | waits so many seconds before it answers |
| `hang` | acts, and never answers |
| `lose_answer` | acts, and closes the connection without an answer |
| `status` | does nothing and answers with this status |
| `retry_after` | says so in the answer |
| `times` | only for so many requests; then it behaves |
| `share` | only for this share of the requests, spread evenly |
| `off` | a list of numbers and devices that are off: nothing reaches them; `sms:` before a number, no SMS |

Every supplier has more of its own.
"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

# How a call is answered, when the owner of the phone shall say it.
ASK: Final = "ask"


class Control:
    """What a local supplier shall do with the next requests."""

    def __init__(self, path: Path | None = None) -> None:
        """Obey a file of JSON, read again for each request, where there is one."""
        self.path = path
        self._wishes: Mapping[str, object] = {}
        self._lock = threading.Lock()
        self._seen = ""
        self._asked = 0

    def wish(self, **wishes: object) -> None:
        """Misbehave like this from now on; nothing means to behave."""
        with self._lock:
            self._wishes = wishes
            self._asked = 0

    def take(self) -> Mapping[str, object]:
        """Return how to treat one request."""
        with self._lock:
            self._read()
            self._asked += 1
            times, share = self._wishes.get("times"), self._wishes.get("share")
            if isinstance(times, int) and self._asked > times:
                return {}
            if isinstance(share, float) and int(self._asked * share) == int(
                (self._asked - 1) * share
            ):
                return {}
            return self._wishes

    def _read(self) -> None:
        if self.path is None:
            return
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            text = "{}"
        if text != self._seen:
            told = json.loads(text)
            self._seen, self._wishes, self._asked = text, told, 0


def is_off(wishes: Mapping[str, object], address: str) -> bool:
    """Whether a phone or device is off."""
    off = wishes.get("off")
    return isinstance(off, list) and address in off
