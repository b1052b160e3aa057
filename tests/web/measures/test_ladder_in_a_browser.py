"""A ladder to its appeal in a browser, in three languages: nothing too wide, nothing that axe finds."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from belfry.core.clock import local
from belfry.measures.models import Dossier
from belfry.measures.workflow import Ladder, StepKind
from tests.cast import Cast
from tests.measures.rungs import FACTS, opened, take
from tests.web.phones import Phones

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_removal_goes_to_its_appeal(phones: Phones, cast: Cast) -> None:
    now = timezone.now()
    today = local(now).date().isoformat()
    dossier = opened(cast, Ladder.COORDINATOR, now=now)
    take(cast, dossier, StepKind.TALK, StepKind.REPRIMAND, now=now)
    address = f"/measures/{dossier.pk}/"

    phones.look("officer-an", f"/networks/{cast.stage.meerstraat}/measures/")
    phones.look(
        "officer-an", f"/networks/{cast.stage.meerstraat}/measures/{cast.person('member_chloe')}/"
    )
    chief = phones.look("chief-karim", address)
    chief.locator(f"a[href='{address}steps/definitive/']").click()
    phones.judge(chief)
    for field in ("invited_on", "heard_on"):
        chief.locator(f"[name={field}]").fill(today)
    chief.locator("[name=heard][value=came]").check()
    chief.locator("[name=statement]").fill("Ik wilde mijn buur helpen.")
    chief.locator("[name=reasons]").fill("De afspraken werden opnieuw niet gevolgd.")
    chief.locator("main form .button").first.click()
    expect(chief).to_have_url(re.compile(f"{address}$"))

    mayor = phones.look("mayor-luc", "/")
    mayor.locator(f"a[href='{address}']").first.click()
    phones.look("mayor-luc", address).locator(f"form[action='{address}sign/'] button").click()
    expect(mayor.locator("#appeal")).to_be_visible()
    phones.look("reviewer-eva", "/removals/")

    phones.look("deputy-sofia", "/measures/")
    sofia = phones.look("deputy-sofia", address)
    expect(sofia.get_by_text(FACTS)).to_be_visible()
    with sofia.expect_download() as download:
        sofia.locator("a[href^='/measures/letters/']").last.click()
    assert download.value.suggested_filename.endswith(".pdf")
    sofia.locator("[name=words]").fill("Ik zal het niet meer doen.")
    sofia.locator("main form .button").first.click()
    phones.look("deputy-sofia", f"{address}appeal/")
    sofia.locator("[name=sent_on]").fill(today)
    sofia.locator("[name=means][value=registered]").check()
    sofia.locator("main form .button").first.click()
    expect(sofia.locator("#appeal")).to_be_visible()

    phones.look("mayor-luc", f"{address}outcome/")
    mayor.locator("[name=outcome][value=granted]").check()
    mayor.locator("[name=body][value=governor]").check()
    mayor.locator("[name=decided_on]").fill(today)
    mayor.locator("main form .button").first.click()
    phones.look("mayor-luc", address)
    assert Dossier.objects.get().state == "annulled"
