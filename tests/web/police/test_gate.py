"""The release gate on the pages: what the check says, who reads, who lets it pass."""

import json
from dataclasses import replace
from datetime import timedelta

from belfry.bulletins.models import Bulletin, Lift
from belfry.core.languages import Language
from tests.bulletins.desk import DUTCH, FRENCH, draft, submitted
from tests.bulletins.test_gate import AGREED, PLATE
from tests.cast import NOON, Cast
from tests.web.conftest import Browse


def test_while_somebody_types_the_check_answers_and_keeps_nothing(
    browse: Browse, cast: Cast
) -> None:
    an = browse("officer-an")
    told = {
        "language": "nl",
        "nl-what": "Een wagen met nummerplaat 1-ABC-234 reed weg. <b>Volg hem.</b>",
    }
    page = an.post(f"/bulletins/words/{cast.stage.beiaard}/", told).content.decode()
    assert "<mark" in page
    assert "1-ABC-234" in page
    assert "<b>Volg" not in page
    assert not Bulletin.objects.exists()


def test_good_words_get_no_remark(browse: Browse, cast: Cast) -> None:
    told = {"language": "nl", "nl-what": DUTCH.what}
    page = browse("officer-an").post(f"/bulletins/words/{cast.stage.beiaard}/", told)
    assert "<mark" not in page.content.decode()


def test_a_refused_submission_keeps_the_draft_and_says_why(browse: Browse, cast: Cast) -> None:
    told = {
        "bulletin_class": "request",
        "networks": [str(cast.stage.meerstraat)],
        "ground": "preventable",
        "investigation": "none",
        "without_personal_data": "on",
        **{f"nl-{name}": getattr(PLATE, name) for name in PLATE.__slots__},
        **{f"fr-{name}": getattr(FRENCH, name) for name in FRENCH.__slots__},
        "submit": "1",
    }
    an = browse("officer-an")
    answer = an.post("/bulletins/new/", told, follow=True)
    assert Bulletin.objects.get().state == "draft"
    assert PLATE.what in answer.content.decode()


def test_measures_are_offered_in_every_language_at_once(browse: Browse) -> None:
    page = browse("officer-an").get(
        "/bulletins/measures/", {"phenomenon": "home_burglary", "bulletin_class": "request"}
    )
    offered = page.context["measures"]
    assert offered
    for _sentence, everywhere in offered:
        assert set(json.loads(everywhere)) == set(Language.values)
    alert = browse("officer-an").get(
        "/bulletins/measures/", {"phenomenon": "home_burglary", "bulletin_class": "alert"}
    )
    assert 0 < len(alert.context["measures"]) < len(offered)


def test_an_unknown_phenomenon_offers_nothing(browse: Browse) -> None:
    page = browse("officer-an").get("/bulletins/measures/", {"phenomenon": "x"})
    assert page.context["measures"] == []


def test_a_chief_reads_what_is_held_back_and_lets_it_pass(browse: Browse, cast: Cast) -> None:
    what = replace(draft(cast.stage.meerstraat, nl=PLATE, fr=FRENCH), judged=AGREED)
    bulletin = submitted(cast, what=what)
    karim, address = browse("chief-karim"), f"/bulletins/{bulletin.pk}/"
    assert "1-ABC-234" in karim.get(address).content.decode()
    assert karim.post(f"{address}approve/", {}).status_code == 409
    told = {"label": "number_plate", "reason": "Opsporingsbericht van het parket"}
    assert karim.post(f"{address}lift/", told).status_code == 302
    assert Lift.objects.get().reason == "Opsporingsbericht van het parket"
    assert karim.post(f"{address}approve/", {}).status_code == 302


def test_the_first_of_two_readers_sees_that_a_second_is_asked(browse: Browse, cast: Cast) -> None:
    words = replace(DUTCH, what="Een man met een zwarte jas en een pet brak een tuinhuis open.")
    bulletin = submitted(cast, what=draft(cast.stage.meerstraat, nl=words, fr=FRENCH))
    address = f"/bulletins/{bulletin.pk}/"
    els = browse("officer-els")
    els.post(f"{address}approve/", {})
    waiting = els.get(address)
    assert waiting.context["bulletin"].state == "second_reading"
    # Nothing is asked of her any more, and she is none of those who are still asked.
    assert f'action="{address}approve/"' not in waiting.content.decode()
    asked = {one.person_id for one in waiting.context["page"].approvers}
    assert cast.person("officer_els") not in asked
    assert cast.person("chief_karim") in asked
    assert els.post(f"{address}approve/", {}).status_code == 409
    assert browse("chief-karim").post(f"{address}approve/", {}).status_code == 302
    assert Bulletin.objects.get().state == "approved"


def test_the_page_tells_how_a_message_came_through_the_gate(browse: Browse, cast: Cast) -> None:
    bulletin = submitted(cast)
    story = browse("chief-karim").get(f"/bulletins/{bulletin.pk}/").context["page"].story
    assert [step.at is not None for step in story] == [True, True, False, False]


def test_what_was_seen_comes_first_where_the_hour_is_known(browse: Browse, cast: Cast) -> None:
    seen = NOON - timedelta(minutes=20)
    bulletin = submitted(cast, what=replace(draft(cast.stage.meerstraat), fact_at=seen))
    page = browse("chief-karim").get(f"/bulletins/{bulletin.pk}/").context["page"]
    assert [step.at for step in page.story[:2]] == [seen, bulletin.made_at]
    assert len(page.story) == 5
