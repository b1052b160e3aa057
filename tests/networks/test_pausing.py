"""A network is suspended or dormant for a while: who says so, what still goes on in it, and who is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from belfry.audit.queries import entries_about
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.errors import NetworkPaused
from belfry.core.actor import Role
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.models import Envelope, Message
from belfry.networks.actions import pausing
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.actions.pausing import pause_network, resume_network, tell_members
from belfry.networks.actions.succession import hand_task_over
from belfry.networks.duty import vacancies
from belfry.networks.errors import NobodyLooksAfter, StillLookedAfter
from belfry.networks.models import Mandate, Membership, Network, Pause
from belfry.networks.queries import networks_of_zone
from belfry.networks.workflow import NETWORK_MOVES, NetworkState, PauseReason
from belfry.people.models import ContactPoint
from tests.bulletins.desk import LATER, offered, released, submitted
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db
FIGURES = (
    "coordinator_bram", "deputy_sofia", "member_chloe", "officer_an", "officer_els", "chief_karim", "officer_piet",
    "clerk_nadia", "mayor_luc", "reviewer_eva", "outsider_dries",
)  # fmt: skip


def state_of(cast: Cast) -> str:
    return Network.objects.get(pk=cast.stage.meerstraat).state


def suspended(cast: Cast) -> Pause:
    return pause_network(cast.chief_karim, cast.stage.meerstraat, PauseReason.DATA, now=NOON)


def abandoned(cast: Cast) -> None:
    """Let coordinator and deputy lose their functions on this very day."""
    roles = [Role.COORDINATOR, Role.DEPUTY]
    held = Mandate.objects.filter(network=cast.stage.meerstraat, role__in=roles)
    held.update(until=NOON.date())


def dormant(cast: Cast) -> Pause:
    abandoned(cast)
    reason = PauseReason.NO_COORDINATOR
    return pause_network(cast.officer_an, cast.stage.meerstraat, reason, now=NOON)


def told(cast: Cast) -> set[str]:
    """Return who of the cast was told of the network's state since the last time."""
    sent = Message.objects.filter(kind="network_state")
    rows = Envelope.objects.filter(message_id__in=sent)
    ends = list(rows.values_list("endpoint_id", flat=True))
    persons = set(
        ContactPoint.objects.filter(endpoint__in=ends).values_list("person_id", flat=True)
    )
    rows.delete()
    return {name for name in FIGURES if cast.person(name) in persons}


def test_the_chief_suspends_and_lets_it_go_on_and_each_is_recorded(cast: Cast) -> None:
    suspended(cast)
    assert state_of(cast) == NetworkState.SUSPENDED
    resume_network(cast.chief_karim, cast.stage.meerstraat, now=LATER)
    assert state_of(cast) == NetworkState.ACTIVE
    pause = Pause.objects.get()
    assert (pause.since, pause.until) == (NOON, LATER)
    acts = [
        one for one in entries_about(f"network:{cast.stage.meerstraat}") if "reason" in one.detail
    ]
    assert [(one.act, one.detail["reason"]) for one in acts] == [
        ("network.suspended", "data"),
        ("network.active", "data"),
    ]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("officer_an", NotAllowed),
        ("officer_els", NotAllowed),
        ("coordinator_bram", NotAllowed),
        ("deputy_sofia", NotAllowed),
        ("member_chloe", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("mayor_luc", NotAllowed),
        ("dispatcher_lotte", NotAllowed),
        ("officer_piet", NotFound),
        ("chief_marie", NotFound),
        ("outsider_dries", NotFound),
        ("operator_sam", NotFound),
    ],
)
def test_nobody_else_suspends_a_network_or_lifts_it(
    cast: Cast, name: str, refusal: type[Exception]
) -> None:
    actor, network = getattr(cast, name), cast.stage.meerstraat
    with pytest.raises(refusal):
        pause_network(actor, network, PauseReason.CHARTER, now=NOON)
    suspended(cast)
    with pytest.raises(refusal):
        resume_network(actor, network, now=LATER)
    assert state_of(cast) == NetworkState.SUSPENDED


def test_twice_is_refused_and_so_is_what_is_not_paused(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed):
        resume_network(cast.chief_karim, cast.stage.meerstraat, now=NOON)
    suspended(cast)
    for reason in (PauseReason.CHARTER, PauseReason.NOBODY_ACTIVE):
        with pytest.raises(MoveNotAllowed):
            pause_network(cast.chief_karim, cast.stage.meerstraat, reason, now=LATER)


def test_a_network_is_not_dormant_while_somebody_looks_after_it(cast: Cast) -> None:
    network, deputy = cast.stage.meerstraat, cast.person("deputy_sofia")
    Mandate.objects.filter(network=network, role=Role.COORDINATOR).update(until=NOON.date())
    with pytest.raises(StillLookedAfter):
        pause_network(cast.officer_an, network, PauseReason.NO_COORDINATOR, now=NOON)
    # The deputy leaves on the same day.
    held = Mandate.objects.get(person=deputy, network=network)
    end_mandate(cast.officer_an, held.pk, on=NOON.date(), now=NOON)
    pause_network(cast.officer_an, network, PauseReason.NO_COORDINATOR, now=NOON)
    assert state_of(cast) == NetworkState.DORMANT


def test_a_dormant_network_seeks_a_coordinator_and_goes_on_with_one(cast: Cast) -> None:
    dormant(cast)
    network, today = cast.stage.meerstraat, NOON.date()
    assert vacancies(cast.centre_mila)[cast.stage.klokdorp] >= 1
    with pytest.raises(NobodyLooksAfter):
        resume_network(cast.officer_an, network, now=NOON)
    chloe = cast.person("member_chloe")
    hand_task_over(cast.officer_an, network, Role.COORDINATOR, chloe, since=today, now=NOON)
    resume_network(cast.officer_an, network, now=LATER)
    assert state_of(cast) == NetworkState.ACTIVE


def test_an_officer_does_not_lift_what_the_chief_suspended(cast: Cast) -> None:
    suspended(cast)
    with pytest.raises(NotAllowed):
        resume_network(cast.officer_an, cast.stage.meerstraat, now=LATER)


def test_nobody_chooses_a_paused_network_for_something_new(cast: Cast) -> None:
    suspended(cast)
    found = networks_of_zone(cast.officer_an, cast.stage.beiaard)
    assert cast.stage.meerstraat not in set(found.values_list("pk", flat=True))


def test_what_was_written_before_is_neither_approved_nor_sent(cast: Cast) -> None:
    waiting, release = submitted(cast), offered(cast)
    suspended(cast)
    with pytest.raises(NetworkPaused):
        approve_bulletin(cast.officer_els, waiting.pk, now=LATER)
    with pytest.raises(NetworkPaused):
        release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    resume_network(cast.chief_karim, cast.stage.meerstraat, now=LATER)
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)


def test_what_is_being_sent_goes_on(cast: Cast) -> None:
    release = released(cast)
    assert release.broadcast is not None
    waiting = Envelope.objects.filter(message_id=release.broadcast.message_id, state="ready")
    number = waiting.count()
    assert number
    suspended(cast)
    assert waiting.count() == number
    # Pressed a second time it is what it was.
    assert release_bulletin(cast.coordinator_bram, release.pk, now=LATER).pk == release.pk


def test_partners_and_reviewer_are_told_at_once_and_members_by_the_job(cast: Cast) -> None:
    pause = suspended(cast)
    assert told(cast) == {
        "coordinator_bram", "deputy_sofia", "officer_an", "officer_els", "chief_karim", "clerk_nadia", "mayor_luc",
        "reviewer_eva",
    }  # fmt: skip
    assert not tell_members(pause.pk, now=NOON)
    assert "member_chloe" in told(cast)
    # Run again, nobody is told twice.
    assert not tell_members(pause.pk, now=NOON)
    assert told(cast) == set()


def test_a_job_that_was_killed_goes_on_where_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pausing, "BATCH", 1)
    pause = suspended(cast)
    told(cast)
    members = Membership.objects.filter(network=cast.stage.meerstraat, state="active").count()
    turns = 0
    while tell_members(pause.pk, now=NOON + timedelta(minutes=turns)):
        turns += 1
    assert turns == members
    sent = Envelope.objects.filter(
        message_id__in=Message.objects.filter(kind="network_state").values("pk")
    )
    ends = list(sent.values_list("endpoint_id", flat=True))
    assert ends
    assert len(ends) == len(set(ends))


@pytest.mark.parametrize("old", NetworkState)
@pytest.mark.parametrize("new", NetworkState)
def test_the_database_keeps_the_same_table_of_moves(
    cast: Cast, old: NetworkState, new: NetworkState
) -> None:
    rows = Network.objects.filter(pk=cast.stage.meerstraat)
    reached(cast, old)
    if old != new:
        Pause.objects.filter(until=None).update(until=LATER, ended_by=cast.person("chief_karim"))
        explained(cast, new)
    allowed = new in NETWORK_MOVES[old] or old == new
    try:
        with transaction.atomic():
            rows.update(state=new)
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


def test_the_database_refuses_a_pause_without_a_reason_of_its_kind(cast: Cast) -> None:
    rows = Network.objects.filter(pk=cast.stage.meerstraat)
    for explained_as in (None, NetworkState.DORMANT):
        if explained_as:
            explained(cast, explained_as)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state=NetworkState.SUSPENDED)


def reached(cast: Cast, state: NetworkState) -> None:
    explained(cast, state)
    Network.objects.filter(pk=cast.stage.meerstraat).exclude(state=state).update(state=state)


def explained(cast: Cast, state: NetworkState) -> None:
    """Write the pause without which no network is suspended or dormant."""
    reasons = {NetworkState.SUSPENDED: "charter", NetworkState.DORMANT: "nobody_active"}
    if state in reasons:
        Pause.objects.create(
            network_id=cast.stage.meerstraat,
            reason=reasons[state],
            since=NOON,
            begun_by_id=cast.person("chief_karim"),
        )
