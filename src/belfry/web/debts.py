"""How much time is left until readers are told how a message ended: in words, with a shape and a colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from belfry.bulletins.debts import Debt
from belfry.bulletins.queries import words_for
from belfry.core.clock import local
from belfry.people.queries import persons_by_id


@dataclass(frozen=True, slots=True)
class DebtLine:
    """An outcome that is owed, as pages show it; `owner` is empty where nobody owes it yet."""

    debt: Debt
    title: str
    owner: str
    clock: str


def debt_lines(
    found: Sequence[Debt], language: str, *, now: datetime, named: bool = True
) -> list[DebtLine]:
    """Return what is owed with titles and clocks; names of officers only for who may read them."""
    owners = {one.owner_id for one in found if one.owner_id} if named else set()
    people = persons_by_id(owners) if owners else {}
    return [
        DebtLine(
            one,
            words_for(one.bulletin, language).title,
            people[one.owner_id].full_name if one.owner_id and one.owner_id in people else "",
            clock_words(one, now),
        )
        for one in found
    ]


def line_of(debt: Debt | None, language: str, *, now: datetime) -> DebtLine | None:
    """Return what one message still owes its readers as a line; None where nothing is owed."""
    return next(iter(debt_lines([debt], language, now=now)), None) if debt else None


def clock_words(debt: Debt, now: datetime) -> str:
    """Say how many days are left, or how many it is late."""
    days = (local(debt.due_at).date() - local(now).date()).days
    if debt.is_late:
        if days == 0:
            return _("overdue since today")
        return ngettext("%(count)s day overdue", "%(count)s days overdue", -days) % {"count": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
