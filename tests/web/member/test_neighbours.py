"""A household's one phone in the settings, and the neighbour whom a member tells."""

import pytest

from belfry.audit.queries import entries_of_network
from belfry.bulletins.actions.following import correct_bulletin
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.kinds import Reason
from belfry.networks.actions.neighbours import choose_ringing_phone, name_relay
from belfry.networks.kinds import Ringing
from belfry.networks.models import Membership
from belfry.networks.neighbours import ringing_at_home
from belfry.people.models import Preference
from belfry.people.queries import settings_of
from tests.bulletins.desk import LATER, offered, released
from tests.bulletins.post import accept
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

PLAIN = {"language": "fr", "quiet_from": "", "quiet_until": ""}


def test_a_member_chooses_calls_where_there_are_calls(
    cast: Cast, browse: Browse, every_channel: None
) -> None:
    chloe = browse("member-chloe")
    assert "calls" in chloe.get("/settings/").context["form"].fields
    chloe.post("/settings/", PLAIN | {"calls": "on"})
    assert settings_of(cast.person("member_chloe")).calls
    chloe.post("/settings/", PLAIN)
    assert not settings_of(cast.person("member_chloe")).calls


def test_where_nobody_can_be_called_the_choice_is_kept(cast: Cast, browse: Browse) -> None:
    Preference.objects.create(person_id=cast.person("member_chloe"), calls=True)
    chloe = browse("member-chloe")
    assert "calls" not in chloe.get("/settings/").context["form"].fields
    chloe.post("/settings/", PLAIN)
    assert settings_of(cast.person("member_chloe")).calls


def test_who_shares_a_home_chooses_whose_phone_rings(cast: Cast, browse: Browse) -> None:
    assert "ringing" not in browse("member-chloe").get("/settings/").context["form"].fields
    dries = browse("outsider-dries")
    field = dries.get("/settings/").context["form"].fields["ringing"]
    assert {key for key, _label in field.choices} == {"mine", "everybody"}
    assert dries.post("/settings/", PLAIN | {"ringing": "mine"}).status_code == 302
    assert ringing_at_home(cast.outsider_dries) == Ringing.MINE
    assert dries.post("/settings/", PLAIN | {"ringing": "another"}).status_code == 200


def test_another_s_phone_is_named_to_nobody(cast: Cast, browse: Browse) -> None:
    choose_ringing_phone(cast.outsider_dries, Ringing.MINE, now=NOON)
    page = browse("coordinator-lucienne").get("/settings/")
    assert page.context["form"]["ringing"].value() == Ringing.ANOTHER
    assert "Dries" not in page.content.decode()


@pytest.mark.parametrize(("name", "count"), [("member-chloe", 1), ("member-anke", 0)])
def test_the_neighbour_reads_whom_to_tell_and_what_to_read_aloud(
    cast: Cast, browse: Browse, name: str, count: int
) -> None:
    jozef = Membership.objects.get(person=cast.person("member_jozef"))
    chloe = Membership.objects.get(person=cast.person("member_chloe"))
    name_relay(cast.coordinator_bram, jozef.pk, chloe.pk, now=NOON)
    release = released(cast)
    page = browse(name).get(f"/archive/{release.bulletin_id}/?language=fr")
    shown = page.content.decode()
    assert len(page.context["to_tell"]) == count
    assert ("Jozef" in shown) == bool(count)
    assert "Wouters" not in shown
    if count:
        (told,) = page.context["to_tell"]
        assert (told.given_name, told.street) == ("Jozef", "Kapelweg")
        assert page.context["spoken"] == release.bulletin.approval.texts["fr"]["spoken"]


def test_the_coordinator_reads_who_tells_whom(cast: Cast, browse: Browse) -> None:
    jozef = Membership.objects.get(person=cast.person("member_jozef"))
    sofia = Membership.objects.get(person=cast.person("deputy_sofia"))
    release = released(cast)
    address = f"/releases/{release.pk}/"
    (nobody,) = browse("coordinator-bram").get(address).context["to_tell"]
    assert (nobody.name, nobody.neighbour) == ("Jozef Wouters", "")
    name_relay(cast.coordinator_bram, jozef.pk, sofia.pk, now=NOON)
    (one,) = browse("coordinator-bram").get(address).context["to_tell"]
    assert (one.name, one.neighbour, one.membership_id) == (
        "Jozef Wouters",
        "Sofia Rossi",
        jozef.pk,
    )
    acts = [entry.act for entry in entries_of_network(cast.stage.meerstraat)]
    assert acts.count("neighbours.opened") == 2
    for name in ("officer-an", "chief-karim"):
        page = browse(name).get(address)
        assert not page.context["to_tell"]
        assert "Wouters" not in page.content.decode()


def test_before_it_is_sent_nobody_is_told(cast: Cast, browse: Browse) -> None:
    release = offered(cast)
    bram = browse("coordinator-bram")
    assert not bram.get(f"/releases/{release.pk}/").context["to_tell"]
    assert bram.get(f"/releases/{release.pk}/notice/").status_code == 409


def test_a_notice_speaks_one_language_in_large_print(cast: Cast, browse: Browse) -> None:
    release = released(cast)
    bram = browse("coordinator-bram")
    for language in ("nl", "fr"):
        page = bram.get(f"/releases/{release.pk}/notice/?language={language}")
        words = release.bulletin.texts.get(language=language)
        shown = page.content.decode()
        assert f'class="poster" lang="{language}"' in shown
        assert words.title in shown
        assert words.what_to_do in shown
        assert words.behaviour not in shown
        assert "101" in shown
    assert bram.get(f"/releases/{release.pk}/notice/?language=xx").status_code == 200
    assert bram.post(f"/releases/{release.pk}/notice/").status_code == 405


def test_what_was_taken_back_is_told_to_no_neighbour(cast: Cast, browse: Browse) -> None:
    jozef = Membership.objects.get(person=cast.person("member_jozef"))
    chloe = Membership.objects.get(person=cast.person("member_chloe"))
    name_relay(cast.coordinator_bram, jozef.pk, chloe.pk, now=NOON)
    release = released(cast)
    accept(release)
    load_templates(now=NOON)
    correct_bulletin(cast.officer_an, release.bulletin_id, Reason.WRONG_FACT, now=LATER)
    page = browse("member-chloe").get(f"/archive/{release.bulletin_id}/")
    assert page.context["to_tell"] == []
