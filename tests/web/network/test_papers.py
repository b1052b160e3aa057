"""The papers of a network on its page."""

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("figure", "count"),
    [("coordinator-bram", 2), ("officer-an", 2), ("clerk-nadia", 2), ("member-chloe", 0),
     ("dispatcher-lotte", 0)],
)  # fmt: skip
def test_the_page_offers_them_to_the_partners_with_a_first_page(
    cast: Cast, browse: Browse, figure: str, count: int
) -> None:
    client = browse(figure)
    page = client.get(reverse("network", args=[cast.stage.meerstraat])).content.decode()
    shown = [
        paper
        for paper in ("stickers", "enrolment")
        if reverse("network_paper", args=[cast.stage.meerstraat, paper]) in page
        and reverse("network_paper_picture", args=[cast.stage.meerstraat, paper]) in page
    ]
    assert len(shown) == count


@pytest.mark.parametrize("paper", ["stickers", "enrolment"])
def test_a_paper_comes_as_a_file_and_as_a_picture(cast: Cast, browse: Browse, paper: str) -> None:
    client = browse("coordinator-bram")
    file = client.get(reverse("network_paper", args=[cast.stage.meerstraat, paper]))
    assert file.content.startswith(b"%PDF")
    assert file["Content-Disposition"].startswith("attachment; filename=")
    shown = client.get(reverse("network_paper_picture", args=[cast.stage.meerstraat, paper]))
    assert shown.content.startswith(b"\x89PNG")
    assert shown["Cache-Control"] == "no-store"


def test_there_is_no_other_paper(cast: Cast, browse: Browse) -> None:
    client = browse("coordinator-bram")
    for name in ("network_paper", "network_paper_picture"):
        address = reverse(name, args=[cast.stage.meerstraat, "badge"])
        assert client.get(address).status_code == 404
