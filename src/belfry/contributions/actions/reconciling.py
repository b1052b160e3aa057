"""What came in at the bank, beside what was asked."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.contributions.errors import OtherAccount
from belfry.contributions.kinds import DueState, Mismatch
from belfry.contributions.models import Due, Year
from belfry.contributions.queries import year_for
from belfry.contributions.statements import Payment, read_statement, same_account
from belfry.contributions.types import Reconciled, Unsettled
from belfry.core.actor import Actor


@transaction.atomic
def reconcile(actor: Actor, year_id: UUID, data: bytes, *, now: datetime) -> Reconciled:
    """Mark as paid what a file of the bank shows, and return it with all that somebody has to look at.

    Read again, a file changes nothing, and nothing of it is kept. Raises NotFound, NotAllowed, StatementUnreadable,
    and OtherAccount for a file without the account of the year.
    """
    year = year_for(actor, year_id, lock=True)
    payments = read_statement(data)
    own = [one for one in payments if same_account(one.account, year.account)]
    if not own:
        raise OtherAccount
    dues = {due.number: due for due in Due.objects.select_for_update().filter(year=year)}
    paid: list[Due] = []
    known, unsettled = 0, []
    for payment in own:
        why = _mismatch(payment, dues, year, paid)
        if why is None and payment.number is not None:
            due = dues[payment.number]
            if due.state == DueState.PAID:
                known += 1
            else:
                due.state, due.paid_on = DueState.PAID, payment.on
                paid.append(due)
        elif why:
            unsettled.append(Unsettled(payment, why))
    Due.objects.bulk_update(paid, ["state", "paid_on"])
    record(
        "contribution.reconciled",
        subject=f"contribution:{year.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=year.network_id,
        detail={"paid": len(paid), "known": known, "unsettled": len(unsettled)},
    )
    return Reconciled(len(paid), known, unsettled)


def _mismatch(
    payment: Payment, dues: Mapping[int, Due], year: Year, paid: list[Due]
) -> Mismatch | None:
    """Return why a payment settles nothing; None where it does, or did so when the file was read before."""
    if payment.number is None:
        return Mismatch.NO_REFERENCE
    due = dues.get(payment.number)
    if due is None:
        return Mismatch.UNKNOWN
    if due.state == DueState.PAID and (due in paid or due.paid_on != payment.on):
        return Mismatch.TWICE
    if payment.cents != year.amount:
        return Mismatch.LESS if payment.cents < year.amount else Mismatch.MORE
    return None
