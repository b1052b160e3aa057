"""What stops a command before it began."""


class CannotStart(Exception):
    """The command cannot run; the text is the one line that the operator reads (exit status 2)."""
