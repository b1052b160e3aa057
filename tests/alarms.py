"""Alarms that a test raised for good: they are written by a connection of their own."""

from django.db import connection

from belfry.audit.models import Alarm


def alarms_kept() -> list[tuple[str, dict[str, object], bool]]:
    """Return (kind, detail, sent) of each, oldest first."""
    return list(Alarm.objects.order_by("pk").values_list("kind", "detail", "sent"))


def age_alarms(*, minutes: int) -> None:
    """Make every alarm older."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_alarm SET raised_at = raised_at - %s * interval '1 minute'", [minutes]
        )
