"""A new key is written to from now on; what was sealed before opens with the key of before, until it is erased."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from belfry.core.sealed import CannotOpen
from belfry.program.unsealing.keyring import VARIABLE, Keyring, read_keyring, write_keyring
from belfry.program.unsealing.making import make_key
from belfry.program.unsealing.recovery import written
from belfry.sealing import client
from belfry.sealing.kinds import Part
from belfry.sightings.actions.answering import ask, assign
from belfry.sightings.actions.reporting import reply
from belfry.sightings.models import Letter, Sighting
from tests.cast import NOON, Cast
from tests.sealing.test_paper import command
from tests.sightings.keeping import Keeping, keeping

pytestmark = pytest.mark.django_db
REPLY = "Ja, een donkere fiets."


@pytest.fixture
def kept(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeping]:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keys"))
    with time_machine.travel(NOON, tick=False), keeping(cast, tmp_path) as found:
        yield found


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def with_letters(kept: Keeping) -> Sighting:
    """What Chloé reported, and her reply to a question."""
    report, an = kept.report(), kept.cast.officer_an
    assert an.person_id is not None
    assign(an, report, an.person_id, now=NOON)
    ask(an, report, "Nog iets?", tell=kept.tell, now=NOON)
    reply(kept.session_of("member_chloe"), report, REPLY, now=NOON)
    return Sighting.objects.get(pk=report)


def rotate(kept: Keeping, keys: Path) -> None:
    """Make new keys of the zone and of the installation."""
    for zone in (None, kept.cast.stage.beiaard):
        assert make_key(keys, zone, now=NOON) == 2


def test_what_was_sealed_before_a_new_key_opens_and_what_comes_is_sealed_to_the_new_one(
    kept: Keeping, keys: Path
) -> None:
    before = with_letters(kept)
    rotate(kept, keys)
    after = with_letters(kept)
    assert [before.key_version, after.key_version] == [1, 2]
    assert set(Letter.objects.values_list("sighting_id", "key_version")) == {
        (before.pk, 1), (after.pk, 2),
    }  # fmt: skip
    chloe = kept.cast.person("member_chloe")
    for report in (before.pk, after.pk):
        opened = kept.opened(report)
        assert "drie deuren" in opened.plain
        assert REPLY in opened.letters.values()
        assert str(chloe) in kept.opened(report, Part.IDENTITY).plain
    # The reporter finds both.
    own = client.own_reports(kept.session_of("member_chloe"))
    assert {one.report_id for one in own} == {before.pk, after.pk}
    assert all(REPLY in one.letters.values() for one in own)


def test_a_key_that_is_lost_takes_along_what_was_sealed_to_it_and_nothing_else(
    kept: Keeping, keys: Path
) -> None:
    before = with_letters(kept)
    rotate(kept, keys)
    after = with_letters(kept)
    lose(keys, before.zone_id, 1)
    with pytest.raises(CannotOpen):
        kept.reopened().opened(before.pk)
    assert kept.opened(after.pk).plain
    assert client.lacking_keys() == [f"{before.zone_id} 1"]


def test_a_lost_key_comes_back_from_the_paper_of_the_safe(
    kept: Keeping, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = with_letters(kept)
    zone = before.zone_id
    paper = written(zone, 1, read_keyring(keys).key(zone, 1))
    rotate(kept, keys)
    lose(keys, zone, 1)
    monkeypatch.setattr("sys.stdin", io.StringIO(paper.lower()))
    assert command("restore") == 0
    assert "drie deuren" in kept.reopened().opened(before.pk).plain
    assert client.lacking_keys() == []
    assert read_keyring(keys).versions(zone) == [1, 2]


def lose(keys: Path, zone: object, version: int) -> None:
    kept = read_keyring(keys)
    left = {one: key for one, key in kept.private.items() if one != (zone, version)}
    write_keyring(keys, Keyring(kept.owners, left))


def test_the_command_says_what_a_new_key_means(
    kept: Keeping, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("new", "9901") == 0
    assert "what was sealed before still opens" in capsys.readouterr().out
