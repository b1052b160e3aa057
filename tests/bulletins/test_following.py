"""A message is taken back, or its end told: to exactly those whom it reached, in words approved beforehand."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.audit.models import Entry
from belfry.bulletins.actions import templates
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.closing import close_bulletin, withdraw_bulletin
from belfry.bulletins.actions.following import (
    correct_bulletin,
    tell_late_readers,
    tell_outcome,
    write_outcome,
)
from belfry.bulletins.actions.releasing import (
    Offer,
    offer,
    release_bulletin,
    settle_releases,
    stop_release,
)
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.actions.writing import change_bulletin, submit_bulletin
from belfry.bulletins.audience import audiences_of
from belfry.bulletins.errors import NobodyReached, OutcomeOwed
from belfry.bulletins.kinds import Discretion, Ending, Reason, TemplateKind
from belfry.bulletins.models import (
    Acceptance,
    Approval,
    AudienceMember,
    Bulletin,
    Release,
    Template,
)
from belfry.bulletins.outlook import preview_of
from belfry.bulletins.queries import draft_of
from belfry.bulletins.rendering import short_text
from belfry.bulletins.types import Words
from belfry.bulletins.workflow import BulletinState, ReleaseState
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.delivery.models import Envelope
from belfry.delivery.ways import short_faults
from belfry.delivery.workflow import Lane
from belfry.networks.kinds import BulletinClass, Releaser
from belfry.networks.queries import networks_by_id, plans_of
from belfry.territory.queries import zones_by_id
from tests.bulletins.desk import DUTCH, FRENCH, LATER, approved, draft, released, submitted
from tests.bulletins.phones import EVERY_WAY, give_browser, give_phone, plan_ways
from tests.bulletins.post import accept
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

AFTER = LATER + timedelta(minutes=20)
CODES = [
    *(one.value for one in Ending if one is not Ending.CANNOT_TELL),
    *(f"cannot_tell.{one.value}" for one in Discretion),
]


@pytest.fixture(autouse=True)
def texts(cast: Cast) -> None:
    load_templates(now=NOON - timedelta(days=1))


def sent(cast: Cast, **more: Any) -> Release:
    """Return a release of An's request that the mail server took."""
    release = released(cast, **more)
    accept(release)
    release.refresh_from_db()
    return release


def mailed(bulletin: Bulletin) -> set[Any]:
    rows = Envelope.objects.filter(broadcast__reference__in=bulletin.releases.values("pk"))
    return {row.endpoint_id for row in rows}


def move(release: Release, state: str, *endpoints: Any) -> None:
    """Let some envelopes of a release be in a state, whatever their tallies say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_envelope SET state = %s, settled_at = now() "
            "WHERE broadcast_id = %s AND endpoint_id = ANY(%s)",
            [state, release.broadcast_id, list(endpoints)],
        )


def of(name: str, cast: Cast) -> Any:
    return AudienceMember.objects.filter(person=cast.person(name)).first().endpoint_id


# --- the texts that come with Belfry ---


def test_there_is_a_text_for_every_reason_and_every_ending_in_every_language() -> None:
    rows = {(one.kind, one.code): one.texts for one in Template.objects.all()}
    wanted = {(TemplateKind.CORRECTION, one) for one in Reason.values}
    wanted |= {(TemplateKind.OUTCOME, one) for one in CODES}
    assert set(rows) >= wanted
    for texts in rows.values():
        assert set(texts) == set(Language.values)
        assert all({"title", "what", "short"} <= set(words) for words in texts.values())


def test_every_text_fits_one_sms_and_a_subject(cast: Cast) -> None:
    zone = zones_by_id([cast.stage.beiaard])[cast.stage.beiaard]
    long = []
    for one in Template.objects.all():
        for language, words in one.texts.items():
            said = Words(
                **{
                    key: text.replace("{day}", "24/11/2026").replace("{time}", "23:59")
                    for key, text in words.items()
                }
            )
            short = short_text(said, BulletinClass.OUTCOME, language, zone)
            if short_faults(short, language) or len(said.title) > 120:
                long.append((one.code, language, short_faults(short, language)))
    assert long == []


def test_words_that_were_wrong_are_not_said_again() -> None:
    texts = Template.objects.get(kind="correction", code=Reason.WRONG_WORDS).texts
    assert "{title}" not in str(texts)


def test_loading_the_texts_again_changes_nothing() -> None:
    assert load_templates(now=NOON) == 0
    assert not Template.objects.filter(withdrawn_at__isnull=False).exists()


def test_a_text_that_changed_withdraws_the_old_one_and_adds_a_new_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for entry in templates.TEMPLATES.iterdir():
        if entry.name.endswith(".toml"):
            text = entry.read_text("utf-8").replace(
                "vals alarm. Er is geen", "loos alarm. Er is geen"
            )
            (tmp_path / entry.name).write_text(text, "utf-8")
    monkeypatch.setattr(templates, "TEMPLATES", tmp_path)
    assert load_templates(now=NOON) == 1
    old, new = Template.objects.filter(code="false_alarm").order_by("withdrawn_at")
    assert (old.withdrawn_at, new.withdrawn_at) == (NOON, None)
    assert "loos alarm" in new.texts["nl"]["what"]
    assert load_templates(now=NOON) == 0


# --- correction ---


@pytest.mark.parametrize("who", ["officer_an", "officer_els", "chief_karim", "dispatcher_lotte"])
def test_one_officer_chief_or_dispatcher_takes_a_message_back(who: str, cast: Cast) -> None:
    release = sent(cast)
    correction = correct_bulletin(
        cast.at(who, AFTER), release.bulletin_id, Reason.WRONG_PLACE, now=AFTER
    )
    told = correction.releases.get()
    assert correction.state == BulletinState.APPROVED
    assert (correction.reason, correction.follows_id) == ("wrong_place", release.bulletin_id)
    assert told.state == ReleaseState.SENDING
    assert told.broadcast is not None
    assert told.broadcast.lane == Lane.URGENT
    assert mailed(correction) == mailed(release.bulletin)
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"bulletin.corrected", "bulletin.approved", "release.released"} <= acts


@pytest.mark.parametrize(
    "who",
    ["coordinator_bram", "member_chloe", "outsider_dries", "officer_piet", "mayor_luc", "operator_sam"],
)  # fmt: skip
def test_nobody_else_takes_a_message_back(who: str, cast: Cast) -> None:
    release = sent(cast)
    with pytest.raises(NotFound):
        correct_bulletin(cast.at(who, AFTER), release.bulletin_id, Reason.BY_MISTAKE, now=AFTER)
    assert not Bulletin.objects.filter(follows=release.bulletin_id).exists()


def test_police_of_one_of_its_networks_only_do_not_take_it_back(cast: Cast) -> None:
    both = draft(
        cast.stage.meerstraat, cast.stage.jewellers, nl=DUTCH, fr=FRENCH, de=DUTCH, en=DUTCH
    )
    bulletin = approved(cast, what=both)
    with pytest.raises(NotAllowed):
        correct_bulletin(cast.officer_piet, bulletin.pk, Reason.BY_MISTAKE, now=AFTER)


def test_the_words_are_those_of_the_template_with_title_and_day(cast: Cast) -> None:
    release = sent(cast)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.WRONG_TIME, now=AFTER
    )
    dutch = correction.texts.get(language="nl")
    assert DUTCH.title in dutch.what
    assert "24/11/2026" in dutch.what
    assert FRENCH.title in correction.texts.get(language="fr").what
    assert correction.approval.approver_id == cast.officer_an.person_id
    assert correction.approval.template.code == "wrong_time"


def test_a_second_press_makes_no_second_correction(cast: Cast) -> None:
    release = sent(cast)
    first = correct_bulletin(cast.officer_an, release.bulletin_id, Reason.WRONG_TIME, now=AFTER)
    again = correct_bulletin(cast.chief_karim, release.bulletin_id, Reason.BY_MISTAKE, now=AFTER)
    assert again == first
    assert Bulletin.objects.filter(bulletin_class="correction").count() == 1


def test_the_database_lets_no_second_correction_in(cast: Cast) -> None:
    release = sent(cast)
    correct_bulletin(cast.officer_an, release.bulletin_id, Reason.WRONG_TIME, now=AFTER)
    with pytest.raises(IntegrityError, match="one_correction_each"), transaction.atomic():
        Bulletin.objects.create(
            zone_id=cast.stage.beiaard,
            author_id=cast.person("officer_an"),
            bulletin_class="correction",
            follows_id=release.bulletin_id,
            reason="by_mistake",
            made_at=AFTER,
        )


def test_what_was_not_handed_over_is_withheld_and_its_readers_get_no_correction(cast: Cast) -> None:
    release = released(cast)
    chloe = of("member_chloe", cast)
    move(release, "accepted", chloe)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.WRONG_FACT, now=AFTER
    )
    release.refresh_from_db()
    assert release.state == ReleaseState.STOPPED
    waiting = Envelope.objects.filter(broadcast=release.broadcast, state="ready")
    assert not waiting.exists()
    assert mailed(correction) == {chloe}
    assert correction.releases.get().person_count == 1


def test_what_a_dispatcher_holds_or_whose_fate_is_unknown_counts_as_reached(cast: Cast) -> None:
    release = released(cast)
    chloe, bram = of("member_chloe", cast), of("coordinator_bram", cast)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_bundle SET claim_token = 1, lease_until = now() + interval '1 hour'"
        )
    move(release, "unknown", bram)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.WRONG_FACT, now=AFTER
    )
    assert {chloe, bram} <= mailed(correction)
    assert mailed(correction) == mailed(release.bulletin)


def test_whom_the_message_reached_after_the_press_gets_the_correction_later(cast: Cast) -> None:
    release = released(cast)
    chloe, bram = of("member_chloe", cast), of("coordinator_bram", cast)
    move(release, "accepted", chloe)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.WRONG_FACT, now=AFTER
    )
    assert tell_late_readers(now=AFTER) == 0
    move(release, "accepted", bram)
    assert tell_late_readers(now=AFTER) == 1
    assert tell_late_readers(now=AFTER) == 0
    assert mailed(correction) == {chloe, bram}
    told = correction.releases.get()
    assert (told.recipient_count, told.person_count, told.written_count) == (2, 2, 2)


def test_also_when_the_correction_was_sent_already(cast: Cast) -> None:
    release = released(cast)
    chloe, bram = of("member_chloe", cast), of("coordinator_bram", cast)
    move(release, "accepted", chloe)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.WRONG_FACT, now=AFTER
    )
    accept(correction.releases.get())
    settle_releases(now=AFTER)
    assert correction.releases.get().state == ReleaseState.SENT
    move(release, "delivered", bram)
    assert tell_late_readers(now=AFTER + timedelta(minutes=1)) == 1
    assert mailed(correction) == {chloe, bram}


def test_the_database_lets_nobody_else_join_what_follows_a_message(cast: Cast) -> None:
    release = released(cast)
    chloe, bram = of("member_chloe", cast), of("coordinator_bram", cast)
    move(release, "accepted", chloe)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.WRONG_FACT, now=AFTER
    )
    with pytest.raises(IntegrityError, match="wall: nobody enters"), transaction.atomic():
        AudienceMember.objects.create(
            release=correction.releases.get(),
            person_id=cast.person("coordinator_bram"),
            endpoint_id=bram,
            channel="email",
            language="nl",
        )


def test_it_goes_by_the_ways_that_reached_somebody_all_at_once(
    cast: Cast, every_channel: None
) -> None:
    plan_ways(cast, alert=EVERY_WAY)
    chloe = cast.person("member_chloe")
    phone, browser = give_phone(chloe, "+32470112233"), give_browser(chloe)
    what = draft(cast.stage.meerstraat, bulletin_class="alert")
    release = released(cast, what=what)
    move(release, "delivered", browser.pk)
    move(release, "accepted", of("member_chloe", cast))
    move(release, "spared", phone.pk)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.BY_MISTAKE, now=AFTER
    )
    rows = AudienceMember.objects.filter(release__bulletin=correction, person_id=chloe)
    assert {(row.channel, row.step, row.chain) for row in rows} == {
        ("email", 0, None),
        ("push", 0, None),
    }


def test_what_nobody_got_is_withdrawn_rather_than_taken_back(cast: Cast) -> None:
    bulletin = approved(cast)
    with pytest.raises(NobodyReached):
        correct_bulletin(cast.officer_an, bulletin.pk, Reason.BY_MISTAKE, now=AFTER)
    assert bulletin.releases.get().state == ReleaseState.OFFERED


def test_a_draft_is_not_there_to_be_taken_back_and_a_correction_stands(cast: Cast) -> None:
    with pytest.raises(NotFound):
        correct_bulletin(cast.officer_an, submitted(cast).pk, Reason.BY_MISTAKE, now=AFTER)
    release = sent(cast)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.BY_MISTAKE, now=AFTER
    )
    with pytest.raises(MoveNotAllowed):
        correct_bulletin(cast.officer_an, correction.pk, Reason.BY_MISTAKE, now=AFTER)


def test_a_correction_is_not_withdrawn(cast: Cast) -> None:
    release = sent(cast)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.BY_MISTAKE, now=AFTER
    )
    for who in (cast.officer_an, cast.chief_karim):
        with pytest.raises(NotAllowed):
            withdraw_bulletin(who, correction.pk, now=AFTER)


def test_what_was_stopped_or_withdrawn_after_some_got_it_is_taken_back(cast: Cast) -> None:
    release = released(cast)
    move(release, "accepted", of("member_chloe", cast))
    stop_release(cast.coordinator_bram, release.pk, now=AFTER)
    withdraw_bulletin(cast.officer_an, release.bulletin_id, now=AFTER)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.BY_MISTAKE, now=AFTER
    )
    assert mailed(correction) == {of("member_chloe", cast)}


def test_a_correction_waits_for_no_coordinator(cast: Cast) -> None:
    release = sent(cast)
    correction = correct_bulletin(
        cast.dispatcher_lotte, release.bulletin_id, Reason.BY_MISTAKE, now=AFTER
    )
    told = correction.releases.get()
    assert told.released_by_id == cast.dispatcher_lotte.person_id
    assert told.released_at == AFTER


def test_police_who_took_a_message_over_took_over_that_it_is_taken_back(cast: Cast) -> None:
    release = sent(cast)
    other = accepted_in(cast.stage.hautcloche, release, cast)
    correction = correct_bulletin(
        cast.officer_an, release.bulletin_id, Reason.WRONG_PLACE, now=AFTER
    )
    told = correction.releases.all()
    assert {one.network_id for one in told} == {cast.stage.meerstraat, cast.stage.hautcloche}
    assert told.get(network=cast.stage.hautcloche).by_acceptance
    assert mailed(correction) == mailed(release.bulletin)
    assert other.network_id == cast.stage.hautcloche


def accepted_in(network_id: UUID, release: Release, cast: Cast) -> Release:
    """Return a message in a network of other police, whose officer Piet took it over."""
    bulletin = release.bulletin
    other = Release.objects.create(bulletin=bulletin, network_id=network_id, by_acceptance=True)
    Acceptance.objects.create(
        release=other,
        officer_id=cast.person("officer_piet"),
        accepted_at=LATER,
        checksum=bulletin.approval.checksum,
    )
    networks, plans = networks_by_id([network_id]), plans_of([network_id])
    rows = audiences_of(networks, plans, bulletin.bulletin_class, ["nl", "fr"])[network_id]
    for row in rows:
        row.release = other
    AudienceMember.objects.bulk_create(rows)
    assert release.broadcast is not None
    offer(
        cast.at("officer_piet", LATER),
        other,
        Offer(rows, Releaser.POLICE, None, 0),
        release.broadcast.message,
        now=LATER,
    )
    accept(other)
    return other


def test_the_database_lets_no_text_tell_another_ending_than_its_own(cast: Cast) -> None:
    release = sent(cast)
    mine = write_outcome(cast.officer_an, release.bulletin_id, "arrest", now=AFTER)
    Bulletin.objects.filter(pk=mine.pk).update(state="submitted", submitted_at=AFTER)
    for code, slots in (("found", {}), ("arrest", {"title": "Iets anders", "day": "24/11/2026"})):
        with pytest.raises(IntegrityError, match="wall: this person may not"), transaction.atomic():
            Approval.objects.create(
                bulletin=mine,
                approver_id=cast.person("officer_an"),
                approved_at=AFTER,
                template=Template.objects.get(code=code),
                slots=slots,
                texts=preview_of(draft_of(mine), mine.zone_id),
            )


# --- outcome ---


def test_an_outcome_goes_to_exactly_those_who_got_the_message(cast: Cast) -> None:
    release = released(cast)
    chloe, bram = of("member_chloe", cast), of("coordinator_bram", cast)
    move(release, "accepted", chloe, bram)
    outcome = tell_outcome(cast.officer_an, release.bulletin_id, "found", now=AFTER)
    assert mailed(outcome) == {chloe, bram}
    assert (outcome.ending, outcome.bulletin_class) == ("found", "outcome")
    release.refresh_from_db()
    assert release.state == ReleaseState.SENDING
    move(release, "accepted", of("deputy_sofia", cast))
    assert tell_late_readers(now=AFTER) == 1


@pytest.mark.parametrize("code", CODES)
def test_every_ending_can_be_told_and_then_the_message_closes(code: str, cast: Cast) -> None:
    release = sent(cast)
    settle_releases(now=AFTER)
    with pytest.raises(OutcomeOwed):
        close_bulletin(cast.officer_an, release.bulletin_id, now=AFTER)
    outcome = tell_outcome(cast.officer_an, release.bulletin_id, code, now=AFTER)
    assert outcome.ending == code.partition(".")[0]
    assert outcome.approval.template.code == code
    closed = close_bulletin(cast.officer_an, release.bulletin_id, now=AFTER)
    assert closed.state == BulletinState.CLOSED


def test_the_same_ending_is_told_once_and_another_one_may_follow(cast: Cast) -> None:
    release = sent(cast)
    first = tell_outcome(cast.officer_an, release.bulletin_id, "open", now=AFTER)
    assert tell_outcome(cast.chief_karim, release.bulletin_id, "open", now=AFTER) == first
    later = tell_outcome(cast.officer_an, release.bulletin_id, "arrest", now=AFTER)
    assert later != first


@pytest.mark.parametrize(
    "code", ["", "cannot_tell", "cannot_tell.because", "escaped", "wrong_place"]
)
def test_there_is_no_other_ending(code: str, cast: Cast) -> None:
    release = sent(cast)
    with pytest.raises(NotFound):
        tell_outcome(cast.officer_an, release.bulletin_id, code, now=AFTER)


@pytest.mark.parametrize("who", ["coordinator_bram", "member_chloe", "officer_piet", "mayor_luc"])
def test_nobody_but_its_police_tells_how_it_ended(who: str, cast: Cast) -> None:
    release = sent(cast)
    with pytest.raises(NotFound):
        tell_outcome(cast.at(who, AFTER), release.bulletin_id, "found", now=AFTER)


def test_advice_owes_no_outcome_and_a_withdrawn_message_gets_none(cast: Cast) -> None:
    release = sent(cast, what=draft(cast.stage.meerstraat, bulletin_class="advice"))
    with pytest.raises(MoveNotAllowed):
        tell_outcome(cast.officer_an, release.bulletin_id, "found", now=AFTER)
    other = sent(cast)
    withdraw_bulletin(cast.officer_an, other.bulletin_id, now=AFTER)
    with pytest.raises(MoveNotAllowed):
        tell_outcome(cast.officer_an, other.bulletin_id, "found", now=AFTER)


def test_nobody_is_called_about_an_outcome_who_was_reached_another_way(
    cast: Cast, every_channel: None
) -> None:
    plan_ways(cast, alert=EVERY_WAY)
    chloe, jozef = cast.person("member_chloe"), cast.person("member_jozef")
    phone = give_phone(chloe, "+32470112233")
    release = released(cast, what=draft(cast.stage.meerstraat, bulletin_class="alert"))
    move(release, "accepted", of("member_chloe", cast))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_envelope SET state = 'delivered' WHERE broadcast_id = %s AND channel = 'voice'",
            [release.broadcast_id],
        )
    outcome = tell_outcome(cast.officer_an, release.bulletin_id, "arrest", now=AFTER)
    rows = AudienceMember.objects.filter(release__bulletin=outcome)
    assert {row.channel for row in rows.filter(person_id=chloe)} == {"email"}
    assert {row.channel for row in rows.filter(person_id=jozef)} <= {"voice"}
    assert phone.pk not in mailed(outcome)


def test_an_officer_writes_an_outcome_and_a_colleague_approves_it(cast: Cast) -> None:
    release = released(cast)
    move(release, "accepted", of("member_chloe", cast))
    mine = write_outcome(cast.officer_an, release.bulletin_id, "arrest", now=AFTER)
    assert mine.state == BulletinState.DRAFT
    assert write_outcome(cast.officer_an, release.bulletin_id, "arrest", now=AFTER) == mine
    own = {
        "nl": Words("Afloop", "Twee mensen zijn aangehouden. Niemand raakte gewond."),
        "fr": Words("Suite", "Deux personnes ont été arrêtées. Tout le monde va bien."),
    }
    other = draft(cast.stage.winkelhart, bulletin_class="warning", **own)
    change_bulletin(cast.officer_an, mine.pk, other, now=AFTER)
    submit_bulletin(cast.officer_an, mine.pk, now=AFTER)
    told = approve_bulletin(cast.chief_karim, mine.pk, now=AFTER)
    assert told.bulletin_class == "outcome"
    assert draft_of(told).network_ids == (cast.stage.meerstraat,)
    offered = told.releases.get()
    release_bulletin(cast.coordinator_bram, offered.pk, now=AFTER)
    assert mailed(told) == {of("member_chloe", cast)}


def test_a_dispatcher_writes_no_outcome(cast: Cast) -> None:
    release = sent(cast)
    with pytest.raises(NotAllowed):
        write_outcome(cast.dispatcher_lotte, release.bulletin_id, "arrest", now=AFTER)
