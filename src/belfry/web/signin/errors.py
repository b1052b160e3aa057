"""Refusals of signing in."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class TooManyTries(DomainError):
    """A limit is reached; a passkey still works, so nobody can lock somebody else out."""

    code = "web.too_many_tries"
    template = _("There were too many tries. Please wait fifteen minutes and try again.")


class CodeOver(DomainError):
    """The code is older than fifteen minutes, was used, or was tried five times."""

    code = "web.code_over"
    template = _("This code no longer works. Please ask for a new one.")


class LastFactor(DomainError):
    """Nobody with a mandate is without a second factor."""

    code = "web.last_factor"
    template = _("Your task needs a second way to sign in. Add another one before you remove this.")
