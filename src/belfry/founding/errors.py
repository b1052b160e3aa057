"""Refusals of founding."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class ConditionsMissing(DomainError):
    """The table has the move, but something that it wants is not there yet; `missing` names it."""

    code = "founding.conditions_missing"
    template = _(
        "This step is not ready yet. The page shows what is missing and who can supply it."
    )


class PapersClosed(DomainError):
    code = "founding.papers_closed"
    template = _("The dossier was submitted. Its papers can change again only when it comes back.")
