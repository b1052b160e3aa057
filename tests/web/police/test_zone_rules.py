"""The rules of a zone: the chief settles them on one page, officers read them, nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from belfry.bulletins.console import Fact, night_reason, texts_by_fact
from belfry.bulletins.kinds import NightReason
from belfry.bulletins.proofreading import remarks_on
from belfry.bulletins.types import Draft, Words
from belfry.networks.kinds import BulletinClass, NightPolicy
from belfry.networks.models import ZoneRulesVersion
from belfry.networks.types import OwnWord
from belfry.networks.zone_rules import due_after, zone_rules
from belfry.people.models import Person
from belfry.wording.types import Label
from tests.bulletins.control_room import INTRUDER, text_in_force
from tests.cast import Cast
from tests.web.conftest import VISIT, Browse

DAY = timedelta(days=1)


def filled(karim: Client, cast: Cast, **changes: Any) -> dict[str, Any]:
    """Return the form as the page offers it, with what the chief changes."""
    form = karim.get(page_of(cast)).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in values.items()} | changes


def page_of(cast: Cast) -> str:
    return f"/zones/{cast.stage.beiaard}/rules/"


def test_a_chief_comes_from_home_and_saves_a_version(cast: Cast, browse: Browse) -> None:
    karim, address = browse("chief-karim"), page_of(cast)
    assert f'href="{address}"' in karim.get("/").content.decode()
    changes = {
        "office_number": "09/234.56.78",
        "further_numbers": "0470 11 22 33\r\n+31 10 123 45 67\r\n",
        "night": "nobody",
        "fact_robbery_in_progress": "0",
        "fact_vandalism": "1",
        "fact_arson": "1",
        "life_alert": "3",
        "answer_alert": "5",
        "answer_warning": "2",
        "silence_days": "30",
        "forbidden": "boef* :  we speak of suspects\r\n\r\nvolk: behaviour",
    }
    answer = karim.post(address, filled(karim, cast, **changes), follow=True)
    assert "Opgeslagen als versie 1." in answer.content.decode()
    rules = zone_rules(cast.stage.beiaard, at=VISIT)
    assert rules.numbers == ("+3292345678", "+32470112233", "+31101234567")
    assert rules.night == NightPolicy.NOBODY
    # Two in one place stand as in the list of all.
    assert rules.fact_types[:2] == ("arson", "vandalism")
    assert "robbery_in_progress" not in rules.fact_types
    assert rules.times["alert"] == (timedelta(hours=3), timedelta(minutes=5))
    assert rules.times["warning"] == (timedelta(hours=24), timedelta(hours=2))
    assert rules.silence_days == 30
    assert rules.forbidden == (
        OwnWord("boef*", "we speak of suspects"),
        OwnWord("volk", "behaviour"),
    )


def test_the_page_offers_what_counts_and_a_second_press_changes_nothing(
    cast: Cast, browse: Browse
) -> None:
    karim, address = browse("chief-karim"), page_of(cast)
    typed = filled(karim, cast, office_number="09 234 56 78", allowed="Moorstraat: a street")
    for _ in range(2):
        assert karim.post(address, typed).status_code == 302
    assert ZoneRulesVersion.objects.count() == 1
    assert filled(karim, cast) == typed
    assert karim.post(address, filled(karim, cast)).status_code == 302
    assert ZoneRulesVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("office_number", "101"),
        ("further_numbers", "09 234 56 78\r\nelf"),
        ("forbidden", "boef"),
        ("forbidden", "boef: one\r\nBOEF: two"),
        ("allowed", "(a) b: reason"),
        ("silence_days", "1"),
        ("other_due_days", "soon"),
        ("life_alert", "0"),
        ("life_advice", "745"),
        ("answer_alert", "10081"),
        ("answer_request", "169"),
        ("fact_arson", "15"),
        ("night", "always"),
        ("valid_from", "2026-11-24"),
        ("valid_from", "tomorrow"),
    ],
)
def test_what_cannot_be_settled_comes_back_with_a_word_next_to_it(
    cast: Cast, browse: Browse, field: str, typed: str
) -> None:
    karim = browse("chief-karim")
    answer = karim.post(page_of(cast), filled(karim, cast, **{field: typed}))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"][field].value() == typed
    assert not ZoneRulesVersion.objects.exists()


def test_a_word_in_both_lists_is_told_above_the_form(cast: Cast, browse: Browse) -> None:
    karim = browse("chief-karim")
    typed = filled(karim, cast, allowed="boef: a name", forbidden="Boef: no name")
    answer = karim.post(page_of(cast), typed)
    assert answer.context["form"].non_field_errors()
    assert "Boef: no name" in answer.content.decode()


def test_a_version_to_come_is_told_of_and_can_be_read(cast: Cast, browse: Browse) -> None:
    karim, address = browse("chief-karim"), page_of(cast)
    day = (VISIT + 7 * DAY).date().isoformat()
    karim.post(address, filled(karim, cast, valid_from=day, office_number="09 234 56 78"))
    page = karim.get(address)
    assert page.context["shown"].rules.version == 0
    assert [row.is_to_come for row in page.context["rows"]] == [True]
    assert "dinsdag 1 december 2026" in page.content.decode()
    assert "09 234 56 78" in karim.get(f"{address}1/").content.decode()
    assert karim.get(f"{address}2/").status_code == 404
    assert karim.get(f"{address}{'9' * 30}/").status_code == 404


def test_all_five_of_them_count_from_their_day_on_and_not_before(
    cast: Cast, browse: Browse
) -> None:
    text_in_force(cast)
    karim, address = browse("chief-karim"), page_of(cast)
    tomorrow = VISIT + DAY
    changes = {
        "further_numbers": "0470 11 22 33",
        "fact_intruder_in_progress": "0",
        "night": "nobody",
        "other_due_days": "14",
        "forbidden": "boef*: we speak of suspects",
        "valid_from": tomorrow.date().isoformat(),
    }
    assert karim.post(address, filled(karim, cast, **changes)).status_code == 302
    zone = cast.stage.beiaard
    said = Words(title="Opgelet", what="Een boef was er. Bel 0470 11 22 33.")
    draft = Draft(BulletinClass.REQUEST, (), {"nl": said})
    found = {}
    for at in (VISIT, tomorrow):
        rules = zone_rules(zone, at=at)
        labels = {one.label for one in remarks_on(draft, rules)}
        found[at] = (
            Label.PHONE_NUMBER in labels,
            INTRUDER in texts_by_fact(zone, at=at),
            night_reason(Fact(INTRUDER, 1, at), rules, now=at),
            (due_after(at, False, rules) - at).days,
            Label.ZONE_WORD in labels,
        )
    assert found == {
        VISIT: (True, True, NightReason.IN_PROGRESS, 7, False),
        tomorrow: (False, False, "", 14, True),
    }


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_an_officer_reads_them_and_finds_no_form(cast: Cast, browse: Browse, language: str) -> None:
    karim, address = browse("chief-karim"), page_of(cast)
    karim.post(address, filled(karim, cast, forbidden="boef: one", further_numbers="0470112233"))
    Person.objects.filter(pk=cast.person("officer_an")).update(language=language)
    an = browse("officer-an")
    page = an.get(address)
    text = page.content.decode()
    assert page.context["form"] is None
    assert "<textarea" not in text
    assert "0470 11 22 33" in text
    assert "boef" in text
    assert f'href="{address}"' in an.get(f"/zones/{cast.stage.beiaard}/").content.decode()
    assert f'href="{address}"' not in an.get("/").content.decode()
    assert an.post(address, {}).status_code == 403
