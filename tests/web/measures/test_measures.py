"""Measures, page by page: from a dossier that is opened to an appeal that is decided."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from belfry.core.clock import local
from belfry.measures.models import Dossier
from belfry.measures.workflow import Ladder, StepKind
from tests.cast import NOON, Cast
from tests.measures.rungs import FACTS, opened, reprimanded, take
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
TODAY = local(NOON).date()
HEARD = {
    "invited_on": TODAY.isoformat(),
    "heard": "came",
    "heard_on": TODAY.isoformat(),
    "statement": "Ik wilde helpen.",
    "reasons": "De afspraken werden opnieuw niet gevolgd.",
}


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def test_a_coordinator_opens_a_dossier_and_the_step_waits_for_the_officer(
    cast: Cast, browse: Browse
) -> None:
    bram, network = browse("coordinator-bram"), cast.stage.meerstraat
    address = reverse("measure_new", args=[network, cast.person("member_chloe")])
    refused = bram.post(address, {"ground": "circular", "facts": " "})
    assert refused.status_code == 200
    assert not Dossier.objects.exists()
    bram.post(address, {"ground": "circular", "facts": FACTS})
    page = reverse("measure", args=[Dossier.objects.get().pk])
    step = reverse("measure_step", args=[Dossier.objects.get().pk, "talk"])
    assert step in bram.get(page).content.decode()
    bram.post(step, HEARD)
    officer = browse("officer-an")
    assert page in officer.get("/").content.decode()
    officer.post(reverse("measure_sign", args=[Dossier.objects.get().pk]))
    assert Dossier.objects.get().state == "talked"
    assert page in browse("member-chloe").get("/").content.decode()


def test_what_was_typed_stays_beside_a_refusal(cast: Cast, browse: Browse) -> None:
    dossier = opened(cast)
    step = reverse("measure_step", args=[dossier.pk, "provisional"])
    late = (TODAY + timedelta(days=1)).isoformat()
    page = browse("officer-an").post(step, {**HEARD, "reported_on": late}).content.decode()
    assert "Ik wilde helpen." in page
    assert "De afspraken werden opnieuw niet gevolgd." in page
    assert not dossier.steps.exists()


def test_an_officer_finds_a_member_by_the_whole_name(cast: Cast, browse: Browse) -> None:
    address = reverse("network_measures", args=[cast.stage.meerstraat])
    officer = browse("officer-an")
    assert "Dubois" not in officer.get(address).content.decode()
    assert officer.post(address, {"name": "Dubois"}).status_code == 200
    found = officer.post(address, {"name": "Chloé Dubois"})
    expected = reverse("measure_new", args=[cast.stage.meerstraat, cast.person("member_chloe")])
    assert found["Location"] == expected


def test_the_person_reads_everything_adds_a_view_and_gets_the_letter(
    cast: Cast, browse: Browse
) -> None:
    dossier, chloe = reprimanded(cast), browse("member-chloe")
    address = reverse("measure", args=[dossier.pk])
    page = chloe.get(address).content.decode()
    assert FACTS in page
    assert reverse("measure_sign", args=[dossier.pk]) not in page
    chloe.post(address, {"words": "Je ne le referai plus."})
    assert "Je ne le referai plus." in browse("officer-an").get(address).content.decode()
    step = dossier.steps.get(kind=StepKind.REPRIMAND)
    letter = chloe.get(reverse("measure_letter", args=[step.pk]))
    assert letter["Content-Type"] == "application/pdf"
    assert reverse("own_measures") in chloe.get(reverse("settings")).content.decode()


def test_a_removal_goes_to_its_appeal_and_back(cast: Cast, browse: Browse) -> None:
    dossier = take(
        cast,
        opened(cast, Ladder.COORDINATOR),
        StepKind.TALK,
        StepKind.REPRIMAND,
        StepKind.DEFINITIVE,
    )
    step = dossier.steps.get(kind=StepKind.DEFINITIVE)
    sofia, luc = browse("deputy-sofia"), browse("mayor-luc")
    letter = reverse("measure_letter", args=[step.pk])
    assert letter in browse("reviewer-eva").get(reverse("removals")).content.decode()
    sent = {"sent_on": TODAY.isoformat(), "means": "registered"}
    luc.post(reverse("measure_sent", args=[dossier.pk, "definitive"]), sent)
    appeal = reverse("measure_appeal", args=[dossier.pk])
    page = reverse("measure", args=[dossier.pk])
    assert "dinsdag 15 december 2026" in sofia.get(page).content.decode()
    assert appeal in sofia.get(page).content.decode()
    sofia.post(appeal, sent)
    outcome = reverse("measure_outcome", args=[dossier.pk])
    assert outcome in luc.get(page).content.decode()
    assert outcome not in sofia.get(page).content.decode()
    told = {"outcome": "granted", "body": "governor", "decided_on": TODAY.isoformat()}
    luc.post(outcome, told)
    assert Dossier.objects.get().state == "annulled"
    assert cast.at("deputy_sofia", NOON).networks("deputy")  # type: ignore[arg-type]


def test_an_appeal_after_its_three_weeks_is_refused_with_the_last_day(
    cast: Cast, browse: Browse
) -> None:
    dossier = take(
        cast,
        opened(cast, Ladder.COORDINATOR),
        StepKind.TALK,
        StepKind.REPRIMAND,
        StepKind.DEFINITIVE,
    )
    with time_machine.travel(NOON + timedelta(days=22), tick=False):
        late = {"sent_on": (TODAY + timedelta(days=22)).isoformat(), "means": "email"}
        address = reverse("measure_appeal", args=[dossier.pk])
        page = browse("deputy-sofia").post(address, late).content.decode()
        assert "15 december 2026" in page
    assert Dossier.objects.get().state == "definitive"


def test_lifting_gives_the_membership_back_with_one_press(cast: Cast, browse: Browse) -> None:
    dossier = take(cast, opened(cast), StepKind.PROVISIONAL)
    officer = browse("officer-an")
    address = reverse("measure_close", args=[dossier.pk])
    assert address in officer.get(reverse("measure", args=[dossier.pk])).content.decode()
    officer.post(address)
    assert cast.stage.meerstraat in cast.member_chloe.member_of
    again = officer.post(address, follow=True)
    assert again.status_code == 200
