"""How a person changes their ways to sign in; each change is told by mail to the person."""

import base64
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.urls import reverse
from qrcode.image.svg import SvgPathFillImage

from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.core.sealed import seal, unseal
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.people.actions import end_sessions
from belfry.people.queries import email_endpoints_of
from belfry.web.signin.adapter import secrets_of
from belfry.web.signin.errors import LastFactor
from belfry.web.signin.factors import FACTORS, NOT_AN_ANSWER, Totp, Type

if TYPE_CHECKING:
    from belfry.people.models import Person

NEW_TOTP: Final = "new_totp"


def passkey_offer(person: "Person") -> dict[str, Any]:
    """Return what the browser asks a device that is to become a passkey (WebAuthn, 5.4).

    The device keeps it and asks a fingerprint, face or PIN: a passkey is both factors at once.
    """
    return dict(webauthn.begin_registration(person, passwordless=True))


@transaction.atomic
def add_passkey(person: "Person", name: str, answer: str, *, now: datetime) -> bool:
    """Keep a new passkey; False for an answer that is not to our question."""
    try:
        credential = json.loads(answer)
        webauthn.complete_registration(credential)
    except NOT_AN_ANSWER:
        return False
    with secrets_of(person.pk):
        webauthn.WebAuthn.add(person, encrypt(name), credential)
    _tell(person, now)
    return True


def begin_totp(session: SessionBase, person: "Person") -> None:
    """Make a secret for an authenticator app; it waits in the session, sealed, for its first code."""
    sealed = seal(generate_totp_secret(), _waiting_place(person))
    session[NEW_TOTP] = base64.b64encode(sealed).decode()


def _waiting_place(person: "Person") -> str:
    return f"django_session|{NEW_TOTP}|{person.pk}"


def waiting_totp(session: SessionBase, person: "Person") -> str | None:
    """Return the secret (base32) that waits for its first code, or None."""
    sealed = session.get(NEW_TOTP)
    return unseal(base64.b64decode(sealed), _waiting_place(person)) if sealed else None


def totp_picture(secret: str, person: "Person") -> str:
    """Return the secret as a QR code (SVG) for an authenticator app."""
    # On white, or a phone could not read it in a dark theme.
    picture = qrcode.make(
        get_adapter().build_totp_url(person, secret), image_factory=SvgPathFillImage
    )
    return str(picture.to_string(encoding="unicode"))


@transaction.atomic
def add_totp(session: SessionBase, person: "Person", code: str, *, now: datetime) -> bool:
    """Keep the waiting app in place of an older one; False for a code that is not its."""
    secret = waiting_totp(session, person)
    if secret is None:
        return False
    with secrets_of(person.pk):
        new = Authenticator(user=person, type=Type.TOTP, data={"secret": encrypt(secret)})
        if not Totp(new).validate_code(code):
            return False
        Authenticator.objects.filter(user_id=person.pk, type=Type.TOTP).delete()
        TOTP.activate(person, secret)
    del session[NEW_TOTP]
    _tell(person, now)
    return True


@transaction.atomic
def remove_factor(actor: Actor, person: "Person", factor_id: int, *, now: datetime) -> None:
    """Forget a passkey or app, and end every session; recovery codes go with the last one.

    Raises NotFound, and LastFactor for somebody with a mandate, but in the demonstration.
    """
    # One after the other: two removals at once must not both find another factor left.
    rows = list(
        Authenticator.objects.select_for_update().filter(user_id=person.pk, type__in=FACTORS)
    )
    gone = [row for row in rows if row.pk == factor_id]
    if not gone:
        raise NotFound
    if len(rows) == 1:
        if settings.MODE != "demo" and actor.mandates:
            raise LastFactor
        Authenticator.objects.filter(user_id=person.pk).delete()
    else:
        gone[0].delete()
    end_sessions(person.pk)
    _tell(person, now)


@transaction.atomic
def new_recovery_codes(person: "Person", *, now: datetime) -> list[str]:
    """Return ten new codes, each good once in place of a second factor; older ones are void."""
    with secrets_of(person.pk):
        Authenticator.objects.filter(user_id=person.pk, type=Type.RECOVERY_CODES).delete()
        codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    _tell(person, now)
    return codes


def _tell(person: "Person", now: datetime) -> None:
    endpoint_id = email_endpoints_of([person.pk]).get(person.pk)
    if endpoint_id is not None:
        send_notice(
            Kind.SECURITY,
            endpoint_id,
            language=person.language,
            slots={"url": settings.BASE_URL + reverse("security")},
            now=now,
        )
