"""A network recognised on paper: told and confirmed by the police, recognised by the reviewer, alone or from a list."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from belfry.core.actor import Role
from belfry.core.clock import local
from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.founding.actions.review import answer_remark, ask_correction, recognise, refuse
from belfry.founding.actions.take_over import (
    confirm_take_over,
    correct_take_over,
    take_over,
    take_over_many,
)
from belfry.founding.errors import (
    ConditionsMissing,
    NameUnusable,
    NotInYourZone,
    NumberMissing,
    NumberTaken,
    RecognisedInFuture,
    ScreeningMissing,
    TownOfAnotherZone,
)
from belfry.founding.models import Dossier, PaperRecognition
from belfry.founding.queries import dossier_for
from belfry.founding.reviewing import remarks_of
from belfry.founding.taking_over import KeyHolder, OnPaper, on_paper_of, read_taking_over
from belfry.founding.workflow import DossierState
from belfry.networks.mandates import holders_of
from belfry.networks.models import Network
from belfry.paperwork.errors import NotAPdf, PdfLocked
from belfry.people.queries import persons_reading
from belfry.people.types import PersonDetails
from tests.cast import NOON, Cast
from tests.founding.leaflet import LEAFLET, locked

TODAY = local(NOON).date()
LATER = NOON + timedelta(minutes=5)
SCREENED = date(2019, 2, 3)


def holder(given: str, *, on: date = SCREENED) -> KeyHolder:
    email = f"{given.casefold()}@paper.example"
    return KeyHolder(PersonDetails(given, "Jacobs", "nl", (email,)), on)


def told(cast: Cast, **changes: Any) -> OnPaper:
    known = OnPaper(
        network_kind="residential",
        name="Kapelwijk",
        languages=("nl",),
        town_ids=(cast.stage.klokdorp,),
        zone_ids=(cast.stage.beiaard,),
        number="BIN-0815",
        recognised_on=date(2019, 3, 4),
        coordinator=holder("Rita"),
        deputy=holder("Paul"),
    )
    return replace(known, **changes)


def taken(cast: Cast, **changes: Any) -> Dossier:
    return take_over(cast.officer_an, told(cast, **changes), scan=LEAFLET, now=NOON)


def confirmed(cast: Cast, **changes: Any) -> Dossier:
    dossier = taken(cast, **changes)
    confirm_take_over(cast.officer_an, dossier.pk, now=NOON)
    dossier.refresh_from_db()
    return dossier


@pytest.mark.parametrize("name", ["officer_an", "officer_els", "chief_karim"])
def test_police_tell_a_network_and_nothing_is_active_before_the_reviewer_says_so(
    cast: Cast, name: str
) -> None:
    actor = getattr(cast, name)
    dossier = take_over(actor, told(cast), scan=LEAFLET, now=NOON)
    confirm_take_over(actor, dossier.pk, now=NOON)
    assert not Network.objects.filter(name="Kapelwijk").exists()
    network = recognise(
        cast.reviewer_eva, dossier.pk, number="BIN-0815", on=date(2019, 3, 4), now=LATER
    )
    assert (network.state, network.recognition_number) == ("active", "BIN-0815")
    assert network.recognised_on == date(2019, 3, 4)
    assert bytes(network.charters.get().file) == LEAFLET
    for role, given in ((Role.COORDINATOR, "rita"), (Role.DEPUTY, "paul")):
        (person,) = persons_reading("email", f"{given}@paper.example")
        assert holders_of(role, network_id=network.pk, on=TODAY) == {person.pk}
    is_officer = name != "chief_karim"
    assert bool(holders_of(Role.OFFICER, network_id=network.pk, on=TODAY)) is is_officer


@pytest.mark.parametrize(
    "name",
    [
        "dispatcher_lotte", "coordinator_bram", "member_chloe", "clerk_nadia", "mayor_luc",
        "adviser_tom", "reviewer_eva", "founder_hilde", "outsider_dries",
    ],
)  # fmt: skip
def test_nobody_else_takes_a_network_over(cast: Cast, name: str) -> None:
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        take_over(actor, told(cast), now=NOON)
    with pytest.raises(NotAllowed):
        read_taking_over(actor, b"", on=TODAY)
    dossier = taken(cast)
    with pytest.raises(DomainError):
        confirm_take_over(actor, dossier.pk, now=NOON)
    with pytest.raises(DomainError):
        correct_take_over(actor, dossier.pk, told(cast, name="Mine"), now=NOON)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.name) == (DossierState.IDEA, "Kapelwijk")


def test_the_police_of_another_zone_find_nothing(cast: Cast) -> None:
    dossier = taken(cast)
    with pytest.raises(NotFound):
        confirm_take_over(cast.officer_piet, dossier.pk, now=NOON)
    with pytest.raises(NotInYourZone):
        take_over(cast.officer_piet, told(cast, number="BIN-5"), now=NOON)


Change = Callable[[Cast], dict[str, Any]]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda cast: {"name": "see www.bad.example"}, NameUnusable),
        (lambda cast: {"number": "  "}, NumberMissing),
        (lambda cast: {"number": "PP-MEERSTRAAT"}, NumberTaken),
        (lambda cast: {"recognised_on": TODAY + timedelta(days=1)}, RecognisedInFuture),
        (lambda cast: {"deputy": holder("Paul", on=TODAY + timedelta(days=1))}, RecognisedInFuture),
        (lambda cast: {"deputy": holder("Rita")}, ScreeningMissing),
        (lambda cast: {"zone_ids": (cast.stage.beiaard, cast.stage.valclocher)}, NotInYourZone),
        (lambda cast: {"town_ids": (cast.stage.clocheville,)}, TownOfAnotherZone),
        (lambda cast: {"town_ids": (uuid4(),)}, NotFound),
        (lambda cast: {"town_ids": ()}, NotFound),
        (lambda cast: {"zone_ids": ()}, NotFound),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_kept(
    cast: Cast, change: Change, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        taken(cast, **change(cast))
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("content", "refusal"), [(b"GIF89a", NotAPdf), (locked(LEAFLET), PdfLocked)]
)
def test_a_scan_is_a_pdf_that_opens(cast: Cast, content: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        take_over(cast.officer_an, told(cast), scan=content, now=NOON)
    assert not Dossier.objects.exists()


def test_a_sectoral_network_spans_zones(cast: Cast) -> None:
    stage = cast.stage
    dossier = confirmed(
        cast,
        network_kind="sectoral",
        profession="baker",
        scope="both zones",
        zone_ids=(stage.beiaard, stage.valclocher),
        town_ids=(stage.klokdorp, stage.clocheville),
    )
    network = recognise(cast.reviewer_eva, dossier.pk, number="B-1", on=SCREENED, now=LATER)
    assert (network.profession, network.zone_links.count()) == ("baker", 2)


def test_nothing_is_confirmed_without_scan_or_screenings(cast: Cast) -> None:
    without_scan = take_over(cast.officer_an, told(cast), now=NOON)
    with pytest.raises(ConditionsMissing):
        confirm_take_over(cast.officer_an, without_scan.pk, now=NOON)
    without_deputy = taken(cast, number="BIN-2", deputy=None)
    with pytest.raises(ScreeningMissing):
        confirm_take_over(cast.officer_an, without_deputy.pk, now=NOON)


@pytest.mark.parametrize("missing", ["deputy", "deputy_screened_on", "coordinator_screened_on"])
def test_the_database_moves_no_take_over_without_two_screened_key_holders(
    cast: Cast, missing: str
) -> None:
    dossier = taken(cast)
    PaperRecognition.objects.filter(dossier=dossier).update(confirmed_at=NOON, **{missing: None})
    move = "UPDATE founding_dossier SET state = 'submitted' WHERE id = %s"
    with (
        pytest.raises(Error, match="from idea to submitted without recognition_known"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(move, [dossier.pk])


def test_what_is_told_can_be_corrected_until_it_is_confirmed(cast: Cast) -> None:
    dossier = taken(cast)
    other = told(cast, name="Kapelhoek", languages=("nl", "fr"), number="BIN-9")
    correct_take_over(cast.chief_karim, dossier.pk, other, now=NOON)
    assert on_paper_of(cast.officer_an, dossier.pk).name == "Kapelhoek"
    assert dossier.files.count() == 1
    confirm_take_over(cast.officer_an, dossier.pk, now=NOON)
    for act in (
        lambda: correct_take_over(cast.officer_an, dossier.pk, other, now=LATER),
        lambda: confirm_take_over(cast.officer_an, dossier.pk, now=LATER),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_reviewer_sends_it_back_and_it_is_confirmed_anew(cast: Cast) -> None:
    dossier = confirmed(cast)
    ask_correction(cast.reviewer_eva, dossier.pk, [(None, "Which circular?")], now=LATER)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.on_paper.confirmed_at) == (DossierState.IDEA, None)
    with pytest.raises(NotFound):
        dossier_for(cast.reviewer_eva, dossier.pk)
    for scan in (b"", LEAFLET):
        with pytest.raises(ConditionsMissing):
            confirm_take_over(cast.chief_karim, dossier.pk, now=LATER)
        correct_take_over(cast.chief_karim, dossier.pk, told(cast), scan=scan, now=LATER)
    confirm_take_over(cast.chief_karim, dossier.pk, now=LATER)
    refuse(cast.reviewer_eva, dossier.pk, reason="Never recognised.", now=LATER)
    with pytest.raises(MoveNotAllowed):
        recognise(cast.reviewer_eva, dossier.pk, number="X", on=SCREENED, now=LATER)
    assert taken(cast).pk != dossier.pk


def test_a_remark_on_a_take_over_is_answered_in_writing_too(cast: Cast) -> None:
    dossier = confirmed(cast)
    ask_correction(cast.reviewer_eva, dossier.pk, [(None, "Which circular?")], now=LATER)
    (remark,) = remarks_of(cast.officer_an, dossier.pk)
    answer_remark(cast.officer_an, remark.pk, "That of 2010.", now=LATER)
    confirm_take_over(cast.officer_an, dossier.pk, now=LATER)
    assert dossier_for(cast.reviewer_eva, dossier.pk).state == DossierState.SUBMITTED


LIST = b"""nummer;naam;gemeente;zone;taal;soort;erkend op;coordinator;e-mail coordinator;screening coordinator
B-1;Molenberg;Klokdorp;9901;nl;bin;4/3/2019;Rita Jacobs;rita@paper.example;1/2/2019
B-2;Markt;99011;Beiaard;nl/fr;bin-z;5/3/2019;;;
B-3;Elders;Nergens;9901;nl;bin;5/3/2019;;;
B-4;Haut;Klokdorp;9902;fr;bin;5/3/2019;;;
B-5;Bakkers;Klokdorp;;nl;sectoraal;5/3/2019;;;
PP-MEERSTRAAT;Meerstraat;Klokdorp;9901;nl;bin;5/3/2019;;;
"""


def test_a_list_is_judged_and_only_its_good_rows_are_taken_as_often_as_one_likes(
    cast: Cast,
) -> None:
    read = read_taking_over(cast.officer_an, LIST, on=TODAY)
    assert [line for line, _told in read.good] == [2, 3]
    assert [(bad.line, bad.column, bad.value_kind) for bad in read.bad] == [
        (4, "gemeente", "town"),
        (5, "zone", "zone"),
        (6, "", "profession"),
    ]
    assert read.known == ["PP-MEERSTRAAT"]
    assert not Dossier.objects.exists()
    rows = [one for _line, one in read.good]
    assert take_over_many(cast.officer_an, rows, now=NOON) == 2
    assert take_over_many(cast.officer_an, rows, now=NOON) == 0
    again = read_taking_over(cast.officer_an, LIST, on=TODAY)
    assert (again.good, sorted(again.known)) == ([], ["B-1", "B-2", "PP-MEERSTRAAT"])
    first = Dossier.objects.get(name="Molenberg")
    assert first.on_paper.coordinator_screened_on == date(2019, 2, 1)
    assert not Network.objects.filter(name__in=["Molenberg", "Markt"]).exists()


UNTRUE = """nummer;naam;gemeente;zone;erkend op;coordinator;e-mail coordinator;screening coordinator;adjunct;e-mail adjunct;screening adjunct
C-1;zie www.bad.example;Klokdorp;9901;4/3/2019;;;;;;
C-2;Morgen;Klokdorp;9901;4/3/2031;;;;;;
C-3;Elders;Clocheville;9901;4/3/2019;;;;;;
C-4;Eén;Klokdorp;9901;4/3/2019;Rita Jacobs;rita@paper.example;1/2/2019;Rita Jacobs;Rita@paper.example;1/2/2019
C-5;Raar;Klokdorp;9901;4/3/2019;René Jacobs;rené@paper.example;1/2/2019;;;
C-6;Goed;Klokdorp;9901;4/3/2019;Rita Jacobs;rita@paper.example;1/2/2019;Paul Maes;paul@paper.example;1/2/2019
""".encode()


def test_a_row_that_cannot_be_true_is_named_and_stops_no_other(cast: Cast) -> None:
    read = read_taking_over(cast.officer_an, UNTRUE, on=TODAY)
    assert [(bad.line, bad.value_kind) for bad in read.bad] == [
        (2, "name"),
        (3, "recognised_on"),
        (4, "town"),
        (5, "deputy_email"),
        (6, "coordinator_email"),
    ]
    rows = [one for _line, one in read.good]
    assert [one.number for one in rows] == ["C-6"]
    assert take_over_many(cast.officer_an, rows, now=NOON) == 1


def test_fifteen_hundred_rows_are_read_at_once(cast: Cast) -> None:
    rows = "".join(f"B-{n};Wijk {n};Klokdorp;5/3/2019\n" for n in range(1500))
    read = read_taking_over(
        cast.officer_an, f"nummer;naam;gemeente;erkend op\n{rows}".encode(), on=TODAY
    )
    assert len(read.good) == 1500


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_give_one_number_at_once_recognise_one_network(cast: Cast) -> None:
    one, two = confirmed(cast), confirmed(cast, name="Kapelhoek", number="BIN-2")
    found: list[str] = []

    def press() -> None:
        try:
            recognise(cast.reviewer_eva, two.pk, number="PP-2026-7", on=TODAY, now=LATER)
        except NumberTaken:
            found.append("taken")
        finally:
            connection.close()

    with transaction.atomic():
        recognise(cast.reviewer_eva, one.pk, number="PP-2026-7", on=TODAY, now=LATER)
        other = threading.Thread(target=press)
        other.start()
        other.join(timeout=0.5)
        assert found == []
    other.join(timeout=30)
    assert found == ["taken"]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_begin_one_take_over(cast: Cast) -> None:
    """Both look whether the number is free; the second waits for the first, and finds it taken."""
    found: list[str] = []

    def press() -> None:
        try:
            take_over(cast.officer_an, told(cast), scan=LEAFLET, now=NOON)
            found.append("taken over")
        except NumberTaken:
            found.append("known already")
        finally:
            connection.close()

    with transaction.atomic():
        take_over(cast.officer_els, told(cast), scan=LEAFLET, now=NOON)
        other = threading.Thread(target=press)
        other.start()
        other.join(timeout=0.5)
        assert found == []
    other.join(timeout=30)
    assert found == ["known already"]
