"""Pages for what happens after a message was sent: taken back, ended, owed, complained about."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from belfry.bulletins.actions.complaining import answer_complaint, complain
from belfry.bulletins.actions.following import correct_bulletin, tell_outcome
from belfry.bulletins.actions.releasing import stop_release
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.complaints import answer_token
from belfry.bulletins.models import Bulletin, Complaint, Release
from belfry.delivery.models import Message
from tests.bulletins.desk import DUTCH, LATER, released
from tests.bulletins.post import accept
from tests.cast import NOON, Cast
from tests.web.conftest import VISIT, Browse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts(cast: Cast) -> None:
    load_templates(now=NOON - timedelta(days=1))


@pytest.fixture
def sent(cast: Cast) -> Release:
    release = released(cast)
    accept(release)
    release.refresh_from_db()
    return release


def text_of(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def test_an_officer_reads_what_readers_will_get_and_takes_the_message_back(
    browse: Browse, sent: Release
) -> None:
    an = browse("officer-an")
    page = text_of(an.get(f"/bulletins/{sent.bulletin_id}/"))
    assert f"/bulletins/{sent.bulletin_id}/correct/" in page
    form = text_of(an.get(f"/bulletins/{sent.bulletin_id}/correct/"))
    assert f"„{DUTCH.title}”" in form
    answer = an.post(
        f"/bulletins/{sent.bulletin_id}/correct/", {"code": "wrong_place"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == f"/bulletins/{sent.bulletin_id}/"
    correction = Bulletin.objects.get(follows=sent.bulletin_id)
    assert f"/bulletins/{correction.pk}/" in text_of(answer)
    assert '<del class="taken-back">' in text_of(answer)
    assert f"/bulletins/{sent.bulletin_id}/correct/" not in text_of(answer)
    assert '<del class="taken-back">' in text_of(an.get("/bulletins/"))


def test_a_dispatcher_takes_it_back_too_and_comes_home(browse: Browse, sent: Release) -> None:
    lotte = browse("dispatcher-lotte")
    answer = lotte.post(f"/bulletins/{sent.bulletin_id}/correct/", {"code": "by_mistake"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Bulletin.objects.get(follows=sent.bulletin_id).reason == "by_mistake"


def test_without_a_reason_nothing_is_taken_back(browse: Browse, sent: Release) -> None:
    for typed in ({}, {"code": "because"}):
        answer = browse("officer-an").post(f"/bulletins/{sent.bulletin_id}/correct/", typed)
        assert answer.status_code == 200
        assert 'class="errorlist"' in text_of(answer)
    assert not Bulletin.objects.filter(follows=sent.bulletin_id).exists()


def test_members_and_coordinator_read_it_struck_through_with_the_reason(
    browse: Browse, cast: Cast
) -> None:
    release = released(cast)
    accept(release)
    correct_bulletin(cast.officer_an, release.bulletin_id, "wrong_place", now=VISIT)
    for page in ("/archive/", f"/archive/{release.bulletin_id}/"):
        shown = text_of(browse("member-chloe").get(page))
        assert '<del class="taken-back">' in shown, page
        assert "le lieu était faux" in shown, page
    release_page = text_of(browse("coordinator-bram").get(f"/releases/{release.pk}/"))
    assert "de plaats was fout" in release_page


def test_what_was_stopped_half_way_stays_in_the_archive_and_is_struck_through_later(
    browse: Browse, cast: Cast, sent: Release
) -> None:
    stop_release(cast.coordinator_bram, sent.pk, now=VISIT)
    chloe = browse("member-chloe")
    assert "notice--warning" in chloe.get(f"/archive/{sent.bulletin_id}/").content.decode()
    correct_bulletin(cast.officer_an, sent.bulletin_id, "wrong_place", now=VISIT)
    assert '<del class="taken-back">' in text_of(chloe.get(f"/archive/{sent.bulletin_id}/"))


def test_an_outcome_is_told_in_one_press_and_members_find_it(browse: Browse, sent: Release) -> None:
    an = browse("officer-an")
    assert f"/bulletins/{sent.bulletin_id}/outcome/" in text_of(an.get("/"))
    answer = an.post(f"/bulletins/{sent.bulletin_id}/outcome/", {"code": "found"})
    assert answer["Location"] == f"/bulletins/{sent.bulletin_id}/"
    outcome = Bulletin.objects.get(follows=sent.bulletin_id)
    assert f"/archive/{outcome.pk}/" in text_of(
        browse("member-chloe").get(f"/archive/{sent.bulletin_id}/")
    )
    assert f"/bulletins/{sent.bulletin_id}/outcome/" not in text_of(an.get("/"))


def test_an_officer_writes_the_outcome_in_other_words(browse: Browse, sent: Release) -> None:
    an = browse("officer-an")
    answer = an.post(f"/bulletins/{sent.bulletin_id}/outcome/", {"code": "arrest", "own": "1"})
    draft = Bulletin.objects.get(follows=sent.bulletin_id)
    assert answer["Location"] == f"/bulletins/{draft.pk}/edit/"
    page = an.get(f"/bulletins/{draft.pk}/edit/")
    assert DUTCH.title in text_of(page)
    assert 'type="radio" name="bulletin_class"' not in text_of(page)
    typed = {
        "bulletin_class": "outcome",
        "nl-title": "Afloop",
        "nl-what": "Twee mensen zijn aangehouden.",
        "fr-title": "Suite",
        "fr-what": "Deux personnes sont arrêtées.",
    }
    assert an.post(f"/bulletins/{draft.pk}/edit/", typed).status_code == 302
    assert draft.texts.get(language="nl").title == "Afloop"
    assert draft.releases.count() == 1


def test_a_dispatcher_is_not_offered_other_words(browse: Browse, sent: Release) -> None:
    page = text_of(browse("dispatcher-lotte").get(f"/bulletins/{sent.bulletin_id}/outcome/"))
    assert 'name="own"' not in page


def test_what_is_owed_stands_first_once_it_is_overdue(
    browse: Browse, cast: Cast, sent: Release
) -> None:
    browse("officer-an")
    with time_machine.travel(VISIT + timedelta(days=9), tick=False):
        for who in ("officer-an", "chief-karim"):
            needs = browse(who).get("/").context["needs"]
            assert needs[0].standing == "late"
            assert needs[0].address == f"/bulletins/{sent.bulletin_id}/outcome/"
        page = text_of(browse("officer-els").get("/outcomes/"))
        assert "state--late" in page
        assert "An Peeters" in page or "An " in page


def test_it_is_handed_over_on_the_page_of_the_message(
    browse: Browse, cast: Cast, sent: Release
) -> None:
    els = cast.person("officer_els")
    an = browse("officer-an")
    answer = an.post(f"/bulletins/{sent.bulletin_id}/owner/", {"owner": str(els)}, follow=True)
    assert answer.status_code == 200
    assert Bulletin.objects.get(pk=sent.bulletin_id).outcome_owner_id == els
    assert an.post(f"/bulletins/{sent.bulletin_id}/owner/", {"owner": "x"}).status_code == 404


def test_partners_of_the_network_see_what_is_owed_and_the_town_reads_no_title(
    browse: Browse, cast: Cast, sent: Release
) -> None:
    address = f"/networks/{cast.stage.meerstraat}/balance/"
    for who in ("officer-an", "coordinator-bram"):
        page = text_of(browse(who).get(address))
        assert DUTCH.title in page
        assert "state--open" in page
    for who in ("clerk-nadia", "mayor-luc"):
        page = text_of(browse(who).get(address))
        assert "state--open" in page
        assert DUTCH.title not in page
        assert "An " not in page.split("<main")[1].split("</main")[0]
    assert "state--open" in text_of(browse("coordinator-bram").get(f"/releases/{sent.pk}/"))


def test_the_chief_reads_the_figures_of_a_month_and_leafs_back(
    browse: Browse, cast: Cast, sent: Release
) -> None:
    tell_outcome(cast.officer_an, sent.bulletin_id, "found", now=VISIT)
    karim, address = browse("chief-karim"), f"/zones/{cast.stage.beiaard}/figures/"
    page = karim.get(address)
    assert page.context["figures"].messages == 2
    assert "?month=2026-10" in text_of(page)
    assert karim.get(f"{address}?month=2026-10").context["figures"].messages == 0
    for odd in ("2027-01", "1999-01", "x", "2026-13", "0000-00"):
        assert karim.get(f"{address}?month={odd}").context["is_present"]


def test_a_member_complains_and_reads_the_answer(browse: Browse, sent: Release) -> None:
    chloe = browse("member-chloe")
    address = f"/archive/{sent.bulletin_id}/complaint/"
    assert address in text_of(chloe.get(f"/archive/{sent.bulletin_id}/"))
    answer = chloe.post(address, {"grievance": "discriminating", "words": "Dat kan niet."})
    assert answer["Location"] == f"/archive/{sent.bulletin_id}/"
    complaint = Complaint.objects.get()
    karim = browse("chief-karim")
    assert f"/complaints/{complaint.pk}/" in text_of(karim.get("/"))
    page = text_of(karim.get(f"/complaints/{complaint.pk}/"))
    assert "Dat kan niet." in page
    assert "Chloé" not in page
    assert f"/bulletins/{sent.bulletin_id}/correct/" in page
    karim.post(f"/complaints/{complaint.pk}/", {"answer": "U hebt gelijk. Dank u."})
    assert Message.objects.filter(kind="complaint_answered").count() == 1
    assert f"/complaints/{complaint.pk}/" not in text_of(karim.get("/"))
    assert f"/complaints/{complaint.pk}/" in text_of(karim.get(f"/bulletins/{sent.bulletin_id}/"))


def test_something_else_without_words_is_asked_again(browse: Browse, sent: Release) -> None:
    chloe = browse("member-chloe")
    answer = chloe.post(
        f"/archive/{sent.bulletin_id}/complaint/", {"grievance": "other", "words": " "}
    )
    assert 'class="errorlist"' in text_of(answer)
    assert not Complaint.objects.exists()


def test_a_member_complains_so_often_a_day_and_no_more(browse: Browse, sent: Release) -> None:
    chloe = browse("member-chloe")
    for number in range(11):
        answer = chloe.post(f"/archive/{sent.bulletin_id}/complaint/", {"grievance": "wrong"})
        assert (answer.status_code == 302) == (number < 10)
    assert Complaint.objects.count() == 10


def test_who_is_not_signed_in_complains_with_the_code(browse: Browse, sent: Release) -> None:
    browse("member-chloe")
    visitor, code = Client(), sent.bulletin.code
    page = text_of(visitor.get(f"/complaint/?code={code}"))
    assert f'value="{code}"' in page
    assert DUTCH.title not in page
    refused = visitor.post("/complaint/", {"code": "2222-2222", "grievance": "wrong"})
    assert 'class="errorlist"' in text_of(refused)
    visitor.post("/complaint/", {"code": code, "grievance": "wrong", "email": "nora@mail.example"})
    assert Complaint.objects.get().email == "nora@mail.example"


def test_the_answer_is_read_by_its_link_and_tells_nothing_of_the_message(
    browse: Browse, cast: Cast, sent: Release
) -> None:
    complaint = complain(cast.member_chloe, sent.bulletin_id, "wrong", "Nee.", now=LATER)
    answer_complaint(cast.officer_an, complaint.pk, "Wij gaan het na.", now=LATER)
    browse("member-chloe")
    page = text_of(Client().get(f"/complaint/answer/{answer_token(complaint)}/"))
    assert "Wij gaan het na." in page
    assert DUTCH.title not in page
    assert "Nee." not in page
