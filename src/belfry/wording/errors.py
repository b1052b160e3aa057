"""Refusals of the wording check."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class BadPhrase(DomainError):
    code = "wording.bad_phrase"
    template = _("This phrase cannot be read: %(line)s. Write words, with * only at their ends.")
