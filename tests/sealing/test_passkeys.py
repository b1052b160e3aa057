"""A passkey that somebody added to the database later opens nothing, until a command on the machine took it in."""

import stat
from pathlib import Path
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from pytest_django import Settings

from belfry.program.errors import CannotStart
from belfry.program.unsealing.passkeys import PASSKEYS, Passkeys
from belfry.sealing.errors import NoPasskey, PasskeyUnknown, ProofNotValid
from tests.cast import Cast
from tests.sealing.desk import Desk
from tests.sealing.passkey import SoftwareKey
from tests.sealing.test_opening import challenge_of, opened_entries
from tests.sealing.test_paper import command

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(cast: Cast) -> UUID:
    return cast.person("officer_an")


@pytest.fixture
def report(cast: Cast, desk: Desk) -> UUID:
    return desk.put(cast.person("member_chloe"))


def opens(desk: Desk, person_id: UUID, report: UUID, key: SoftwareKey) -> bool:
    question = desk.ask(person_id, report)
    try:
        return bool(desk.open(question["challenge"], key.assertion(challenge_of(question))))
    except ProofNotValid:
        return False


def added(person_id: UUID, name: bytes = b"of a thief") -> SoftwareKey:
    """A passkey that whoever writes to the database put there."""
    key = SoftwareKey(name)
    key.register(person_id)
    return key


def test_a_passkey_that_was_added_later_is_not_asked_and_opens_nothing(
    desk: Desk, an: UUID, report: UUID, passkey: SoftwareKey
) -> None:
    assert opens(desk, an, report, passkey)
    thief = added(an)
    question = desk.ask(an, report)
    assert len(question["options"]["publicKey"]["allowCredentials"]) == 1
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], thief.assertion(challenge_of(question)))
    assert len(opened_entries()) == 1
    assert opens(desk, an, report, passkey)


def test_who_never_opened_anything_is_known_by_the_passkey_that_was_seen_first(
    desk: Desk, an: UUID, report: UUID, passkey: SoftwareKey
) -> None:
    desk.keeper.passkeys.learn()
    assert not opens(desk, an, report, added(an))
    assert opens(desk, an, report, passkey)


def test_with_the_later_one_alone_one_is_told_what_to_do(
    desk: Desk, an: UUID, report: UUID, passkey: SoftwareKey
) -> None:
    desk.keeper.passkeys.learn()
    Authenticator.objects.filter(user_id=an).delete()
    with pytest.raises(NoPasskey):
        desk.ask(an, report)
    added(an)
    desk.keeper.passkeys.learn()
    with pytest.raises(PasskeyUnknown):
        desk.ask(an, report)


def test_another_key_under_the_name_of_a_known_one_is_another_passkey(
    desk: Desk, an: UUID, report: UUID, passkey: SoftwareKey
) -> None:
    desk.keeper.passkeys.learn()
    Authenticator.objects.filter(user_id=an).delete()
    added(an, passkey.name)
    with pytest.raises(PasskeyUnknown):
        desk.ask(an, report)


def test_a_passkey_between_question_and_answer_is_too_late(
    desk: Desk, an: UUID, report: UUID, passkey: SoftwareKey
) -> None:
    question = desk.ask(an, report)
    thief = added(an)
    with pytest.raises(ProofNotValid):
        desk.open(question["challenge"], thief.assertion(challenge_of(question)))


def test_a_command_on_the_machine_takes_in_what_an_officer_has_now(
    desk: Desk, an: UUID, report: UUID, passkey: SoftwareKey, settings: Settings,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("BELFRY_SEAL_KEYS_FILE", str(desk.keys))
    settings.UNSEAL_SOCKET = desk.folder / "socket"
    desk.keeper.passkeys.learn()
    Authenticator.objects.filter(user_id=an).delete()
    phone = added(an, b"of a new phone")
    assert command("trust", "an.peeters@beiaard.example") == 0
    assert "1 passkeys open reports, 1 of them only now" in capsys.readouterr().out
    # The process reads its file anew.
    assert opens(desk, an, report, phone)
    passkey.register(an)
    assert not opens(desk, an, report, passkey)
    with pytest.raises(CannotStart, match="Nobody signs in"):
        command("trust", "nobody@mail.example")


def test_the_file_is_for_its_owner_alone_and_names_no_passkey(
    desk: Desk, an: UUID, passkey: SoftwareKey
) -> None:
    desk.keeper.passkeys.learn()
    path = desk.folder / PASSKEYS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (line,) = path.read_text().splitlines()
    assert line.startswith(f"{an} ")
    assert passkey.name.hex() not in line


def test_nobody_with_a_passkey_is_forgotten_for_another(
    cast: Cast, tmp_path: Path, an: UUID, passkey: SoftwareKey
) -> None:
    known = Passkeys(tmp_path / PASSKEYS)
    known.learn()
    els = cast.person("officer_els")
    added(els)
    known.learn()
    assert len(known.known_of(an)) == len(known.known_of(els)) == 1
