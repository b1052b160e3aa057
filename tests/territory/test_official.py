"""Region, province and language regime follow from a NIS code and a date."""

from collections import Counter
from datetime import date

import pytest

from belfry.territory.kinds import AddressRegion, LanguageArea
from belfry.territory.official import (
    facility_municipalities,
    licence_of,
    province_of,
    regime_of,
    region_of,
)

NOW = date(2025, 1, 1)
BEFORE_2019 = date(2018, 12, 31)


@pytest.mark.parametrize(
    ("nis", "region", "province", "area"),
    [
        ("11002", "02000", "Antwerpen", "nl"),
        ("21004", "04000", None, "bilingual"),
        ("23027", "02000", "Vlaams-Brabant", "nl"),
        ("25112", "03000", "Waals-Brabant", "fr"),
        ("31005", "02000", "West-Vlaanderen", "nl"),
        ("46030", "02000", "Oost-Vlaanderen", "nl"),
        ("52011", "03000", "Henegouwen", "fr"),
        ("62063", "03000", "Luik", "fr"),
        ("63023", "03000", "Luik", "de"),
        ("71022", "02000", "Limburg", "nl"),
        ("81001", "03000", "Luxemburg", "fr"),
        ("92094", "03000", "Namen", "fr"),
    ],
)
def test_a_municipality_lies_where_its_code_says(
    nis: str, region: str, province: str | None, area: str
) -> None:
    found = region_of(nis, NOW)
    assert found is not None
    assert found.nis == region
    told = province_of(nis, NOW)
    assert (told.names["nl"] if told else None) == province
    regime = regime_of(nis, NOW)
    assert regime is not None
    assert regime.area == LanguageArea(area)


def test_a_code_of_no_district_lies_nowhere() -> None:
    for nis in ("01000", "99011", "9", "110021"):
        assert region_of(nis, NOW) is None
        assert province_of(nis, NOW) is None
        assert regime_of(nis, NOW) is None
    assert region_of("11002", date(1990, 1, 1)) is None


@pytest.mark.parametrize(
    ("nis", "languages", "facility"),
    [
        ("44021", ("nl",), ""),
        ("62063", ("fr",), ""),
        ("21004", ("nl", "fr"), ""),
        ("23102", ("nl", "fr"), "fr"),
        ("73109", ("nl", "fr"), "fr"),
        ("57097", ("fr", "nl"), "nl"),
        ("63049", ("fr", "de"), "de"),
        ("63023", ("de", "fr"), "fr"),
    ],
)
def test_notices_to_the_public_are_in_the_languages_of_the_law(
    nis: str, languages: tuple[str, ...], facility: str
) -> None:
    regime = regime_of(nis, NOW)
    assert regime is not None
    assert (regime.languages, regime.facility) == (languages, facility)


@pytest.mark.parametrize("on", [BEFORE_2019, NOW])
def test_there_are_27_facility_municipalities_at_any_date(on: date) -> None:
    found = facility_municipalities(on)
    by_area = Counter((regime_of(nis, on).area, language) for nis, language in found.items())  # type: ignore[union-attr]
    assert len(found) == 27
    assert by_area["fr", "nl"] == 4
    assert by_area["nl", "fr"] == 12
    assert by_area["fr", "de"] == 2
    assert by_area["de", "fr"] == 9


def test_a_code_that_changed_has_its_facility_in_its_own_time() -> None:
    assert "57096" not in facility_municipalities(BEFORE_2019)
    assert "54007" in facility_municipalities(BEFORE_2019)
    assert "57096" in facility_municipalities(NOW)


@pytest.mark.parametrize("region", AddressRegion)
def test_each_region_has_its_licence(region: AddressRegion) -> None:
    licence, attribution = licence_of(region)
    assert licence
    assert attribution
