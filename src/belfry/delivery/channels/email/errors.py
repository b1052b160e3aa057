"""What can go wrong between us and a relay."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from belfry.delivery.channels.email.replies import Reply


class RelayUrlWrong(ValueError):
    """BELFRY_SMTP_URL cannot be used; the text says which part and why, without the password."""


class NotSmtp(Exception):
    """The other side does not speak SMTP; nothing it says can be trusted."""


class CannotOpen(Exception):
    """No usable connection; `cause` says why in our words, `status` in the server's codes."""

    def __init__(self, cause: str, status: str = "") -> None:
        """Keep both for the operator."""
        super().__init__(cause)
        self.cause = cause
        self.status = status


class Closed(Exception):
    """The connection is over; `reply` is what the relay said last, if it said why."""

    def __init__(self, reply: "Reply | None" = None) -> None:
        """Keep the reason."""
        super().__init__()
        self.reply = reply
