"""The text of each way, who gets it by which, and what it costs: on the pages of the police."""

from dataclasses import replace
from html import unescape

import pytest

from belfry.bulletins.models import Bulletin
from belfry.delivery.spending import set_ceiling
from belfry.people.models import Person
from tests.bulletins.desk import DUTCH, draft, offered, submitted, written
from tests.bulletins.phones import EVERY_WAY, give_browser, plan_ways
from tests.cast import Cast
from tests.channels import LONGEST_SMS
from tests.web.conftest import Browse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_channel")]


@pytest.fixture
def street(cast: Cast) -> Cast:
    """Meerstraat sends alerts and advice by every way; Chloé has a browser that takes messages.

    The pages speak English here.
    """
    readers = [cast.person(name) for name in ("officer_an", "chief_karim", "coordinator_bram")]
    Person.objects.filter(pk__in=readers).update(language="en")
    plan_ways(cast, alert=EVERY_WAY, advice=EVERY_WAY)
    give_browser(cast.person("member_chloe"))
    return cast


def told(street: Cast, **more: str) -> dict[str, object]:
    fields: dict[str, object] = {
        "bulletin_class": "alert",
        "language": "nl",
        "nl-title": "Tuinhuis open",
        "nl-where": "in de Kapelweg",
        "nl-short": "",
        "nl-proposed": "",
    }
    return fields | more


def test_the_approver_reads_it_by_language_and_by_way(browse: Browse, street: Cast) -> None:
    what = draft(street.stage.meerstraat, bulletin_class="alert")
    page = browse("chief-karim").get(f"/bulletins/{submitted(street, what=what).pk}/")
    shown = unescape(page.content.decode())
    for letter in page.context["page"].letters.values():
        assert letter["spoken"] in shown
        assert all(line in shown for line in letter["short"].splitlines())
    assert "By SMS" in shown
    assert "By phone call" in shown
    assert "By push" in shown
    # Sofia and Jozef have a mobile phone.
    assert "SMS (2, at most €\N{NO-BREAK SPACE}0.12)" in shown
    assert "paid by police zone Beiaard" in shown


def test_what_no_phone_gets_shows_no_text_for_phones(browse: Browse, cast: Cast) -> None:
    shown = browse("chief-karim").get(f"/bulletins/{submitted(cast).pk}/").content.decode()
    assert "By SMS" not in shown
    assert "at most" not in shown


@pytest.mark.parametrize(("bulletin_class", "status"), [("alert", 302), ("advice", 409)])
def test_above_the_ceiling_the_page_says_so_before_the_press(
    browse: Browse, street: Cast, bulletin_class: str, status: int
) -> None:
    set_ceiling(street.stage.beiaard, 1000)
    what = draft(street.stage.meerstraat, bulletin_class=bulletin_class)
    bulletin, karim = submitted(street, what=what), browse("chief-karim")
    shown = karim.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "€\N{NO-BREAK SPACE}0.10 is left this month" in shown
    assert "costs more than the police zone still has" in shown
    answer = karim.post(f"/bulletins/{bulletin.pk}/approve/")
    assert answer.status_code == status
    if status == 409:
        assert "higher limit" in answer.content.decode()


def test_the_coordinator_sees_the_price_before_sending(browse: Browse, street: Cast) -> None:
    release = offered(street, what=draft(street.stage.meerstraat, bulletin_class="advice"))
    bram = browse("coordinator-bram")
    shown = bram.get(f"/releases/{release.pk}/").content.decode()
    assert "It costs at most €\N{NO-BREAK SPACE}0.12, paid by police zone Beiaard." in shown
    set_ceiling(street.stage.beiaard, 0)
    assert "cannot be sent as it is" in bram.get(f"/releases/{release.pk}/").content.decode()
    assert bram.post(f"/releases/{release.pk}/send/").status_code == 409


def test_the_text_for_sms_is_proposed_until_somebody_types_another(
    browse: Browse, street: Cast
) -> None:
    an, address = browse("officer-an"), f"/bulletins/short/{street.stage.beiaard}/"
    first = an.post(address, told(street)).context["short"]
    assert "Tuinhuis open" in first.text
    assert not first.faults
    # It follows the title as long as nobody touched it.
    changed = {"nl-title": "Fiets weg", "nl-short": first.text, "nl-proposed": first.proposed}
    assert "Fiets weg" in an.post(address, told(street, **changed)).context["short"].text
    own = {"nl-short": "Eigen woorden", "nl-proposed": first.proposed}
    page = an.post(address, told(street, **own))
    assert page.context["short"].text == "Eigen woorden"
    assert "It fits in one SMS" in page.content.decode()
    long = an.post(address, told(street, **{"nl-short": "x" * (LONGEST_SMS + 1)}))
    assert "It does not fit in one SMS." in long.content.decode()
    assert not Bulletin.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"language": "xx"},
        {"language": ""},
        {"bulletin_class": "rumour", "nl-title": "a\x00b", "nl-short": "x" * 10_000},
    ],
)
def test_nonsense_breaks_no_proposal(browse: Browse, street: Cast, more: dict[str, str]) -> None:
    address = f"/bulletins/short/{street.stage.beiaard}/"
    status = browse("officer-an").post(address, told(street, **more)).status_code
    assert status == (200 if "bulletin_class" in more else 404)
    assert browse("officer-an").get(address).status_code == 405


def test_the_form_asks_for_the_text_where_it_goes_by_sms(browse: Browse, street: Cast) -> None:
    without = replace(DUTCH, short="")
    what = draft(street.stage.meerstraat, bulletin_class="alert", nl=without, fr=without)
    bulletin, an = written(street, what=what), browse("officer-an")
    page = an.get(f"/bulletins/{bulletin.pk}/edit/")
    (dutch, *_) = page.context["parts"]
    assert dutch["is_short"]
    # The proposal stands in the field, and is kept by the next press.
    assert without.title in dutch["short"].text
    assert an.post(f"/bulletins/{bulletin.pk}/submit/").headers["Location"].endswith("?missing=1")
    answer = an.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "Still missing" in answer


def test_a_fault_stands_on_the_page_of_the_draft(browse: Browse, street: Cast) -> None:
    long = replace(DUTCH, short="x" * (LONGEST_SMS + 1))
    what = draft(street.stage.meerstraat, bulletin_class="alert", nl=long, fr=DUTCH)
    bulletin, an = written(street, what=what), browse("officer-an")
    assert "It does not fit in one SMS." in an.get(f"/bulletins/{bulletin.pk}/").content.decode()
    an.post(f"/bulletins/{bulletin.pk}/submit/")
    bulletin.refresh_from_db()
    assert bulletin.state == "draft"
