"""A recognised network changes: a contact is notified, the rest is signed and recognised anew."""

from datetime import timedelta

import pytest

from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.founding.actions.amending import NOTIFIED, notify_contacts, open_amendment
from belfry.founding.actions.papers import change_plan, change_section, declare_ready
from belfry.founding.actions.review import CHANGED, recognise, submit
from belfry.founding.actions.signing import prepare_signing
from belfry.founding.errors import (
    AmendmentIsOpen,
    ConditionsMissing,
    SignatoriesMissing,
    SubjectMissing,
    WhyMissing,
)
from belfry.founding.models import Dossier
from belfry.founding.plans import CommunicationPlan
from belfry.founding.workflow import DossierState
from belfry.networks.models import Network
from belfry.networks.queries import plan_of
from tests.cast import NOON, Cast
from tests.founding.drafting import section
from tests.founding.mails import mails_about
from tests.founding.signed_stages import SIGNING, change, four, recognised, signs

LATER = NOON + timedelta(minutes=5)
TODAY = local(NOON).date()
WHY = "The coordinator has another number."


def amended(cast: Cast, network: Network, *subjects: str) -> Dossier:
    return open_amendment(cast.officer_an, network.pk, subjects=subjects, why=WHY, now=LATER)


def contacts_changed(cast: Cast, dossier: Dossier) -> None:
    partners = section(dossier, "charter", "partners")
    texts = {code: text.replace("02 555", "03 555") for code, text in partners.content.items()}
    change_section(
        cast.officer_an, dossier.pk, partners.pk, texts, version=partners.version, now=LATER
    )


def plan_changed(cast: Cast, dossier: Dossier) -> None:
    row = section(dossier, "communication_plan", "arrangements")
    plan = CommunicationPlan.kept({**row.content, "released_by": "police"})
    change_plan(cast.officer_an, dossier.pk, row.pk, plan, version=row.version, now=LATER)


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia", "officer_an", "clerk_nadia"])
def test_every_partner_begins_a_change_and_only_one_is_open_at_a_time(
    cast: Cast, name: str
) -> None:
    actor, network = getattr(cast, name), cast.stage.meerstraat
    told = {"subjects": ["contact"], "why": WHY, "now": NOON}
    dossier = open_amendment(actor, network, **told)  # type: ignore[arg-type]
    assert (dossier.network_id, dossier.subjects) == (network, ["contact"])
    with pytest.raises(AmendmentIsOpen):
        open_amendment(actor, network, **told)  # type: ignore[arg-type]


def test_nobody_else_begins_one(cast: Cast) -> None:
    network = cast.stage.meerstraat
    for name in ("member_chloe", "dispatcher_lotte", "adviser_tom"):
        with pytest.raises(NotAllowed):
            open_amendment(getattr(cast, name), network, subjects=["plan"], why=WHY, now=NOON)
    for name in ("outsider_dries", "officer_piet", "reviewer_eva", "founder_hilde"):
        with pytest.raises(NotFound):
            open_amendment(getattr(cast, name), network, subjects=["plan"], why=WHY, now=NOON)


@pytest.mark.parametrize(("subjects", "why"), [([], WHY), (["weather"], WHY), (["plan"], "  ")])
def test_a_change_says_what_and_why(cast: Cast, subjects: list[str], why: str) -> None:
    with pytest.raises(WhyMissing):
        open_amendment(cast.officer_an, cast.stage.meerstraat, subjects=subjects, why=why, now=NOON)


def test_a_network_that_was_taken_over_notifies_a_new_number_without_papers(cast: Cast) -> None:
    network = Network.objects.get(pk=cast.stage.meerstraat)
    dossier = amended(cast, network, "contact")
    notify_contacts(cast.coordinator_bram, dossier.pk, now=LATER)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.RECOGNISED
    assert len(mails_about(dossier, "reviewer-eva", NOTIFIED)) == 1
    assert len(mails_about(dossier, "mayor-luc", NOTIFIED)) == 1
    with pytest.raises(NotAllowed):
        notify_contacts(cast.coordinator_bram, dossier.pk, now=LATER)


def test_new_contacts_make_a_new_version_of_the_charter_and_nobody_signs_again(
    cast: Cast,
) -> None:
    _founding, network = recognised(cast)
    first = network.charters.get()
    dossier = amended(cast, network, "contact")
    contacts_changed(cast, dossier)
    notify_contacts(cast.officer_an, dossier.pk, now=LATER)
    second = network.charters.latest("version")
    assert (second.version, bytes(second.file)) == (2, bytes(first.file))
    assert "03 555" in str(second.papers["charter"][0]["content"])
    assert network.plans.count() == 1


def test_beside_a_contact_nothing_else_changes_unsigned(cast: Cast) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "contact")
    change(cast, dossier, now=LATER)
    with pytest.raises(SubjectMissing):
        notify_contacts(cast.officer_an, dossier.pk, now=LATER)
    assert network.charters.count() == 1


def test_what_is_more_than_a_contact_is_never_only_notified(cast: Cast) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "contact", "plan")
    with pytest.raises(ConditionsMissing):
        notify_contacts(cast.officer_an, dossier.pk, now=LATER)


def test_a_new_plan_is_signed_submitted_and_recognised_and_the_network_follows(
    cast: Cast,
) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "plan")
    plan_changed(cast, dossier)
    declare_ready(cast.officer_an, dossier.pk, now=LATER)
    prepare_signing(cast.officer_an, dossier.pk, four(cast), now=LATER)
    assert plan_of(network.pk).released_by == "coordinator"
    for role in SIGNING:
        signs(cast, dossier, role, now=LATER)
    submit(cast.officer_an, dossier.pk, now=LATER)
    again = recognise(cast.reviewer_eva, dossier.pk, number="", on=TODAY, now=LATER)
    assert (again.pk, again.recognition_number) == (network.pk, "PP-2026-1")
    assert plan_of(network.pk).released_by == "police"
    assert network.charters.latest("version").version == 2
    assert len(mails_about(dossier, "mayor-luc", CHANGED)) == 1
    assert Network.objects.filter(name=network.name).count() == 1


def test_a_plan_that_nobody_mentioned_is_not_signed(cast: Cast) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "budget")
    plan_changed(cast, dossier)
    declare_ready(cast.officer_an, dossier.pk, now=LATER)
    with pytest.raises(SubjectMissing):
        prepare_signing(cast.officer_an, dossier.pk, four(cast), now=LATER)


def test_the_coordinator_of_today_signs_a_change(cast: Cast) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "plan")
    plan_changed(cast, dossier)
    declare_ready(cast.officer_an, dossier.pk, now=LATER)
    with pytest.raises(SignatoriesMissing):
        prepare_signing(cast.officer_an, dossier.pk, four(cast)[:3], now=LATER)


def test_a_founding_is_never_only_notified(cast: Cast) -> None:
    founding, _network = recognised(cast)
    with pytest.raises((MoveNotAllowed, NotAllowed)):
        notify_contacts(cast.officer_an, founding.pk, now=LATER)
