"""What can go wrong with a connection to an SMSC; none of it is shown to a person."""


class NotSmpp(Exception):
    """What came in cannot be read as SMPP: where the next PDU begins is lost."""


class Ended(Exception):
    """The connection is over: it broke, was silent too long, or the SMSC said good-bye."""


class CannotBind(Exception):
    """The SMSC cannot be reached, or refuses us: `cause` in our words, `status` as it said it."""

    def __init__(self, cause: str, status: str = "") -> None:
        """Keep both."""
        super().__init__(cause, status)
        self.cause = cause
        self.status = status
