"""The pages of the papers: what they show, what they keep, and what two people at once see."""

from typing import Any

import pytest
from django.urls import reverse

from belfry.founding.actions.papers import change_section
from belfry.founding.models import Dossier, Section, Signatory, Signature
from belfry.networks.actions.model_papers import add_model_version, load_models
from belfry.networks.model_papers import circular_in_force, model_for, sections_in
from belfry.networks.models import Circular, ModelPaper
from belfry.networks.types import ModelSection
from tests.cast import NOON, Cast
from tests.founding.drafting import begun, section, written
from tests.founding.stages import idea
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def page_of_papers(dossier: Dossier) -> str:
    return reverse("dossier_papers", args=[dossier.pk])


def page_of(row: Section) -> str:
    return reverse("dossier_section", args=[row.dossier_id, row.pk])


def test_papers_begin_by_a_press_and_not_by_looking(cast: Cast, browse: Browse) -> None:
    load_models(now=NOON)
    dossier = idea(cast)
    client = browse("founder-hilde")
    assert client.get(page_of_papers(dossier)).status_code == 200
    assert not Section.objects.exists()
    address = reverse("dossier_papers_begin", args=[dossier.pk])
    assert client.post(address).status_code == 302
    page = client.get(page_of_papers(dossier)).content.decode()
    assert Section.objects.count() == 24
    assert "Taken van de politie" in page


def test_every_gap_of_the_checklist_leads_to_its_section(cast: Cast, browse: Browse) -> None:
    dossier = begun(cast)
    page = browse("founder-hilde").get(page_of_papers(dossier)).content.decode()
    for row in (
        section(dossier, "charter", "partners"),
        section(dossier, "communication_plan", "arrangements"),
        section(dossier, "financing_plan", "figures"),
    ):
        assert page.count(f'href="{page_of(row)}"') == 3


def test_a_section_is_saved_and_shows_who_changed_it(cast: Cast, browse: Browse) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    typed = {"version": "1", "text_nl": "Geen patrouilles.\r\n\r\n- Nooit.", "text_fr": "Jamais."}
    assert browse("officer-an").post(page_of(row), typed).status_code == 302
    row.refresh_from_db()
    assert row.content == {"nl": "Geen patrouilles.\n\n- Nooit.", "fr": "Jamais."}
    page = browse("founder-hilde").get(page_of(row)).content.decode()
    assert "An Peeters" in page
    assert "<del>" in page
    assert "<ins>" in page


def test_the_second_in_one_section_gets_both_texts_and_saves_them_merged(
    cast: Cast, browse: Browse
) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "purpose")
    nl, fr = row.content["nl"], row.content["fr"]
    change_section(
        cast.officer_an, dossier.pk, row.pk, {"nl": f"Vooraf. {nl}", "fr": fr}, version=1, now=NOON
    )
    client = browse("founder-hilde")
    sent = fr.replace("\n", "\r\n")
    typed = {"version": "1", "text_nl": f"{nl} Achteraf.", "text_fr": sent}
    answer = client.post(page_of(row), typed)
    assert answer.status_code == 200
    form = answer.context["form"]
    together = form["text_nl"].value()
    assert together.startswith("Vooraf. ")
    assert together.endswith(" Achteraf.")
    # A browser ends lines in its own way; that is no change.
    assert [code for code, _, _ in answer.context["mine"]] == ["nl"]
    assert form["version"].value() == 2
    again = {"version": "2", "text_nl": together, "text_fr": fr}
    assert client.post(page_of(row), again).status_code == 302
    row.refresh_from_db()
    assert row.content["nl"] == together


FIGURES = {
    "version": "1",
    "basic_messages": "300",
    "extra_meeting": "60,00",
    "members": "120",
    "town": "300",
    "police": "",
    "subsidy": "",
    "contribution": "0,50",
}


def test_figures_are_kept_and_a_contribution_above_cost_is_told_the_cap(
    cast: Cast, browse: Browse
) -> None:
    dossier = begun(cast)
    row = section(dossier, "financing_plan", "figures")
    client = browse("founder-hilde")
    answer = client.post(page_of(row), {**FIGURES, "contribution": "0,51"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert answer.context["form"].errors.keys() == {"contribution"}
    assert "0,50" in page
    assert 'value="0,51"' in page
    assert client.post(page_of(row), FIGURES).status_code == 302
    row.refresh_from_db()
    assert (row.content["basic"], row.content["extra"]) == (
        {"messages": "300.00"},
        {"meeting": "60.00"},
    )


def test_two_who_change_figures_at_once_keep_both(cast: Cast, browse: Browse) -> None:
    dossier = begun(cast)
    row = section(dossier, "financing_plan", "figures")
    assert browse("founder-hilde").post(page_of(row), FIGURES).status_code == 302
    an, nadia = browse("officer-an"), browse("clerk-nadia")
    base = {**FIGURES, "version": "2"}
    assert an.post(page_of(row), {**base, "police": "10", "contribution": "0"}).status_code == 302
    answer = nadia.post(page_of(row), {**base, "members": "130", "contribution": "0"})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert (form["members"].value(), form["police"].value()) == (130, "10,00")


PLAN: dict[str, Any] = {
    "version": "1",
    "released_by": "coordinator",
    "stand_in": "deputy",
    "night": "red_handed",
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "neighbours": "Veldkant\r\n\r\n Dorp ",
    **{
        f"channels_{name}": ["email"]
        for name in ("alert", "request", "warning", "outcome", "advice", "organisational")
    },
}


def test_a_plan_is_kept_and_a_class_without_a_channel_is_named(cast: Cast, browse: Browse) -> None:
    dossier = begun(cast)
    row = section(dossier, "communication_plan", "arrangements")
    client = browse("founder-hilde")
    answer = client.post(page_of(row), {**PLAN, "channels_advice": []})
    assert answer.status_code == 200
    assert "preventieadvies" in answer.content.decode()
    assert client.post(page_of(row), PLAN).status_code == 302
    row.refresh_from_db()
    assert row.content["neighbours"] == "Veldkant\nDorp"


def test_whatsapp_is_offered_nowhere(cast: Cast, browse: Browse) -> None:
    dossier = begun(cast)
    row = section(dossier, "communication_plan", "arrangements")
    page = browse("founder-hilde").get(page_of(row)).content.decode()
    assert 'value="whatsapp"' not in page.lower()


def test_a_newer_model_is_offered_and_taken_over_by_a_press(cast: Cast, browse: Browse) -> None:
    dossier = begun(cast)
    row = section(dossier, "charter", "limits")
    known = sections_in(model_for("charter", "nl", on=TODAY))
    new = [
        ModelSection(one.key, one.title, f"{one.text}\n- Nieuw.") if one.key == "limits" else one
        for one in known
    ]
    in_force = circular_in_force(on=TODAY)
    assert in_force is not None
    add_model_version(
        cast.reviewer_eva, paper="charter", language="nl", sections=new,
        circular_id=in_force.pk, valid_from=TODAY, note="", now=NOON,
    )  # fmt: skip
    client = browse("founder-hilde")
    address = reverse("dossier_section_model", args=[dossier.pk, row.pk])
    assert address in client.get(page_of(row)).content.decode()
    assert client.post(address, {"answer": "take_over"}).status_code == 302
    row.refresh_from_db()
    assert row.content["nl"].endswith("- Nieuw.")
    assert address not in client.get(page_of(row)).content.decode()


def test_the_text_is_shown_as_pictures_and_as_a_pdf(cast: Cast, browse: Browse) -> None:
    dossier = written(cast)
    client = browse("mayor-luc")
    for paper in ("charter", "house_rules"):
        for language in ("nl", "fr"):
            where = [dossier.pk, paper, language]
            page = client.get(reverse("dossier_preview", args=where)).content.decode()
            assert reverse("dossier_preview_page", args=[*where, 1]) in page
            picture = client.get(reverse("dossier_preview_page", args=[*where, 1]))
            assert picture.content.startswith(b"\x89PNG")
            pdf = client.get(reverse("dossier_preview_pdf", args=where))
            assert pdf.content.startswith(b"%PDF")
            assert client.get(reverse("dossier_preview_pdf", args=where)).content == pdf.content
    assert client.get(reverse("dossier_preview_page", args=[*where, 99])).status_code == 409
    assert client.get(reverse("dossier_preview", args=[dossier.pk, "x", "nl"])).status_code == 404


def test_a_preview_before_the_papers_are_begun_says_so(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    where = reverse("dossier_preview", args=[dossier.pk, "charter", "nl"])
    assert browse("founder-hilde").get(where).status_code == 409


def test_anybody_downloads_the_models(cast: Cast, client: Any) -> None:
    load_models(now=NOON)
    assert reverse("models") in client.get(reverse("about")).content.decode()
    page = client.get(reverse("models")).content.decode()
    for language in ("nl", "fr", "de", "en"):
        for paper in ("charter", "house_rules", "survey", "invitation"):
            where = reverse("model_pdf", args=[language, paper])
            assert where in page
            assert client.get(where).content.startswith(b"%PDF")
    assert client.get(reverse("model_pdf", args=["xx", "charter"])).status_code == 404
    assert client.get(reverse("model_pdf", args=["nl", "minutes"])).status_code == 404


def test_without_models_the_page_says_so(cast: Cast, client: Any) -> None:
    assert client.get(reverse("models")).status_code == 200
    assert client.get(reverse("model_pdf", args=["nl", "charter"])).status_code == 404


def test_the_reviewer_enters_a_circular_once(cast: Cast, browse: Browse) -> None:
    load_models(now=NOON)
    client = browse("reviewer-eva")
    typed = {"reference": "NEW", "dated": "2026-11-01", "valid_from": "2026-11-20", "note": ""}
    assert client.post(reverse("circulars"), typed).status_code == 302
    assert Circular.objects.filter(reference="NEW").exists()
    assert client.post(reverse("circulars"), typed).status_code == 200
    page = client.get(reverse("circulars")).content.decode()
    assert "Winkelhart" in page
    assert browse("centre-mila").get(reverse("circulars")).status_code == 200
    assert browse("centre-mila").post(reverse("circulars"), typed).status_code == 403


def test_the_reviewer_keeps_a_new_version_of_a_model(cast: Cast, browse: Browse) -> None:
    load_models(now=NOON)
    client = browse("reviewer-eva")
    where = reverse("model_new", args=["house_rules", "nl"])
    form = client.get(where).context["form"]
    typed = {name: field.value() or "" for name, field in ((one.name, one) for one in form)}
    typed["valid_from"] = "2026-11-24"
    typed["circular"] = str(Circular.objects.latest("valid_from").pk)
    assert client.post(where, {**typed, "text_goals": " "}).status_code == 200
    assert client.post(where, {**typed, "text_goals": "Rust."}).status_code == 302
    assert ModelPaper.objects.get(paper="house_rules", version=2).language == "nl"
    assert browse("centre-mila").get(where).status_code == 403


def test_whoever_changes_a_signed_text_is_told_how_many_signatures_that_voids(
    cast: Cast, browse: Browse
) -> None:
    dossier = written(cast)
    for role, name in (("mayor", "mayor-luc"), ("chief", "chief-karim")):
        signatory = Signatory.objects.create(
            dossier=dossier, role=role, person_id=cast.person(name)
        )
        Signature.objects.create(
            signatory=signatory, papers_version=dossier.papers_version, digest="0" * 64,
            manner="typed", at=NOON,
        )  # fmt: skip
    row = section(dossier, "charter", "limits")
    typed = {"version": row.version, "text_nl": "Anders.", "text_fr": "Autre."}
    page = browse("founder-hilde").post(page_of(row), typed, follow=True).content.decode()
    assert "2 handtekeningen tellen niet meer" in page
    assert not Signature.objects.filter(voided_at__isnull=True).exists()


def test_the_section_on_contacts_asks_for_official_numbers_only(cast: Cast, browse: Browse) -> None:
    dossier = begun(cast)
    client = browse("founder-hilde")
    client.post(reverse("language"), {"language": "en"})
    for key, asks in (("partners", True), ("purpose", False)):
        row = section(dossier, "charter", key)
        page = client.get(reverse("dossier_section", args=[dossier.pk, row.pk]))
        assert (b"No private number of anybody" in page.content) is asks
