"""Withdraw, close."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.bulletins.actions.releasing import stop_all
from belfry.bulletins.errors import OutcomeOwed, StillBeingSent
from belfry.bulletins.models import Approval, Bulletin
from belfry.bulletins.policies import NEEDS_OUTCOME, may_close, may_withdraw
from belfry.bulletins.queries import bulletin_for, is_ended
from belfry.bulletins.telling import approvers_of, note
from belfry.bulletins.workflow import BulletinState, ReleaseState, check_bulletin_move
from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed


@transaction.atomic
def withdraw_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Withdraw (author, approver or chief): offers end, what still waits is stopped."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    approval = Approval.objects.filter(bulletin=bulletin).only("approver_id").first()
    if not may_withdraw(actor, bulletin, approval.approver_id if approval else None):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.WITHDRAWN)
    bulletin.state, bulletin.settled_at = BulletinState.WITHDRAWN, now
    bulletin.save(update_fields=["state", "settled_at"])
    # The zone's chain before those of networks, as at approval: two who act at once wait in one order.
    note("bulletin.withdrawn", bulletin, actor, now)
    stop_all(actor, bulletin, now=now)
    return bulletin


@transaction.atomic
def close_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Close a bulletin whose releases are all settled and whose readers know its end; raise StillBeingSent, OutcomeOwed."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_close(actor, bulletin, approvers_of(bulletin, now)):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.CLOSED)
    settled = (ReleaseState.SENT, ReleaseState.STOPPED, ReleaseState.EXPIRED)
    # Police who were asked and did not take it over keep nothing open.
    open_ones = bulletin.releases.exclude(state__in=settled).exclude(by_acceptance=True, state="")
    if open_ones.exists():
        raise StillBeingSent
    if bulletin.bulletin_class in NEEDS_OUTCOME and not is_ended(bulletin):
        raise OutcomeOwed
    bulletin.state = BulletinState.CLOSED
    bulletin.save(update_fields=["state"])
    note("bulletin.closed", bulletin, actor, now)
    return bulletin
