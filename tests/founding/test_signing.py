"""Signing: one exact file, each signature for its own person, void when the text changes, sealed at the end."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.conf import LazySettings

from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.moving import SIGNATURE_VOID
from belfry.founding.actions.review import submit
from belfry.founding.actions.signing import (
    ALL_SIGNED,
    PLEASE_SIGN,
    prepare_signing,
    sign,
    sign_on_paper,
)
from belfry.founding.errors import (
    ConditionsMissing,
    MandateOver,
    MarkUnusable,
    NotASignatory,
    NotThisStep,
    SealMissing,
    SignatoriesMissing,
    SignedAlready,
    TextChanged,
)
from belfry.founding.exact_text import signed_text
from belfry.founding.kinds import Manner
from belfry.founding.models import Dossier, Signatory, Signature
from belfry.founding.queries import dossier_for
from belfry.founding.signing import Named, choices_for, file_for, signing_of
from belfry.founding.workflow import DossierState
from belfry.networks.models import Mandate
from belfry.paperwork.errors import NotAPdf
from tests.cast import NOON, Cast
from tests.founding.mails import mails_about
from tests.founding.signed_stages import (
    CHIEF,
    COORDINATOR,
    MAYOR,
    OFFICER,
    SIGNING,
    STROKES,
    change,
    drafted,
    four,
    prepared,
    signed,
    signs,
)
from tests.paperwork.seals import check_seal

LATER = NOON + timedelta(minutes=5)
TOMORROW = NOON + timedelta(days=1)


def signatory(dossier: Dossier, role: str) -> Signatory:
    return Signatory.objects.get(dossier=dossier, role=role, replaced_at__isnull=True)


def puts_name(
    actor: Actor,
    dossier: Dossier,
    role: str,
    *,
    digest: str = "",
    manner: str = "drawn",
    mark: str = STROKES,
    now: datetime = LATER,
) -> Signature:
    paper = dossier.paper_versions.latest("version")
    return sign(
        actor,
        dossier.pk,
        signatory(dossier, role).pk,
        digest=digest or paper.file.digest,
        manner=Manner(manner),
        mark=mark,
        now=now,
    )


def test_who_may_sign_follows_from_the_mandates_of_the_day(cast: Cast) -> None:
    choices = choices_for(drafted(cast), on=local(NOON).date())
    found = {role: [one.person_id for one in named] for role, named in choices.items()}
    assert found[CHIEF] == [cast.person("chief-karim")]
    assert set(found[OFFICER]) == {cast.person("officer-an"), cast.person("officer-els")}
    assert found[COORDINATOR] == [cast.person("founder-hilde")]
    assert [(one.name, one.needs_delegation) for one in choices[MAYOR]] == [
        ("Luc Hermans", False),
        ("Nadia Vandenberghe", True),
    ]


@pytest.mark.parametrize(
    "name",
    ["founder_hilde", "officer_an", "chief_karim", "clerk_nadia", "mayor_luc", "outsider_dries"],
)
def test_whoever_prepares_the_dossier_makes_the_file_once_and_invites_all_four(
    cast: Cast, name: str
) -> None:
    dossier, actor = drafted(cast), getattr(cast, name)
    first = prepare_signing(actor, dossier.pk, four(cast), now=NOON)
    again = prepare_signing(actor, dossier.pk, four(cast), now=LATER)
    assert first.pk == again.pk
    content = bytes(first.file.content)
    assert content.startswith(b"%PDF")
    assert sha256(content).hexdigest() == first.file.digest
    for figure in SIGNING.values():
        assert len(mails_about(dossier, figure, PLEASE_SIGN)) == 1


@pytest.mark.parametrize("name", ["member_chloe", "officer_piet", "reviewer_eva", "centre_mila"])
def test_strangers_find_nothing_to_sign(cast: Cast, name: str) -> None:
    dossier, paper = prepared(cast)
    actor = getattr(cast, name)
    with pytest.raises(NotFound):
        prepare_signing(actor, dossier.pk, four(cast), now=NOON)
    with pytest.raises(NotFound):
        signing_of(actor, dossier.pk)
    with pytest.raises(NotFound):
        file_for(actor, dossier.pk, paper.file_id)
    with pytest.raises(NotFound):
        puts_name(actor, dossier, MAYOR)


def test_a_file_is_found_in_its_own_dossier_only(cast: Cast) -> None:
    dossier, paper = prepared(cast)
    assert file_for(cast.clerk_nadia, dossier.pk, paper.file_id).digest == paper.file.digest
    with pytest.raises(NotFound):
        file_for(cast.clerk_nadia, dossier.pk, uuid4())


def test_three_parties_are_named_each_by_somebody_who_may(cast: Cast) -> None:
    dossier = drafted(cast)
    every = {one.role: one for one in four(cast)}
    for missing in (
        [every[MAYOR], every[CHIEF], every[OFFICER]],
        [every[COORDINATOR], every[CHIEF]],
        [every[MAYOR], every[COORDINATOR]],
        [*every.values(), every[MAYOR]],
    ):
        with pytest.raises(SignatoriesMissing):
            prepare_signing(cast.founder_hilde, dossier.pk, missing, now=NOON)
    for wrong in (
        replace(every[MAYOR], person_id=cast.person("clerk-nadia")),
        replace(every[CHIEF], person_id=cast.person("officer-an")),
        replace(every[OFFICER], person_id=cast.person("officer-piet")),
        replace(every[COORDINATOR], person_id=cast.person("outsider-dries")),
    ):
        named = [*(every | {wrong.role: wrong}).values()]
        with pytest.raises(MandateOver):
            prepare_signing(cast.founder_hilde, dossier.pk, named, now=NOON)
    deputy = Named(MAYOR, cast.person("clerk-nadia"), "alderman, by decision of 3 March")
    named = [*(every | {MAYOR: deputy}).values()]
    prepare_signing(cast.founder_hilde, dossier.pk, named, now=NOON)
    assert signatory(dossier, MAYOR).delegation == "alderman, by decision of 3 March"


def test_nothing_is_prepared_before_the_papers_are_complete(cast: Cast) -> None:
    dossier = drafted(cast)
    change(cast, dossier, "[to be filled in]")
    with pytest.raises(ConditionsMissing):
        prepare_signing(cast.founder_hilde, dossier.pk, four(cast), now=NOON)


def test_four_sign_in_any_order_and_the_last_one_takes_the_dossier_on_with_a_sealed_file(
    cast: Cast,
) -> None:
    dossier, paper = prepared(cast)
    for role in (COORDINATOR, OFFICER, MAYOR):
        signs(cast, dossier, role)
        assert dossier_for(cast.founder_hilde, dossier.pk).state == DossierState.DRAFTED
    signs(cast, dossier, CHIEF)
    assert dossier_for(cast.founder_hilde, dossier.pk).state == DossierState.SIGNED
    paper.refresh_from_db()
    assert paper.sealed is not None
    report = check_seal(bytes(paper.sealed.content))
    assert report is not None
    assert report.intact
    assert signing_of(cast.mayor_luc, dossier.pk).sealed_id == paper.sealed_id
    assert len(mails_about(dossier, "mayor-luc", ALL_SIGNED)) == 1


def test_a_signature_keeps_digest_manner_mark_and_time(cast: Cast) -> None:
    dossier, paper = prepared(cast)
    puts_name(cast.mayor_luc, dossier, MAYOR)
    kept = Signature.objects.get()
    assert (kept.digest, kept.manner, kept.mark, kept.at, kept.papers_version) == (
        paper.file.digest,
        "drawn",
        STROKES,
        LATER,
        dossier.papers_version,
    )


def test_nobody_signs_twice_or_for_another(cast: Cast) -> None:
    dossier, _paper = prepared(cast)
    signs(cast, dossier, MAYOR)
    with pytest.raises(SignedAlready):
        signs(cast, dossier, MAYOR)
    for name in ("chief_karim", "officer_an", "founder_hilde", "clerk_nadia", "outsider_dries"):
        with pytest.raises(NotASignatory):
            puts_name(getattr(cast, name), dossier, MAYOR)
    assert Signature.objects.count() == 1


def test_another_digest_is_another_text(cast: Cast) -> None:
    dossier, _paper = prepared(cast)
    with pytest.raises(TextChanged):
        puts_name(cast.mayor_luc, dossier, MAYOR, digest="0" * 64)


def test_a_mandate_that_ended_yesterday_signs_nothing(cast: Cast) -> None:
    dossier, _paper = prepared(cast)
    Mandate.objects.filter(person_id=cast.person("mayor-luc"), role=Role.MAYOR).update(
        until=local(TOMORROW).date()
    )
    late = TOMORROW + timedelta(days=1)
    with pytest.raises(MandateOver):
        puts_name(cast.at("mayor-luc", late), dossier, MAYOR, now=late)


@pytest.mark.parametrize(
    ("manner", "mark"),
    [
        ("drawn", ""),
        ("drawn", "M1 1"),
        ("drawn", '"/><script>alert(1)</script>'),
        ("drawn", "M1 1L2 2" * 5000),
        ("drawn", "M9999 1L2 2"),
        ("typed", "   "),
        ("typed", "x" * 101),
        ("paper", "Luc"),
    ],
)
def test_a_mark_is_strokes_or_a_name_and_nothing_else(cast: Cast, manner: str, mark: str) -> None:
    dossier, _paper = prepared(cast)
    with pytest.raises(MarkUnusable):
        puts_name(cast.mayor_luc, dossier, MAYOR, manner=manner, mark=mark)


def test_a_change_voids_what_was_signed_and_says_so_to_who_signed(cast: Cast) -> None:
    dossier = signed(cast)
    change(cast, dossier, now=LATER)
    assert dossier.state == DossierState.DRAFTED
    shown = signing_of(cast.mayor_luc, dossier.pk)
    assert not shown.is_prepared
    assert [line.role for line in shown.voided] == list(SIGNING)
    assert len(mails_about(dossier, "mayor-luc", SIGNATURE_VOID)) == 1
    with pytest.raises(TextChanged):
        signs(cast, dossier, MAYOR, now=LATER)
    prepare_signing(cast.founder_hilde, dossier.pk, four(cast), now=LATER)
    signs(cast, dossier, MAYOR, now=LATER)
    assert Signature.objects.filter(voided_at__isnull=True).count() == 1


def test_another_signatory_is_another_text(cast: Cast) -> None:
    dossier, paper = prepared(cast)
    signs(cast, dossier, MAYOR)
    els = [one for one in four(cast) if one.role != OFFICER] + [
        Named(OFFICER, cast.person("officer-els"))
    ]
    second = prepare_signing(cast.founder_hilde, dossier.pk, els, now=LATER)
    assert second.file.digest != paper.file.digest
    assert not Signature.objects.filter(voided_at__isnull=True).exists()
    with pytest.raises(NotASignatory):
        puts_name(cast.officer_an, dossier, OFFICER)


def test_who_signed_is_final_once_submitted(cast: Cast) -> None:
    dossier = signed(cast)
    submit(cast.mayor_luc, dossier.pk, now=LATER)
    with pytest.raises(NotAllowed):
        prepare_signing(cast.founder_hilde, dossier.pk, four(cast), now=LATER)
    with pytest.raises(SignedAlready):
        signs(cast, dossier, MAYOR)


@pytest.mark.parametrize("name", ["officer_an", "chief_karim", "clerk_nadia", "mayor_luc"])
def test_police_and_town_confirm_whose_signatures_a_paper_copy_carries(
    cast: Cast, name: str
) -> None:
    dossier, paper = prepared(cast)
    roles = [signatory(dossier, role).pk for role in (MAYOR, CHIEF)]
    copy = sign_on_paper(
        getattr(cast, name), dossier.pk, roles, bytes(paper.file.content), now=LATER
    )
    assert {one.file_id for one in Signature.objects.all()} == {copy.pk}
    signs(cast, dossier, OFFICER)
    signs(cast, dossier, COORDINATOR)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.SIGNED


def test_how_somebody_signed_is_said_in_each_language(cast: Cast) -> None:
    dossier, paper = prepared(cast)
    mayor = [signatory(dossier, MAYOR).pk]
    sign_on_paper(cast.clerk_nadia, dossier.pk, mayor, bytes(paper.file.content), now=LATER)
    puts_name(cast.chief_karim, dossier, CHIEF)
    puts_name(cast.officer_an, dossier, OFFICER, manner="typed", mark="An")
    assert [mark.manner for mark in signed_text(dossier, paper).marks] == [
        {"nl": "Op papier", "fr": "Sur papier"},
        {"nl": "Getekend", "fr": "À main levée"},
        {"nl": "Getypt", "fr": "Au clavier"},
    ]


def test_founders_confirm_no_paper_copy(cast: Cast) -> None:
    dossier, paper = prepared(cast)
    content = bytes(paper.file.content)
    mayor = [signatory(dossier, MAYOR).pk]
    with pytest.raises(NotAllowed):
        sign_on_paper(cast.founder_hilde, dossier.pk, mayor, content, now=LATER)
    with pytest.raises(NotFound):
        sign_on_paper(cast.officer_piet, dossier.pk, mayor, content, now=LATER)


def test_a_paper_copy_is_a_pdf_and_names_signatories_of_this_dossier(cast: Cast) -> None:
    dossier, paper = prepared(cast)
    mayor = [signatory(dossier, MAYOR).pk]
    with pytest.raises(NotAPdf):
        sign_on_paper(cast.clerk_nadia, dossier.pk, mayor, b"GIF89a", now=LATER)
    for wrong in ([], [uuid4()], [*mayor, uuid4()]):
        with pytest.raises(NotASignatory):
            sign_on_paper(cast.clerk_nadia, dossier.pk, wrong, bytes(paper.file.content), now=LATER)
    sign_on_paper(cast.clerk_nadia, dossier.pk, mayor, bytes(paper.file.content), now=LATER)
    with pytest.raises(SignedAlready):
        sign_on_paper(cast.clerk_nadia, dossier.pk, mayor, bytes(paper.file.content), now=LATER)


def test_without_a_seal_the_signatures_stay_and_nothing_is_submitted(
    cast: Cast, settings: LazySettings
) -> None:
    settings.MODE, settings.SEAL_KEY = "live", ""
    dossier = signed(cast)
    assert dossier.state == DossierState.SIGNED
    with pytest.raises(SealMissing):
        submit(cast.founder_hilde, dossier.pk, now=LATER)
    settings.MODE = "demo"
    submit(cast.founder_hilde, dossier.pk, now=LATER)
    assert dossier.paper_versions.get().sealed


def test_only_a_drafted_dossier_is_signed(cast: Cast) -> None:
    dossier = signed(cast)
    with pytest.raises(NotThisStep):
        prepare_signing(cast.founder_hilde, dossier.pk, four(cast), now=LATER)
