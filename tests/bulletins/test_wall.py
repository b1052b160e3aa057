"""The wall by raw SQL: no word reaches a member that nobody entitled approved (H5)."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.models import Approval, Bulletin, Release
from belfry.bulletins.outlook import preview_of
from belfry.bulletins.queries import draft_of
from belfry.core.actor import Role
from belfry.delivery.models import Endpoint, Message
from belfry.networks.actions.mandates import end_mandate, give_mandate
from belfry.networks.models import Mandate
from belfry.people.types import PersonDetails
from tests.bulletins.desk import (
    FRENCH,
    LATER,
    approved,
    draft,
    offered,
    released,
    submitted,
    written,
)
from tests.cast import NOON, Cast


def run(sql: str, *values: Any) -> int:
    """Run raw SQL in a savepoint; return how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def refused(sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError, match="wall: "):
        run(sql, *values)


def insert_approval(bulletin: Bulletin, approver: UUID | None, texts: Any, at: datetime) -> int:
    return run(
        "INSERT INTO bulletins_approval (bulletin_id, approver_id, approved_at, texts, checksum, slots) "
        "VALUES (%s, %s, %s, %s, '', '{}')",
        bulletin.pk,
        approver,
        at,
        json.dumps(texts),
    )


def insert_message(bulletin: Bulletin, texts: Any, checksum: str) -> int:
    return run(
        "INSERT INTO delivery_message (kind, reference, texts, checksum, made_at) "
        "VALUES ('bulletin', %s, %s, %s, now())",
        bulletin.pk,
        json.dumps(texts),
        checksum,
    )


def texts_of(bulletin: Bulletin) -> Any:
    return preview_of(draft_of(bulletin), bulletin.zone_id)


def checksum_of(texts: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT bulletins_checksum(%s::jsonb)", [json.dumps(texts)])
        return str(cursor.fetchone()[0])


def test_an_entitled_approval_by_raw_sql_is_let_through(cast: Cast) -> None:
    bulletin = submitted(cast)
    assert insert_approval(bulletin, cast.chief_karim.person_id, texts_of(bulletin), LATER) == 1


@pytest.mark.parametrize(
    "name",
    ["officer_an", "officer_piet", "coordinator_bram", "dispatcher_lotte", "mayor_luc", "adviser_tom"],
)  # fmt: skip
def test_nobody_else_is_let_through(cast: Cast, name: str) -> None:
    bulletin = submitted(cast)
    with pytest.raises(IntegrityError, match="wall: this person may not"):
        insert_approval(bulletin, getattr(cast, name).person_id, texts_of(bulletin), LATER)


def test_an_ended_mandate_approves_nothing(cast: Cast) -> None:
    mandate = Mandate.objects.get(person=cast.person("officer_els"), role=Role.OFFICER)
    bulletin = submitted(cast)
    end_mandate(cast.chief_karim, mandate.pk, on=NOON.date(), now=NOON)
    with pytest.raises(IntegrityError, match="wall: this person may not"):
        insert_approval(bulletin, cast.officer_els.person_id, texts_of(bulletin), LATER)


def test_nothing_is_approved_before_it_was_submitted(cast: Cast) -> None:
    bulletin = submitted(cast)
    with pytest.raises(IntegrityError, match="wall: this person may not"):
        insert_approval(
            bulletin, cast.chief_karim.person_id, texts_of(bulletin), NOON - timedelta(hours=1)
        )
    refused("UPDATE bulletins_bulletin SET submitted_at = '2020-01-01' WHERE id = %s", bulletin.pk)


def test_a_draft_is_not_approved(cast: Cast) -> None:
    bulletin = written(cast)
    with pytest.raises(IntegrityError, match="wall: only a submitted"):
        insert_approval(bulletin, cast.chief_karim.person_id, texts_of(bulletin), LATER)


def test_other_words_than_the_submitted_ones_are_not_approved(cast: Cast) -> None:
    bulletin = submitted(cast)
    texts = texts_of(bulletin)
    changes: list[dict[str, Any]] = [
        {"nl": texts["nl"]},
        texts | {"de": texts["nl"]},
        texts | {"nl": texts["nl"] | {"subject": "Iets anders"}},
        texts | {"nl": texts["nl"] | {"text": "Iets anders"}},
        texts | {"nl": {"subject": texts["nl"]["subject"]}},
        {},
    ]
    for changed in changes:
        with pytest.raises(IntegrityError, match="wall: what is approved"):
            insert_approval(bulletin, cast.chief_karim.person_id, changed, LATER)


def test_an_approval_is_never_changed_or_deleted(cast: Cast) -> None:
    bulletin = approved(cast)
    refused("UPDATE bulletins_approval SET texts = '{}' WHERE bulletin_id = %s", bulletin.pk)
    refused("UPDATE bulletins_approval SET approver_id = approver_id")
    refused("DELETE FROM bulletins_approval")


def test_an_approved_bulletin_never_becomes_a_draft_again(cast: Cast) -> None:
    bulletin = submitted(cast)
    insert_approval(bulletin, cast.chief_karim.person_id, texts_of(bulletin), LATER)
    for state in ("draft", "second_reading"):
        refused("UPDATE bulletins_bulletin SET state = %s WHERE id = %s", state, bulletin.pk)


def test_a_bulletin_is_not_approved_without_an_approval(cast: Cast) -> None:
    refused("UPDATE bulletins_bulletin SET state = 'approved' WHERE id = %s", submitted(cast).pk)


def test_a_message_without_approval_is_refused(cast: Cast) -> None:
    bulletin = submitted(cast)
    texts = texts_of(bulletin)
    for subject in (bulletin, Bulletin(pk=uuid4())):
        with pytest.raises(IntegrityError, match="wall: these words"):
            insert_message(subject, texts, checksum_of(texts))


def test_a_message_must_match_the_approved_checksum(cast: Cast) -> None:
    bulletin = submitted(cast)
    texts = texts_of(bulletin)
    insert_approval(bulletin, cast.chief_karim.person_id, texts, LATER)
    run("UPDATE bulletins_bulletin SET state = 'approved' WHERE id = %s", bulletin.pk)
    other = texts | {"nl": texts["nl"] | {"html": "<p>Iets anders</p>"}}
    good = checksum_of(texts)
    for wrong, checksum in ((other, checksum_of(other)), (other, good), (texts, "0" * 64)):
        with pytest.raises(IntegrityError, match="wall: these words"):
            insert_message(bulletin, wrong, checksum)
    assert insert_message(bulletin, texts, good) == 1
    with pytest.raises(IntegrityError, match="delivery_one_message_per_bulletin"):
        insert_message(bulletin, texts, good)


def test_a_withdrawn_bulletin_becomes_no_message(cast: Cast) -> None:
    bulletin = submitted(cast)
    texts = texts_of(bulletin)
    insert_approval(bulletin, cast.chief_karim.person_id, texts, LATER)
    run("UPDATE bulletins_bulletin SET state = 'withdrawn' WHERE id = %s", bulletin.pk)
    with pytest.raises(IntegrityError, match="wall: these words"):
        insert_message(bulletin, texts, checksum_of(texts))


def test_no_other_kind_carries_text(cast: Cast) -> None:
    for kind, match in (("to_release", "only_bulletins_carry_text"), ("rumour", "message_kind")):
        with pytest.raises(IntegrityError, match=match):
            run(
                "INSERT INTO delivery_message (kind, reference, texts, checksum, made_at) "
                "VALUES (%s, NULL, %s, '', now())",
                kind,
                json.dumps({"nl": {"text": "Let op"}} if kind == "to_release" else {}),
            )


def test_a_message_is_never_changed_or_deleted(cast: Cast) -> None:
    message = Message.objects.get(reference=approved(cast).pk)
    refused("UPDATE delivery_message SET texts = '{}' WHERE id = %s", message.pk)
    refused("UPDATE delivery_message SET kind = 'security' WHERE id = %s", message.pk)
    refused("DELETE FROM delivery_message WHERE id = %s", message.pk)


def test_words_and_networks_change_in_a_draft_only(cast: Cast) -> None:
    for bulletin in (submitted(cast), approved(cast)):
        key = bulletin.pk
        refused("UPDATE bulletins_text SET what = 'anders' WHERE bulletin_id = %s", key)
        refused("DELETE FROM bulletins_text WHERE bulletin_id = %s", key)
        refused(
            'INSERT INTO bulletins_text (bulletin_id, language, title, what, "where", "when", '
            "behaviour, what_to_do) VALUES (%s, 'de', 'x', '', '', '', '', '')",
            key,
        )
        refused("DELETE FROM bulletins_release WHERE bulletin_id = %s", key)
        refused(
            "UPDATE bulletins_release SET network_id = %s WHERE bulletin_id = %s",
            cast.stage.winkelhart,
            key,
        )
        with pytest.raises(IntegrityError, match="wall: "), transaction.atomic():
            Release.objects.create(bulletin=bulletin, network_id=cast.stage.winkelhart)


def test_author_zone_and_class_stay(cast: Cast) -> None:
    bulletin = submitted(cast)
    els, valclocher = cast.officer_els.person_id, cast.stage.valclocher
    for column, value in (("author_id", els), ("zone_id", valclocher), ("bulletin_class", "alert")):
        refused(f"UPDATE bulletins_bulletin SET {column} = %s WHERE id = %s", value, bulletin.pk)


def test_words_cannot_move_to_an_approved_bulletin(cast: Cast) -> None:
    other = written(cast)
    refused(
        "UPDATE bulletins_text SET bulletin_id = %s WHERE bulletin_id = %s AND language = 'nl'",
        approved(cast).pk,
        other.pk,
    )


def test_an_approved_text_is_broadcast_by_its_own_releases_only(cast: Cast) -> None:
    message = Message.objects.get(reference=approved(cast).pk)
    other = offered(cast, what=draft(cast.stage.winkelhart))
    insert = (
        "INSERT INTO delivery_broadcast (message_id, reference, lane, scope, opened_at) "
        "VALUES (%s, %s, 2, %s, now())"
    )
    for reference in (uuid4(), other.pk):
        refused(insert, message.pk, reference, f"network:{cast.stage.winkelhart}")
    refused(
        "UPDATE delivery_broadcast SET message_id = %s WHERE id = %s",
        message.pk,
        other.broadcast_id,
    )
    refused("UPDATE delivery_broadcast SET scope = '' WHERE id = %s", other.broadcast_id)


def envelope(message: int, broadcast: int, endpoint: UUID) -> tuple[str, list[Any]]:
    return (
        "INSERT INTO delivery_envelope (message_id, endpoint_id, channel, broadcast_id, language) "
        "VALUES (%s, %s, 'email', %s, 'nl')",
        [message, endpoint, broadcast],
    )


def test_an_envelope_goes_to_the_frozen_audience_only(cast: Cast) -> None:
    release = offered(cast)
    assert release.broadcast is not None
    message, broadcast = release.broadcast.message_id, release.broadcast.pk
    inside = release.audience.filter(endpoint__isnull=False).values_list("endpoint", flat=True)
    outside = Endpoint.objects.exclude(pk__in=inside).first()
    assert outside is not None
    sql, values = envelope(message, broadcast, outside.pk)
    refused(sql, *values)
    notice = Message.objects.exclude(kind="bulletin").latest("pk").broadcasts.get()
    sql, values = envelope(message, notice.pk, inside[0])
    refused(sql, *values)
    sql, values = envelope(message, broadcast, inside[0])
    assert run(sql, *values) == 1


def test_an_envelope_keeps_its_message_and_address(cast: Cast) -> None:
    release = released(cast)
    assert release.broadcast is not None
    notice = Message.objects.exclude(kind="bulletin").latest("pk")
    refused(
        "UPDATE delivery_envelope SET message_id = %s WHERE message_id = %s",
        release.broadcast.message_id,
        notice.pk,
    )
    refused("UPDATE delivery_envelope SET endpoint_id = %s", uuid4())


@pytest.mark.parametrize("form", ["text", "short", "spoken"])
def test_a_changed_form_is_neither_approved_nor_sent(cast: Cast, form: str) -> None:
    bulletin = submitted(cast)
    texts = texts_of(bulletin)
    for said in ("Alles is rustig.", "", None):
        changed = texts | {"nl": texts["nl"] | {form: said}}
        with pytest.raises(IntegrityError, match="not the words"):
            insert_approval(bulletin, cast.chief_karim.person_id, changed, LATER)
    insert_approval(bulletin, cast.chief_karim.person_id, texts, LATER)
    run("UPDATE bulletins_bulletin SET state = 'approved' WHERE id = %s", bulletin.pk)
    changed = texts | {"nl": texts["nl"] | {form: f"{texts['nl'][form]} Bel 0900."}}
    for checksum in (checksum_of(texts), checksum_of(changed)):
        with pytest.raises(IntegrityError, match="wall: these words"):
            insert_message(bulletin, changed, checksum)


def test_the_ladder_of_an_audience_stays(cast: Cast) -> None:
    offered(cast)
    refused("UPDATE bulletins_audiencemember SET step = 1")
    refused("UPDATE bulletins_audiencemember SET chain = person_id")


def test_joiners_do_not_enter_a_frozen_audience(cast: Cast) -> None:
    release = offered(cast)
    row = release.audience.filter(endpoint__isnull=False).first()
    assert row is not None
    refused(
        "INSERT INTO bulletins_audiencemember (release_id, person_id, endpoint_id, channel, language,"
        " unreachable, step) VALUES (%s, %s, %s, 'email', 'nl', '', 0)",
        release.pk,
        cast.outsider_dries.person_id,
        row.endpoint_id,
    )
    refused(
        "UPDATE bulletins_audiencemember SET person_id = %s WHERE id = %s",
        cast.outsider_dries.person_id,
        row.pk,
    )


def test_only_an_approved_bulletin_is_offered(cast: Cast) -> None:
    release = Release.objects.get(bulletin=submitted(cast))
    refused("UPDATE bulletins_release SET state = 'offered' WHERE id = %s", release.pk)
    refused(
        "INSERT INTO bulletins_release (id, bulletin_id, network_id, state, released_by_role, "
        "recipient_count, unreachable_count, expanded_through, written_count, suppressed_count, "
        "shared_count) VALUES (%s, %s, %s, 'sending', '', 0, 0, 0, 0, 0, 0)",
        uuid4(),
        written(cast).pk,
        cast.stage.winkelhart,
    )


def test_two_zones_approve_for_a_sectoral_network_by_either(cast: Cast) -> None:
    three = draft(cast.stage.jewellers, nl=FRENCH, fr=FRENCH, de=FRENCH)
    for name in ("chief_marie", "officer_piet", "chief_karim", "officer_els"):
        bulletin = submitted(cast, what=three)
        person = getattr(cast, name).person_id
        assert insert_approval(bulletin, person, texts_of(bulletin), LATER) == 1


def test_an_officer_of_one_network_approves_for_that_network_only(cast: Cast) -> None:
    stage = cast.stage
    mandate = give_mandate(
        cast.chief_karim,
        Role.OFFICER,
        PersonDetails("Ines", "Baert", "nl", ("ines@beiaard.example",)),
        now=NOON,
        since=NOON.date(),
        network_id=stage.meerstraat,
    )
    own = submitted(cast)
    assert insert_approval(own, mandate.person_id, texts_of(own), LATER) == 1
    both = submitted(cast, what=draft(stage.meerstraat, stage.winkelhart))
    with pytest.raises(IntegrityError, match="wall: this person may not"):
        insert_approval(both, mandate.person_id, texts_of(both), LATER)


def test_the_approval_by_the_action_passes_the_same_wall(cast: Cast) -> None:
    bulletin = approved(cast)
    approval = Approval.objects.get(bulletin=bulletin)
    message = Message.objects.get(reference=bulletin.pk)
    assert approval.checksum == message.checksum == checksum_of(approval.texts)
    assert message.texts == approval.texts


def test_nobody_falls_out_of_a_frozen_audience(cast: Cast) -> None:
    release = offered(cast)
    refused("DELETE FROM bulletins_audiencemember WHERE release_id = %s", release.pk)


def test_only_the_audience_that_was_hashed_at_approval_is_sent_to(cast: Cast) -> None:
    release = offered(cast)
    # As if somebody had mended rows by hand, with the triggers off.
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE bulletins_audiencemember DISABLE TRIGGER USER")
    run("UPDATE bulletins_audiencemember SET language = 'de' WHERE release_id = %s", release.pk)
    run("ALTER TABLE bulletins_audiencemember ENABLE TRIGGER USER")
    with pytest.raises(IntegrityError, match="wall: the audience is not"):
        release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
