"""Refusals: every one has a name, a stable code and a translated sentence."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal that a person can read and act upon.

    A subclass gives `code` ("context.name", stable) and `template` (translated, with named
    placeholders); keyword arguments fill the placeholders. Never pass personal data.
    """

    code: ClassVar[str] = "core.refused"
    template: ClassVar[str | Promise] = _("This cannot be done. Go back and try again.")

    def __init__(self, **details: object) -> None:
        """Keep `details` for the sentence and for the log."""
        super().__init__(self.code)
        self.details = details

    def message(self) -> str:
        """Return the sentence in the active language."""
        return str(self.template) % self.details if self.details else str(self.template)


class NotFound(DomainError):
    """Nothing there for this actor; also raised for what belongs to others, so nobody can probe."""

    code = "core.not_found"
    template = _("This page does not exist, or it is not yours to see.")


class NotAllowed(DomainError):
    """The actor may see the thing but not do this with it."""

    code = "core.not_allowed"
    template = _("Your role does not allow this. Ask your coordinator or the police officer.")


class MoveNotAllowed(DomainError):
    """The table of moves has no step from the present state to the wanted one."""

    code = "core.move_not_allowed"
    template = _(
        "This was already dealt with in the meantime. Open the page again to see where it stands."
    )
