"""Somebody takes over from a coordinator, in a browser and in three languages, from the search to the first day."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from belfry.core.actor import Role
from belfry.core.clock import local
from belfry.networks.models import Mandate
from belfry.program.cast import FIGURES
from tests.cast import Cast
from tests.web.phones import Phones

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_coordinator_hands_over_to_a_member(phones: Phones, cast: Cast) -> None:
    network = f"/networks/{cast.stage.meerstraat}/"
    bram = phones.look("coordinator-bram", f"{network}duty/")
    bram.locator(f"main a[href='{network}successor/']").click()
    phones.judge(bram)
    bram.locator("[name=seeks][value=coordinator]").check()
    bram.locator("[name=why]").fill("Bram moves in January.")
    bram.locator("main form .button").first.click()
    expect(bram.locator(".timeline")).to_be_visible()
    dossier = bram.url.removeprefix(phones.url)
    phones.judge(bram)

    phones.look("coordinator-bram", f"{dossier}candidates/")
    anke = FIGURES["member-anke"]
    bram.locator("[name=part]").first.check()
    bram.locator("[name=given_name]").fill(anke.given_name)
    bram.locator("[name=family_name]").fill(anke.family_name)
    bram.locator("[name=address]").fill(anke.email)
    bram.locator("main form .button").first.click()
    expect(bram.get_by_role("heading", name="Anke Schmitz")).to_be_visible()

    page = phones.look("member-anke", f"{dossier}candidates/")
    page.locator("main a.button").first.click()
    phones.judge(page)
    page.locator("main [type=radio]").first.check()
    for box in page.locator("main [type=checkbox]").all():
        box.check()
    page.locator("main form .button:not(.button--quiet)").first.click()
    expect(page).to_have_url(f"{phones.url}{dossier}candidates/")

    an = phones.look("officer-an", f"{dossier}candidates/")
    an.locator("main form[method=post] .button").first.click()
    an.locator("main a.button").first.click()
    phones.judge(an)
    an.locator("[name=outcome][value=suitable]").check()
    an.locator("main form .button").first.click()
    expect(an).to_have_url(f"{phones.url}{dossier}candidates/")

    phones.look("coordinator-bram", f"{dossier}vote/")
    for name, number in {"units": "30", "yes": "28", "no": "1"}.items():
        bram.locator(f"[name={name}]").fill(number)
    bram.locator("[name=rule]").first.check()
    bram.locator("main form .button").first.click()
    expect(bram.locator(".notice--done").first).to_be_visible()

    karim = phones.look("chief-karim", dossier)
    karim.locator("main a.button").first.click()
    phones.judge(karim)
    karim.locator("[name=since]").fill(local(timezone.now()).date().isoformat())
    karim.locator("main form .button").first.click()
    expect(karim).to_have_url(f"{phones.url}{dossier}")
    phones.judge(karim)

    holder = Mandate.objects.get(
        role=Role.COORDINATOR, network=cast.stage.meerstraat, until__isnull=True
    )
    assert holder.person_id == cast.person("member-anke")
    phones.look("member-anke", f"{network}members/")
    answer = bram.goto(f"{network}members/")
    assert answer is not None
    assert answer.status == 403
