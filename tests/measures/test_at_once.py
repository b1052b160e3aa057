"""Two people who sign, or open, at the same moment: one of them is told in words that it is done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from belfry.core.errors import DomainError
from belfry.measures.actions.opening import close_dossier
from belfry.measures.actions.stepping import prepare_step, sign_step
from belfry.measures.errors import AlreadyOpen, AlreadySigned
from belfry.measures.models import Dossier, Signature
from belfry.measures.workflow import StepKind
from tests.cast import NOON, Cast
from tests.measures.rungs import details, opened, take

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[type[DomainError]]:
    """Do all at the same moment; return what was refused."""
    ready = Barrier(len(acts))

    def one(act: Callable[[], object]) -> type[DomainError] | None:
        try:
            ready.wait(10)
            act()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return [refused for refused in threads.map(one, acts) if refused]


def test_two_officers_who_sign_at_once_make_one_signature(cast: Cast) -> None:
    dossier = take(cast, opened(cast), StepKind.TALK)
    prepare_step(cast.chief_karim, dossier.pk, StepKind.REPRIMAND, details(), now=NOON)
    an, els = cast.officer_an, cast.officer_els
    refused = at_once(
        lambda: sign_step(an, dossier.pk, now=NOON), lambda: sign_step(els, dossier.pk, now=NOON)
    )
    assert refused == [AlreadySigned]
    assert Signature.objects.filter(step__kind=StepKind.REPRIMAND).count() == 1


def test_two_who_open_at_once_open_one_dossier(cast: Cast) -> None:
    assert at_once(lambda: opened(cast), lambda: opened(cast)) == [AlreadyOpen]
    close_dossier(cast.officer_els, Dossier.objects.get().pk, now=NOON)
