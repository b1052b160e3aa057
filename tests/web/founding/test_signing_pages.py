"""The pages of signing and review: each shows what its reader can do, and keeps what was typed."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from belfry.founding.models import Dossier, Signatory, Signature
from belfry.networks.models import Network
from tests.cast import NOON, Cast
from tests.founding.leaflet import LEAFLET, locked
from tests.founding.signed_stages import (
    CHIEF,
    MAYOR,
    OFFICER,
    SIGNING,
    STROKES,
    change,
    drafted,
    prepared,
    recognised,
    signed,
    signs,
    submitted,
)
from tests.web.conftest import Browse


def page_of(dossier: Dossier, name: str = "dossier_signing") -> str:
    return reverse(name, args=[dossier.pk])


def sign_page(dossier: Dossier, role: str) -> str:
    signatory = Signatory.objects.get(dossier=dossier, role=role, replaced_at__isnull=True)
    return reverse("dossier_sign", args=[dossier.pk, signatory.pk])


def named(cast: Cast, **changes: str) -> dict[str, str]:
    chosen = {role.value: str(cast.person(name)) for role, name in SIGNING.items()}
    return {**chosen, "delegation": "", **changes}


def test_the_four_of_the_mandates_are_proposed_and_invited(cast: Cast, browse: Browse) -> None:
    dossier = drafted(cast)
    client = browse("founder-hilde")
    form = client.get(page_of(dossier)).context["form"]
    shown = {name: form[name].value() for name in ("mayor", "chief", "coordinator")}
    assert shown == {name: named(cast)[name] for name in shown}
    answer = client.post(page_of(dossier), named(cast))
    assert answer.status_code == 302
    assert Signatory.objects.filter(dossier=dossier, invited_at__isnull=False).count() == 4


def test_a_delegate_signs_for_the_mayor_with_a_delegation_only(cast: Cast, browse: Browse) -> None:
    dossier = drafted(cast)
    nadia = {"mayor": f"delegate:{cast.person('clerk-nadia')}"}
    client = browse("founder-hilde")
    page = client.post(page_of(dossier), named(cast, **nadia))
    assert page.context["form"].errors.keys() == {"delegation"}
    told = named(cast, **nadia, delegation="alderman, decision of 3 March")
    assert client.post(page_of(dossier), told).status_code == 302
    assert Signatory.objects.get(dossier=dossier, role="mayor").delegation == told["delegation"]


def test_three_parties_are_needed_and_what_was_chosen_stays(cast: Cast, browse: Browse) -> None:
    dossier = drafted(cast)
    page = browse("founder-hilde").post(page_of(dossier), named(cast, chief="", officer=""))
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Signatory.objects.exists()


@pytest.mark.parametrize(
    ("told", "manner"), [({"strokes": STROKES}, "drawn"), ({"typed": "Luc"}, "typed")]
)
def test_a_signatory_reads_and_signs(
    cast: Cast, browse: Browse, told: dict[str, str], manner: str
) -> None:
    dossier, paper = prepared(cast)
    client = browse("mayor-luc")
    assert sign_page(dossier, MAYOR) in client.get(page_of(dossier)).content.decode()
    client.get(sign_page(dossier, MAYOR))
    answer = client.post(
        sign_page(dossier, MAYOR), {**told, "digest": paper.file.digest, "has_read": "on"}
    )
    assert answer["Location"] == page_of(dossier)
    assert Signature.objects.get().manner == manner
    assert client.get(sign_page(dossier, MAYOR)).status_code == 409


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"typed": "Luc"}, "has_read"),
        ({"has_read": "on"}, "typed"),
        ({"has_read": "on", "strokes": "<script>"}, "typed"),
    ],
)
def test_a_signature_that_lacks_something_is_shown_again(
    cast: Cast, browse: Browse, told: dict[str, str], field: str
) -> None:
    dossier, paper = prepared(cast)
    page = browse("mayor-luc").post(
        sign_page(dossier, MAYOR), {"digest": paper.file.digest, **told}
    )
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {field}
    assert not Signature.objects.exists()


def test_a_text_that_changed_in_the_meantime_is_not_signed(cast: Cast, browse: Browse) -> None:
    dossier, paper = prepared(cast)
    change(cast, dossier)
    told = {"digest": paper.file.digest, "has_read": "on", "typed": "Luc"}
    assert browse("mayor-luc").post(sign_page(dossier, MAYOR), told).status_code == 409
    assert not Signature.objects.exists()


def test_the_second_factor_is_asked_before_signing(
    cast: Cast, browse: Browse, settings: LazySettings
) -> None:
    dossier, _paper = prepared(cast)
    settings.MODE = "live"
    answer = browse("mayor-luc").get(sign_page(dossier, MAYOR))
    assert answer.status_code == 302
    assert "security" in answer["Location"]


def test_who_signed_before_a_change_reads_it_on_the_page(cast: Cast, browse: Browse) -> None:
    dossier = signed(cast)
    change(cast, dossier, now=NOON + timedelta(minutes=2))
    page = browse("mayor-luc").get(page_of(dossier)).content.decode()
    assert "notice--due" in page


def test_the_files_of_a_dossier_are_for_its_partners(cast: Cast, browse: Browse) -> None:
    dossier = signed(cast)
    paper = dossier.paper_versions.get()
    for file in (paper.file, paper.sealed):
        assert file is not None
        address = reverse("dossier_file", args=[dossier.pk, file.pk])
        answer = browse("clerk-nadia").get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content == bytes(file.content)
        assert browse("officer-piet").get(address).status_code == 404
        assert browse("reviewer-eva").get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "is_kept"),
    [(LEAFLET, True), (b"GIF89a", False), (locked(LEAFLET), False), (b"", False)],
)
def test_a_paper_copy_is_a_pdf_that_opens(
    cast: Cast, browse: Browse, content: bytes, is_kept: bool
) -> None:
    dossier, _paper = prepared(cast)
    mayor = Signatory.objects.get(dossier=dossier, role=MAYOR).pk
    file = SimpleUploadedFile("charter.pdf", content, "application/pdf")
    address = page_of(dossier, "signing_paper")
    answer = browse("clerk-nadia").post(address, {"signed": [mayor], "file": file})
    assert (answer.status_code == 302) is is_kept
    assert Signature.objects.exists() is is_kept


def test_a_paper_copy_of_sixty_megabytes_is_refused_in_words(cast: Cast, browse: Browse) -> None:
    dossier, _paper = prepared(cast)
    mayor = Signatory.objects.get(dossier=dossier, role=MAYOR).pk
    file = SimpleUploadedFile("charter.pdf", b"%PDF-" + bytes(60 * 1024 * 1024))
    page = browse("clerk-nadia").post(
        page_of(dossier, "signing_paper"), {"signed": [mayor], "file": file}
    )
    assert "20 MB" in page.content.decode()
    assert not Signature.objects.exists()


def test_it_is_submitted_from_the_page_of_the_review(cast: Cast, browse: Browse) -> None:
    dossier, _paper = prepared(cast)
    client = browse("founder-hilde")
    assert (
        page_of(dossier, "dossier_submit")
        not in client.get(page_of(dossier, "dossier_review")).content.decode()
    )
    for role in SIGNING:
        signs(cast, dossier, role)
    shown = client.get(page_of(dossier, "dossier_review")).content.decode()
    assert page_of(dossier, "dossier_submit") in shown
    assert client.post(page_of(dossier, "dossier_submit")).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "submitted"


def test_the_reviewer_reads_everything_and_asks_for_a_correction(
    cast: Cast, browse: Browse
) -> None:
    dossier = submitted(cast)
    client = browse("reviewer-eva")
    page = client.get(page_of(dossier, "dossier_review"))
    assert page.context["findings"]
    assert page.context["changed"]
    form = page.context["correction_form"]
    section = form.ids[0]
    empty = client.post(page_of(dossier, "review_correct"), {"whole": ""})
    assert empty.context["correction_form"].errors.keys() == {"whole"}
    answer = client.post(page_of(dossier, "review_correct"), {str(section): "Say it shorter."})
    assert answer.status_code == 302
    for name in ("reviewer-eva", "founder-hilde"):
        shown = browse(name).get(page_of(dossier, "dossier_review")).content.decode()
        assert "Say it shorter." in shown


def test_a_remark_is_answered_on_its_page_and_the_dossier_submitted_again(
    cast: Cast, browse: Browse
) -> None:
    dossier = submitted(cast)
    reviewer, founder = browse("reviewer-eva"), browse("founder-hilde")
    reviewer.post(page_of(dossier, "review_correct"), {"whole": "Who is away in summer?"})
    remark = dossier.remarks.get()
    address = reverse("remark_answer", args=[remark.pk])
    shown = founder.get(page_of(dossier, "dossier_review")).content.decode()
    assert address in shown
    assert page_of(dossier, "dossier_submit") in shown
    assert founder.post(page_of(dossier, "dossier_submit")).status_code == 409
    empty = founder.post(address, {"answer": " "})
    assert empty.context["form"].errors.keys() == {"answer"}
    long = founder.post(address, {"answer": "x" * 2001})
    assert "x" * 2001 in long.content.decode()
    assert "maxlength" not in long.content.decode()
    assert founder.post(address, {"answer": "The deputy."}).status_code == 302
    assert founder.post(page_of(dossier, "dossier_submit")).status_code == 302
    assert "The deputy." in reviewer.get(page_of(dossier, "dossier_review")).content.decode()
    assert founder.get(address).status_code == 404


def test_the_reviewer_refuses_with_a_reason(cast: Cast, browse: Browse) -> None:
    dossier = submitted(cast)
    client = browse("reviewer-eva")
    page = client.post(page_of(dossier, "review_refuse"), {"reason": ""})
    assert page.context["refusal_form"].errors
    assert client.post(page_of(dossier, "review_refuse"), {"reason": "Too far."}).status_code == 302
    shown = browse("founder-hilde").get(page_of(dossier, "dossier_review")).content.decode()
    assert "Too far." in shown


def test_the_reviewer_recognises_with_the_next_number(cast: Cast, browse: Browse) -> None:
    dossier = submitted(cast)
    client = browse("reviewer-eva")
    form = client.get(page_of(dossier, "dossier_review")).context["recognition_form"]
    told = {"number": form["number"].value(), "on": "2026-11-24"}
    address = page_of(dossier, "review_recognise")
    for wrong, field in (({"number": "PP-MEERSTRAAT"}, "number"), ({"on": "2031-01-01"}, "on")):
        page = client.post(address, told | wrong)
        assert page.context["recognition_form"].errors.keys() == {field}
    assert client.post(address, told).status_code == 302
    assert Network.objects.get(name=dossier.name).recognition_number == "PP-2026-1"
    letter = reverse("dossier_letter", args=[dossier.pk, "mayor"])
    assert browse("mayor-luc").get(letter).content.startswith(b"%PDF")
    assert browse("mayor-luc").get(letter.replace("mayor", "king")).status_code == 404


def test_a_change_of_contacts_is_notified_from_the_page(cast: Cast, browse: Browse) -> None:
    network = cast.stage.meerstraat
    client = browse("coordinator-bram")
    address = reverse("amendment_new", args=[network])
    page = client.post(address, {"why": "x"})
    assert page.context["form"].errors.keys() == {"subjects"}
    answer = client.post(address, {"subjects": ["contact"], "why": "Another number."})
    dossier = Dossier.objects.get(network_id=network)
    assert answer["Location"] == page_of(dossier, "dossier")
    assert client.get(address).context["under_way"] == dossier
    notify = page_of(dossier, "amendment_notify")
    assert notify in client.get(page_of(dossier, "dossier_review")).content.decode()
    assert client.post(notify).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "recognised"
    assert client.get(page_of(dossier, "dossier_review")).status_code == 200


def test_every_page_of_a_recognised_dossier_opens(cast: Cast, browse: Browse) -> None:
    dossier, _network = recognised(cast)
    for name in ("founder-hilde", "mayor-luc", "officer-an", "reviewer-eva"):
        for page in ("dossier", "dossier_signing", "dossier_review"):
            text = browse(name).get(page_of(dossier, page)).content.decode()
            assert re.search(r"<h1[^>]*>[^<]+", text)


def test_only_a_signatory_opens_the_page_to_sign(cast: Cast, browse: Browse) -> None:
    dossier, _paper = prepared(cast)
    assert browse("mayor-luc").get(sign_page(dossier, CHIEF)).status_code == 403
    assert browse("officer-an").get(sign_page(dossier, OFFICER)).status_code == 200
    assert browse("officer-els").get(sign_page(dossier, OFFICER)).status_code == 403
