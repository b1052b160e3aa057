"""Who holds the pen besides the one who began."""

from datetime import timedelta

import pytest

from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.errors import AddressUnusable
from belfry.founding.actions.consulting import end_dossier
from belfry.founding.actions.founders import INVITED, add_founder, remove_founder
from belfry.founding.errors import LastFounder
from belfry.founding.models import Founder
from belfry.founding.queries import dossiers_visible_to, partners_of
from belfry.founding.workflow import Partner
from belfry.people.models import Person
from belfry.people.types import PersonDetails
from tests.cast import NOON, Cast
from tests.founding.key_holders import details
from tests.founding.mails import mails_about
from tests.founding.stages import idea

LATER = NOON + timedelta(days=1)
NEW = PersonDetails("Maria", "Jacobs", emails=("maria.jacobs@mail.example",))


def test_a_second_founder_writes_too_known_before_or_not(cast: Cast) -> None:
    dossier = idea(cast)
    for who in (details("outsider-dries"), NEW):
        assert add_founder(cast.founder_hilde, dossier.pk, who, now=LATER) is None  # type: ignore[func-returns-value]
    assert partners_of(cast.outsider_dries, dossier) == {Partner.FOUNDERS}
    assert dossier.founders.count() == 3
    assert len(mails_about(dossier, "outsider-dries", INVITED)) == 1


def test_a_second_invitation_adds_and_sends_nothing(cast: Cast) -> None:
    dossier = idea(cast)
    for _ in range(2):
        add_founder(cast.founder_hilde, dossier.pk, NEW, now=LATER)
        add_founder(cast.founder_hilde, dossier.pk, details("outsider-dries"), now=LATER)
    assert dossier.founders.count() == 3
    assert len(mails_about(dossier, "outsider-dries", INVITED)) == 1


def test_an_address_that_is_none_leaves_nobody_behind(cast: Cast) -> None:
    dossier, before = idea(cast), Person.objects.count()
    with pytest.raises(AddressUnusable):
        add_founder(
            cast.founder_hilde, dossier.pk, PersonDetails("A", "B", emails=("x",)), now=NOON
        )
    assert Person.objects.count() == before


def test_strangers_invite_nobody_and_nobody_invites_into_what_is_over(cast: Cast) -> None:
    dossier = idea(cast)
    for name in ("outsider_dries", "officer_piet", "coordinator_bram", "reviewer_eva"):
        with pytest.raises(NotFound):
            add_founder(getattr(cast, name), dossier.pk, NEW, now=NOON)
    end_dossier(cast.founder_hilde, dossier.pk, reason="Enough.", now=NOON)
    with pytest.raises(NotAllowed):
        add_founder(cast.founder_hilde, dossier.pk, NEW, now=NOON)


def test_the_pen_can_be_taken_but_somebody_always_holds_it(cast: Cast) -> None:
    dossier = idea(cast)
    hilde = Founder.objects.get()
    with pytest.raises(LastFounder):
        remove_founder(cast.officer_an, hilde.pk, now=LATER)
    add_founder(cast.founder_hilde, dossier.pk, details("outsider-dries"), now=NOON)
    with pytest.raises(NotFound):
        remove_founder(cast.officer_piet, hilde.pk, now=LATER)
    remove_founder(cast.founder_hilde, hilde.pk, now=LATER)
    assert not dossiers_visible_to(cast.founder_hilde).exists()
    with pytest.raises(NotFound):
        remove_founder(cast.outsider_dries, hilde.pk, now=LATER)
    idea(cast)
    with pytest.raises(NotFound):
        remove_founder(cast.founder_hilde, hilde.pk, now=LATER)
