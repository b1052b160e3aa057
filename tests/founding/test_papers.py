"""The papers are written together: nothing typed is lost, every change voids what was signed, annex 2 is checked."""

import threading
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from belfry.audit.models import Entry
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.founding.actions.papers import (
    change_financing,
    change_plan,
    change_section,
    declare_ready,
    follow_model,
    start_papers,
)
from belfry.founding.checklist import PLACEHOLDER, findings_of
from belfry.founding.errors import (
    AlternativeMissing,
    ClassWithoutChannel,
    ContributionAboveCost,
    OtherCostUnnamed,
    QuietHoursEmpty,
    SectionChanged,
    TextTooLong,
)
from belfry.founding.financing import Cost, Financing
from belfry.founding.merging import Fate
from belfry.founding.models import Dossier, Section, SectionVersion, Signatory, Signature
from belfry.founding.plans import CommunicationPlan
from belfry.founding.queries import facts_of
from belfry.founding.sections import (
    LONGEST,
    content_at,
    from_model,
    history_of,
    newer_model,
    section_for,
    sections_of,
)
from belfry.founding.workflow import Condition
from belfry.networks.actions.model_papers import (
    add_circular,
    add_model_version,
    load_models,
)
from belfry.networks.errors import UnknownChannel
from belfry.networks.model_papers import model_for, sections_in
from belfry.networks.types import ModelSection
from tests.cast import NOON, Cast
from tests.founding.drafting import FINANCING, PLAN, begun, complete, section, written
from tests.founding.stages import idea

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
WRITERS = ["founder_hilde", "officer_an", "chief_karim", "clerk_nadia", "mayor_luc"]
STRANGERS = [
    "outsider_dries", "member_chloe", "coordinator_bram", "officer_piet", "reviewer_eva", "centre_mila",
    "operator_sam", "dispatcher_lotte", "adviser_tom",
]  # fmt: skip


def change(actor: Actor, row: Section, texts: dict[str, str], *, version: int | None = None) -> int:
    return change_section(
        actor,
        row.dossier_id,
        row.pk,
        texts,
        version=row.version if version is None else version,
        now=NOON,
    )


def test_papers_begin_with_the_models_in_the_languages_of_the_dossier(cast: Cast) -> None:
    dossier = begun(cast)
    rows = sections_of(cast.founder_hilde, dossier.pk)
    assert [(row.paper, row.key) for row in rows[:3]] == [
        ("charter", "partners"),
        ("charter", "purpose"),
        ("charter", "limits"),
    ]
    partners = rows[0]
    assert set(partners.content) == {"nl", "fr"}
    assert partners.titles["fr"] == "Les partenaires et leurs coordonnées"
    assert "Molenwijk" in partners.content["nl"]
    assert "de gemeente Klokdorp" in partners.content["nl"].replace("De", "de")
    assert "{" not in "".join(partners.content.values())
    assert dossier.circular is not None
    assert SectionVersion.objects.count() == len(rows)


def test_beginning_twice_changes_nothing(cast: Cast) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    change(cast.founder_hilde, row, {"nl": "Anders.", "fr": "Autre."})
    start_papers(cast.founder_hilde, dossier.pk, now=NOON)
    row.refresh_from_db()
    assert row.content == {"nl": "Anders.", "fr": "Autre."}
    assert Entry.objects.filter(act="dossier.papers_begun").count() == 1


@pytest.mark.parametrize("name", WRITERS)
def test_founders_police_and_town_write(cast: Cast, name: str) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    change(getattr(cast, name), row, {"nl": "Geen patrouilles.", "fr": "Pas de patrouilles."})
    row.refresh_from_db()
    assert row.content["nl"] == "Geen patrouilles."
    assert row.version == 2
    assert row.changed_by_id == getattr(cast, name).person_id
    entry = Entry.objects.get(act="dossier.section_changed")
    assert entry.detail == {"section": "charter.limits", "version": 2}


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_find_neither_papers_nor_sections(cast: Cast, name: str) -> None:
    dossier = begun(cast)
    actor, row = getattr(cast, name), section(dossier, "charter", "limits")
    for act in (
        lambda: sections_of(actor, dossier.pk),
        lambda: section_for(actor, dossier.pk, row.pk),
        lambda: start_papers(actor, dossier.pk, now=NOON),
        lambda: change(actor, row, {"nl": "x"}),
        lambda: follow_model(actor, dossier.pk, row.pk, take_over=True, now=NOON),
        lambda: declare_ready(actor, dossier.pk, now=NOON),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_section_of_another_dossier_is_not_found(cast: Cast) -> None:
    dossier = begun(cast)
    other = idea(cast)
    row = section(dossier, "charter", "limits")
    with pytest.raises(NotFound):
        section_for(cast.founder_hilde, other.pk, row.pk)
    with pytest.raises(NotFound):
        change_section(cast.founder_hilde, other.pk, row.pk, {"nl": "x"}, version=1, now=NOON)


def test_nobody_writes_while_the_reviewer_reads(cast: Cast) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    in_state(dossier, "submitted")
    with pytest.raises(NotAllowed):
        change(cast.founder_hilde, row, {"nl": "x", "fr": "y"})
    with pytest.raises(NotAllowed):
        change(cast.officer_an, row, {"nl": "x", "fr": "y"})
    with pytest.raises(NotAllowed):
        change(cast.reviewer_eva, row, {"nl": "x", "fr": "y"})
    assert sections_of(cast.reviewer_eva, dossier.pk)


def in_state(dossier: Dossier, state: str) -> None:
    """Put a dossier in a state, whatever the table says (its trigger sleeps for one statement)."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        cursor.execute("SET LOCAL session_replication_role = origin")
    dossier.refresh_from_db()


def test_the_same_words_again_are_no_change(cast: Cast) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    before = dossier.papers_version
    assert change(cast.founder_hilde, row, dict(row.content)) == 0
    dossier.refresh_from_db()
    assert dossier.papers_version == before
    assert SectionVersion.objects.filter(section=row).count() == 1


def test_who_changed_what_and_when_is_kept(cast: Cast) -> None:
    dossier = begun(cast)
    row = section(dossier, "house_rules", "goals")
    change(cast.officer_an, row, {**row.content, "nl": f"{row.content['nl']} Rustig."})
    row = section_for(cast.founder_hilde, dossier.pk, row.pk)
    (newest,) = history_of(row)
    assert (newest.version, newest.name, newest.at) == (2, "An Peeters", NOON)
    assert set(newest.pieces) == {"nl"}
    assert [piece.text for piece in newest.pieces["nl"] if piece.fate == Fate.INSERTED] == [
        "Rustig."
    ]
    assert set(from_model(row)) == {"nl"}


def test_the_second_to_save_the_same_section_sees_it_and_loses_nothing(cast: Cast) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    change(cast.founder_hilde, row, {"nl": "Van Hilde.", "fr": "D'Hilde."})
    with pytest.raises(SectionChanged):
        change(cast.officer_an, row, {"nl": "Van An.", "fr": "D'An."}, version=1)
    row.refresh_from_db()
    assert row.content["nl"] == "Van Hilde."
    assert content_at(row, 1) == row.model_content


def test_too_long_a_text_is_refused(cast: Cast) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    with pytest.raises(TextTooLong):
        change(cast.founder_hilde, row, {"nl": "x" * (LONGEST + 1), "fr": "y"})


def test_figures_are_not_overwritten_by_a_text(cast: Cast) -> None:
    dossier = begun(cast)
    with pytest.raises(NotFound):
        change(cast.founder_hilde, section(dossier, "financing_plan", "figures"), {"nl": "x"})
    with pytest.raises(NotFound):
        change_plan(
            cast.founder_hilde,
            dossier.pk,
            section(dossier, "charter", "limits").pk,
            PLAN,
            version=1,
            now=NOON,
        )


def signed(cast: Cast, dossier: Dossier) -> Signature:
    """Return the signature of the mayor under the present text."""
    signatory = Signatory.objects.create(
        dossier=dossier, role="mayor", person_id=cast.mayor_luc.person_id
    )
    return Signature.objects.create(
        signatory=signatory,
        papers_version=dossier.papers_version,
        digest="0" * 64,
        manner="typed",
        at=NOON,
    )


def test_a_change_voids_what_was_signed_and_says_how_much(cast: Cast) -> None:
    dossier = written(cast)
    given = signed(cast, dossier)
    row = section(dossier, "charter", "limits")
    assert change(cast.founder_hilde, row, {"nl": "Anders.", "fr": "Autre."}) == 1
    given.refresh_from_db()
    assert given.voided_at == NOON


def lacking(dossier: Dossier) -> list[str]:
    rows = list(Section.objects.filter(dossier=dossier))
    with translation.override("en"):
        return [found.label for found in findings_of(dossier, rows) if not found.holds]


def test_fresh_papers_lack_contacts_plan_and_figures_only(cast: Cast) -> None:
    dossier = begun(cast)
    assert lacking(dossier) == [
        "Contact details of each partner",
        "Communication plan",
        "Financing plan",
    ]
    assert Condition.PAPERS_COMPLETE not in facts_of(dossier.pk)


def test_papers_that_lack_nothing_are_complete_in_the_database_too(cast: Cast) -> None:
    dossier = written(cast)
    assert lacking(dossier) == []
    assert dossier.complete_version == dossier.papers_version
    assert Condition.PAPERS_COMPLETE in facts_of(dossier.pk)


PLACES = [
    (paper, key)
    for paper, keys in {
        "charter": (
            "partners", "purpose", "limits", "police", "municipality", "coordinator", "agreements",
            "removal", "duration",
        ),
        "house_rules": (
            "about", "limits", "goals", "roles", "communication", "privacy", "contribution",
            "measures", "joining",
        ),
        "communication_plan": ("levels", "urgent", "reports"),
        "financing_plan": ("principles",),
    }.items()
    for key in keys
]  # fmt: skip


def test_every_text_must_be_there_in_every_language_without_a_blank(cast: Cast) -> None:
    dossier = written(cast)
    for paper, key in PLACES:
        row = section(dossier, paper, key)
        for spoilt in ("", "Bel [nummer]."):
            change(cast.founder_hilde, row, {**row.content, "fr": spoilt})
            dossier.refresh_from_db()
            assert len(lacking(dossier)) == 1, (paper, key)
            assert Condition.PAPERS_COMPLETE not in facts_of(dossier.pk)
            row.refresh_from_db()
        change(cast.founder_hilde, row, {**row.content, "fr": "Voilà."})
        assert Condition.PAPERS_COMPLETE in facts_of(dossier.pk)


def test_every_blank_of_the_models_is_found(cast: Cast) -> None:
    dossier = begun(cast)
    partners = section(dossier, "charter", "partners")
    assert [len(PLACEHOLDER.findall(text)) for text in partners.content.values()] == [3, 3]


def plan_with(cast: Cast, dossier: Dossier, plan: CommunicationPlan) -> None:
    row = section(dossier, "communication_plan", "arrangements")
    change_plan(cast.founder_hilde, dossier.pk, row.pk, plan, version=row.version, now=NOON)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"channels": {**PLAN.channels, "alert": frozenset()}}, ClassWithoutChannel),
        ({"channels": {**PLAN.channels, "alert": frozenset({"whatsapp"})}}, UnknownChannel),
        ({"quiet_until": time(22, 0)}, QuietHoursEmpty),
    ],
)
def test_a_plan_by_which_nothing_could_travel_is_refused(
    cast: Cast, changed: dict[str, Any], refusal: type[Exception]
) -> None:
    dossier = begun(cast)
    with pytest.raises(refusal):
        plan_with(cast, dossier, replace(PLAN, **changed))
    assert section(dossier, "communication_plan", "arrangements").content == {}


def test_a_plan_reads_back_as_it_was_agreed(cast: Cast) -> None:
    dossier = begun(cast)
    plan = replace(PLAN, released_by="police", night="nobody", stand_in="police")
    plan_with(cast, dossier, plan)
    kept = section(dossier, "communication_plan", "arrangements").content
    assert CommunicationPlan.kept(kept) == plan


def financing_with(cast: Cast, dossier: Dossier, plan: Financing) -> None:
    row = section(dossier, "financing_plan", "figures")
    change_financing(cast.founder_hilde, dossier.pk, row.pk, plan, version=row.version, now=NOON)


SUBSIDY = replace(
    FINANCING, town=Decimal(0), subsidy=Decimal("300.00"), subsidy_until=date(2028, 12, 31)
)


@pytest.mark.parametrize(
    ("plan", "refusal"),
    [
        (replace(FINANCING, contribution=Decimal("0.51")), ContributionAboveCost),
        (replace(FINANCING, town=Decimal("360.00")), ContributionAboveCost),
        (replace(FINANCING, members=0), ContributionAboveCost),
        (SUBSIDY, AlternativeMissing),
        (replace(SUBSIDY, alternative={"nl": "De gemeente betaalt."}), AlternativeMissing),
        (replace(FINANCING, basic={Cost.OTHER: Decimal(300)}), OtherCostUnnamed),
    ],
)
def test_money_that_does_not_add_up_is_refused(
    cast: Cast, plan: Financing, refusal: type[Exception]
) -> None:
    dossier = begun(cast)
    with pytest.raises(refusal):
        financing_with(cast, dossier, plan)


def test_cost_that_nobody_bears_is_missing_on_the_checklist(cast: Cast) -> None:
    dossier = written(cast)
    financing_with(cast, dossier, replace(FINANCING, contribution=Decimal("0.00")))
    assert lacking(dossier) == ["Financing plan"]
    whole = replace(SUBSIDY, alternative={"nl": "De gemeente betaalt.", "fr": "La commune paie."})
    financing_with(cast, dossier, whole)
    assert lacking(dossier) == []
    kept = section(dossier, "financing_plan", "figures").content
    assert Financing.kept(kept) == whole


def test_the_cap_is_the_cost_that_is_left_shared_by_all_homes() -> None:
    plan = replace(FINANCING, town=Decimal("100.00"), members=7)
    assert plan.left_to_members == Decimal("260.00")
    assert plan.highest_contribution == Decimal("37.14")
    assert replace(plan, contribution=Decimal("37.14")).uncovered == 0
    assert replace(plan, contribution=Decimal("37.00")).uncovered == Decimal("1.00")


def new_model(cast: Cast, key: str, old: str, new: str) -> None:
    known = sections_in(model_for("charter", "nl", on=TODAY))
    add_model_version(
        cast.reviewer_eva,
        paper="charter",
        language="nl",
        sections=[
            ModelSection(
                one.key, one.title, one.text.replace(old, new) if one.key == key else one.text
            )
            for one in known
        ],
        circular_id=model_for("charter", "nl", on=TODAY).circular_id,
        valid_from=TODAY,
        note="",
        now=NOON,
    )


def test_a_newer_model_is_offered_where_it_says_something_else(cast: Cast) -> None:
    dossier = begun(cast)
    new_model(cast, "limits", "Geen patrouilles", "Nooit patrouilles")
    offered = {
        row.key
        for row in sections_of(cast.founder_hilde, dossier.pk)
        if newer_model(section_for(cast.founder_hilde, dossier.pk, row.pk), on=TODAY)
    }
    assert offered == {"limits"}


def test_taking_a_newer_model_over_keeps_what_was_typed(cast: Cast) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    change(cast.founder_hilde, row, {**row.content, "nl": f"{row.content['nl']}\n- Geen honden."})
    new_model(cast, "limits", "Geen patrouilles", "Nooit patrouilles")
    follow_model(cast.officer_an, dossier.pk, row.pk, take_over=True, now=NOON)
    row = section_for(cast.founder_hilde, dossier.pk, row.pk)
    assert "Nooit patrouilles" in row.content["nl"]
    assert row.content["nl"].endswith("- Geen honden.")
    assert newer_model(row, on=TODAY) is None
    version = row.version
    follow_model(cast.officer_an, dossier.pk, row.pk, take_over=True, now=NOON)
    assert section(dossier, "charter", "limits").version == version


def without_model(language: str, key: str) -> None:
    """Take a section out of the charter's model in one language."""
    model = model_for("charter", language, on=TODAY)
    model.sections = [one for one in model.sections if one["key"] != key]
    model.save()


def test_a_language_that_came_late_begins_with_the_newer_model(cast: Cast) -> None:
    dossier = idea(cast)
    load_models(now=NOON)
    without_model("fr", "limits")
    start_papers(cast.founder_hilde, dossier.pk, now=NOON)
    row = section(dossier, "charter", "limits")
    assert set(row.content) == {"nl"}
    new_model(cast, "limits", "Geen patrouilles", "Nooit patrouilles")
    model = model_for("charter", "fr", on=TODAY)
    model.pk, model.version = None, 3
    model.sections = [*model.sections, {"key": "limits", "title": "Limites", "text": "Jamais."}]
    model.save(force_insert=True)
    follow_model(cast.officer_an, dossier.pk, row.pk, take_over=True, now=NOON)
    row.refresh_from_db()
    assert "Nooit patrouilles" in row.content["nl"]
    assert (row.content["fr"], row.titles["fr"]) == ("Jamais.", "Limites")


@pytest.mark.parametrize("take_over", [True, False])
def test_a_language_without_a_newer_model_keeps_every_word(cast: Cast, *, take_over: bool) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    change(cast.founder_hilde, row, {**row.content, "fr": f"{row.content['fr']} Jamais."})
    new_model(cast, "limits", "Geen patrouilles", "Nooit patrouilles")
    without_model("fr", "limits")
    follow_model(cast.officer_an, dossier.pk, row.pk, take_over=take_over, now=NOON)
    row = section_for(cast.founder_hilde, dossier.pk, row.pk)
    assert row.content["fr"].endswith("Jamais.")
    assert ("Nooit" in row.content["nl"]) is take_over
    assert set(row.titles) == set(row.model_content) == {"nl", "fr"}
    assert newer_model(row, on=TODAY) is None


def test_keeping_ones_own_text_changes_nothing_that_is_signed(cast: Cast) -> None:
    dossier = written(cast)
    signed(cast, dossier)
    row = section(dossier, "charter", "limits")
    new_model(cast, "limits", "Geen patrouilles", "Nooit patrouilles")
    assert follow_model(cast.officer_an, dossier.pk, row.pk, take_over=False, now=NOON) == 0
    row = section_for(cast.founder_hilde, dossier.pk, row.pk)
    assert "Geen patrouilles" in row.content["nl"]
    assert newer_model(row, on=TODAY) is None
    assert set(from_model(row)) == {"nl"}


@pytest.mark.parametrize("take_over", [True, False])
def test_papers_rest_on_the_newer_circular_when_every_newer_model_was_answered(
    cast: Cast, *, take_over: bool
) -> None:
    dossier = written(cast)
    old = dossier.circular
    add_circular(
        cast.reviewer_eva, reference="NEW", dated=TODAY, valid_from=TODAY, note="", now=NOON
    )
    new_model(cast, "limits", "Geen patrouilles", "Nooit patrouilles")
    new_model(cast, "police", ".", ". Rustig.")
    for key, reference in (("limits", old and old.reference), ("police", "NEW")):
        row = section(dossier, "charter", key)
        follow_model(cast.officer_an, dossier.pk, row.pk, take_over=take_over, now=NOON)
        dossier.refresh_from_db()
        assert dossier.circular
        assert dossier.circular.reference == reference
    assert Condition.PAPERS_COMPLETE in facts_of(dossier.pk)


def test_ready_to_sign_wants_the_screened_state(cast: Cast) -> None:
    dossier = written(cast)
    with pytest.raises(MoveNotAllowed):
        declare_ready(cast.founder_hilde, dossier.pk, now=NOON)
    in_state(dossier, "correction")
    assert declare_ready(cast.founder_hilde, dossier.pk, now=NOON).state == "drafted"


def saving(
    actor: Actor, row: Section, texts: dict[str, str], refused: list[str]
) -> threading.Thread:
    """Return a thread that saves a section over a connection of its own."""

    def save() -> None:
        try:
            change(actor, row, texts, version=1)
        except SectionChanged:
            refused.append(texts["nl"])
        finally:
            connection.close()

    return threading.Thread(target=save)


@pytest.mark.django_db(transaction=True)
def test_two_in_two_sections_at_once_lose_nothing_and_two_in_one_are_told(cast: Cast) -> None:
    dossier = begun(cast)
    one, two = section(dossier, "charter", "limits"), section(dossier, "house_rules", "goals")
    before = dossier.papers_version
    refused: list[str] = []
    threads = [
        saving(cast.founder_hilde, one, {"nl": "Hilde een", "fr": "a"}, refused),
        saving(cast.officer_an, two, {"nl": "An twee", "fr": "b"}, refused),
        saving(cast.clerk_nadia, one, {"nl": "Nadia een", "fr": "c"}, refused),
    ]
    # Everybody has the page open before anybody saves.
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join(timeout=30)
    dossier.refresh_from_db()
    assert dossier.papers_version == before + 2
    assert section(dossier, "house_rules", "goals").content["nl"] == "An twee"
    (lost,) = refused
    kept = section(dossier, "charter", "limits").content["nl"]
    assert {lost, kept} == {"Hilde een", "Nadia een"}


def test_a_dossier_without_models_begins_with_nothing_and_says_so(cast: Cast) -> None:
    dossier = idea(cast)
    start_papers(cast.founder_hilde, dossier.pk, now=NOON + timedelta(days=1))
    assert len(lacking(dossier)) == 13


def test_completing_once_more_changes_nothing(cast: Cast) -> None:
    dossier = written(cast)
    version = dossier.papers_version
    complete(cast, dossier)
    assert dossier.papers_version == version
    load_models(now=NOON)
