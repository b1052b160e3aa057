"""The form by which police choose whom a message is for."""

import json
from dataclasses import replace
from typing import Any

import pytest

from belfry.bulletins.models import Area, Bulletin, Release
from belfry.bulletins.types import Part
from belfry.networks.models import Perimeter
from belfry.program.demo_places import Ground, give_perimeter, outline_of
from belfry.territory.kinds import Remedy
from tests.bulletins.desk import draft, read_by_two, submitted
from tests.bulletins.test_areas import ground
from tests.bulletins.test_parts import street
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

__all__ = ["ground"]

pytestmark = pytest.mark.django_db

CROSSED = [[4.8905, 50.9505], [4.8925, 50.9545], [4.8925, 50.9505], [4.8905, 50.9545]]


def area(*names: str, **more: Any) -> dict[str, Any]:
    """Return what the form sends once an area around streets is drawn."""
    shape = json.dumps(outline_of(*names))
    return {"bulletin_class": "request", "extent": "area", "shape": shape, **more}


def test_one_press_ticks_all_networks_of_a_kind_and_keeps_what_was_typed(
    browse: Browse, cast: Cast
) -> None:
    an = browse("officer-an")
    typed = {"bulletin_class": "request", "nl-title": "Tuinhuis", "tick": "commercial"}
    page = an.post("/bulletins/new/", typed)
    ticked = {network.name for network, _count, chosen, _sms in page.context["networks"] if chosen}
    assert ticked == {"Winkelhart"}
    assert 'value="Tuinhuis"' in page.content.decode()
    assert not Bulletin.objects.exists()
    page = an.post("/bulletins/new/", typed | {"tick": "every"})
    assert all(chosen for _network, _count, chosen, _sms in page.context["networks"])
    page = an.post("/bulletins/new/", typed | {"tick": "none"})
    assert not any(chosen for _network, _count, chosen, _sms in page.context["networks"])


def test_some_streets_are_chosen_without_a_map(browse: Browse, cast: Cast) -> None:
    kapelweg = street("Kapelweg", 3, 14)
    streets = [{"street": kapelweg, "first": None, "last": None, "side": "both"}]
    since = NOON.date()
    Perimeter.objects.create(network_id=cast.stage.meerstraat, streets=streets, since=since)
    an = browse("officer-an")
    assert "Kapelweg" in an.get("/bulletins/new/").content.decode()
    typed = {
        "bulletin_class": "request",
        "networks": str(cast.stage.meerstraat),
        "streets": str(kapelweg),
        "nl-title": "Tuinhuis",
    }
    an.post("/bulletins/new/", typed)
    area = Area.objects.get()
    assert (area.streets, area.with_unplaced) == ([kapelweg], False)
    page = an.get(f"/bulletins/{area.bulletin_id}/edit/")
    assert page.context["streets"] == [str(kapelweg)]
    page = an.get(f"/bulletins/{area.bulletin_id}/").content.decode()
    assert "Kapelweg (Klokdorp)" in page or "Kapelweg, Klokdorp" in page


def test_enter_in_a_field_ticks_no_network(browse: Browse, cast: Cast) -> None:
    page = browse("officer-an").get("/bulletins/new/").content.decode()
    sheet = page[page.index("data-sheet") :]
    first = sheet[sheet.index("<button") :].partition(">")[0]
    assert 'type="submit"' in first
    assert "name=" not in first


@pytest.mark.usefixtures("ground")
def test_an_area_is_drawn_and_kept_and_comes_back_on_the_map(browse: Browse, cast: Cast) -> None:
    an = browse("officer-an")
    an.post("/bulletins/new/", area("Kapelweg", "Rue Haute", with_unplaced="on"))
    kept = Area.objects.get()
    asked = dict(Release.objects.values_list("network_id", "by_acceptance"))
    assert asked == {cast.stage.meerstraat: False, cast.stage.hautcloche: True}
    page = an.get(f"/bulletins/{kept.bulletin_id}/edit/")
    assert json.loads(page.context["sheet"].form["shape"].value()) == kept.shape
    # Who follows from the area is not chosen by name as well: an area drawn anew asks them no more.
    assert (page.context["extent"], page.context["others"]) == ("area", [])
    text = an.get(f"/bulletins/{kept.bulletin_id}/").content.decode()
    assert "Kapelweg" in text
    assert "Haut-Cloche" in text


@pytest.mark.usefixtures("ground")
def test_whom_it_is_for_shows_at_once_and_nothing_is_kept(browse: Browse, cast: Cast) -> None:
    address = f"/bulletins/reach/{cast.stage.beiaard}/"
    page = browse("officer-an").post(address, area("Kapelweg", "Rue Haute"))
    assert f'data-joined="{cast.stage.meerstraat}"' in page.content.decode()
    reach = page.context["sheet"].reach
    assert [(name, members) for name, members, _homes in reach.own] == [("Meerstraat", 2)]
    # Rounded, in Dutch.
    assert reach.own[0][2].endswith(" 50")
    assert [(name, homes[-3:]) for name, homes in reach.others] == [("Haut-Cloche", " 60")]
    assert not Bulletin.objects.exists()


@pytest.mark.usefixtures("ground")
def test_an_outline_that_crosses_itself_is_explained(browse: Browse, cast: Cast) -> None:
    shape = json.dumps({"type": "Polygon", "coordinates": [[*CROSSED, CROSSED[0]]]})
    typed = area() | {"shape": shape}
    page = browse("officer-an").post(f"/bulletins/reach/{cast.stage.beiaard}/", typed)
    assert page.context["sheet"].reach.remedies == (Remedy.UNCROSSED,)
    assert str(Remedy.UNCROSSED.label) in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"extent": "area"}, "shape"),
        ({"extent": "streets"}, "streets"),
        ({"extent": "area", "shape": "x"}, "shape"),
        ({"extent": "area", "shape": '{"type": "Point", "coordinates": [4.9, 50.9]}'}, "shape"),
        ({"extent": "everything"}, "extent"),
    ],
)
def test_a_part_of_nothing_is_a_mistake_beside_its_field_and_never_everybody(
    browse: Browse, cast: Cast, typed: dict[str, str], place: str
) -> None:
    an, whole = browse("officer-an"), {"bulletin_class": "request", "nl-title": "Tuinhuis"}
    whole["networks"] = str(cast.stage.meerstraat)
    for address in ("/bulletins/new/", f"/bulletins/reach/{cast.stage.beiaard}/"):
        page = an.post(address, whole | typed)
        assert list(page.context["sheet"].form.errors) == [place]
        assert "errorlist" in page.content.decode()
    assert not Bulletin.objects.exists()


@pytest.mark.usefixtures("ground")
def test_the_map_of_a_new_message_shows_own_networks_and_those_of_other_police(
    browse: Browse, cast: Cast
) -> None:
    address = f"/bulletins/ground/{cast.stage.beiaard}/"
    layers = browse("officer-an").get(address).json()["layers"]
    found = {(one["kind"], one["name"]) for one in layers}
    assert {("network", "Meerstraat"), ("other", "Haut-Cloche"), ("town", "Klokdorp")} <= found


@pytest.mark.usefixtures("ground")
def test_the_map_of_a_message_shows_its_area(browse: Browse, cast: Cast) -> None:
    an = browse("officer-an")
    an.post("/bulletins/new/", area("Kapelweg"))
    kept = Area.objects.get()
    layers = an.get(f"/bulletins/{kept.bulletin_id}/area/").json()["layers"]
    assert [one["kind"] for one in layers] == ["network", "own"]
    assert layers[-1]["geometry"] == kept.shape


def test_streets_of_other_police_beside_stand_on_the_list(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    an = browse("officer-an")
    assert "Rue Haute" not in an.get("/bulletins/new/").content.decode()
    give_perimeter(ground, cast.stage.winkelhart, "Grenslaan", now=NOON)
    sheet = an.get("/bulletins/new/").context["sheet"]
    assert [len(one.streets) for one in sheet.streets] == [2, 1, 1]
    assert sheet.streets[-1].network.startswith("Haut-Cloche (")


@pytest.mark.usefixtures("ground")
def test_the_approver_sees_the_area_who_else_is_asked_and_types_the_number(
    browse: Browse, cast: Cast
) -> None:
    part = Part(shape=outline_of("Kapelweg", "Rue Haute"))
    bulletin = submitted(cast, what=replace(draft(), part=part))
    karim, address = browse("chief-karim"), f"/bulletins/{bulletin.pk}/"
    text = karim.get(address).content.decode()
    assert "Haut-Cloche" in text
    assert f'data-map-shapes="{address}area/"' in text
    assert 'name="number"' in text
    assert karim.post(f"{address}approve/", {"number": ""}).status_code == 409
    karim.post(f"{address}approve/", {"number": "1"})
    assert Bulletin.objects.get(pk=bulletin.pk).state == "second_reading"


@pytest.mark.usefixtures("ground")
def test_police_next_door_read_for_which_part_it_is_before_they_take_it_over(
    browse: Browse, cast: Cast
) -> None:
    part = Part(shape=outline_of("Kapelweg", "Rue Haute"))
    bulletin = read_by_two(cast, submitted(cast, what=replace(draft(), part=part)))
    asked = Release.objects.get(bulletin=bulletin, by_acceptance=True)
    piet = browse("officer-piet")
    assert piet.get(f"/releases/{asked.pk}/accept/").context["part"]
    layers = piet.get(f"/bulletins/{bulletin.pk}/area/").json()["layers"]
    # The networks of the other police are not told.
    assert [one["name"] for one in layers if one["kind"] == "network"] == ["Haut-Cloche"]
