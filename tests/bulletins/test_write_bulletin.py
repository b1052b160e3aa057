"""Write, change, submit, send back, approve, withdraw, close: who may, and in which order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from belfry.audit.models import Entry
from belfry.audit.queries import entries_about
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.closing import close_bulletin, withdraw_bulletin
from belfry.bulletins.actions.releasing import settle_releases
from belfry.bulletins.actions.writing import (
    change_bulletin,
    send_back,
    submit_bulletin,
    write_bulletin,
)
from belfry.bulletins.errors import (
    AuthorMayNotApprove,
    ChangedMeanwhile,
    NetworkOfAnotherZone,
    NobodyToReach,
    NoNetworkChosen,
    StillBeingSent,
    TextIncomplete,
)
from belfry.bulletins.models import Approval, Bulletin, Release
from belfry.bulletins.queries import (
    bulletin_for,
    bulletins_visible_to,
    draft_of,
    drafts_of,
    submission_of,
    to_approve,
    words_of,
)
from belfry.bulletins.types import Draft, Words
from belfry.core.actor import Role
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.models import Envelope, Message
from belfry.delivery.slots import open_slot
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.actions.networks import set_plan
from belfry.networks.models import Mandate, Membership
from belfry.networks.queries import plan_of
from tests.bulletins.desk import (
    DUTCH,
    FRENCH,
    LATER,
    approved,
    draft,
    offered,
    released,
    submitted,
    written,
)
from tests.bulletins.post import accept
from tests.cast import NOON, Cast

NOT_POLICE = (
    "dispatcher_lotte", "coordinator_bram", "deputy_sofia", "member_chloe", "clerk_nadia", "mayor_luc",
    "adviser_tom", "reviewer_eva", "centre_mila", "operator_sam", "outsider_dries",
)  # fmt: skip


def end(cast: Cast, name: str) -> None:
    """End the police mandate of a figure today."""
    rows = Mandate.objects.filter(person=cast.person(name))
    mandate = rows.get(role__in=[Role.OFFICER, Role.CHIEF])
    end_mandate(cast.chief_karim, mandate.pk, on=NOON.date(), now=NOON)


def test_an_officer_begins_a_draft_and_keeps_incomplete_words(cast: Cast) -> None:
    what = Draft("advice", (), {"nl": Words(title=" Fietsen\nop slot "), "fr": Words()})
    bulletin = written(cast, what=what)
    assert words_of(bulletin) == {"nl": Words(title="Fietsen op slot")}
    assert [entry.act for entry in entries_about(f"bulletin:{bulletin.pk}")] == ["bulletin.written"]


@pytest.mark.parametrize("name", [*NOT_POLICE, "officer_piet"])
def test_nobody_else_writes_for_the_zone(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        write_bulletin(
            getattr(cast, name), cast.stage.beiaard, draft(cast.stage.meerstraat), now=NOON
        )


def test_networks_of_another_zone_are_refused(cast: Cast) -> None:
    with pytest.raises(NetworkOfAnotherZone):
        written(cast, what=draft(cast.stage.meerstraat, cast.stage.hautcloche))
    bulletin = written(cast)
    with pytest.raises(NetworkOfAnotherZone):
        change_bulletin(cast.officer_an, bulletin.pk, draft(cast.stage.hautcloche), now=NOON)


def test_a_changed_draft_is_exactly_what_was_told(cast: Cast) -> None:
    bulletin = written(cast)
    wanted = Draft("warning", (cast.stage.winkelhart,), {"fr": FRENCH})
    change_bulletin(cast.officer_an, bulletin.pk, wanted, now=NOON)
    assert draft_of(Bulletin.objects.get(pk=bulletin.pk)) == replace(wanted, code=bulletin.code)


def test_only_its_author_sees_and_changes_a_draft(cast: Cast) -> None:
    bulletin = written(cast)
    for name in ("officer_els", "chief_karim", "officer_piet", *NOT_POLICE):
        with pytest.raises(NotFound):
            change_bulletin(getattr(cast, name), bulletin.pk, draft(), now=NOON)
    assert list(drafts_of(cast.officer_an)) == [bulletin]
    assert not drafts_of(cast.officer_els)


def test_an_author_whose_mandate_ended_finds_nothing(cast: Cast) -> None:
    bulletin = written(cast)
    end(cast, "officer_an")
    with pytest.raises(NotFound):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)


def test_a_colleague_sees_but_does_not_change_what_was_submitted(cast: Cast) -> None:
    bulletin = submitted(cast)
    with pytest.raises(NotAllowed):
        change_bulletin(cast.officer_els, bulletin.pk, draft(), now=NOON)
    with pytest.raises(NotAllowed):
        submit_bulletin(cast.officer_els, bulletin.pk, now=NOON)
    with pytest.raises(MoveNotAllowed):
        change_bulletin(cast.officer_an, bulletin.pk, draft(), now=NOON)
    with pytest.raises(MoveNotAllowed):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)


def test_submitting_asks_for_networks_and_for_every_language(cast: Cast) -> None:
    with pytest.raises(NoNetworkChosen):
        submitted(cast, what=draft())
    with pytest.raises(TextIncomplete):
        submitted(cast, what=draft(cast.stage.meerstraat, nl=DUTCH))
    with pytest.raises(TextIncomplete):
        submitted(
            cast, what=draft(cast.stage.meerstraat, nl=DUTCH, fr=replace(FRENCH, what_to_do=" "))
        )
    # A language that was begun must be whole, asked for or not.
    with pytest.raises(TextIncomplete):
        submitted(
            cast, what=draft(cast.stage.meerstraat, nl=DUTCH, fr=FRENCH, de=Words(title="Achtung"))
        )


def notices(kind: str) -> dict[str, dict[str, str]]:
    """Return {language: slots} of the notices of a kind that wait."""
    rows = Envelope.objects.filter(message__in=Message.objects.filter(kind=kind))
    return {
        str(row.endpoint_id): {"language": row.language}
        | open_slot(row.message_id, row.endpoint_id, bytes(row.slot or b""))
        for row in rows
    }


def test_approvers_are_told_without_a_word_of_the_text(cast: Cast) -> None:
    bulletin = submitted(cast)
    found = list(notices("to_approve").values())
    assert len(found) == 2  # Els and Karim, not An
    for slots in found:
        assert slots.pop("language") == "nl"
        assert slots == {
            "networks": "Meerstraat",
            "url": f"http://127.0.0.1:8000/bulletins/{bulletin.pk}/",
        }
    assert [one.pk for one in to_approve(cast.officer_els)] == [bulletin.pk]
    assert not to_approve(cast.officer_an)
    assert not to_approve(cast.officer_piet)
    assert not to_approve(cast.dispatcher_lotte)


@pytest.mark.parametrize("name", ["chief_karim", "officer_els"])
def test_chief_and_substitute_approve(cast: Cast, name: str) -> None:
    bulletin = approve_bulletin(getattr(cast, name), submitted(cast).pk, now=LATER)
    approval = Approval.objects.get(bulletin=bulletin)
    assert (bulletin.state, approval.approver_id) == ("approved", getattr(cast, name).person_id)
    assert set(approval.texts) == {"nl", "fr"}
    assert DUTCH.what in approval.texts["nl"]["text"]
    for part in ("text", "html"):
        assert "{unsubscribe_url}" in approval.texts["nl"][part]
    acts = [entry.act for entry in entries_about(f"bulletin:{bulletin.pk}")]
    assert acts == ["bulletin.written", "bulletin.submitted", "bulletin.approved"]


def test_the_author_never_approves(cast: Cast) -> None:
    with pytest.raises(AuthorMayNotApprove):
        approve_bulletin(cast.officer_an, submitted(cast).pk, now=LATER)
    with pytest.raises(AuthorMayNotApprove):
        approve_bulletin(cast.chief_karim, submitted(cast, by="chief_karim").pk, now=LATER)


@pytest.mark.parametrize("name", [*NOT_POLICE, "officer_piet", "chief_marie"])
def test_nobody_else_approves(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        approve_bulletin(getattr(cast, name), submitted(cast).pk, now=LATER)


def test_both_zones_of_a_sectoral_network_may_approve(cast: Cast) -> None:
    what = draft(cast.stage.jewellers, nl=DUTCH, fr=FRENCH, de=DUTCH)
    for name in ("officer_piet", "chief_marie", "officer_els"):
        bulletin = approve_bulletin(getattr(cast, name), submitted(cast, what=what).pk, now=LATER)
        assert bulletin.state == "approved"


def test_an_ended_mandate_approves_no_more(cast: Cast) -> None:
    bulletin = submitted(cast)
    early = cast.officer_els
    end(cast, "officer_els")
    with pytest.raises(NotFound):
        approve_bulletin(cast.officer_els, bulletin.pk, now=LATER)
    with pytest.raises(NotAllowed):
        approve_bulletin(early, bulletin.pk, now=LATER)


def test_what_changed_while_it_was_read_is_not_approved(cast: Cast) -> None:
    bulletin = submitted(cast)
    seen = submission_of(bulletin)
    send_back(cast.officer_an, bulletin.pk, remark="", now=NOON)
    later = NOON + timedelta(minutes=1)
    again = submit_bulletin(cast.officer_an, bulletin.pk, now=later)
    with pytest.raises(ChangedMeanwhile):
        approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER, seen=seen)
    assert (
        approve_bulletin(cast.chief_karim, again.pk, now=LATER, seen=submission_of(again)).state
        == "approved"
    )


def test_nothing_is_approved_twice_or_before_it_is_submitted(cast: Cast) -> None:
    with pytest.raises(NotFound):
        approve_bulletin(cast.chief_karim, written(cast).pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        approve_bulletin(cast.officer_els, approved(cast).pk, now=LATER)
    assert Approval.objects.count() == 1


def test_a_network_that_nobody_reads_is_not_offered(cast: Cast) -> None:
    what = draft(cast.stage.winkelhart, nl=DUTCH, fr=FRENCH)
    bulletin = submitted(cast, what=what)
    Membership.objects.filter(network=cast.stage.winkelhart).update(state="left", ended_at=NOON)
    with pytest.raises(NobodyToReach):
        approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)


def test_an_approver_sends_back_with_a_remark(cast: Cast) -> None:
    bulletin = send_back(cast.chief_karim, submitted(cast).pk, remark="Zonder uur.", now=LATER)
    assert (bulletin.state, bulletin.remark) == ("draft", "Zonder uur.")
    assert [sorted(slots) for slots in notices("sent_back").values()] == [
        ["language", "networks", "url"]
    ]
    assert submit_bulletin(cast.officer_an, bulletin.pk, now=LATER).remark == ""


def test_an_author_takes_a_submitted_bulletin_back(cast: Cast) -> None:
    assert send_back(cast.officer_an, submitted(cast).pk, remark="", now=LATER).state == "draft"
    assert not notices("sent_back")


@pytest.mark.parametrize("name", [*NOT_POLICE, "officer_piet"])
def test_nobody_else_sends_back_withdraws_or_closes(cast: Cast, name: str) -> None:
    bulletin, actor = submitted(cast), getattr(cast, name)
    with pytest.raises(NotFound):
        send_back(actor, bulletin.pk, remark="", now=LATER)
    with pytest.raises(NotFound):
        withdraw_bulletin(actor, bulletin.pk, now=LATER)
    with pytest.raises(NotFound):
        close_bulletin(actor, bulletin.pk, now=LATER)


def test_a_colleague_who_did_not_approve_does_not_withdraw(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        withdraw_bulletin(cast.officer_els, submitted(cast).pk, now=LATER)


def test_approving_and_withdrawing_record_on_the_zone_before_the_networks(cast: Cast) -> None:
    two = draft(cast.stage.meerstraat, cast.stage.winkelhart)
    for network in (cast.stage.meerstraat, cast.stage.winkelhart):
        plan = replace(plan_of(network), released_by="police")
        set_plan(cast.officer_an, network, plan, now=NOON)
    bulletin = approved(cast, what=two)
    withdraw_bulletin(cast.officer_an, bulletin.pk, now=LATER)
    told = [
        (entry.act, entry.chain.network_id)
        for entry in Entry.objects.filter(at=LATER).select_related("chain").order_by("pk")
    ]
    networks = sorted([cast.stage.meerstraat, cast.stage.winkelhart])
    assert told == [
        ("bulletin.approved", None),
        *(("release.released", network) for network in networks),
        ("bulletin.withdrawn", None),
        *(("release.stopped", network) for network in networks),
    ]


@pytest.mark.parametrize("name", ["officer_an", "chief_karim"])
def test_withdrawing_stops_every_release(cast: Cast, name: str) -> None:
    bulletin = withdraw_bulletin(getattr(cast, name), approved(cast).pk, now=LATER)
    assert bulletin.state == "withdrawn"
    assert Release.objects.get(bulletin=bulletin).state == "stopped"
    with pytest.raises(MoveNotAllowed):
        withdraw_bulletin(getattr(cast, name), bulletin.pk, now=LATER)


def test_a_bulletin_closes_when_every_network_is_done(cast: Cast) -> None:
    release = released(cast, what=draft(cast.stage.meerstraat, bulletin_class="warning"))
    with pytest.raises(StillBeingSent):
        close_bulletin(cast.officer_an, release.bulletin_id, now=LATER)
    accept(release)
    settle_releases(now=LATER)
    assert close_bulletin(cast.officer_an, release.bulletin_id, now=LATER).state == "closed"
    with pytest.raises(MoveNotAllowed):
        close_bulletin(cast.officer_an, release.bulletin_id, now=LATER)


def test_police_of_a_linked_zone_see_what_was_submitted(cast: Cast) -> None:
    bulletin = submitted(cast, what=draft(cast.stage.jewellers, nl=DUTCH, fr=FRENCH, de=DUTCH))
    assert bulletin_for(cast.officer_piet, bulletin.pk) == bulletin
    assert bulletin in bulletins_visible_to(cast.chief_marie)
    assert submitted(cast) not in bulletins_visible_to(cast.chief_marie)


def test_lists_take_a_fixed_number_of_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = submitted(cast)
    els = cast.officer_els
    with django_assert_num_queries(6) as first:
        assert len(to_approve(els)) == 1
    for _ in range(3):
        submitted(cast)
    with django_assert_num_queries(len(first.captured_queries)):
        assert len(to_approve(els)) == 4
    assert offered(cast).bulletin_id != one.pk
