"""Three networks from the idea to the recognition, through the pages, each by those whose part it is (walk 6)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from json import dumps

import pytest
import time_machine
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from belfry.core.actor import Role
from belfry.core.clock import local
from belfry.networks.actions.mandates import give_mandate
from belfry.networks.actions.model_papers import load_models
from belfry.program.cast import FIGURES, installation
from belfry.program.demo_places import lay_out_places, outline_of
from tests.cast import NOON, Cast
from tests.walks import founding_steps as first
from tests.walks import recognition_steps as then
from tests.walks.conftest import DESKTOP, PHONE
from tests.walks.founding_steps import Course, Story
from tests.walks.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = (320, 700)

RESIDENTIAL = Story(
    language="nl", size=PHONE, kind="residential", name="Hooidreef",
    idea="Tien huizen willen op elkaar letten.", town="Klokdorp",
    founder="founder-hilde", coordinator="founder-hilde", deputy="outsider-dries",
    clerk="clerk-nadia", officer="officer-an", chief="chief-karim", mayor="mayor-luc",
    languages=("nl", "fr"), units=11, online=5, by_codes=True, accented="coördinator",
)  # fmt: skip
COMMERCIAL = Story(
    language="fr", size=DESKTOP, kind="commercial", name="Commerçants des Tilleuls",
    idea="Six commerçants veulent s'entraider.", town="Clocheville",
    founder="shopkeeper-amina", coordinator="coordinator-lucienne", deputy="shopkeeper-amina",
    clerk="outsider-dries", officer="officer-piet", chief="chief-marie", mayor="member-chloe",
    languages=("fr",), units=5, online=3, by_codes=False, accented="désignation",
    asked=(
        "Société,Rue,N°,CP,Localité\n"
        + "".join(f"Boutique n° {n},Rue des Tilleuls,{n},4999,Clocheville\n" for n in range(1, 6))
    ).encode(),
)  # fmt: skip
SECTORAL = Story(
    language="de", size=NARROW, kind="sectoral", name="Apotheken am Glockenturm",
    idea="Fünf Apotheken möchten sich gegenseitig über Betrugsmaschen informieren.", town="Klokdorp",
    founder="jeweller-karl", coordinator="jeweller-karl", deputy="member-anke",
    clerk="clerk-nadia", officer="officer-an", chief="chief-karim", mayor="mayor-luc",
    languages=("de",), units=4, online=2, by_codes=False, accented="für",
    asked=(
        "Firma;Straße;Nr.;PLZ;Ort\r\n"
        + "".join(f"Löwen-Apotheke {n};Nieuwstraat;{n};9990;Klokdorp\r\n" for n in range(1, 5))
    ).encode("cp1252"),
)  # fmt: skip


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[bool, str, str]]:
    return set()


@pytest.fixture
def walk(
    chromium: Browser, live_server: LiveServer, cast: Cast, looked_at: set[tuple[bool, str, str]]
) -> Iterator[Callable[[Story], Course]]:
    lay_out_places(now=NOON)
    load_models(now=NOON)
    for role, name in ((Role.MAYOR, "member-chloe"), (Role.CLERK, "outsider-dries")):
        give_mandate(
            installation(NOON), role, FIGURES[name].details, now=NOON, since=local(NOON).date(),
            municipality_id=cast.stage.clocheville,
        )  # fmt: skip
    with time_machine.travel(NOON + timedelta(hours=1)) as clock:
        walked = []

        def begun(story: Story) -> Course:
            people = People(chromium, live_server.url, clock, story.language, story.size, looked_at)
            walked.append(people)
            return Course(story, people)

        yield begun
        for people in walked:
            people.close()
    assert [fault for people in walked for fault in people.faults] == []


def test_ten_houses_found_a_network_in_dutch_on_a_phone(walk: Callable[[Story], Course]) -> None:
    course = walk(RESIDENTIAL)
    first.open_dossier(course, first.start_as_a_visitor(course))
    first.consult(course)
    first.list_streets(course)
    found(course)
    then.begin_papers(course)
    then.fill_in_partners(course)
    then.write_two_at_once(course)
    then.agree_on_plans(course)
    then.declare_ready(course)
    then.ask_for_signatures(course)
    then.sign(course, then.SIGNERS)
    then.submit(course)
    remark = "Zeg duidelijker wat het netwerk wil."
    then.send_back(course, remark)
    then.correct(course, remark)
    then.ask_for_signatures(course)
    then.sign(course, then.SIGNERS)
    then.submit(course)
    be_recognised(course)


def test_shopkeepers_found_a_network_in_french_on_a_desk(walk: Callable[[Story], Course]) -> None:
    course = walk(COMMERCIAL)
    opened_at_home(course)
    first.consult(course)
    first.upload_outline(course, dumps(outline_of("Rue des Tilleuls")).encode())
    found(course)
    draft(course)
    then.ask_for_signatures(course)
    then.sign(course, then.SIGNERS)
    then.submit(course)
    be_recognised(course)


def test_pharmacists_found_a_network_in_german_on_a_narrow_phone(
    walk: Callable[[Story], Course],
) -> None:
    course = walk(SECTORAL)
    opened_at_home(course)
    first.consult(course)
    first.describe_profession(course)
    found(course)
    draft(course)
    then.ask_for_signatures(course)
    then.sign(course, ("chief", "officer", "coordinator"))
    then.take_paper_copy(course, "mayor")
    then.submit(course)
    be_recognised(course)


def opened_at_home(course: Course) -> None:
    page = course.people.figure(course.story.founder)
    course.people.open(page, "/dossiers/")
    course.people.press(page, "main a[href='/dossiers/new/']")
    first.open_dossier(course, page)


def found(course: Course) -> None:
    """Ask, meet and choose."""
    first.open_survey(course)
    first.print_letters(course)
    first.ask_everybody(course)
    first.meet(course)
    first.choose_key_holders(course)
    first.approve(course)


def draft(course: Course) -> None:
    then.begin_papers(course)
    then.fill_in_partners(course)
    then.agree_on_plans(course)
    then.declare_ready(course)


def be_recognised(course: Course) -> None:
    assert not then.may_be_offered(course), "a network that is not recognised cannot send"
    then.recognise(course)
    then.open_network(course)
    assert then.may_be_offered(course)
