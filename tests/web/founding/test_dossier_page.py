"""What the page of a dossier holds beside its story: the perimeter, the files, the name."""

import pytest
from django.test import Client
from django.urls import reverse

from belfry.founding.models import Dossier, File
from tests.cast import Cast
from tests.founding.signed_stages import recognised, signed, submitted
from tests.founding.stages import idea, surrounded
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def words(client: Client, dossier: Dossier) -> str:
    client.post(reverse("language"), {"language": "en"})
    return client.get(reverse("dossier", args=[dossier.pk])).content.decode()


def test_the_perimeter_stands_on_the_page_with_its_streets(cast: Cast, browse: Browse) -> None:
    said = words(browse("founder-hilde"), surrounded(cast))
    assert "Molenweg" in said
    assert "Show the map" in said
    assert "fewer than 10 homes" in said


def test_files_are_listed_for_partners_and_can_be_taken(cast: Cast, browse: Browse) -> None:
    dossier = signed(cast)
    client = browse("clerk-nadia")
    said = words(client, dossier)
    assert "The charter to sign" in said
    assert "The charter with all signatures, sealed" in said
    assert "Letter to the mayor" not in said
    for file in File.objects.filter(dossier=dossier):
        address = reverse("dossier_file", args=[dossier.pk, file.pk])
        assert address in said
        assert client.get(address)["Content-Type"] == "application/pdf"


def test_a_text_that_counts_no_more_is_not_listed(cast: Cast, browse: Browse) -> None:
    dossier = signed(cast)
    Dossier.objects.filter(pk=dossier.pk).update(papers_version=dossier.papers_version + 1)
    assert "The charter to sign" not in words(browse("clerk-nadia"), dossier)


def test_the_letters_of_a_recognition_are_listed(cast: Cast, browse: Browse) -> None:
    dossier, _network = recognised(cast)
    client = browse("mayor-luc")
    said = words(client, dossier)
    for to in ("mayor", "chief"):
        address = reverse("dossier_letter", args=[dossier.pk, to])
        assert address in said
        assert client.get(address).status_code == 200
        assert f'src="{address}picture/"' in said
        assert client.get(f"{address}picture/")["Content-Type"] == "image/png"
    nobody = reverse("dossier_letter_picture", args=[dossier.pk, "king"])
    assert client.get(nobody).status_code == 404


def test_the_name_is_changed_on_a_page_of_its_own(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    client = browse("founder-hilde")
    address = reverse("dossier_name", args=[dossier.pk])
    assert address in words(client, dossier)
    assert b"without a web or e-mail address" in client.post(address, {"name": "a//b"}).content
    answer = client.post(address, {"name": "Klokwijk"}, follow=True)
    assert b"The network has its new name" in answer.content
    dossier.refresh_from_db()
    assert dossier.name == "Klokwijk"


def test_once_everybody_signed_the_name_is_not_offered(cast: Cast, browse: Browse) -> None:
    dossier = signed(cast)
    client = browse("founder-hilde")
    address = reverse("dossier_name", args=[dossier.pk])
    assert address not in words(client, dossier)
    assert client.get(address).status_code == 403


def test_partners_also_end_a_dossier_that_the_reviewer_reads(cast: Cast, browse: Browse) -> None:
    dossier = submitted(cast)
    address = reverse("dossier_end", args=[dossier.pk])
    reviewer = browse("reviewer-eva")
    assert address not in words(reviewer, dossier)
    assert reviewer.get(address).status_code == 403
    client = browse("founder-hilde")
    assert address in words(client, dossier)
    client.post(address, {"reason": "Nobody has the time any more."})
    dossier.refresh_from_db()
    assert dossier.state == "abandoned"
