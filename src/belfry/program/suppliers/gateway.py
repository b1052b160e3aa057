"""What the HTTP gateways have in common: they post signed callbacks, and misbehave with them on demand."""

import socket
import time
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final
from urllib.parse import urlsplit

from belfry.program.suppliers.api_server import SIGNED_WITH, ApiServer, Post
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.phones import Phones

AN_HOUR: Final = 3_600
TIMES_DOUBLED: Final = 5
LATE_SECONDS: Final = 10.0
JSON: Final = {"Content-Type": "application/json"}


class Gateway(ApiServer):
    """A server whose callbacks are signed with `secret`."""

    # The key of `control.py` that says how its callbacks misbehave.
    kind: ClassVar[str]
    # Between two callbacks, unless `seconds` says otherwise.
    seconds: ClassVar[float]

    def __init__(
        self,
        listener: socket.socket,
        phones: Phones,
        control: Control,
        *,
        secret: str = SIGNED_WITH,
    ) -> None:
        """Serve what connects to `listener`, which is bound."""
        super().__init__(listener, phones, control)
        self.secret = secret

    def key(self, wishes: Mapping[str, object]) -> bytes:
        """Return what to sign with; another key for what shall be forged."""
        return b"wrong" if wishes.get(self.kind) == "forged" else self.secret.encode()

    def time(self, wishes: Mapping[str, object]) -> str:
        """Return the seconds since 1970 as callbacks tell them; an hour ago for what shall be replayed."""
        ago = AN_HOUR if wishes.get(self.kind) == "replayed" else 0
        return str(int(time.time()) - ago)

    def tell(self, posts: Sequence[Post], wishes: Mapping[str, object]) -> None:
        """Post callbacks at their times, if the request named an address for them."""
        kind = wishes.get(self.kind, "normal")
        if kind == "none":
            return
        usual = LATE_SECONDS if kind == "late" else self.seconds
        told = wishes.get("seconds", usual)
        seconds = float(told) if isinstance(told, int | float) else usual
        if kind in {"early", "reordered"}:
            seconds = 0
        addressed = [post for post in posts if urlsplit(post.url).scheme]
        for place, post in enumerate(reversed(addressed) if kind == "reordered" else addressed, 1):
            for _ in range(TIMES_DOUBLED if kind == "doubled" else 1):
                self.post_later(post, seconds * place)
