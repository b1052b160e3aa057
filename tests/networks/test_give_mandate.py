"""Who names whom on what, from when until when; and that a list cannot steal a mandate."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from belfry.audit.queries import entries_about
from belfry.core.actor import Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Endpoint, Envelope, Message
from belfry.networks.actions.mandates import end_mandate, give_mandate, open_zone
from belfry.networks.actions.members import add_member, correct_member
from belfry.networks.errors import AlreadyNamed, MandateDatesWrong
from belfry.networks.models import Mandate, Membership
from belfry.people.errors import NameIsTheirOwn
from belfry.people.models import Person
from belfry.people.queries import persons_reading
from belfry.people.types import PersonDetails, UnitDetails
from tests.cast import NOON, Cast, signing_in

TODAY = NOON.date()
INES = PersonDetails("Ines", "Baert", "nl", ("ines.baert@beiaard.example",))
SCOPES = {
    "meerstraat": "network_id", "jewellers": "network_id", "beiaard": "zone_id",
    "valclocher": "zone_id", "klokdorp": "municipality_id", "nation": "",
}  # fmt: skip

# (role, scope) -> who of the cast may name it; nobody else may.
MAY_NAME = {
    # A coordinator follows another by screening and approval.
    (Role.COORDINATOR, "meerstraat"): set(),
    (Role.DEPUTY, "meerstraat"): {"officer_an", "officer_els", "chief_karim"},
    (Role.DEPUTY, "jewellers"): {
        "officer_an", "officer_els", "chief_karim", "officer_piet", "chief_marie",
    },
    (Role.OFFICER, "meerstraat"): {"chief_karim"},
    (Role.OFFICER, "beiaard"): {"chief_karim"},
    (Role.DISPATCHER, "beiaard"): {"chief_karim"},
    (Role.ADVISER, "beiaard"): {"chief_karim", "mayor_luc"},
    (Role.CHIEF, "beiaard"): set(),
    (Role.OFFICER, "valclocher"): {"chief_marie"},
    # Klokdorp shares the jewellers' network with Val-Clocher, whose chief has no say in it for that.
    (Role.CLERK, "klokdorp"): {"mayor_luc", "chief_karim"},
    (Role.MAYOR, "klokdorp"): set(),
    (Role.REVIEWER, "nation"): set(),
    (Role.CENTRE, "nation"): set(),
    (Role.OPERATOR, "nation"): set(),
}  # fmt: skip
EVERYBODY = (
    "officer_an", "officer_els", "chief_karim", "dispatcher_lotte", "officer_piet", "chief_marie",
    "coordinator_bram", "deputy_sofia", "member_chloe", "shopkeeper_amina", "jeweller_karl",
    "outsider_dries", "clerk_nadia", "mayor_luc", "adviser_tom", "reviewer_eva", "centre_mila",
    "operator_sam",
)  # fmt: skip


def give(
    cast: Cast,
    by: str,
    role: Role,
    scope: str,
    who: PersonDetails = INES,
    *,
    since: date = TODAY,
    until: date | None = None,
) -> Mandate:
    column = SCOPES[scope]
    place: dict[str, UUID] = {column: getattr(cast.stage, scope)} if column else {}
    return give_mandate(
        getattr(cast, by),
        role,
        who,
        now=NOON,
        since=since,
        until=until,
        network_id=place.get("network_id"),
        zone_id=place.get("zone_id"),
        municipality_id=place.get("municipality_id"),
    )


@pytest.mark.parametrize(("role", "scope"), MAY_NAME)
def test_only_those_of_the_table_name(cast: Cast, role: Role, scope: str) -> None:
    for by in EVERYBODY:
        if by in MAY_NAME[role, scope]:
            with transaction.atomic():
                mandate = give(cast, by, role, scope)
                assert (mandate.role, mandate.given_by_id) == (role, getattr(cast, by).person_id)
                transaction.set_rollback(True)
        else:
            with pytest.raises((NotAllowed, NotFound)):
                give(cast, by, role, scope)


def test_a_stranger_to_a_network_finds_nothing_a_member_is_refused(cast: Cast) -> None:
    with pytest.raises(NotFound):
        give(cast, "officer_piet", Role.COORDINATOR, "meerstraat")
    with pytest.raises(NotAllowed):
        give(cast, "member_chloe", Role.COORDINATOR, "meerstraat")


def test_a_role_fits_its_scope_or_the_database_refuses(cast: Cast) -> None:
    person = Person.objects.first()
    assert person is not None
    wrong: list[dict[str, object]] = [
        {"role": "coordinator", "zone_id": cast.stage.beiaard},
        {"role": "coordinator"},
        {"role": "chief", "network_id": cast.stage.meerstraat},
        {"role": "chief", "zone_id": cast.stage.beiaard, "network_id": cast.stage.meerstraat},
        {"role": "clerk", "zone_id": cast.stage.beiaard},
        {"role": "reviewer", "municipality_id": cast.stage.klokdorp},
        {"role": "king"},
    ]
    for columns in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.create(person=person, since=TODAY, given_at=NOON, **columns)


def test_the_invitation_goes_to_the_address_that_was_typed(cast: Cast) -> None:
    mandate = give(cast, "chief_karim", Role.OFFICER, "beiaard")
    message = Message.objects.filter(kind=Kind.INVITATION).latest("pk")
    row = Envelope.objects.select_related("endpoint").get(message=message)
    assert row.endpoint.address == INES.emails[0]
    assert [one.pk for one in signing_in(INES.emails[0])] == [mandate.person_id]
    acts = [entry.act for entry in entries_about(f"mandate:{mandate.pk}")]
    assert acts == ["mandate.given"]


def test_a_known_address_under_the_same_name_stays_one_person(cast: Cast) -> None:
    same = PersonDetails("an", "PEETERS", "fr", ("An.Peeters@beiaard.example",))
    mandate = give(cast, "chief_karim", Role.DISPATCHER, "beiaard", same)
    assert mandate.person_id == cast.officer_an.person_id
    other = PersonDetails("Bart", "Peeters", "nl", ("an.peeters@beiaard.example",))
    assert (
        give(cast, "chief_karim", Role.DISPATCHER, "beiaard", other).person_id != mandate.person_id
    )


def test_nobody_is_named_twice_for_the_same_days(cast: Cast) -> None:
    month = timedelta(days=30)
    give(cast, "chief_karim", Role.OFFICER, "beiaard", until=TODAY + month)
    for since, until in (
        (TODAY, None), (TODAY + timedelta(days=1), TODAY + timedelta(days=2)),
        (TODAY - month, TODAY + timedelta(days=1)),
    ):  # fmt: skip
        with pytest.raises(AlreadyNamed):
            give(cast, "chief_karim", Role.OFFICER, "beiaard", since=since, until=until)
    give(cast, "chief_karim", Role.OFFICER, "beiaard", since=TODAY + month)
    give(cast, "chief_karim", Role.OFFICER, "beiaard", since=TODAY - month, until=TODAY)
    assert Mandate.objects.filter(person__in=persons_reading("email", INES.emails[0])).count() == 3


def test_dates_are_in_order(cast: Cast) -> None:
    with pytest.raises(MandateDatesWrong):
        give(cast, "chief_karim", Role.OFFICER, "beiaard", until=TODAY)


def test_whoever_may_name_may_end_it_from_today_on(cast: Cast) -> None:
    week = TODAY + timedelta(days=7)
    mandate = give(cast, "chief_karim", Role.OFFICER, "beiaard", until=week)
    for name in ("officer_an", "dispatcher_lotte", "officer_els"):
        with pytest.raises(NotAllowed):
            end_mandate(getattr(cast, name), mandate.pk, on=TODAY, now=NOON)
    for name in (
        "member_chloe",
        "coordinator_bram",
        "officer_piet",
        "chief_marie",
        "outsider_dries",
    ):
        with pytest.raises(NotFound):
            end_mandate(getattr(cast, name), mandate.pk, on=TODAY, now=NOON)
    for wrong in (TODAY - timedelta(days=1), week + timedelta(days=1)):
        with pytest.raises(MandateDatesWrong):
            end_mandate(cast.chief_karim, mandate.pk, on=wrong, now=NOON)
    end_mandate(cast.chief_karim, mandate.pk, on=TODAY, now=NOON)
    with pytest.raises(MandateDatesWrong):
        end_mandate(cast.chief_karim, mandate.pk, on=TODAY, now=NOON)
    acts = [entry.act for entry in entries_about(f"mandate:{mandate.pk}")]
    assert acts == ["mandate.given", "mandate.ended"]


def test_a_zone_is_opened_once_and_its_chief_invited_again(cast: Cast) -> None:
    def open_it() -> Mandate:
        return open_zone("5345", name="Voer", chief_email="c@voer.example", language="nl", now=NOON)

    first = open_it()
    assert open_it() == first
    assert Mandate.objects.filter(zone=first.zone, role=Role.CHIEF).count() == 1
    endpoint = Endpoint.objects.get(pk=Envelope.objects.latest("message_id").endpoint_id)
    assert endpoint.address == "c@voer.example"


def test_a_list_cannot_open_the_account_of_somebody_with_a_mandate(cast: Cast) -> None:
    karim = PersonDetails("Karim", "Benali", "nl", ("karim.benali@beiaard.example",))
    home = UnitDetails("", "Kapelweg", "9", "", "9990", "Klokdorp")
    bram, meerstraat = cast.coordinator_bram, cast.stage.meerstraat
    membership = add_member(bram, meerstraat, karim, home, now=NOON)
    assert membership.person_id == cast.chief_karim.person_id
    stolen = PersonDetails("Karim", "Benali", "nl", ("bram@evil.example",))
    correct_member(bram, membership.pk, stolen, home, now=NOON)
    assert not signing_in("bram@evil.example")
    assert len(signing_in("karim.benali@beiaard.example")) == 1
    with pytest.raises(NameIsTheirOwn):
        correct_member(bram, membership.pk, PersonDetails("Karel", "Benali", "nl"), home, now=NOON)
    again = give(cast, "chief_karim", Role.DISPATCHER, "beiaard", karim)
    row = Envelope.objects.select_related("endpoint").latest("message_id")
    assert (again.person_id, row.endpoint.address) == (
        cast.chief_karim.person_id,
        "karim.benali@beiaard.example",
    )


def test_a_second_list_cannot_open_a_member_s_account(cast: Cast) -> None:
    chloe = PersonDetails("Chloé", "Dubois", "fr", ("chloe.dubois@mail.example",))
    shop = UnitDetails("", "Markt", "9", "", "9990", "Klokdorp")
    amina = cast.shopkeeper_amina
    membership = add_member(amina, cast.stage.winkelhart, chloe, shop, now=NOON)
    assert membership.person_id == cast.member_chloe.person_id
    both = PersonDetails("Chloé", "Dubois", "fr", (*chloe.emails, "amina@evil.example"))
    correct_member(amina, membership.pk, both, shop, now=NOON)
    assert not signing_in("amina@evil.example")
    assert len(signing_in("chloe.dubois@mail.example")) == 1
    # Her own coordinator mends the address she is known by there.
    own = Membership.objects.get(network=cast.stage.meerstraat, person_id=membership.person_id)
    correct_member(cast.coordinator_bram, own.pk, both, shop, now=NOON)
    assert len(signing_in("amina@evil.example")) == 1


def test_no_mandate_invites_into_the_account_of_somebody_whom_a_list_tells_of(cast: Cast) -> None:
    false = PersonDetails("An", "Peeters", "nl", ("an.peeters@beiaard.example", "an@evil.example"))
    membership = add_member(
        cast.coordinator_bram, cast.stage.meerstraat, false, UnitDetails(), now=NOON
    )
    assert membership.person_id == cast.officer_an.person_id
    named = PersonDetails("An", "Peeters", "nl", ("an@evil.example",))
    mandate = give(cast, "officer_els", Role.DEPUTY, "meerstraat", named)
    assert mandate.person_id != cast.officer_an.person_id
    assert [one.pk for one in signing_in("an@evil.example")] == [mandate.person_id]


def test_removal_from_a_list_does_not_take_the_address_of_a_mandate(cast: Cast) -> None:
    home = UnitDetails("", "Kapelweg", "10", "", "9990", "Klokdorp")
    membership = add_member(cast.coordinator_bram, cast.stage.meerstraat, INES, home, now=NOON)
    mandate = give(cast, "chief_karim", Role.OFFICER, "beiaard")
    assert mandate.person_id == membership.person_id
    away = PersonDetails(INES.given_name, INES.family_name, "nl", ("other@mail.example",))
    correct_member(cast.coordinator_bram, membership.pk, away, home, now=NOON)
    assert [one.pk for one in signing_in(INES.emails[0])] == [mandate.person_id]
