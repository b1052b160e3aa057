import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from belfry.networks.actions.imports import run_import
from belfry.networks.models import Import, Membership
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

GOOD = (
    "Voornaam;Naam;E-mail;Straat;Nr;Postcode;Gemeente\n"
    "Maria;Jacobs;maria.jacobs@mail.example;Kapelweg;5;9990;Klokdorp\n"
    "Piet;Aerts;piet.aerts@mail.example;Kapelweg;7;9990;Klokdorp\n"
)
WITH_A_BAD_ROW = GOOD + "Jan;Smets;jan.smets at mail;Kapelweg;9;9990;Klokdorp\n"


def read(client: Client, cast: Cast, text: str, name: str = "leden.csv") -> Import:
    file = SimpleUploadedFile(name, text.encode())
    response = client.post(reverse("import_new", args=[cast.stage.meerstraat]), {"file": file})
    assert response.status_code == 302
    return Import.objects.get(pk=response["Location"].split("/")[-2])


def members() -> int:
    return Membership.objects.filter(network__name="Meerstraat").count()


def test_a_list_is_shown_before_anything_happens(cast: Cast, browse: Browse) -> None:
    client, before = browse("coordinator-bram"), members()

    page = client.get(reverse("import", args=[read(client, cast, WITH_A_BAD_ROW).pk]))

    preview = page.context["preview"]
    assert (preview.good, len(preview.bad)) == (2, 1)
    assert preview.bad[0]["line"] == 4
    assert preview.bad[0]["column"].encode() in page.content
    assert b"Jacobs" in page.content
    assert members() == before


def test_the_good_rows_are_imported_once_somebody_says_so(cast: Cast, browse: Browse) -> None:
    client, before = browse("coordinator-bram"), members()
    row = read(client, cast, WITH_A_BAD_ROW)
    confirm = reverse("import_confirm", args=[row.pk])

    assert client.post(confirm).status_code == 409
    assert client.post(confirm, {"good_rows_only": "yes"}).status_code == 302
    running = client.get(reverse("import", args=[row.pk]))
    run_import(row.pk, now=NOON)
    done = client.get(reverse("import_progress", args=[row.pk]))

    assert b"hx-get" in running.content
    assert b"hx-get" not in done.content
    row.refresh_from_db()
    assert (row.state, row.added, row.known) == ("done", 2, 0)
    assert members() == before + 2


def test_the_same_list_again_doubles_nobody(cast: Cast, browse: Browse) -> None:
    client, before = browse("coordinator-bram"), members()
    for added, known in ((2, 0), (0, 2)):
        row = read(client, cast, GOOD)
        client.post(reverse("import_confirm", args=[row.pk]))
        run_import(row.pk, now=NOON)
        row.refresh_from_db()
        assert (row.added, row.known) == (added, known)

    assert members() == before + 2


def test_a_second_press_is_told_that_it_was_done(cast: Cast, browse: Browse) -> None:
    client = browse("coordinator-bram")
    confirm = reverse("import_confirm", args=[read(client, cast, GOOD).pk])

    assert client.post(confirm).status_code == 302
    assert client.post(confirm).status_code == 409


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leden.xls", b"<html><body><table><tr><td>Naam</td></tr></table></body></html>"),
        ("leden.xlsx", b"PK\x03\x04 broken"),
        ("leden.csv", b""),
        ("leden.csv", b"a;b\x00c\n"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(
    cast: Cast, browse: Browse, name: str, content: bytes
) -> None:
    address = reverse("import_new", args=[cast.stage.meerstraat])

    page = browse("coordinator-bram").post(address, {"file": SimpleUploadedFile(name, content)})

    assert len(page.context["form"].errors["file"]) == 1
    assert not Import.objects.exists()


def test_a_file_beyond_the_limit_is_refused_with_its_own_sentence(
    cast: Cast, browse: Browse
) -> None:
    address = reverse("import_new", args=[cast.stage.meerstraat])
    client = browse("coordinator-bram")

    for megabytes in (20.5, 23):
        file = SimpleUploadedFile("leden.csv", b"x" * int(megabytes * 1024 * 1024))
        page = client.post(address, {"file": file})
        assert "20 MB" in page.context["form"].errors["file"][0]


def test_nobody_has_lists_read_without_end(cast: Cast, browse: Browse) -> None:
    client = browse("coordinator-bram")
    for _ in range(20):
        read(client, cast, GOOD)
    file = SimpleUploadedFile("leden.csv", GOOD.encode())
    answer = client.post(reverse("import_new", args=[cast.stage.meerstraat]), {"file": file})
    assert (answer.status_code, Import.objects.count()) == (409, 20)
    read(browse("deputy-sofia"), cast, GOOD)


def test_no_file_at_all_is_said(cast: Cast, browse: Browse) -> None:
    page = browse("coordinator-bram").post(reverse("import_new", args=[cast.stage.meerstraat]))

    assert "20 MB" not in page.context["form"].errors["file"][0]


def test_an_import_is_nobody_elses(cast: Cast, browse: Browse) -> None:
    row = read(browse("coordinator-bram"), cast, GOOD)

    for figure in ("officer-an", "member-chloe", "shopkeeper-amina", "outsider-dries"):
        client = browse(figure)
        assert client.get(reverse("import", args=[row.pk])).status_code == 404
        assert client.post(reverse("import_confirm", args=[row.pk])).status_code == 404
    assert browse("deputy-sofia").get(reverse("import", args=[row.pk])).status_code == 200
