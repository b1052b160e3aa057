"""The pages of the candidates."""

import inspect
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from belfry.founding.actions.candidates import ask_screening
from belfry.founding.kinds import Part
from belfry.founding.models import Candidate
from belfry.founding.workflow import DossierState
from belfry.web.founding.forms import candidates
from belfry.web.founding.forms.candidates import CRITERIA
from tests.cast import NOON, Cast
from tests.founding.key_holders import candidate_of, invited, proposed, screen
from tests.founding.stages import idea, meeting_held
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
YES: dict[str, Any] = {
    "age": "adult",
    "criteria": [name for name, _ in CRITERIA],
    "consent": "on",
}


def said(client: Client, name: str, *args: object, **told: Any) -> Any:
    return client.post(reverse(name, args=args), told)


def test_a_candidate_is_proposed_and_the_answer_is_the_same_for_every_address(
    cast: Cast, browse: Browse
) -> None:
    dossier = meeting_held(cast)
    client = browse("founder-hilde")
    address = reverse("dossier_candidates", args=[dossier.pk])
    answers = []
    for part, email in (("coordinator", "dries.maes@mail.example"), ("deputy", "new@mail.example")):
        who = {"part": part, "given_name": "Dries", "family_name": "Maes", "address": email}
        answer = client.post(address, who, follow=True)
        answers.append([str(message) for message in answer.context["messages"]])
    assert answers[0] == answers[1] != []
    assert Candidate.objects.count() == 2
    assert client.post(address, {}).status_code == 403


def test_a_proposal_that_is_not_right_keeps_what_was_typed(cast: Cast, browse: Browse) -> None:
    dossier = meeting_held(cast)
    client = browse("founder-hilde")
    who = {"part": "deputy", "given_name": "<b>An</b>", "family_name": "Maes", "address": "no"}
    page = said(client, "dossier_candidates", dossier.pk, **who)
    assert page.context["form"].errors.keys() == {"address"}
    assert "&lt;b&gt;An" in page.content.decode()
    assert not Candidate.objects.exists()


def test_before_the_survey_nobody_can_be_proposed(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    client = browse("founder-hilde")
    assert client.get(reverse("dossier_candidates", args=[dossier.pk])).status_code == 200
    assert said(client, "dossier_candidates", dossier.pk, part="deputy").status_code == 403


def test_a_candidate_says_yes_to_all_of_it_or_to_nothing(cast: Cast, browse: Browse) -> None:
    dossier = invited(cast)
    candidate_id = candidate_of(dossier, Part.DEPUTY)
    client = browse("outsider-dries")
    some = {**YES, "criteria": ["balanced"]}
    assert said(client, "candidate_declare", candidate_id, **some).status_code == 200
    assert said(client, "candidate_declare", candidate_id, age="adult").status_code == 200
    assert Candidate.objects.get(pk=candidate_id).declared_at is None
    assert said(client, "candidate_declare", candidate_id, **YES).status_code == 302
    assert Candidate.objects.get(pk=candidate_id).consented_at is not None
    address = reverse("candidate_declare", args=[candidate_id])
    assert browse("founder-hilde").get(address).status_code == 403
    assert browse("officer-piet").get(address).status_code == 404


def test_a_minor_reads_a_clear_sentence_and_nothing_is_kept(cast: Cast, browse: Browse) -> None:
    candidate_id = candidate_of(invited(cast), Part.DEPUTY)
    client = browse("outsider-dries")
    answer = client.post(
        reverse("candidate_declare", args=[candidate_id]), {"age": "minor"}, follow=True
    )
    assert "18" in next(str(message) for message in answer.context["messages"])
    assert not Candidate.objects.filter(pk=candidate_id).exists()


def test_a_candidate_steps_back(cast: Cast, browse: Browse) -> None:
    candidate_id = candidate_of(invited(cast), Part.DEPUTY)
    client = browse("outsider-dries")
    assert said(client, "candidate_withdraw", candidate_id)["Location"] == reverse("home")
    assert said(client, "candidate_withdraw", candidate_id).status_code == 404


def test_the_police_ask_and_write_one_word(cast: Cast, browse: Browse) -> None:
    dossier = proposed(cast)
    officer = browse("officer-an")
    for part in Part:
        candidate_id = candidate_of(dossier, part)
        assert said(officer, "screening_outcome", candidate_id).status_code == 403
        assert said(officer, "screening_ask", candidate_id).status_code == 302
        assert said(officer, "screening_outcome", candidate_id).status_code == 200
        told = {"outcome": "suitable", "reason": "He was seen."}
        assert said(officer, "screening_outcome", candidate_id, **told).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == DossierState.SCREENED
    for name in ("founder-hilde", "mayor-luc"):
        assert said(browse(name), "screening_ask", candidate_id).status_code == 403


def test_an_outcome_asks_the_second_factor_again(cast: Cast, browse: Browse, settings: Any) -> None:
    dossier = proposed(cast)
    candidate_id = candidate_of(dossier, Part.DEPUTY)
    ask_screening(cast.officer_an, candidate_id, now=NOON)
    settings.MODE = "live"
    answer = said(browse("officer-an"), "screening_outcome", candidate_id, outcome="suitable")
    assert answer.status_code == 302
    assert Candidate.objects.get(pk=candidate_id).suitable is None


def test_founders_read_only_that_another_is_needed(cast: Cast, browse: Browse) -> None:
    dossier = proposed(cast)
    screen(cast.officer_an, dossier, Part.DEPUTY, suitable=False)
    address = reverse("dossier_candidates", args=[dossier.pk])
    for name, names_them in (
        ("founder-hilde", False),
        ("clerk-nadia", False),
        ("officer-an", True),
    ):
        page = browse(name).get(address).content.decode()
        assert ("Dries Maes" in page) is names_them
    assert browse("outsider-dries").get(address).status_code == 404


def test_no_form_about_candidates_has_a_field_for_a_reason() -> None:
    """H11: what the police write is a choice of two words, and only names and addresses are typed."""
    found = [
        one
        for _, one in inspect.getmembers(candidates, inspect.isclass)
        if issubclass(one, forms.Form) and one is not forms.Form
    ]
    assert {one.__name__ for one in found} == {
        "DeclarationForm",
        "OutcomeForm",
        "PersonForm",
        "ProposalForm",
    }
    typed = {
        f"{one.__name__}.{name}"
        for one in found
        for name, field in one.base_fields.items()
        if not isinstance(field, forms.ChoiceField | forms.BooleanField)
    }
    names = {"given_name", "family_name", "address"}
    assert typed == {f"{form}.{name}" for form in ("PersonForm", "ProposalForm") for name in names}
    assert list(candidates.OutcomeForm.base_fields) == ["outcome"]


def test_with_two_outcomes_to_write_the_police_see_one_filled_button(
    cast: Cast, browse: Browse
) -> None:
    dossier = proposed(cast)
    for part in Part:
        ask_screening(cast.officer_an, candidate_of(dossier, part), now=NOON)
    page = browse("officer-an").get(reverse("dossier_candidates", args=[dossier.pk]))
    main = page.content.decode().split("<main")[1]
    assert main.count("/screening/") == 2
    assert main.count('class="button"') == 1
