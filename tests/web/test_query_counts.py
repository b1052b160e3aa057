"""A page asks the database as often for many rows as for few."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belfry.bulletins.actions.alert_texts import propose_text
from belfry.bulletins.actions.complaining import complain
from belfry.bulletins.actions.console import pass_on_fact
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.models import Release
from belfry.contributions.actions.asking import ask_newcomers, open_year
from belfry.contributions.models import Year
from belfry.networks.actions.members import add_member
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.kinds import FactType
from belfry.networks.types import OwnWord, ZoneRules
from belfry.people.types import PersonDetails, UnitDetails
from belfry.questions.actions.asking import ask_coordinator, ask_police
from belfry.sightings.actions.town import tell_town
from belfry.territory.models import Street
from tests.bulletins.control_room import TEXTS, alerted, fact
from tests.cast import NOON, Cast, Rehearsal
from tests.contributions.asking import ASKING
from tests.founding.stages import idea
from tests.joining.askers import MARIA, OUTSIDE
from tests.joining.askers import asked as asked_to_join
from tests.sightings.keeping import tag_of_nobody
from tests.web.things import Things, sighted, written

LATER = NOON + timedelta(minutes=5)
# A page that needs more should be two pages, or one with better queries.
CEILING = 37
MORE = 2

# Who opens it, its address, and what the address names.
Visit = tuple[str, str, tuple[str, ...]]
PAGES: Mapping[str, Visit] = {
    "home of an officer": ("officer-an", "home", ()),
    "home of a chief": ("chief-karim", "home", ()),
    "home of a coordinator": ("coordinator-bram", "home", ()),
    "home of a member": ("member-chloe", "home", ()),
    "bulletins": ("officer-an", "bulletins", ()),
    "bulletin to approve": ("chief-karim", "bulletin", ("submitted",)),
    "bulletin being sent": ("officer-an", "bulletin", ("passed_on",)),
    "release": ("coordinator-bram", "release", ("released_release",)),
    "networks": ("officer-an", "networks", ()),
    "network": ("coordinator-bram", "network", ("meerstraat",)),
    "pause of a network": ("chief-karim", "network_pause", ("meerstraat",)),
    "own message": ("coordinator-bram", "own_message", ("own_draft",)),
    "members": ("coordinator-bram", "members", ("meerstraat",)),
    "member": ("coordinator-bram", "member", ("chloe",)),
    "archive": ("member-chloe", "archive", ()),
    "message": ("member-chloe", "message", ("released",)),
    "notice": ("coordinator-bram", "release_notice", ("released_release",)),
    "settings": ("member-chloe", "settings", ()),
    "zone": ("chief-karim", "zone", ("beiaard",)),
    "rules of a zone": ("chief-karim", "zone_rules", ("beiaard",)),
    "neighbour": ("coordinator-bram", "member_relay", ("chloe",)),
    "bulletin to write": ("officer-an", "bulletin_edit", ("draft",)),
    "operator": ("operator-sam", "operator", ()),
    "home of a founder": ("founder-hilde", "home", ()),
    "dossiers": ("founder-hilde", "dossiers", ()),
    "dossier": ("founder-hilde", "dossier", ("dossier",)),
    "consultation": ("clerk-nadia", "dossier_consultation", ("dossier",)),
    "candidates": ("officer-an", "dossier_candidates", ("dossier",)),
    "municipality to everybody": ("founder-hilde", "network_contact", ("meerstraat",)),
    "papers": ("officer-an", "dossier_papers", ("papers",)),
    "section": ("officer-an", "dossier_section", ("papers", "section")),
    "home of a clerk": ("clerk-nadia", "home", ()),
    "survey": ("clerk-nadia", "dossier_survey", ("asked",)),
    "meeting": ("clerk-nadia", "dossier_meeting", ("gathering",)),
    "vote": ("clerk-nadia", "dossier_vote", ("voting",)),
    "circulars": ("reviewer-eva", "circulars", ()),
    "register": ("centre-mila", "register", ()),
    "founders": ("founder-hilde", "dossier_founders", ("dossier",)),
    "perimeter": ("officer-an", "dossier_area", ("surrounded",)),
    "signatures": ("mayor-luc", "dossier_signing", ("to_sign",)),
    "review": ("reviewer-eva", "dossier_review", ("in_review",)),
    "network taken over": ("officer-an", "take_over_dossier", ("taken_over",)),
    "who takes over": ("officer-an", "dossier_naming", ("succession",)),
    "models": ("reviewer-eva", "models", ()),
    "outcomes": ("officer-an", "outcomes", ()),
    "taking back": ("officer-an", "bulletin_correct", ("released",)),
    "how it ended": ("officer-an", "bulletin_outcome", ("released",)),
    "complaint": ("officer-an", "complaint", ("complaint",)),
    "ground of a report": ("member-chloe", "report_ground", ()),
    "report without a connection": ("member-chloe", "report_offline", ()),
    "reports": ("officer-an", "sightings", ()),
    "report": ("officer-an", "sighting", ("sighting",)),
    "message duty": ("coordinator-bram", "duty", ("meerstraat",)),
    "questions of a network": ("coordinator-bram", "network_questions", ("meerstraat",)),
    "question of a member": ("deputy-sofia", "question", ("question",)),
    "own questions": ("member-chloe", "own_questions", ()),
    "questions of coordinators": ("officer-an", "police_questions", ()),
    "question of a coordinator": ("chief-karim", "police_question", ("police_question",)),
    "matters of a town": ("clerk-nadia", "town_matters", ()),
    "console": ("dispatcher-lotte", "console", ()),
    "console of an officer": ("officer-an", "console", ()),
    "alerts under way": ("dispatcher-lotte", "console_live", ()),
    "home of a dispatcher": ("dispatcher-wim", "home", ()),
    "texts for alerts": ("officer-an", "alert_texts", ("beiaard",)),
    "message offered to others": ("officer-an", "bulletin", ("passed_on",)),
    "message of other police": ("officer-piet", "bulletin", ("passed_on",)),
    "taking over": ("officer-piet", "release_accept", ("offered_to_others",)),
    "other police": ("officer-an", "bulletin_neighbours", ("passed_on",)),
    "figures": ("chief-karim", "zone_figures", ("beiaard",)),
    "measures of a network": ("officer-an", "network_measures", ("meerstraat",)),
    "measure": ("chief-karim", "measure", ("measure",)),
    "own measure": ("member-chloe", "measure", ("measure",)),
    "own measures": ("member-chloe", "own_measures", ()),
    "removals": ("reviewer-eva", "removals", ()),
    "who asks to join": ("coordinator-bram", "joining", ("meerstraat",)),
    "request to join": ("coordinator-bram", "joining_request", ("asker",)),
    "from outside": ("officer-an", "joining_police", ()),
    "asking to join": ("founder-hilde", "join", ("meerstraat",)),
    "moving house": ("member-chloe", "moving", ("meerstraat",)),
    "house rules": ("founder-hilde", "house_rules", ("meerstraat",)),
    "contributions": ("coordinator-bram", "contributions", ("meerstraat",)),
    "contribution": ("coordinator-bram", "contribution", ("contribution",)),
    "file of a bank": ("coordinator-bram", "contribution_bank", ("contribution",)),
    "own contributions": ("member-chloe", "own_contributions", ()),
    "balance": ("coordinator-bram", "network_balance", ("meerstraat",)),
}


@pytest.fixture
def things(dress_rehearsal: Rehearsal, cast: Cast) -> Iterator[Things]:
    made = dress_rehearsal.things
    with time_machine.travel(LATER, tick=False):
        yield made


def queries_of(pages: Mapping[str, Visit], cast: Cast, things: Things) -> dict[str, list[str]]:
    """Return what each page asks the database, opened by its figure a second time."""
    found, clients = {}, {}
    for page, (figure, name, places) in pages.items():
        arguments = [getattr(things, place, None) or getattr(cast.stage, place) for place in places]
        if figure not in clients:
            clients[figure] = Client()
            clients[figure].post(reverse("demo_as", args=[figure]))
        address = reverse(name, args=arguments)
        # The first page after signing in writes the session anew.
        clients[figure].get(address)
        with CaptureQueriesContext(connection) as queries:
            response = clients[figure].get(address)
        assert response.status_code == 200, page
        found[page] = [query["sql"] for query in queries]
    return found


def fill(cast: Cast) -> None:
    """Add members, dossiers, drafts, bulletins to approve, to release and being sent."""
    for number in range(MORE):
        later = replace(ASKING, year=2027 + number)
        open_year(cast.coordinator_bram, cast.stage.meerstraat, later, now=NOON)
        add_member(
            cast.coordinator_bram,
            cast.stage.meerstraat,
            PersonDetails("Nora", f"Claes {number}", "nl", (f"nora{number}@mail.example",)),
            UnitDetails("", "Kapelweg", str(100 + number), "", "9990", "Klokdorp"),
            now=NOON,
        )
        this_year = Year.objects.get(network_id=cast.stage.meerstraat, year=2026)
        ask_newcomers(cast.coordinator_bram, this_year.pk, now=NOON)
        idea(cast)
        sighted(cast)
        network_id, who = cast.stage.meerstraat, ("member_chloe", "member_anke")[number]
        ask_coordinator(getattr(cast, who), network_id, "sign", "", key=uuid4(), now=NOON)
        newcomer = PersonDetails("Nora", f"Maes {number}", "nl", (f"maes{number}@mail.example",))
        asked_to_join(cast, replace(MARIA, person=newcomer))
        asked_to_join(cast, replace(OUTSIDE, person=newcomer), network_id=cast.stage.winkelhart)
        ask_police(cast.deputy_sofia, network_id, "Wanneer belt u?", key=uuid4(), now=NOON)
        tell_town(
            cast.member_chloe,
            cast.stage.meerstraat,
            "Afval.",
            "",
            key=uuid4(),
            tag=tag_of_nobody,
            now=NOON,
        )
        for state in ("draft", "submitted", "approved"):
            written(cast, NOON, until=state)
        sent = written(cast, NOON, until="approved")
        release = Release.objects.get(bulletin=sent)
        release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
        complain(cast.member_chloe, sent, "wrong", "", now=LATER)
        kapelweg = Street.objects.get(name_nl="Kapelweg", region="BE-VLG", reference="Kapelweg")
        alerted(cast, kapelweg)
        seen = fact(kapelweg, at=NOON - timedelta(minutes=20 + number))
        pass_on_fact(cast.dispatcher_lotte, [cast.stage.meerstraat], seen, now=NOON)
        propose_text(cast.officer_els, cast.stage.beiaard, list(FactType)[number], TEXTS, now=NOON)
        words = (OwnWord("boef", "first"), OwnWord(f"boef{number}", "second"))
        rules = ZoneRules(silence_days=50 + number, forbidden=words)
        set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)


def test_a_page_asks_as_often_for_many_rows_as_for_few(cast: Cast, things: Things) -> None:
    few = queries_of(PAGES, cast, things)
    fill(cast)
    many = queries_of(PAGES, cast, things)
    grown = {page: many[page] for page in PAGES if len(many[page]) != len(few[page])}
    assert not grown, "\n".join(
        f"{page}: {sql}" for page, all_of in grown.items() for sql in all_of
    )
    heavy = {page: len(few[page]) for page in PAGES if len(few[page]) > CEILING}
    assert not heavy
