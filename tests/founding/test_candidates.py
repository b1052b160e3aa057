"""The two key holders: proposed, declaring themselves, screened, and nothing kept that a file says."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.models import Message
from belfry.founding.actions.candidates import (
    ANOTHER,
    INVITED,
    TO_SCREEN,
    ask_screening,
    declare_candidate,
    forget_minor,
    propose_candidate,
    withdraw_candidate,
    write_outcome,
)
from belfry.founding.actions.meetings import invite_everybody, plan_meeting, write_minutes
from belfry.founding.actions.review import ask_correction
from belfry.founding.errors import NotConsented, NotThisStep, PartTaken, SamePerson
from belfry.founding.kinds import Part, SignatoryRole
from belfry.founding.models import Candidate, Dossier, Signatory, Signature
from belfry.founding.queries import dossiers_visible_to
from belfry.founding.standing import candidates_of
from belfry.founding.workflow import DossierState
from belfry.people.types import PersonDetails
from tests.cast import NOON, Cast
from tests.founding.key_holders import (
    WHO,
    candidate_of,
    details,
    invited,
    proposed,
    screen,
    screened,
)
from tests.founding.mails import mails_about
from tests.founding.signed_stages import drafted, signed, submitted
from tests.founding.stages import AFTER, AGENDA, consulted, meeting_held, stands, surveyed

LATER = NOON + timedelta(days=3)
NEW = PersonDetails("Maria", "Jacobs", emails=("maria.jacobs@mail.example",))
STRANGERS = ("officer_piet", "coordinator_bram", "dispatcher_lotte", "reviewer_eva", "member_chloe")


def state_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return dossier.state


def test_both_say_yes_and_the_dossier_goes_to_the_police(cast: Cast) -> None:
    dossier = invited(cast)
    declare_candidate(cast.founder_hilde, candidate_of(dossier, Part.COORDINATOR), now=LATER)
    assert state_of(dossier) == DossierState.MEETING_HELD
    declare_candidate(cast.outsider_dries, candidate_of(dossier, Part.DEPUTY), now=LATER)
    assert state_of(dossier) == DossierState.PROPOSED


def test_candidates_who_declared_before_the_meeting_go_to_the_police_with_its_minutes(
    cast: Cast,
) -> None:
    dossier = surveyed(cast)
    for part, name in WHO.items():
        stands(cast, dossier, name, part)
    assert state_of(dossier) == DossierState.SURVEYED
    plan_meeting(cast.founder_hilde, dossier.pk, AGENDA, now=NOON)
    invite_everybody(cast.founder_hilde, dossier.pk, now=NOON)
    assert not mails_about(dossier, "officer-an", TO_SCREEN)
    write_minutes(cast.founder_hilde, dossier.pk, attendance=9, minutes="Said.", now=AFTER)
    assert state_of(dossier) == DossierState.PROPOSED
    assert len(mails_about(dossier, "officer-an", TO_SCREEN)) == 1


def test_two_suitable_candidates_are_screened(cast: Cast) -> None:
    assert screened(cast).state == DossierState.SCREENED


def test_whoever_is_proposed_sees_the_dossier_known_before_or_not(cast: Cast) -> None:
    dossier = meeting_held(cast)
    assert not dossiers_visible_to(cast.outsider_dries).exists()
    propose_candidate(
        cast.founder_hilde, dossier.pk, Part.DEPUTY, details("outsider-dries"), now=NOON
    )
    assert dossiers_visible_to(cast.outsider_dries).exists()
    propose_candidate(cast.clerk_nadia, dossier.pk, Part.COORDINATOR, NEW, now=NOON)
    assert Candidate.objects.get(part=Part.COORDINATOR).person.full_name == "Maria Jacobs"


def test_one_person_holds_one_key_and_one_key_has_one_candidate(cast: Cast) -> None:
    dossier = meeting_held(cast)
    propose_candidate(
        cast.founder_hilde, dossier.pk, Part.COORDINATOR, details("founder-hilde"), now=NOON
    )
    with pytest.raises(SamePerson):
        propose_candidate(
            cast.founder_hilde, dossier.pk, Part.DEPUTY, details("founder-hilde"), now=NOON
        )
    with pytest.raises(PartTaken):
        propose_candidate(cast.founder_hilde, dossier.pk, Part.COORDINATOR, NEW, now=NOON)


def test_nobody_is_proposed_before_the_survey_or_by_a_stranger(cast: Cast) -> None:
    dossier = consulted(cast)
    with pytest.raises(NotThisStep):
        propose_candidate(cast.founder_hilde, dossier.pk, Part.DEPUTY, NEW, now=NOON)
    for name in (*STRANGERS, "outsider_dries"):
        with pytest.raises(NotFound):
            propose_candidate(getattr(cast, name), dossier.pk, Part.DEPUTY, NEW, now=NOON)


def test_only_the_candidate_says_yes_and_a_second_time_changes_nothing(cast: Cast) -> None:
    dossier = invited(cast)
    candidate_id = candidate_of(dossier, Part.DEPUTY)
    for name in ("founder_hilde", "officer_an", "mayor_luc"):
        with pytest.raises(NotAllowed):
            declare_candidate(getattr(cast, name), candidate_id, now=NOON)
    for name in STRANGERS:
        with pytest.raises(NotFound):
            declare_candidate(getattr(cast, name), candidate_id, now=NOON)
    declare_candidate(cast.outsider_dries, candidate_id, now=NOON)
    declare_candidate(cast.outsider_dries, candidate_id, now=LATER)
    assert Candidate.objects.get(pk=candidate_id).declared_at == NOON


def test_of_a_minor_nothing_is_kept(cast: Cast) -> None:
    dossier = invited(cast)
    candidate_id = candidate_of(dossier, Part.DEPUTY)
    with pytest.raises(NotAllowed):
        forget_minor(cast.founder_hilde, candidate_id, now=NOON)
    forget_minor(cast.outsider_dries, candidate_id, now=NOON)
    assert not Candidate.objects.filter(pk=candidate_id).exists()
    propose_candidate(cast.founder_hilde, dossier.pk, Part.DEPUTY, NEW, now=NOON)


def test_whoever_said_yes_may_still_step_back_and_another_is_needed(cast: Cast) -> None:
    dossier = screened(cast)
    candidate_id = candidate_of(dossier, Part.DEPUTY)
    with pytest.raises(NotAllowed):
        withdraw_candidate(cast.founder_hilde, candidate_id, now=LATER)
    withdraw_candidate(cast.outsider_dries, candidate_id, now=LATER)
    assert state_of(dossier) == DossierState.MEETING_HELD
    with pytest.raises(NotFound):
        withdraw_candidate(cast.outsider_dries, candidate_id, now=LATER)


def corrected(cast: Cast) -> Dossier:
    """Return a dossier that came back from the reviewer."""
    dossier = submitted(cast)
    ask_correction(cast.reviewer_eva, dossier.pk, [(None, "Shorter.")], now=LATER)
    dossier.refresh_from_db()
    return dossier


@pytest.mark.parametrize("stage", [drafted, signed, corrected])
@pytest.mark.parametrize(
    ("who", "part"), [("founder_hilde", Part.COORDINATOR), ("outsider_dries", Part.DEPUTY)]
)
def test_also_later_a_candidate_steps_back_and_what_was_signed_is_void(
    cast: Cast, stage: Callable[[Cast], Dossier], who: str, part: Part
) -> None:
    dossier = stage(cast)
    withdraw_candidate(getattr(cast, who), candidate_of(dossier, part), now=LATER)
    assert state_of(dossier) == DossierState.MEETING_HELD
    assert not Signature.objects.filter(voided_at__isnull=True).exists()
    named = Signatory.objects.filter(
        dossier=dossier, role=SignatoryRole.COORDINATOR, replaced_at__isnull=True
    )
    # Another coordinator signs in the place of whoever stepped back.
    assert not (part == Part.COORDINATOR and named.exists())
    propose_candidate(cast.clerk_nadia, dossier.pk, part, NEW, now=LATER)


def test_while_the_reviewer_reads_nobody_steps_back(cast: Cast) -> None:
    dossier = submitted(cast)
    with pytest.raises(NotAllowed):
        withdraw_candidate(cast.outsider_dries, candidate_of(dossier, Part.DEPUTY), now=LATER)


def test_nobody_gets_a_mail_about_an_unsuitable_candidate_but_the_founders_about_the_place(
    cast: Cast,
) -> None:
    dossier = proposed(cast)
    before = Message.objects.count()
    screen(cast.officer_an, dossier, Part.DEPUTY, suitable=False)
    assert len(mails_about(dossier, "founder-hilde", ANOTHER)) == 1
    assert Message.objects.count() == before + 1


def test_a_proposal_without_an_answer_can_be_taken_back(cast: Cast) -> None:
    dossier = invited(cast)
    withdraw_candidate(cast.mayor_luc, candidate_of(dossier, Part.DEPUTY), now=NOON)
    propose_candidate(cast.founder_hilde, dossier.pk, Part.DEPUTY, NEW, now=NOON)


def test_only_the_police_of_the_zone_screen(cast: Cast) -> None:
    dossier = proposed(cast)
    candidate_id = candidate_of(dossier, Part.DEPUTY)
    for name in ("founder_hilde", "outsider_dries", "clerk_nadia", "mayor_luc"):
        with pytest.raises(NotAllowed):
            ask_screening(getattr(cast, name), candidate_id, now=NOON)
        with pytest.raises(NotAllowed):
            write_outcome(getattr(cast, name), candidate_id, suitable=True, now=NOON)
    for name in STRANGERS:
        with pytest.raises(NotFound):
            write_outcome(getattr(cast, name), candidate_id, suitable=True, now=NOON)


def test_a_screening_is_asked_for_once_and_its_outcome_written_once(cast: Cast) -> None:
    dossier = proposed(cast)
    candidate_id = candidate_of(dossier, Part.DEPUTY)
    with pytest.raises(NotThisStep):
        write_outcome(cast.officer_an, candidate_id, suitable=True, now=NOON)
    ask_screening(cast.officer_an, candidate_id, now=NOON)
    ask_screening(cast.chief_karim, candidate_id, now=LATER)
    write_outcome(cast.chief_karim, candidate_id, suitable=True, now=LATER)
    with pytest.raises(NotThisStep):
        write_outcome(cast.chief_karim, candidate_id, suitable=False, now=LATER)
    kept = Candidate.objects.get(pk=candidate_id)
    assert (kept.asked_at, kept.asked_by_id) == (NOON, cast.officer_an.person_id)
    assert (kept.suitable, kept.screened_by_id) == (True, cast.chief_karim.person_id)


def test_without_consent_nobody_is_looked_up(cast: Cast) -> None:
    dossier = screened(cast)
    withdraw_candidate(cast.outsider_dries, candidate_of(dossier, Part.DEPUTY), now=NOON)
    propose_candidate(cast.founder_hilde, dossier.pk, Part.DEPUTY, NEW, now=NOON)
    with pytest.raises(NotThisStep):
        ask_screening(cast.officer_an, candidate_of(dossier, Part.DEPUTY), now=NOON)
    other = proposed_with_an_unsuitable_deputy(cast)
    propose_candidate(cast.founder_hilde, other.pk, Part.DEPUTY, NEW, now=NOON)
    with pytest.raises(NotConsented):
        ask_screening(cast.officer_an, candidate_of(other, Part.DEPUTY), now=NOON)


def proposed_with_an_unsuitable_deputy(cast: Cast) -> Dossier:
    dossier = proposed(cast)
    screen(cast.officer_an, dossier, Part.DEPUTY, suitable=False)
    return dossier


def test_of_an_unsuitable_candidate_others_read_only_that_another_is_needed(cast: Cast) -> None:
    dossier = proposed_with_an_unsuitable_deputy(cast)
    assert state_of(dossier) == DossierState.UNSUITABLE
    for name in ("founder_hilde", "mayor_luc"):
        seen = candidates_of(getattr(cast, name), dossier)
        assert [one.part for one in seen.standing] == [Part.COORDINATOR]
        assert (list(seen.unsuitable), list(seen.free)) == ([], [Part.DEPUTY])
    police = candidates_of(cast.officer_an, dossier)
    assert [(one.name, one.screened_by) for one in police.unsuitable] == [
        ("Dries Maes", "An Peeters")
    ]
    assert not dossiers_visible_to(cast.outsider_dries).exists()
    with pytest.raises(SamePerson):
        propose_candidate(
            cast.founder_hilde, dossier.pk, Part.DEPUTY, details("outsider-dries"), now=LATER
        )


def test_another_candidate_brings_the_dossier_back_on_its_way(cast: Cast) -> None:
    dossier = proposed_with_an_unsuitable_deputy(cast)
    screen(cast.officer_an, dossier, Part.COORDINATOR)
    assert state_of(dossier) == DossierState.UNSUITABLE
    propose_candidate(cast.founder_hilde, dossier.pk, Part.DEPUTY, details("member-anke"), now=NOON)
    declare_candidate(cast.member_anke, candidate_of(dossier, Part.DEPUTY), now=NOON)
    assert state_of(dossier) == DossierState.PROPOSED
    screen(cast.officer_an, dossier, Part.DEPUTY)
    assert state_of(dossier) == DossierState.SCREENED


def test_nobody_screens_themselves(cast: Cast) -> None:
    dossier = meeting_held(cast)
    for part, name in ((Part.COORDINATOR, "officer-an"), (Part.DEPUTY, "founder-hilde")):
        propose_candidate(cast.founder_hilde, dossier.pk, part, details(name), now=NOON)
        declare_candidate(
            getattr(cast, name.replace("-", "_")), candidate_of(dossier, part), now=NOON
        )
    with pytest.raises(NotAllowed):
        ask_screening(cast.officer_an, candidate_of(dossier, Part.COORDINATOR), now=NOON)
    screen(cast.chief_karim, dossier, Part.COORDINATOR)


def test_the_schema_has_no_place_for_what_a_police_file_says() -> None:
    """H11: of a candidate no free text is kept, and no table of founding has a ground of a screening."""
    kept = {field.name: field for field in Candidate._meta.get_fields()}
    texts = (models.TextField, models.JSONField, models.BinaryField, models.FileField)
    assert [name for name, field in kept.items() if isinstance(field, texts)] == []
    assert {name for name, field in kept.items() if isinstance(field, models.CharField)} == {"part"}
    named = re.compile(r"screen|suitab|police_file|ground|antecedent|record")
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("founding").get_models()
        for field in model._meta.get_fields()
        if named.search(field.name) and isinstance(field, (*texts, models.CharField))
    }
    assert found == set()


def test_who_is_invited_and_who_is_asked_are_told_by_mail(cast: Cast) -> None:
    dossier = invited(cast)
    assert len(mails_about(dossier, "outsider-dries", INVITED)) == 1
    for part, name in ((Part.COORDINATOR, "founder_hilde"), (Part.DEPUTY, "outsider_dries")):
        assert not mails_about(dossier, "officer-an", TO_SCREEN)
        declare_candidate(getattr(cast, name), candidate_of(dossier, part), now=NOON)
    assert len(mails_about(dossier, "officer-an", TO_SCREEN)) == 1
