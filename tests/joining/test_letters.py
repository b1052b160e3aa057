"""Proof of a house by a letter, where a network wants it."""

from datetime import timedelta

import pytest

from belfry.audit.models import Entry
from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.joining.actions.answering import accept, decline
from belfry.joining.actions.enrolling import enrol
from belfry.joining.actions.letters import make_letter, prove_home, want_letters
from belfry.joining.errors import LetterCodeUnknown, LetterFirst
from belfry.joining.kinds import Refusal
from belfry.joining.models import ProofByLetter, Request
from belfry.joining.types import Signed
from belfry.networks.actions.model_papers import load_models
from tests.cast import NOON, Cast
from tests.joining.askers import MARIA, asked
from tests.web.signin.steps import notices

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def wanted(cast: Cast) -> None:
    want_letters(cast.coordinator_bram, cast.stage.meerstraat, wanted=True, now=NOON)


def test_where_it_is_wanted_nobody_is_accepted_before_the_code_was_typed(cast: Cast) -> None:
    wanted(cast)
    request = asked(cast)
    with pytest.raises(LetterFirst):
        accept(cast.coordinator_bram, request.pk, now=LATER)
    letter = make_letter(cast.deputy_sofia, request.pk, now=LATER)
    assert letter.address == ("Maria Jacobs", "Kapelweg 7", "9990 Klokdorp")
    assert letter.languages == ("fr",)
    with pytest.raises(LetterFirst):
        accept(cast.coordinator_bram, request.pk, now=LATER)
    before = len(notices("joining_asked"))
    prove_home(letter.code.replace(" ", "-"), now=LATER)
    # Bram and Sofia; a second time tells nobody.
    prove_home(letter.code, now=LATER)
    assert len(notices("joining_asked")) == before + 2
    assert accept(cast.coordinator_bram, request.pk, now=LATER).person.full_name == "Maria Jacobs"
    with pytest.raises(LetterCodeUnknown):
        prove_home(letter.code, now=LATER)


def test_the_code_is_kept_nowhere_and_stays_the_same(cast: Cast) -> None:
    wanted(cast)
    request, other = asked(cast), asked(cast, network_id=cast.stage.winkelhart)
    code = make_letter(cast.coordinator_bram, request.pk, now=NOON).code
    assert make_letter(cast.coordinator_bram, request.pk, now=LATER).code == code
    assert make_letter(cast.shopkeeper_amina, other.pk, now=NOON).code != code
    request.refresh_from_db()
    assert code.replace(" ", "").encode() not in bytes(request.letter_code or b"")
    decline(cast.coordinator_bram, request.pk, Refusal.ADDRESS, now=LATER)
    assert Request.objects.get(pk=request.pk).letter_code is None


@pytest.mark.parametrize("typed", ["", "00000000", "12345678901234567890"])
def test_another_code_proves_nothing(cast: Cast, typed: str) -> None:
    wanted(cast)
    make_letter(cast.coordinator_bram, asked(cast).pk, now=NOON)
    with pytest.raises(LetterCodeUnknown):
        prove_home(typed, now=LATER)
    assert not Request.objects.filter(home_proved_at__isnull=False).exists()


def test_a_form_on_paper_needs_no_letter(cast: Cast) -> None:
    wanted(cast)
    load_models(now=NOON)
    signed = Signed(NOON.date(), False)
    request = enrol(cast.coordinator_bram, cast.stage.meerstraat, MARIA, signed, now=NOON)
    assert request.state == "accepted"


def test_a_network_changes_its_mind(cast: Cast) -> None:
    wanted(cast)
    wanted(cast)
    want_letters(cast.deputy_sofia, cast.stage.meerstraat, wanted=False, now=LATER)
    assert not ProofByLetter.objects.exists()
    accept(cast.coordinator_bram, asked(cast).pk, now=LATER)
    acts = Entry.objects.filter(act__startswith="joining.letters").values_list("act", flat=True)
    assert sorted(acts) == ["joining.letters_not_wanted", *["joining.letters_wanted"] * 2]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("member_chloe", NotAllowed), ("officer_an", NotAllowed), ("outsider_dries", NotFound)],
)
def test_only_keepers_want_and_make_letters(
    cast: Cast, who: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        want_letters(getattr(cast, who), cast.stage.meerstraat, wanted=True, now=NOON)
    with pytest.raises(NotFound):
        make_letter(getattr(cast, who), asked(cast).pk, now=NOON)


def test_who_was_answered_gets_no_letter(cast: Cast) -> None:
    request = asked(cast)
    decline(cast.coordinator_bram, request.pk, Refusal.ADDRESS, now=NOON)
    with pytest.raises(MoveNotAllowed):
        make_letter(cast.coordinator_bram, request.pk, now=LATER)
