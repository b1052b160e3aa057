"""The pages around the change of a recognised network: what it says that it changes, and what differs."""

from django.urls import reverse

from tests.cast import Cast
from tests.founding.signed_stages import recognised
from tests.founding.test_amending import WHY, amended, narrowed
from tests.web.conftest import Browse


def test_what_changes_and_why_and_the_streets_that_differ_are_read_on_the_page(
    cast: Cast, browse: Browse
) -> None:
    _founding, network = recognised(cast)
    dossier = amended(cast, network, "contact", "perimeter")
    client = browse("officer-an")
    pages = [reverse(name, args=[dossier.pk]) for name in ("dossier", "dossier_review")]
    for page in pages:
        shown = client.get(page).content.decode()
        assert "Contactgegevens, werkingsgebied" in shown
        assert WHY in shown
    assert "<ins>" not in client.get(pages[1]).content.decode()
    narrowed(dossier)
    assert "Molenweg, 1 - 3" in client.get(pages[1]).content.decode()


def test_the_page_of_a_signed_plan_says_how_it_is_changed(cast: Cast, browse: Browse) -> None:
    _founding, network = recognised(cast)
    client, address = browse("officer-an"), reverse("plan", args=[network.pk])
    form = client.get(address).context["form"]
    typed = {field.name: value for field in form if (value := field.value()) is not None}
    page = client.post(address, {**typed, "released_by": "police"})
    assert page.status_code == 200
    assert "met het charter ondertekend" in page.content.decode()
    assert client.post(address, typed).status_code == 302
