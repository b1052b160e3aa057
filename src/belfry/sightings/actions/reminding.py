"""Officers are told once a day that reports wait for somebody to take them; never at the hour at which one came."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from belfry.core.clock import local
from belfry.core.working_days import is_working_day
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.networks.mandates import police_of
from belfry.people.queries import email_endpoints_of, languages_of
from belfry.sightings.models import Sighting
from belfry.sightings.workflow import SightingState


@transaction.atomic
def remind_officers(*, now: datetime) -> int:
    """Tell the police of each zone and network where a report waits for somebody; return how many persons were told.

    On working days only.
    """
    today = local(now).date()
    if not is_working_day(today):
        return 0
    waiting = Sighting.objects.filter(state=SightingState.RECEIVED)
    places = set(waiting.order_by().values_list("zone_id", "network_id").distinct())
    zones, networks = {zone for zone, _ in places}, {network for _, network in places}
    officers = police_of(zone_ids=zones, network_ids=networks, on=today)
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
