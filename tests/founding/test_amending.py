"""A recognised network changes: a contact is notified, the rest is signed and recognised anew."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.founding.actions.amending import NOTIFIED, notify_contacts, open_amendment
from belfry.founding.actions.papers import change_plan, change_section, declare_ready
from belfry.founding.actions.review import CHANGED, recognise, submit
from belfry.founding.actions.signing import prepare_signing
from belfry.founding.changes import area_differences
from belfry.founding.errors import (
    ChangeIsOpen,
    ConditionsMissing,
    SignatoriesMissing,
    SubjectMissing,
    WhyMissing,
)
from belfry.founding.models import Dossier, Perimeter, PerimeterStreet
from belfry.founding.perimeters import area_of
from belfry.founding.plans import CommunicationPlan
from belfry.founding.workflow import DossierState
from belfry.networks.actions.model_papers import add_circular
from belfry.networks.actions.networks import set_plan
from belfry.networks.errors import PlanSigned
from belfry.networks.model_papers import networks_on_older_circular
from belfry.networks.models import Network
from belfry.networks.queries import actor_for, plan_of
from belfry.territory.models import Street
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
    with pytest.raises(ChangeIsOpen):
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


def test_new_contacts_leave_a_charter_on_the_circular_on_which_it_rests(cast: Cast) -> None:
    _founding, network = recognised(cast)
    old = network.circular
    add_circular(
        cast.reviewer_eva, reference="NEW", dated=TODAY, valid_from=TODAY, note="", now=LATER
    )
    dossier = amended(cast, network, "contact")
    contacts_changed(cast, dossier)
    notify_contacts(cast.officer_an, dossier.pk, now=LATER)
    network.refresh_from_db()
    assert network.circular == network.charters.latest("version").circular == old
    assert network in networks_on_older_circular(cast.reviewer_eva, on=TODAY)


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
    # Hilde coordinates the network by now, Dries is her deputy.
    for name in ("mayor-luc", "officer-an", "founder-hilde", "outsider-dries"):
        assert len(mails_about(dossier, name, CHANGED)) == 1
    assert Network.objects.filter(name=network.name).count() == 1


@pytest.mark.parametrize("name", ["founder-hilde", "officer-an", "chief-karim"])
def test_nobody_changes_alone_what_was_signed_of_a_plan(cast: Cast, name: str) -> None:
    _founding, network = recognised(cast)
    actor, signed = actor_for(cast.person(name), at=LATER), plan_of(network.pk)
    for other in (
        replace(signed, released_by="police"),
        replace(signed, quiet_from=time(23, 0)),
        replace(signed, channels={**signed.channels, "advice": frozenset({"email", "sms"})}),
    ):
        with pytest.raises(PlanSigned):
            set_plan(actor, network.pk, other, now=LATER)
    waits = replace(signed, answers={"alert": timedelta(minutes=15)})
    assert set_plan(actor, network.pk, waits, now=LATER).version == 2


def test_a_plan_that_nobody_mentioned_is_not_signed(cast: Cast) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "budget")
    plan_changed(cast, dossier)
    declare_ready(cast.officer_an, dossier.pk, now=LATER)
    with pytest.raises(SubjectMissing):
        prepare_signing(cast.officer_an, dossier.pk, four(cast), now=LATER)


def test_the_streets_that_come_and_go_are_the_difference_of_a_perimeter(cast: Cast) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "perimeter")
    copied = area_of(dossier)
    assert copied
    assert copied.homes == 5
    assert area_differences(dossier, on=TODAY) == {}
    narrowed(dossier)
    found = area_differences(dossier, on=TODAY)
    assert [(one.fate, one.text) for one in found["fr"]] == [
        ("same", "Chemin du"),
        ("deleted", "Moulin"),
        ("inserted", "Moulin, 1 - 3"),
    ]
    assert set(found) == {"nl", "fr"}


def narrowed(dossier: Dossier) -> None:
    """Leave only the first houses of its one street in the perimeter of a change."""
    perimeter = Perimeter.objects.create(dossier=dossier, version=2, homes=3, made_at=LATER)
    PerimeterStreet.objects.create(
        perimeter=perimeter, street=Street.objects.get(), first_number=1, last_number=3
    )


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
