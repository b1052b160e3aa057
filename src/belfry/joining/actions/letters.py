"""Proof of a house by a letter: a network wants it, its keeper makes the letter, who asked types the code."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.joining.errors import LetterCodeUnknown
from belfry.joining.letters import code_of, digest_of, letter_of
from belfry.joining.models import ProofByLetter, Request
from belfry.joining.queries import request_for
from belfry.joining.telling import tell_keepers
from belfry.joining.workflow import RequestState, check_request_move
from belfry.networks.queries import kept_network
from belfry.paperwork.documents import HomeLetter


@transaction.atomic
def want_letters(actor: Actor, network_id: UUID, *, wanted: bool, now: datetime) -> None:
    """Say as keeper of the list whether a code by letter proves the house of who asks online; raise NotFound, NotAllowed."""
    kept_network(actor, network_id)
    assert actor.person_id is not None
    if wanted:
        ProofByLetter.objects.get_or_create(
            network_id=network_id, defaults={"wanted_by_id": actor.person_id, "wanted_at": now}
        )
    else:
        ProofByLetter.objects.filter(network_id=network_id).delete()
    record(
        "joining.letters_wanted" if wanted else "joining.letters_not_wanted",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
    )


@transaction.atomic
def make_letter(actor: Actor, request_id: UUID, *, now: datetime) -> HomeLetter:
    """Return the letter to the house of who asked, the same one each time; raise NotFound, MoveNotAllowed."""
    request = request_for(actor, request_id, lock=True)
    check_request_move(request.state, RequestState.ACCEPTED)
    request.letter_at, request.letter_code = now, digest_of(code_of(request))
    request.save(update_fields=["letter_at", "letter_code"])
    record(
        "joining.letter_made",
        subject=f"request:{request.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=request.network_id,
    )
    return letter_of(request, now=now)


@transaction.atomic
def prove_home(code: str, *, now: datetime) -> None:
    """Take a code that was typed from a letter, and tell the keepers; raise LetterCodeUnknown."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("network")
    request = rows.filter(letter_code=digest_of(code), state=RequestState.WAITING).first()
    if request is None:
        raise LetterCodeUnknown
    if request.home_proved_at is None:
        request.home_proved_at = now
        request.save(update_fields=["home_proved_at"])
        record(
            "joining.home_proved",
            subject=f"request:{request.pk}",
            person_id=None,
            at=now,
            network_id=request.network_id,
        )
        tell_keepers(request, now=now)
