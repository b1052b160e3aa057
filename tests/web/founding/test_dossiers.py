"""The page of a dossier, what leads to it, and its first pages."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from belfry.founding.actions.consulting import answer_consultation
from belfry.founding.actions.founders import add_founder
from belfry.founding.actions.opening import open_dossier
from belfry.founding.models import Consultation, Dossier, Founder
from belfry.founding.story import target_of
from belfry.founding.workflow import MOVES, Condition, DossierState
from belfry.territory.actions import add_municipality
from belfry.web.founding.next_steps import CALLS, OWED, PRESSES, STEPS
from tests.cast import NOON, Cast
from tests.founding.key_holders import details
from tests.founding.stages import consulted, idea, opening
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
BROKEN = {"network_kind": "", "town": "99", "name": "", "idea": "<b>Hello</b>"}


def told(cast: Cast, **changes: str) -> dict[str, str]:
    return {
        "network_kind": "residential",
        "name": "Molenwijk",
        "town": str(cast.stage.klokdorp),
        "initiative": "residents",
        "language": "nl",
        "idea": "Ten houses want to look out for each other.",
    } | changes


def text_of(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_an_idea_becomes_a_dossier(cast: Cast, browse: Browse) -> None:
    client = browse("founder-hilde")
    assert "Het dossier openen" in text_of(client, "dossier_new")
    response = client.post(reverse("dossier_new"), told(cast, more_languages="fr"))
    dossier = Dossier.objects.get()
    assert response["Location"] == reverse("dossier", args=[dossier.pk])
    assert dossier.languages == ["nl", "fr"]
    assert Founder.objects.get().person_id == cast.founder_hilde.person_id


def test_a_double_press_opens_one_dossier(cast: Cast, browse: Browse) -> None:
    client = browse("founder-hilde")
    key = str(client.get(reverse("dossier_new")).context["form"]["key"].value())
    page = client.post(reverse("dossier_new"), told(cast, key=key, name=""))
    assert f'value="{key}"' in page.content.decode()
    first, second = (client.post(reverse("dossier_new"), told(cast, key=key)) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1
    assert str(client.get(reverse("dossier_new")).context["form"]["key"].value()) != key


def test_whoever_chose_other_languages_than_the_law_reads_which_they_are(
    cast: Cast, browse: Browse
) -> None:
    wemmel = str(add_municipality("23102", names={"nl": "Wemmel"}, valid_from=NOON.date()).pk)
    fields = told(cast, town=wemmel, zone=str(cast.stage.beiaard), language="fr")
    page = browse("founder-hilde").post(reverse("dossier_new"), fields, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert len(said) == 2
    assert said[1].endswith(": Nederlands, Frans.")
    assert Dossier.objects.get().languages == ["nl", "fr"]


def test_what_was_typed_stays_when_something_is_not_right(cast: Cast, browse: Browse) -> None:
    client = browse("founder-hilde")
    page = client.post(reverse("dossier_new"), BROKEN)
    assert page.status_code == 200
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page.content.decode()
    sectoral = client.post(reverse("dossier_new"), told(cast, network_kind="sectoral"))
    assert sectoral.context["form"].errors.keys() == {"profession"}
    trap = client.post(reverse("dossier_new"), told(cast, name="see www.evil.example"))
    assert trap.context["form"].errors.keys() == {"name"}
    foreign = client.post(reverse("dossier_new"), told(cast, initiative="police"))
    assert foreign.context["form"].errors.keys() == {"initiative"}
    assert not Dossier.objects.exists()


def test_the_zone_is_asked_where_it_is_not_known(cast: Cast, browse: Browse) -> None:
    village = str(add_municipality("99012", names={"nl": "Torendorp"}, valid_from=NOON.date()).pk)
    client = browse("founder-hilde")
    assert 'name="zone"' not in client.get(reverse("dossier_new")).content.decode()
    page = client.post(reverse("dossier_new"), told(cast, town=village))
    assert 'name="zone"' in page.content.decode()
    client.post(reverse("dossier_new"), told(cast, town=village, zone=str(cast.stage.valclocher)))
    assert Dossier.objects.get().zones.get().zone_id == cast.stage.valclocher


def test_an_official_begins_for_the_own_partner(cast: Cast, browse: Browse) -> None:
    client = browse("mayor-luc")
    form = client.get(reverse("dossier_new")).context["form"]
    assert (form["initiative"].value(), form["town"].value()) == ("town", str(cast.stage.klokdorp))
    client.post(reverse("dossier_new"), told(cast, initiative="town"))
    assert not Dossier.objects.get().founders.exists()


def test_nobody_opens_dossiers_without_end(cast: Cast, browse: Browse) -> None:
    client = browse("founder-hilde")
    answers = [client.post(reverse("dossier_new"), told(cast)).status_code for _ in range(11)]
    assert answers == [302] * 10 + [409]


def test_the_page_tells_each_reader_what_is_theirs_to_do(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    consultation = reverse("dossier_consultation", args=[dossier.pk])
    for name, is_theirs in (("officer-an", True), ("clerk-nadia", True), ("founder-hilde", False)):
        page = text_of(browse(name), "dossier", dossier.pk)
        assert (f'class="button" href="{consultation}"' in page) is is_theirs
        assert page.count('aria-current="step"') == 1


def test_whoever_had_the_idea_reads_the_same_on_the_page_as_at_home(
    cast: Cast, browse: Browse
) -> None:
    dossier = open_dossier(cast.mayor_luc, opening(cast, initiative="town"), now=NOON)
    for actor in (cast.mayor_luc, cast.officer_an):
        answer_consultation(actor, dossier.pk, agrees=True, now=NOON)
    address = reverse("dossier_area", args=[dossier.pk])
    for name, is_theirs in (("mayor-luc", True), ("officer-an", False)):
        client = browse(name)
        assert (address in text_of(client, "home")) is is_theirs
        assert (f'class="button" href="{address}"' in text_of(client, "dossier", dossier.pk)) is (
            is_theirs
        )


def test_the_page_tells_the_days_and_who_holds_the_pen(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    with time_machine.travel(NOON + timedelta(days=5), tick=False):
        answer_consultation(cast.mayor_luc, dossier.pk, agrees=True, now=NOON + timedelta(days=5))
        answer_consultation(cast.officer_an, dossier.pk, agrees=True, now=NOON + timedelta(days=5))
        page = text_of(browse("founder-hilde"), "dossier", dossier.pk)
    assert "Hilde Vermeulen" in page
    assert "Klokdorp" in page
    assert page.count("timeline__step--done") == 2
    assert page.count("timeline__step--now") == 1
    assert page.count("timeline__step--later") == 7


def test_strangers_find_nothing_and_nobody_reads_without_signing_in(
    cast: Cast, browse: Browse
) -> None:
    dossier = idea(cast)
    for name in ("dossier", "dossier_consultation", "dossier_founders", "dossier_end"):
        address = reverse(name, args=[dossier.pk])
        assert browse("outsider-dries").get(address).status_code == 404
        assert browse("officer-piet").get(address).status_code == 404
        assert Client().get(address)["Location"].startswith(reverse("sign_in"))


def test_an_official_answers_on_the_page(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    address = reverse("dossier_consultation", args=[dossier.pk])
    client = browse("clerk-nadia")
    assert client.post(address, {"remark": "<i>Later</i>"}).status_code == 200
    client.post(address, {"answer": "no", "remark": "After the <i>summer</i>."})
    assert Consultation.objects.get().agrees is False
    shown = client.get(address).content.decode()
    assert "After the &lt;i&gt;summer&lt;/i&gt;." in shown
    assert browse("founder-hilde").post(address, {"answer": "yes"}).status_code == 403
    client.post(address, {"answer": "yes"})
    browse("chief-karim").post(address, {"answer": "yes"})
    dossier.refresh_from_db()
    assert dossier.state == DossierState.CONSULTED
    assert client.post(address, {"answer": "yes"}).status_code == 409
    assert "<form" not in text_of(client, "dossier_consultation", dossier.pk).split("<main")[1]


def test_a_dossier_ends_on_its_page_and_stays_readable(cast: Cast, browse: Browse) -> None:
    dossier = consulted(cast)
    client = browse("founder-hilde")
    address = reverse("dossier_end", args=[dossier.pk])
    assert client.post(address, {"reason": " "}).status_code == 200
    client.post(address, {"reason": "Too few of us."})
    page = text_of(client, "dossier", dossier.pk)
    assert "Too few of us." in page
    assert reverse("dossier_end", args=[dossier.pk]) not in page
    assert client.get(address).status_code == 403


def test_the_answer_to_an_invitation_is_the_same_for_every_address(
    cast: Cast, browse: Browse
) -> None:
    dossier = idea(cast)
    client = browse("founder-hilde")
    address = reverse("dossier_founders", args=[dossier.pk])
    answers = []
    for email in ("dries.maes@mail.example", "nobody.yet@mail.example", "dries.maes@mail.example"):
        person = {"given_name": "Dries", "family_name": "Maes", "address": email}
        answer = client.post(address, person, follow=True)
        answers.append([str(message) for message in answer.context["messages"]])
    assert answers[0] == answers[1] == answers[2] != []
    bad = client.post(address, {"given_name": "A", "family_name": "B", "address": "no"})
    assert bad.context["form"].errors.keys() == {"address"}


def test_whoever_gives_the_pen_away_leaves_the_dossier(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    hilde = Founder.objects.get()
    client = browse("founder-hilde")
    address = reverse("founder_remove", args=[hilde.pk])
    assert client.post(address).status_code == 409
    add_founder(cast.founder_hilde, dossier.pk, details("outsider-dries"), now=NOON)
    assert client.post(address)["Location"] == reverse("dossiers")
    assert client.get(reverse("dossier", args=[dossier.pk])).status_code == 404


def test_the_menu_leads_to_dossiers_only_whoever_has_one(cast: Cast, browse: Browse) -> None:
    entry = f'href="{reverse("dossiers")}"'
    assert entry not in text_of(browse("founder-hilde"), "home")
    idea(cast)
    for name, has_one in (("founder-hilde", True), ("clerk-nadia", True), ("officer-piet", False)):
        assert (entry in text_of(browse(name), "home")) is has_one


def test_home_asks_officials_for_their_answer(cast: Cast, browse: Browse) -> None:
    dossier = idea(cast)
    wanted = reverse("dossier_consultation", args=[dossier.pk])
    for name in ("clerk-nadia", "mayor-luc", "officer-an", "chief-karim"):
        page = text_of(browse(name), "home")
        assert wanted in page
        assert "Molenwijk" in page
    assert wanted not in text_of(browse("founder-hilde"), "home")


def test_everything_that_can_be_missing_leads_to_a_page_of_its_own(cast: Cast) -> None:
    dossier = idea(cast)
    calls = [*CALLS.values(), *PRESSES.values(), *OWED.values()]
    assert all(call.address(dossier.pk) != "/" for call in calls)
    assert CALLS.keys() == set(Condition)
    for kind, table in MOVES.items():
        targets = {target_of(kind, state, frozenset()) for state in table}
        assert targets <= set(PRESSES)
    assert all(reverse(page, args=[dossier.pk]) for page in STEPS.values())
