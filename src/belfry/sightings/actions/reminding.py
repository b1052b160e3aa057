"""Officers are told once a day that reports wait for somebody to take them; never at the hour at which one came."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from belfry.core.clock import local
from belfry.core.working_days import is_working_day
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.networks.queries import officials_of
from belfry.people.queries import email_endpoints_of, languages_of
from belfry.sightings.models import Sighting
from belfry.sightings.workflow import SightingState


@transaction.atomic
def remind_officers(*, now: datetime) -> int:
    """Tell officers and chief of each zone where a report waits for somebody; return how many persons were told.

    On working days only.
    """
    today = local(now).date()
    if not is_working_day(today):
        return 0
    waiting = Sighting.objects.filter(state=SightingState.RECEIVED)
    zones = list(waiting.order_by().values_list("zone_id", flat=True).distinct())
    officers = officials_of(zone_ids=zones, on=today)
    languages = languages_of(list(officers))
    told = email_endpoints_of(officers)
    for person_id, endpoint_id in told.items():
        send_notice(
            Kind.FOR_YOUR_EYES,
            endpoint_id,
            language=languages[person_id],
            slots={"url": f"{settings.BASE_URL}/sightings/"},
            now=now,
        )
    return len(told)
