"""A report is opened for a mandated officer who proves it, says why, and is in the record before it shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from belfry.audit.models import Entry
from belfry.core.errors import NotFound
from belfry.core.mode import make_home
from belfry.core.sealed import CannotOpen
from belfry.networks.models import Mandate
from belfry.people.models import Person
from belfry.program.unsealing import keeper as keeper_module
from belfry.program.unsealing.questions import LASTS, MOST, Asked, Questions
from belfry.sealing.errors import NoPasskey, ProofNotValid, ReasonMissing, TooManyQuestions
from belfry.sealing.kinds import Part, Reason
from tests.cast import NOON, Cast
from tests.sealing.desk import Desk
from tests.sealing.passkey import PRESENT, SoftwareKey

pytestmark = pytest.mark.django_db


def challenge_of(question: Any) -> Any:
    return question["options"]["publicKey"]["challenge"]


def opened_entries() -> list[Entry]:
    return list(Entry.objects.filter(act="sighting.opened"))


def test_an_officer_opens_the_text_with_its_letters(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    an = cast.person("officer_an")
    report = desk.put(cast.person("member_chloe"))
    letter = desk.write(report, "Hoe laat was het?")
    question = desk.ask(an, report)
    answer = desk.open(question["challenge"], passkey.assertion(challenge_of(question)))
    assert "witte bestelwagen" in answer["plain"]
    assert answer["letters"] == {str(letter): "Hoe laat was het?"}
    entry = opened_entries()[0]
    assert (entry.person_id, entry.chain.zone_id) == (an, cast.stage.beiaard)
    assert entry.subject == f"sighting:{report}"
    assert entry.detail == {"part": "text", "reason": "to_assess"}


def test_who_reported_is_opened_apart_with_a_reason_of_its_own(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    an, chloe = cast.person("officer_an"), cast.person("member_chloe")
    report = desk.put(chloe)
    desk.write(report, "Hoe laat was het?")
    with pytest.raises(ReasonMissing):
        desk.ask(an, report, part="identity", reason="to_assess")
    question = desk.ask(an, report, part="identity", reason="to_hear")
    answer = desk.open(question["challenge"], passkey.assertion(challenge_of(question)))
    assert str(chloe) in answer["plain"]
    assert "bestelwagen" not in answer["plain"]
    assert answer["letters"] == {}
    assert opened_entries()[0].detail == {"part": "identity", "reason": "to_hear"}


def test_it_is_in_the_record_before_it_is_opened(
    cast: Cast, desk: Desk, passkey: SoftwareKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look_then_fail(*_: object) -> bytes:
        seen.append((len(opened_entries()), connection.in_atomic_block))
        raise CannotOpen

    monkeypatch.setattr(keeper_module, "open_box", look_then_fail)
    report = desk.put(cast.person("member_chloe"))
    question = desk.ask(cast.person("officer_an"), report)
    with pytest.raises(CannotOpen):
        desk.open(question["challenge"], passkey.assertion(challenge_of(question)))
    assert [entries for entries, _ in seen] == [1]
    assert len(opened_entries()) == 1


@pytest.mark.parametrize("reason", ["", "curious", "to_hear", "TO_ASSESS"])
def test_no_reason_of_the_list_no_question(
    cast: Cast, desk: Desk, passkey: SoftwareKey, reason: str
) -> None:
    report = desk.put(cast.person("member_chloe"))
    with pytest.raises(ReasonMissing):
        desk.ask(cast.person("officer_an"), report, reason=reason)


@pytest.mark.parametrize(
    "name",
    ["officer_piet", "chief_marie", "coordinator_bram", "dispatcher_lotte", "member_chloe",
     "outsider_dries", "operator_sam", "reviewer_eva", "mayor_luc"],
)  # fmt: skip
def test_without_a_mandate_of_this_zone_there_is_no_report(
    cast: Cast, desk: Desk, live: None, name: str
) -> None:
    SoftwareKey(name.encode()).register(cast.person(name))
    report = desk.put(cast.person("member_chloe"))
    with pytest.raises(NotFound):
        desk.ask(cast.person(name), report)


def test_the_chief_of_the_zone_may_open_it_too(cast: Cast, desk: Desk, live: None) -> None:
    karim = SoftwareKey(b"passkey of Karim")
    karim.register(cast.person("chief_karim"))
    question = desk.ask(cast.person("chief_karim"), desk.put(cast.person("member_chloe")))
    assert desk.open(question["challenge"], karim.assertion(challenge_of(question)))["plain"]


def test_a_mandate_that_ended_since_the_question_opens_nothing(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    an = cast.person("officer_an")
    question = desk.ask(an, desk.put(cast.person("member_chloe")))
    Mandate.objects.filter(person=an).delete()
    with pytest.raises(NotFound):
        desk.open(question["challenge"], passkey.assertion(challenge_of(question)))
    assert opened_entries() == []


def test_who_is_no_longer_active_opens_nothing(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    an, report = cast.person("officer_an"), desk.put(cast.person("member_chloe"))
    Person.objects.filter(pk=an).update(is_active=False)
    with pytest.raises(NotFound):
        desk.ask(an, report)


def test_a_report_that_does_not_exist_is_not_there(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    with pytest.raises(NotFound):
        desk.ask(cast.person("officer_an"), cast.person("officer_an"))


def test_an_officer_without_a_passkey_is_told_to_add_one(
    cast: Cast, desk: Desk, live: None
) -> None:
    with pytest.raises(NoPasskey):
        desk.ask(cast.person("officer_els"), desk.put(cast.person("member_chloe")))


def test_a_question_is_good_once(cast: Cast, desk: Desk, passkey: SoftwareKey) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    assertion = passkey.assertion(challenge_of(question))
    desk.open(question["challenge"], assertion)
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], assertion)


def test_a_wrong_answer_uses_the_question_up(cast: Cast, desk: Desk, passkey: SoftwareKey) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], "{}")
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], passkey.assertion(challenge_of(question)))


def test_a_question_is_good_for_two_minutes(cast: Cast, desk: Desk, passkey: SoftwareKey) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    assertion = passkey.assertion(challenge_of(question))
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], assertion, now=NOON + LASTS)
    assert timedelta(minutes=2) == LASTS


def test_the_answer_to_one_question_opens_no_other_report_or_part(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    an, chloe = cast.person("officer_an"), cast.person("member_chloe")
    report, other = desk.put(chloe), desk.put(chloe)
    assertion = passkey.assertion(challenge_of(desk.ask(an, report)))
    for question in (desk.ask(an, other), desk.ask(an, report, part="identity", reason="to_hear")):
        with pytest.raises(ProofNotValid):
            desk.open(question["challenge"], assertion)
    assert opened_entries() == []


def test_a_page_of_another_report_or_part_opens_nothing(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    an, chloe = cast.person("officer_an"), cast.person("member_chloe")
    report, other = desk.put(chloe), desk.put(chloe)
    for wrong in ({"report": str(other)}, {"part": "identity"}):
        question = desk.ask(an, report)
        assertion = passkey.assertion(challenge_of(question))
        with pytest.raises(ProofNotValid):
            desk.open(question["challenge"], assertion, **wrong)
        # It is used up.
        with pytest.raises(ProofNotValid):
            desk.open(question["challenge"], assertion)
    assert opened_entries() == []


def test_the_passkey_of_somebody_else_proves_nothing(
    cast: Cast, desk: Desk, passkey: SoftwareKey
) -> None:
    els = SoftwareKey(b"passkey of Els")
    els.register(cast.person("officer_els"))
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], els.assertion(challenge_of(question)))


def wrong_origin(key: SoftwareKey, challenge: Any) -> str:
    return key.assertion(challenge, origin="https://evil.example")


def nobody_verified(key: SoftwareKey, challenge: Any) -> str:
    return key.assertion(challenge, flags=PRESENT)


def other_host(key: SoftwareKey, challenge: Any) -> str:
    return SoftwareKey(key.name, "evil.example", key.private).assertion(challenge)


def same_name_other_key(key: SoftwareKey, challenge: Any) -> str:
    return SoftwareKey(key.name).assertion(challenge)


def other_challenge(key: SoftwareKey, challenge: Any) -> str:
    return key.assertion("AAAA" + challenge[4:])


@pytest.mark.parametrize(
    "forged", [wrong_origin, nobody_verified, other_host, same_name_other_key, other_challenge]
)
def test_an_answer_that_is_not_right_opens_nothing(
    cast: Cast, desk: Desk, passkey: SoftwareKey, forged: Callable[[SoftwareKey, Any], str]
) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], forged(passkey, challenge_of(question)))
    assert opened_entries() == []


@pytest.mark.parametrize("said", ["", "demonstration", "null", "[]", "7", '{"id": 1}', "[" * 5000])
def test_what_is_no_answer_opens_nothing_and_breaks_nothing(
    cast: Cast, desk: Desk, passkey: SoftwareKey, said: str
) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], said)


def test_a_demonstration_opens_without_a_passkey(cast: Cast, desk: Desk, in_demo: None) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    assert question["options"] is None
    assert desk.open(question["challenge"], "demonstration")["plain"]
    assert len(opened_entries()) == 1


def test_a_demonstration_opens_for_one_word_only(cast: Cast, desk: Desk, in_demo: None) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], "{}")


def test_the_word_of_the_demonstration_is_worth_nothing_in_live_mode(
    cast: Cast, desk: Desk, in_demo: None, settings: Settings
) -> None:
    question = desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))
    settings.MODE = "live"
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], "demonstration")


def test_a_live_database_under_demo_settings_asks_for_a_passkey(
    cast: Cast, desk: Desk, in_demo: None
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_home SET mode = 'live'")
    with pytest.raises(NoPasskey):
        desk.ask(cast.person("officer_an"), desk.put(cast.person("member_chloe")))


def test_no_more_questions_wait_than_memory_is_for() -> None:
    questions = Questions()
    asked = Asked(uuid4(), uuid4(), Part.TEXT, Reason.TO_ASSESS, None, NOON + LASTS)
    for _ in range(MOST):
        questions.ask(asked, now=NOON)
    with pytest.raises(TooManyQuestions):
        questions.ask(asked, now=NOON)
    assert questions.ask(asked, now=NOON + LASTS)


@pytest.fixture
def in_demo(db: None) -> None:
    """A database that was first started as a demonstration."""
    make_home()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_home SET mode = 'demo'")
