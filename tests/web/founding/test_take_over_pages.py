"""The pages of the take-over: one network with its scan, or many from a list."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from belfry.founding.models import Dossier
from belfry.networks.models import Network
from tests.cast import Cast
from tests.founding.leaflet import LEAFLET
from tests.founding.test_take_over import LIST
from tests.web.conftest import Browse


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "network_kind": "residential",
        "name": "Kapelwijk",
        "zone": str(cast.stage.beiaard),
        "town": str(cast.stage.klokdorp),
        "language": "nl",
        "number": "BIN-0815",
        "recognised_on": "2019-03-04",
        "coordinator_given": "Rita",
        "coordinator_family": "Jacobs",
        "coordinator_email": "rita@paper.example",
        "coordinator_screened_on": "2019-02-03",
        "deputy_given": "Paul",
        "deputy_family": "Maes",
        "deputy_email": "paul@paper.example",
        "deputy_screened_on": "2019-02-03",
        **changes,
    }


def scan(content: bytes = LEAFLET) -> SimpleUploadedFile:
    return SimpleUploadedFile("charter.pdf", content, "application/pdf")


def test_the_real_way_from_paper_to_a_network_that_can_send(cast: Cast, browse: Browse) -> None:
    officer = browse("officer-an")
    officer.post(reverse("take_over"), told(cast, scan=scan()))
    dossier = Dossier.objects.get()
    page = officer.get(reverse("take_over_dossier", args=[dossier.pk]))
    assert page.context["is_whole"]
    assert b"rita@paper.example" in page.content
    officer.post(reverse("take_over_confirm", args=[dossier.pk]))
    reviewer = browse("reviewer-eva")
    form = reviewer.get(reverse("dossier_review", args=[dossier.pk])).context["recognition_form"]
    answers = {"number": form["number"].value(), "on": "2019-03-04"}
    reviewer.post(reverse("review_recognise", args=[dossier.pk]), answers)
    network = Network.objects.get(name="Kapelwijk")
    assert (network.state, network.recognition_number) == ("active", "BIN-0815")
    assert officer.get(reverse("network", args=[network.pk])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "www.bad.example"}, "name"),
        ({"number": "PP-MEERSTRAAT"}, "number"),
        ({"recognised_on": "2031-01-01"}, "recognised_on"),
        ({"town": ""}, "town"),
        ({"network_kind": "sectoral"}, "profession"),
        ({"deputy_email": "not an address"}, "deputy_email"),
        ({"deputy_email": "rita@paper.example"}, "__all__"),
    ],
)
def test_a_fault_stands_at_its_field_and_what_was_typed_stays(
    cast: Cast, browse: Browse, changes: Mapping[str, Any], field: str
) -> None:
    page = browse("officer-an").post(reverse("take_over"), told(cast, scan=scan(), **changes))
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {field}
    assert b"Rita" in page.content
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("content", [b"GIF89a", b"", b"%PDF-1.7 cut", b"%PDF-" + bytes(60 << 20)])
def test_what_is_no_pdf_that_can_be_kept_is_refused_in_words(
    cast: Cast, browse: Browse, content: bytes
) -> None:
    page = browse("officer-an").post(reverse("take_over"), told(cast, scan=scan(content)))
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"scan"}
    assert b"Kapelwijk" in page.content or len(content) > 60 << 20
    assert not Dossier.objects.exists()


def test_what_is_there_is_corrected_without_bringing_the_scan_again(
    cast: Cast, browse: Browse
) -> None:
    officer = browse("officer-an")
    officer.post(reverse("take_over"), told(cast, scan=scan()))
    address = reverse("take_over_dossier", args=[Dossier.objects.get().pk])
    assert officer.post(address, told(cast, name="Kapelhoek")).status_code == 302
    assert Dossier.objects.get().name == "Kapelhoek"
    page = officer.post(address, told(cast, number="PP-MEERSTRAAT"))
    assert page.context["form"].errors.keys() == {"number"}


@pytest.mark.parametrize(
    "name", ["coordinator-bram", "clerk-nadia", "reviewer-eva", "founder-hilde"]
)
def test_nobody_else_finds_the_pages(cast: Cast, browse: Browse, name: str) -> None:
    client = browse(name)
    for page in ("take_over", "take_over_many"):
        assert client.get(reverse(page)).status_code == 403


def test_a_list_is_shown_first_and_its_good_rows_are_taken_once(cast: Cast, browse: Browse) -> None:
    officer = browse("officer-an")
    page = officer.post(reverse("take_over_many"), {"file": SimpleUploadedFile("list.csv", LIST)})
    text = page.content.decode()
    assert "Molenberg" in text
    assert not Dossier.objects.exists()
    again = {"again": page.context["again"]}
    officer.post(reverse("take_over_rows"), again)
    officer.post(reverse("take_over_rows"), again)
    assert Dossier.objects.count() == 2
    molenberg = Dossier.objects.get(name="Molenberg")
    shown = officer.get(reverse("take_over_dossier", args=[molenberg.pk]))
    assert not shown.context["is_whole"]
    assert officer.post(reverse("take_over_confirm", args=[molenberg.pk])).status_code == 409


@pytest.mark.parametrize("again", ["", "###", base64.b64encode(b"naam;straat").decode()])
def test_what_comes_back_is_judged_anew(cast: Cast, browse: Browse, again: str) -> None:
    answer = browse("officer-an").post(reverse("take_over_rows"), {"again": again})
    assert answer["Location"] == reverse("take_over_many")
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"naam;straat\nJan;Kerkstraat\n", LEAFLET, bytes(60 << 20)]
)
def test_a_file_that_is_no_list_of_networks_says_so(
    cast: Cast, browse: Browse, content: bytes
) -> None:
    page = browse("officer-an").post(
        reverse("take_over_many"), {"file": SimpleUploadedFile("list.csv", content)}
    )
    assert page.context["form"].errors.keys() == {"file"}
