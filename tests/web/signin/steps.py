"""What somebody does to get in, step by step."""

from datetime import timedelta
from uuid import UUID

import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from belfry.delivery.slots import open_slot
from belfry.people.models import Person
from belfry.program.cast import FIGURES, person_named
from belfry.web.signin import changes

AN = FIGURES["officer-an"].email
CHLOE = FIGURES["member-chloe"].email


def notices(kind: str) -> list[tuple[UUID, dict[str, str]]]:
    """Return (endpoint, slots) of what waits to be sent, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.message_id, e.endpoint_id, e.slot FROM delivery_envelope e "
            "JOIN delivery_message m ON m.id = e.message_id "
            "WHERE m.kind = %s AND e.slot IS NOT NULL ORDER BY e.message_id",
            [kind],
        )
        return [(to, open_slot(message, to, bytes(slot))) for message, to, slot in cursor]


def newest_code() -> str:
    return notices("sign_in_code")[-1][1]["code"]


def ask(client: Client, address: str, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"address": address, **more})


def type_code(client: Client, code: str) -> HttpResponse:
    return client.post("/sign-in/code/", {"code": code})


def sign_in(client: Client, address: str) -> HttpResponse:
    ask(client, address)
    return type_code(client, newest_code())


def person(name: str) -> Person:
    return Person.objects.get(pk=person_named(name))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


class App:
    """An authenticator app."""

    def __init__(self) -> None:
        self.secret = generate_totp_secret()

    def code(self) -> str:
        return format_hotp_value(hotp_value(self.secret, int(timezone.now().timestamp()) // 30))


def give_app(client: Client, clock: time_machine.Traveller) -> App:
    """Set up an authenticator app as its owner does; its first code is used up by that."""
    app = App()
    client.post("/security/app/start/")
    owner = Person.objects.get(pk=client.session["_auth_user_id"])
    app.secret = changes.waiting_totp(client.session, owner) or ""
    answer = client.post("/security/app/", {"code": app.code()})
    assert answer.status_code == 302, answer.content
    later(clock, minutes=2)
    return app


def later(clock: time_machine.Traveller, **delta: float) -> None:
    clock.shift(timedelta(**delta))
