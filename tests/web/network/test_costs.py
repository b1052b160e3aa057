"""What a zone spent, its limit, and who tells a member: pages of chief and coordinator."""

import pytest

from belfry.delivery.models import Spending
from belfry.delivery.spending import ceiling, month_of, set_ceiling
from belfry.networks.models import Membership
from belfry.people.models import Person
from tests.bulletins.desk import draft, released
from tests.bulletins.phones import plan_ways
from tests.cast import NOON, Cast
from tests.channels import SMS_COST
from tests.web.conftest import VISIT, Browse


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("250", 2_500_000), ("12,50", 125_000), ("1.250,75", 12_507_500), ("0", 0), ("", None)],
)
def test_a_chief_sets_the_limit_with_a_decimal_comma(
    cast: Cast, browse: Browse, typed: str, amount: int | None
) -> None:
    zone, karim = cast.stage.beiaard, browse("chief-karim")
    assert karim.post(f"/zones/{zone}/ceiling/", {"ceiling": typed}).status_code == 302
    assert ceiling(zone) == amount
    form = karim.get(f"/zones/{zone}/").context["ceiling_form"]
    assert karim.post(f"/zones/{zone}/ceiling/", {"ceiling": form["ceiling"].value()})
    assert ceiling(zone) == amount


@pytest.mark.parametrize("typed", ["-1", "veel", "1,234", "9" * 12])
def test_what_is_no_amount_comes_back(cast: Cast, browse: Browse, typed: str) -> None:
    page = browse("chief-karim").post(f"/zones/{cast.stage.beiaard}/ceiling/", {"ceiling": typed})
    assert page.status_code == 200
    assert page.context["ceiling_form"].errors
    assert typed in page.content.decode()
    assert ceiling(cast.stage.beiaard) is None


def test_the_page_of_a_zone_says_what_this_month_costs(
    cast: Cast, browse: Browse, every_channel: None
) -> None:
    zone = cast.stage.beiaard
    Spending.objects.create(
        payer=zone, month=month_of(VISIT), channel="sms", amount=12_345_600, number=20_576
    )
    Person.objects.filter(pk=cast.person("officer_an")).update(language="fr")
    an = browse("officer-an").get(f"/zones/{zone}/")
    assert an.context["ceiling_form"] is None
    assert "1\N{NARROW NO-BREAK SPACE}234,56" in an.content.decode().replace("\xa0", "\u202f")
    karim = browse("chief-karim").get(f"/zones/{zone}/").content.decode()
    assert "€\N{NO-BREAK SPACE}1.234,56" in karim


def test_the_page_of_a_zone_says_what_is_on_its_way(
    cast: Cast, browse: Browse, every_channel: None
) -> None:
    plan_ways(cast, advice=frozenset({"email", "sms"}))
    set_ceiling(cast.stage.beiaard, 10_000)
    released(cast, what=draft(cast.stage.meerstraat, bulletin_class="advice"))
    purse = browse("chief-karim").get(f"/zones/{cast.stage.beiaard}/").context["purse"]
    assert (purse.spent, purse.promised, purse.left) == (0, 2 * SMS_COST, 10_000 - 2 * SMS_COST)


def test_the_keeper_of_a_list_chooses_a_neighbour_who_agreed(cast: Cast, browse: Browse) -> None:
    jozef = Membership.objects.get(person=cast.person("member_jozef"))
    anke = Membership.objects.get(person=cast.person("member_anke"))
    Membership.objects.filter(pk=anke.pk).update(named_at=NOON)
    bram, address = browse("coordinator-bram"), f"/members/{jozef.pk}/neighbour/"
    choices = bram.get(address).context["form"].fields["neighbour"].choices
    # Anke let her name stand on the list, so she stands first; Jozef himself does not stand there.
    assert choices[1][0] == str(anke.pk)
    assert str(jozef.pk) not in dict(choices)
    page = bram.post(address, {"neighbour": str(anke.pk)})
    assert page.context["form"].errors.keys() == {"agreed"}
    bram.post(address, {"neighbour": str(anke.pk), "agreed": "on"})
    jozef.refresh_from_db()
    assert jozef.relay_person_id == anke.person_id
    assert bram.get(address).context["form"]["neighbour"].value() == str(anke.pk)
    bram.post(address, {"neighbour": "", "agreed": ""})
    jozef.refresh_from_db()
    assert jozef.relay_person_id is None


def test_a_plan_calls_nobody_for_what_is_not_urgent(
    cast: Cast, browse: Browse, every_channel: None
) -> None:
    page = browse("coordinator-bram").get(f"/networks/{cast.stage.meerstraat}/plan/")
    fields = page.context["form"].fields
    assert {key for key, _ in fields["channels_alert"].choices} == {"email", "push", "sms", "voice"}
    assert {key for key, _ in fields["channels_advice"].choices} == {"email", "push", "sms"}
