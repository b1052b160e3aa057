"""The letter that asks a contribution."""

from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language, gettext

from belfry.paperwork.documents import ContributionLetter
from belfry.paperwork.saying import about, all_said

NO_BREAK = "\N{NO-BREAK SPACE}"


def contribution_letter(document: ContributionLetter) -> dict[str, object]:
    """Return the words of the letter that asks a contribution and says that it is free."""
    return {
        "title": gettext("Contribution for %(year)d") % {"year": document.year},
        "address": list(document.address),
        "dear": gettext("Dear Sir or Madam,"),
        "paragraphs": [
            gettext(
                "The network %(network)s asks each home and business for a contribution to its costs of this year: "
                "%(covers)s. All costs together are %(costs)s; nobody earns anything by it."
            )
            % {
                "network": document.network.name,
                "covers": ", ".join(all_said(document.covers)),
                "costs": euro(document.costs),
            },
            gettext(
                "You are free to pay or not. If it does not suit you, tell the coordinator: you need give no reason, and none is "
                "written down. Whether you pay or not, you get the same messages at the same time."
            ),
        ],
        "payment": [
            [gettext("Amount"), euro(document.amount)],
            [gettext("Account"), document.account],
            [gettext("In the name of"), document.payee],
            [gettext("Structured reference"), document.reference],
        ],
        **about(),
    }


def euro(cents: int) -> str:
    """Write an amount of cents as the active language writes money."""
    number = formats.number_format(Decimal(cents) / 100, 2, force_grouping=True)
    first = (get_language() or "")[:2] in {"nl", "en"}
    return (f"€ {number}" if first else f"{number} €").replace(" ", NO_BREAK)
