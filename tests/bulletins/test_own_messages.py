"""Messages of coordinators about the network itself: sent at once, told to the police, and nothing about crime."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from belfry.audit.queries import entries_about
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.organising import change_own, drop_own, send_own, write_own
from belfry.bulletins.actions.releasing import stop_release
from belfry.bulletins.actions.writing import submit_bulletin
from belfry.bulletins.errors import (
    ChangedMeanwhile,
    OnlyAboutTheNetwork,
    ReasonMissing,
    TextIncomplete,
    WordsHeldBack,
)
from belfry.bulletins.models import Approval, Bulletin, Release
from belfry.bulletins.outlook import outlook_of
from belfry.bulletins.policies import rights_on
from belfry.bulletins.proofreading import remarks_on_own
from belfry.bulletins.queries import (
    bulletins_visible_to,
    member_release,
    own_drafts_of,
    words_of,
    words_seal,
)
from belfry.bulletins.types import Draft, Words
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.errors import TooManyThisHour
from belfry.delivery.models import Message
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.models import Mandate
from belfry.networks.types import ZoneRules
from belfry.wording.crime import crime_words
from tests.bulletins.desk import LATER
from tests.bulletins.test_wall import insert_approval, refused, run
from tests.bulletins.test_write_bulletin import notices
from tests.cast import NOON, Cast

DUTCH = Words(
    title="Jaarvergadering van ons netwerk",
    what="Wij kijken terug op het jaar. Bram Claes geeft uitleg bij de werking.",
    where="In zaal De Kring.",
    when="Op dinsdag 15 december om 20 uur.",
)
FRENCH = Words(
    title="Réunion annuelle de notre partenariat",
    what="Nous faisons le bilan de l'année.",
    where="Dans la salle De Kring.",
    when="Le mardi 15 décembre à 20 heures.",
)
BOTH = {"nl": DUTCH, "fr": FRENCH}


def begun(
    cast: Cast, words: Mapping[str, Words] = BOTH, *, by: str = "coordinator_bram"
) -> Bulletin:
    return write_own(getattr(cast, by), cast.stage.meerstraat, words, now=NOON)


def sent(cast: Cast, words: Mapping[str, Words] = BOTH) -> Release:
    send_own(cast.coordinator_bram, begun(cast, words).pk, now=LATER)
    return Release.objects.get(bulletin__by_network=True)


@pytest.mark.parametrize("who", ["coordinator_bram", "deputy_sofia"])
def test_coordinator_and_deputies_send_at_once_without_approval(cast: Cast, who: str) -> None:
    bulletin = begun(cast, by=who)
    send_own(getattr(cast, who), bulletin.pk, now=LATER)
    release = Release.objects.get(bulletin=bulletin)
    assert release.state in ("released", "sending")
    assert (release.released_by_id, release.released_by_role) == (cast.person(who), "coordinator")
    approval = Approval.objects.get(bulletin=bulletin)
    assert (approval.approver_id, approval.reader_id, approval.template_id) == (
        cast.person(who),
        None,
        None,
    )
    assert member_release(cast.member_chloe, bulletin.pk) == release


def test_it_is_said_who_wrote_it_in_every_form_and_language(cast: Cast) -> None:
    bulletin = sent(cast).bulletin
    texts = Message.objects.get(reference=bulletin.pk, kind="bulletin").texts
    for language, name in (("nl", "Meerstraat"), ("fr", "Meerstraat")):
        for form in ("sender", "text", "html", "short", "spoken"):
            assert name in texts[language][form], (language, form)
    assert "keurde elk woord" not in texts["nl"]["text"]
    assert "coördinator van netwerk Meerstraat" in texts["nl"]["text"]
    assert "coordinateur du partenariat Meerstraat" in texts["fr"]["text"]


@pytest.mark.parametrize("who", ["member_chloe", "officer_an", "chief_karim", "dispatcher_lotte"])
def test_nobody_else_of_the_network_or_its_police_writes_one(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        begun(cast, by=who)


@pytest.mark.parametrize("who", ["outsider_dries", "officer_piet"])
def test_to_others_the_network_does_not_exist(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        begun(cast, by=who)


@pytest.mark.parametrize(
    "who", ["deputy_sofia", "member_chloe", "officer_an", "chief_karim", "outsider_dries"]
)
def test_a_draft_is_its_authors(cast: Cast, who: str) -> None:
    bulletin, actor = begun(cast), getattr(cast, who)
    with pytest.raises(NotFound):
        change_own(actor, bulletin.pk, BOTH, now=NOON)
    with pytest.raises(NotFound):
        send_own(actor, bulletin.pk, now=NOON)
    with pytest.raises(NotFound):
        drop_own(actor, bulletin.pk, now=NOON)
    assert not bulletins_visible_to(actor).filter(pk=bulletin.pk).exists()
    assert not own_drafts_of(actor).exists()
    assert list(own_drafts_of(cast.coordinator_bram)) == [bulletin]


def test_who_is_coordinator_no_more_sends_nothing(cast: Cast) -> None:
    bulletin = begun(cast)
    mandate = Mandate.objects.get(person_id=cast.person("coordinator_bram"))
    end_mandate(Actor.installation(NOON), mandate.pk, on=NOON.date(), now=NOON)
    with pytest.raises(NotFound):
        send_own(cast.at("coordinator_bram", LATER), bulletin.pk, now=LATER)


def test_the_police_are_told_without_a_word_of_it_and_see_it_in_their_list(cast: Cast) -> None:
    release = sent(cast)
    told = notices("own_message")
    assert len(told) >= 2
    assert all(DUTCH.title not in str(one) for one in told)
    for who in (cast.officer_an, cast.officer_els, cast.chief_karim):
        assert release.bulletin in bulletins_visible_to(who)
    assert release.bulletin not in bulletins_visible_to(cast.officer_piet)


def test_the_police_stop_it_with_a_reason_that_its_author_reads(cast: Cast) -> None:
    release = sent(cast)
    with pytest.raises(ReasonMissing):
        stop_release(cast.officer_an, release.pk, reason=" ", now=LATER)
    release.refresh_from_db()
    assert release.state != "stopped"
    stop_release(cast.officer_an, release.pk, reason="The hall is another one.", now=LATER)
    release.refresh_from_db()
    assert (release.state, release.held_reason) == ("stopped", "The hall is another one.")
    assert release.held_by_id == cast.person("officer_an")
    assert len(notices("own_stopped")) == 1
    with pytest.raises(MoveNotAllowed):
        stop_release(cast.officer_an, release.pk, reason="Again.", now=LATER)


def test_its_author_stops_it_without_one(cast: Cast) -> None:
    release = sent(cast)
    stop_release(cast.coordinator_bram, release.pk, now=LATER)
    release.refresh_from_db()
    assert (release.state, release.held_reason) == ("stopped", "")
    assert not notices("own_stopped")


@pytest.mark.parametrize("who", ["member_chloe", "outsider_dries", "officer_piet"])
def test_nobody_else_stops_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        stop_release(getattr(cast, who), sent(cast).pk, reason="No.", now=LATER)


def test_sent_twice_is_sent_once(cast: Cast) -> None:
    bulletin = begun(cast)
    for _press in range(2):
        send_own(cast.coordinator_bram, bulletin.pk, now=LATER)
    assert Message.objects.filter(reference=bulletin.pk).count() == 1
    with pytest.raises(MoveNotAllowed):
        change_own(cast.coordinator_bram, bulletin.pk, BOTH, now=LATER)
    with pytest.raises(MoveNotAllowed):
        drop_own(cast.coordinator_bram, bulletin.pk, now=LATER)


def test_what_was_thrown_away_is_not_sent(cast: Cast) -> None:
    bulletin = begun(cast)
    drop_own(cast.coordinator_bram, bulletin.pk, now=NOON)
    with pytest.raises(MoveNotAllowed):
        send_own(cast.coordinator_bram, bulletin.pk, now=LATER)


def test_what_was_changed_since_it_was_read_is_not_sent(cast: Cast) -> None:
    bulletin = begun(cast)
    seen = words_seal(words_of(bulletin))
    words = {**BOTH, "nl": replace(DUTCH, when="Op woensdag 16 december om 20 uur.")}
    change_own(cast.coordinator_bram, bulletin.pk, words, now=NOON)
    with pytest.raises(ChangedMeanwhile):
        send_own(cast.coordinator_bram, bulletin.pk, now=LATER, seen=seen)


def test_every_language_of_the_network_is_needed(cast: Cast) -> None:
    with pytest.raises(TextIncomplete):
        send_own(cast.coordinator_bram, begun(cast, {"nl": DUTCH}).pk, now=LATER)


@pytest.mark.parametrize(
    "what",
    [
        "Vannacht is bij een buur ingebroken.",
        "Er reed een verdachte wagen rond.",
        "Let op voor de nummerplaat 1-ABC-234.",
        "De dief is nog niet gevat.",
        "Wij gaan samen patrouilleren en houden hem tegen.",
        "Volgens mij is de buurman een dealer, zegt men.",
        "De familie op nummer 14 is tot zondag op vakantie.",
    ],
)
def test_what_is_about_crime_is_left_to_the_police(cast: Cast, what: str) -> None:
    bulletin = begun(cast, {"nl": replace(DUTCH, what=what), "fr": FRENCH})
    with pytest.raises(WordsHeldBack):
        send_own(cast.coordinator_bram, bulletin.pk, now=LATER)
    assert not Message.objects.filter(reference=bulletin.pk).exists()


@pytest.mark.parametrize(
    ("language", "what"),
    [
        ("nl", "Vannacht is bij een buur ingebroken."),
        ("fr", "Une maison a été cambriolée, le voleur court encore."),
        ("de", "In ein Haus wurde eingebrochen, der Täter ist flüchtig."),
        ("en", "A house was burgled and a bicycle was stolen."),
    ],
)
def test_words_of_crime_are_known_in_every_language(cast: Cast, language: str, what: str) -> None:
    assert set(crime_words()) == {"nl", "fr", "de", "en"}
    draft = Draft("organisational", (), {language: Words(title="-", what=what)})
    assert any(one.holds_back for one in remarks_on_own(draft, ZoneRules()))


@pytest.mark.parametrize(
    "what",
    [
        "Infoavond over preventie tegen inbraak, met de preventieadviseur van de zone.",
        "Bram Claes en Sofia zoeken een vrijwilliger voor de kas.",
        "De ledenlijst wordt bijgewerkt; geef uw nieuwe adres door op de vergadering.",
    ],
)
def test_a_meeting_about_prevention_may_be_announced(cast: Cast, what: str) -> None:
    assert sent(cast, {"nl": replace(DUTCH, what=what), "fr": FRENCH}).released_at == LATER


@pytest.mark.parametrize("name", ["behaviour", "description", "details", "what_to_do"])
def test_there_is_no_field_for_a_fact_or_a_person(cast: Cast, name: str) -> None:
    with pytest.raises(OnlyAboutTheNetwork):
        begun(cast, {"nl": replace(DUTCH, **{name: "Iemand keek rond."}), "fr": FRENCH})


def test_the_police_do_not_approve_submit_or_withdraw_it(cast: Cast) -> None:
    bulletin = begun(cast)
    with pytest.raises(NotFound):
        submit_bulletin(cast.coordinator_bram, bulletin.pk, now=NOON)
    with pytest.raises(NotFound):
        approve_bulletin(cast.chief_karim, bulletin.pk, now=NOON)
    send_own(cast.coordinator_bram, bulletin.pk, now=LATER)
    bulletin.refresh_from_db()
    approvers = {cast.person("officer_an"), cast.person("chief_karim")}
    rights = rights_on(cast.chief_karim, bulletin, approvers, cast.person("coordinator_bram"))
    assert not rights.withdraw
    assert not rights.approve


def test_after_thirty_in_an_hour_no_more_is_sent(cast: Cast) -> None:
    drafts = [begun(cast) for _number in range(31)]
    for bulletin in drafts[:30]:
        send_own(cast.coordinator_bram, bulletin.pk, now=LATER)
    with pytest.raises(TooManyThisHour):
        send_own(cast.coordinator_bram, drafts[30].pk, now=LATER)
    send_own(cast.coordinator_bram, drafts[30].pk, now=LATER + timedelta(hours=1))


def test_everything_done_with_it_is_written_down(cast: Cast) -> None:
    bulletin = sent(cast).bulletin
    acts = list(entries_about(f"bulletin:{bulletin.pk}").values_list("act", flat=True))
    assert acts == ["bulletin.written", "bulletin.approved"]


# The same by raw SQL.


def submitted_row(cast: Cast) -> tuple[Bulletin, Mapping[str, Mapping[str, str]]]:
    bulletin = begun(cast)
    texts = outlook_of(bulletin).letters
    run(
        "UPDATE bulletins_bulletin SET state = 'submitted', submitted_at = %s WHERE id = %s",
        NOON,
        bulletin.pk,
    )
    return bulletin, texts


REFUSED = (
    "INSERT INTO bulletins_approval (bulletin_id, approver_id, approved_at, texts, checksum, slots) "
    "VALUES (%s, %s, %s, %s, '', '{}')"
)


@pytest.mark.parametrize(
    "who", ["deputy_sofia", "member_chloe", "officer_an", "chief_karim", "outsider_dries"]
)
def test_the_wall_lets_nobody_but_its_author_pass_it(cast: Cast, who: str) -> None:
    bulletin, texts = submitted_row(cast)
    refused(REFUSED, bulletin.pk, cast.person(who), NOON, json.dumps(texts))
    assert insert_approval(bulletin, cast.person("coordinator_bram"), texts, NOON) == 1


def test_the_wall_knows_the_mandates_of_the_day(cast: Cast) -> None:
    bulletin, texts = submitted_row(cast)
    mandate = Mandate.objects.get(person_id=cast.person("coordinator_bram"))
    end_mandate(Actor.installation(NOON), mandate.pk, on=NOON.date(), now=NOON)
    refused(REFUSED, bulletin.pk, cast.person("coordinator_bram"), NOON, json.dumps(texts))


def test_the_wall_takes_no_second_network_and_no_other_class(cast: Cast) -> None:
    bulletin, texts = submitted_row(cast)
    refused(
        "INSERT INTO bulletins_release (id, bulletin_id, network_id, state, released_by_role, "
        "recipient_count, unreachable_count, most_cost, expanded_through, written_count, "
        "suppressed_count, shared_count) "
        "SELECT gen_random_uuid(), %s, id, '', '', 0, 0, 0, 0, 0, 0, 0 FROM networks_network "
        "WHERE id <> %s LIMIT 1",
        bulletin.pk,
        cast.stage.meerstraat,
    )
    refused(
        "UPDATE bulletins_bulletin SET bulletin_class = 'alert', by_network = false WHERE id = %s",
        bulletin.pk,
    )
    refused("UPDATE bulletins_bulletin SET by_network = false WHERE id = %s", bulletin.pk)
    two = begun(cast)
    Release.objects.create(bulletin=two, network_id=cast.stage.winkelhart)
    run(
        "UPDATE bulletins_bulletin SET state = 'submitted', submitted_at = %s WHERE id = %s",
        NOON,
        two.pk,
    )
    refused(REFUSED, two.pk, cast.person("coordinator_bram"), NOON, json.dumps(texts))


def test_the_database_keeps_it_organisational(cast: Cast) -> None:
    bulletin = begun(cast)
    with pytest.raises(IntegrityError, match="bulletins_own_messages_are_organisational"):
        run("UPDATE bulletins_bulletin SET bulletin_class = 'alert' WHERE id = %s", bulletin.pk)


def test_the_wall_takes_no_behaviour(cast: Cast) -> None:
    bulletin = begun(cast)
    run(
        "UPDATE bulletins_text SET behaviour = 'Iemand keek rond.' WHERE bulletin_id = %s",
        bulletin.pk,
    )
    texts = outlook_of(Bulletin.objects.get(pk=bulletin.pk)).letters
    run(
        "UPDATE bulletins_bulletin SET state = 'submitted', submitted_at = %s WHERE id = %s",
        NOON,
        bulletin.pk,
    )
    refused(REFUSED, bulletin.pk, cast.person("coordinator_bram"), NOON, json.dumps(texts))
