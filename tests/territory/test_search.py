"""Places are found in any official language, however they are written."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfry.territory.actions import add_municipality
from belfry.territory.folding import folded, folded_names
from belfry.territory.models import Municipality, Street, Succession
from belfry.territory.queries import municipality_by_nis
from belfry.territory.search import (
    find_addresses,
    find_municipalities,
    find_streets,
    names_apart,
    streets_by_id,
)
from tests.territory.drawing import DAY, addresses, street

PLACE = (3.7, 51.0)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places() -> None:
    for nis, names in {
        "62063": {"nl": "Luik", "fr": "Liège", "de": "Lüttich"},
        "44021": {"nl": "Gent", "fr": "Gand"},
        "44085": {"nl": "Lievegem"},
        "23077": {"nl": "Sint-Pieters-Leeuw", "fr": "Leeuw-Saint-Pierre"},
        "63067": {"de": "Sankt Vith", "fr": "Saint-Vith"},
        "53053": {"nl": "Bergen", "fr": "Mons"},
    }.items():
        add_municipality(nis, names=names, valid_from=DAY)
    for reference, (nis, names) in enumerate(
        (
            ("44021", {"nl": "Sint-Pietersnieuwstraat"}),
            ("44021", {"nl": "Kerkstraat"}),
            ("44085", {"nl": "Kerkstraat"}),
            ("44021", {"nl": "Nieuwe Kerkstraat"}),
            ("62063", {"fr": "Rue de l'Église"}),
            ("62063", {"fr": "Rue Saint-Pierre"}),
            ("21004", {"nl": "Wetstraat", "fr": "Rue de la Loi"}),
            ("44021", {"nl": "Straat 11 november"}),
        )
    ):
        made = street(nis, reference=str(reference), **names)
        code = {"44021": "9000", "44085": "9930", "62063": "4000", "21004": "1000"}[nis]
        addresses(
            made, [("12", PLACE), ("12A", PLACE), ("16/3", PLACE), ("16/4", PLACE)], postcode=code
        )


def towns(text: str) -> list[str]:
    return [town.nis for town in find_municipalities(text, on=DAY)]


def streets(text: str, **more: str) -> list[tuple[str, str]]:
    found = find_streets(text, on=DAY, **more)
    return [(next(iter(one.names.values())), one.nis) for one in found]


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("luik", "62063"), ("Liège", "62063"), ("LIEGE", "62063"), ("lüttich", "62063"), ("lutich", "62063"),
        ("st pieters", "23077"), ("St.-Pieters-Leeuw", "23077"), ("saint pierre", "23077"), ("leeuw", "23077"),
        ("saint vith", "63067"), ("sankt-vith", "63067"), ("mons", "53053"), ("gnt", "44021"),
    ],
)  # fmt: skip
def test_a_municipality_is_found_in_any_language(text: str, nis: str) -> None:
    assert towns(text)[0] == nis


def test_what_is_like_nothing_or_too_short_finds_nothing() -> None:
    assert towns("xyzzy") == towns("l") == towns("") == towns("!?") == []
    assert find_municipalities("luik", on=DAY - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("st pieters", ("Sint-Pietersnieuwstraat", "44021")),
        ("SINT PIETERSNIEUWSTRAAT", ("Sint-Pietersnieuwstraat", "44021")),
        ("pietersnieuw", ("Sint-Pietersnieuwstraat", "44021")),
        ("rue de l eglise", ("Rue de l'Église", "62063")),
        ("Rue de l\u2019Église, Luik", ("Rue de l'Église", "62063")),
        ("rue de la loi", ("Wetstraat", "21004")),
        ("wetstrat", ("Wetstraat", "21004")),
        ("kerkstraat, lievegem", ("Kerkstraat", "44085")),
        ("kerkstraat 9930", ("Kerkstraat", "44085")),
        ("Kerkstraat 12, 9930 Lievegem", ("Kerkstraat", "44085")),
        ("kerkstraat 12, 9930 Zomergem", ("Kerkstraat", "44085")),
        ("straat 11 november", ("Straat 11 november", "44021")),
    ],
)
def test_a_street_is_found_however_it_is_written(text: str, found: tuple[str, str]) -> None:
    assert streets(text)[0] == found


def test_the_street_of_that_name_comes_before_those_that_contain_it() -> None:
    assert streets("kerkstraat") == [
        ("Kerkstraat", "44021"), ("Kerkstraat", "44085"), ("Nieuwe Kerkstraat", "44021"),
    ]  # fmt: skip
    assert streets("kerkstraat", nis="44085") == [("Kerkstraat", "44085")]
    assert len(find_streets("kerkstraat", on=DAY, limit=2)) == 2


def test_a_found_street_names_its_municipality_in_every_language() -> None:
    (one,) = find_streets("rue saint pierre", on=DAY)
    assert one.municipality == {"nl": "Luik", "fr": "Liège", "de": "Lüttich"}
    # Brussels is not known here: the street is found nevertheless.
    assert find_streets("wetstraat", on=DAY)[0].municipality == {}


def test_streets_of_one_name_in_one_municipality_are_told_apart_by_postcode() -> None:
    other = street("44021", reference="9", nl="Kerkstraat")
    addresses(other, [("1", PLACE)], postcode="9030")
    addresses(other, [("2", PLACE)], postcode="9031")
    found = find_streets("kerkstraat", on=DAY)
    assert sorted(names_apart(found, language="nl", on=DAY).values()) == [
        "Kerkstraat, Gent (9000)",
        "Kerkstraat, Gent (9030, 9031)",
        "Kerkstraat, Lievegem",
        "Nieuwe Kerkstraat, Gent",
    ]
    assert min(names_apart(found, language="fr", on=DAY).values()) == "Kerkstraat, Gand (9000)"


def test_the_name_of_a_merged_municipality_leads_to_where_its_ground_is() -> None:
    later = DAY + timedelta(days=9)
    old = municipality_by_nis("44085", on=DAY)
    Municipality.objects.filter(pk=old.pk).update(valid_until=later)
    Succession.objects.create(old=old, new=municipality_by_nis("44021", on=DAY))
    assert towns("lievegem")[0] == "44085"
    assert find_municipalities("lievegem", on=later)[0].nis == "44021"
    assert [town.nis for town in find_municipalities("gent", on=later)] == ["44021"]
    assert find_streets("nieuwe kerkstraat, lievegem", on=later)[0].nis == "44021"


def test_a_street_that_is_gone_is_found_no_more() -> None:
    Street.objects.filter(name_nl="Wetstraat").update(gone_on=DAY)
    assert streets("wetstraat") == []
    assert find_streets("wetstraat", on=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    "text", ["", "k", "%", "_", "'; DROP TABLE", "12", "\\", "x" * 5_000, "1000"]
)
def test_odd_words_find_nothing_and_break_nothing(text: str) -> None:
    assert streets(text) == []
    assert find_addresses(text, on=DAY) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Wetstraat 12", ["12", "12A"]),
        ("Wetstraat 12a", ["12A"]),
        ("12, rue de la Loi", ["12", "12A"]),
        ("rue de la loi 16 1000 Bruxelles", ["16", "16"]),
        ("Wetstraat 1612, 1000 Brussel", []),
        ("rue de la loi 16, 1000", ["16", "16"]),
        ("Wetstraat 16 bus 3", ["16"]),
        ("Wetstraat 17", []),
        ("Wetstraat", []),
    ],
)
def test_an_address_is_found_by_its_number(text: str, numbers: list[str]) -> None:
    assert [one.number for one in find_addresses(text, on=DAY)] == numbers


def test_a_found_address_says_where_it_stands() -> None:
    (one,) = find_addresses("Kerkstraat 16 bus 4, 9930 Lievegem", on=DAY)
    assert (one.number, one.box, one.postcode, one.lon, one.lat) == ("16", "4", "9930", *PLACE)
    assert one.street.nis == "44085"


def test_streets_are_given_by_id_in_the_order_asked_for() -> None:
    ids = [one.street_id for one in find_streets("kerkstraat", on=DAY)][::-1]
    assert list(streets_by_id([*ids, 0], on=DAY)) == ids


@given(st.text(max_size=40))
def test_a_folded_name_is_plain_and_stays_as_it_is(name: str) -> None:
    told = folded(name)
    assert folded(told) == told
    assert set(told) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert folded(name.upper()) == told or name.upper().lower() != name.lower()


def test_names_that_are_the_same_are_kept_once() -> None:
    assert folded_names("Eupen", "", "EUPEN", "Néau") == "eupen|neau"
