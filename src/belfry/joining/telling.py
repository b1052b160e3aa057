"""Telling those who answer that somebody asks to join, and those who asked what became of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.core.clock import local
from belfry.delivery.actions import endpoint_for, send_notice
from belfry.delivery.kinds import EMAIL, AddressKind, Kind
from belfry.joining.confirming import LIFETIME, link_for
from belfry.joining.kinds import PoliceRefusal, Refusal, Way
from belfry.joining.workflow import RequestState
from belfry.networks.duty import keepers_there
from belfry.networks.queries import approver_ids
from belfry.people.queries import email_endpoints_of, languages_of

if TYPE_CHECKING:
    from belfry.joining.models import Request

SMS: Final = "sms"
ANSWERS: Final[Mapping[str, str | Promise]] = {
    RequestState.ACCEPTED: _("You are a member of %(network)s now. Welcome."),
    RequestState.DECLINED: _("You cannot join %(network)s. %(reason)s"),
    RequestState.EXPIRED: _(
        "Nobody answered your request to join %(network)s in time. Please ask again, or call the police of your zone."
    ),
}
WITHIN: Final[Mapping[str, str | Promise]] = {
    RequestState.ACCEPTED: _("Your new address is on the list of %(network)s."),
    RequestState.DECLINED: _("Your new address is not on the list of %(network)s. %(reason)s"),
    RequestState.EXPIRED: _(
        "Nobody answered about your new address in %(network)s in time. Please ask again, or call the police of your zone."
    ),
}
REASONS: Final = dict([*Refusal.choices, *PoliceRefusal.choices])


def tell_keepers(request: "Request", *, now: datetime) -> None:
    """Tell coordinator and deputies that a request waits for them, without a word of whose it is."""
    whom = keepers_there(request.network_id, on=local(now).date())
    _tell(request, whom, f"/networks/{request.network_id}/joining/", now)


def tell_police(request: "Request", *, now: datetime) -> None:
    """Tell officers and chief that somebody from outside asks to join."""
    whom = approver_ids([request.network_id], on=local(now).date())
    _tell(request, whom, "/joining/police/", now)


def tell_not_theirs(request: "Request", *, now: datetime) -> None:
    """Tell coordinator and deputies that the address of a member is somebody else's."""
    whom = keepers_there(request.network_id, on=local(now).date())
    _tell(request, whom, f"/members/{request.membership_id}/", now, Kind.ADDRESS_DENIED)


def ask_to_confirm(request: "Request", endpoint_id: UUID, *, now: datetime) -> None:
    """Ask who reads a mailbox that stands on a form on paper to say that it is theirs."""
    send_notice(
        Kind.JOINING_CONFIRM,
        endpoint_id,
        language=request.language,
        slots={"network": request.network.name, "url": link_for(request.pk, endpoint_id)},
        now=now,
        expires_at=now + LIFETIME,
    )


def tell_asker(request: "Request", *, now: datetime) -> None:
    """Tell who asked what became of it, in the language that was chosen.

    Nobody is told by an address that nobody proved: who gave a form on paper hears it from the coordinator.
    """
    if request.way == Way.PAPER:
        return
    with translation.override(request.language):
        reason = str(REASONS.get(request.reason, ""))
        answers = WITHIN if request.is_move_within else ANSWERS
        answer = str(answers[request.state]) % {"network": request.network.name, "reason": reason}
    kind, channel = (AddressKind.EMAIL, EMAIL) if request.email else (AddressKind.PHONE, SMS)
    send_notice(
        Kind.JOINING_ANSWER,
        endpoint_for(kind, request.email or request.phone).pk,
        language=request.language,
        slots={
            "network": request.network.name,
            "answer": answer.strip(),
            "url": f"{settings.BASE_URL}/",
        },
        now=now,
        channel=channel,
    )


def _tell(
    request: "Request",
    whom: Collection[UUID],
    path: str,
    now: datetime,
    kind: Kind = Kind.JOINING_ASKED,
) -> None:
    languages = languages_of(list(whom))
    for person_id, endpoint_id in email_endpoints_of(whom).items():
        send_notice(
            kind,
            endpoint_id,
            language=languages[person_id],
            slots={"network": request.network.name, "url": f"{settings.BASE_URL}{path}"},
            now=now,
        )
