"""What can go wrong with a channel; none of it is shown to a person."""


class CannotWrite(Exception):
    """What was asked for cannot be written for this address (it is no address of the channel)."""


class Forged(Exception):
    """What came in is not from the supplier: signature, secret or time is wrong."""


class SupplierUrlWrong(ValueError):
    """A supplier's URL cannot be used; the text says which part and why, without the password."""


class NotAsked(Exception):
    """A request surely did not reach the supplier."""


class NoAnswer(Exception):
    """A request was sent and its answer never came, or cannot be read: the supplier may have acted."""
