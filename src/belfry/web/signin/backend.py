"""Who a session belongs to. Nothing here authenticates: no password opens anything."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.backends import BaseBackend

from belfry.people.queries import persons_by_id

if TYPE_CHECKING:
    from belfry.people.models import Person


class PersonBackend(BaseBackend):
    """Finds the person of a session."""

    def get_user(self, user_id: UUID) -> "Person | None":
        """Return the person, or None for somebody who was disabled since."""
        person = persons_by_id([user_id]).get(user_id)
        return person if person and person.is_active else None
