"""The notices that a dossier caused, read before they leave."""

from django.db import connection
from django.utils import translation
from django.utils.functional import Promise

from belfry.delivery.slots import open_slot
from belfry.founding.models import Dossier
from belfry.people.queries import email_endpoints_of, languages_of
from belfry.program.cast import person_named


def mails_about(dossier: Dossier, name: str, task: str | Promise) -> list[dict[str, str]]:
    """Return the notices of a dossier that ask a figure for this task, in the figure's language."""
    person = person_named(name)
    endpoint = email_endpoints_of([person])[person]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.message_id, e.slot FROM delivery_envelope e "
            "JOIN delivery_message m ON m.id = e.message_id "
            "WHERE m.kind = 'dossier' AND e.endpoint_id = %s AND e.slot IS NOT NULL",
            [endpoint],
        )
        rows = cursor.fetchall()
    opened = [open_slot(message, endpoint, bytes(slot)) for message, slot in rows]
    with translation.override(languages_of([person])[person]):
        wanted = str(task)
    return [
        slots for slots in opened if str(dossier.pk) in slots["url"] and slots["task"] == wanted
    ]
