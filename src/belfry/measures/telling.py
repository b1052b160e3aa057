"""Telling somebody that a dossier of measures wants to be read or signed, without a word of it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.people.queries import email_endpoints_of, languages_of


def tell(person_ids: Collection[UUID], path: str, *, now: datetime) -> None:
    """Send these persons the notice that something waits on a page; who has no e-mail address sees it there."""
    endpoints = email_endpoints_of(person_ids)
    languages = languages_of(list(endpoints))
    for person_id, endpoint_id in endpoints.items():
        send_notice(
            Kind.FOR_YOUR_EYES,
            endpoint_id,
            language=languages[person_id],
            slots={"url": f"{settings.BASE_URL}{path}"},
            now=now,
        )
