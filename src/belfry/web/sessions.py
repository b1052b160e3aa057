"""Where sessions live: the table knows a digest of each key, so a copy of it opens no session."""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

KEY_LENGTH = 40
FORGOTTEN_AT_ONCE = 100


def row_key(session_key: str) -> str:
    """Return the primary key under which the session with this cookie is kept (160 bits)."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:KEY_LENGTH]


class SessionStore(DatabaseStore):
    """Django's sessions in the database, found by the digest of what the cookie says."""

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(
            session_key=row_key(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether this key is taken."""
        return Session.objects.filter(session_key=row_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to be saved."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.session_key = row_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget one session; what is gone already is fine."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=row_key(key)).delete()


def forget_over(now: datetime) -> None:
    """Delete some sessions that are over; called where sessions begin, so their number stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_session WHERE session_key IN (SELECT session_key "
            "FROM django_session WHERE expire_date < %s LIMIT %s FOR UPDATE SKIP LOCKED)",
            [now, FORGOTTEN_AT_ONCE],
        )
