"""Refusals of contributions."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class AboveCosts(DomainError):
    """A contribution only covers costs (C24, H24)."""

    code = "contributions.above_costs"
    template = _(
        "%(households)d homes and businesses would pay more together than the costs that you state. "
        "Please ask a lower amount."
    )


class AccountUnusable(DomainError):
    code = "contributions.account_unusable"
    template = _("This is no account number (IBAN). Please look at it again.")


class YearOpenAlready(DomainError):
    code = "contributions.year_open_already"
    template = _("A contribution for this year is asked already.")


class NobodyToAsk(DomainError):
    code = "contributions.nobody_to_ask"
    template = _("Nobody is on the member list yet, so nobody can be asked.")


class StatementUnreadable(DomainError):
    """Nothing of the file was used."""

    code = "contributions.statement_unreadable"
    template = _(
        "Belfry cannot read this as a statement of account. Ask your bank for a CODA file, or for a CSV file with the "
        "columns account, date, amount and reference. Nothing was changed."
    )


class OtherAccount(DomainError):
    code = "contributions.other_account"
    template = _(
        "This file shows nothing that came in on the account of this contribution. Please choose the file of that account. Nothing was changed."
    )
