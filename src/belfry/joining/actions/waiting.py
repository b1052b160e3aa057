"""No request is lost: who answers is reminded once, and who asked is told when nobody did."""

from datetime import datetime

from django.db import transaction

from belfry.joining.actions.answering import expire
from belfry.joining.models import Request
from belfry.joining.policies import EXPIRES, REMINDED
from belfry.joining.telling import tell_keepers, tell_police
from belfry.joining.workflow import OPEN, RequestState


@transaction.atomic
def remind_and_expire(*, now: datetime) -> int:
    """Remind of requests a week old, and end those that nobody answered for a month (periodic); return how many of both."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("network", "mover")
    due = rows.filter(state__in=OPEN, waits_since__lte=now - REMINDED).order_by("pk")
    over = [one for one in due if one.waits_since <= now - EXPIRES]
    waiting = [one for one in due if one not in over and one.reminded_at is None]
    for request in over:
        expire(request, now=now)
    for request in waiting:
        request.reminded_at = now
        request.save(update_fields=["reminded_at"])
        is_at_police = request.state == RequestState.AT_POLICE
        (tell_police if is_at_police else tell_keepers)(request, now=now)
    return len(over) + len(waiting)
