"""An alert by every way: who sees the notification is spared, who does not gets an SMS, then a call.

Meerstraat reads Dutch and French, Juweliers German as well. Chloé's phone shows the notification, Sofia's is
without internet, and Karl's takes no SMS; he chose to be called.
"""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

from belfry.core.clock import local
from tests.walks.conftest import DESKTOP, Running, Visit
from tests.walks.writing import judge

pytestmark = pytest.mark.browser
PATIENCE_MS = 25_000

WORDS = {
    "nl": {
        "title": "Overval in de Meerstraat",
        "what": "Twee mannen hebben zonet een winkel overvallen. Ze zijn gevlucht.",
        "where": "Meerstraat en Torenplein",
        "when": "om 17 uur",
        "what_to_do": "Blijf binnen. Doe niet open voor wie u niet kent. Bel 101.",
        "short": "ALARM politie: overval in de Meerstraat. Blijf binnen. Bel 101.",
    },
    "fr": {
        "title": "Vol à main armée dans la Meerstraat",
        "what": "Deux hommes viennent de braquer un magasin. Ils sont en fuite.",
        "where": "Meerstraat et Torenplein",
        "when": "à 17 heures",
        "what_to_do": "Restez à l'intérieur. N'ouvrez pas aux inconnus. Appelez le 101.",
        "short": "ALERTE police : vol dans la Meerstraat. Restez chez vous. Tel. 101.",
    },
    "de": {
        "title": "Überfall in der Meerstraat",
        "what": "Zwei Männer haben soeben ein Geschäft überfallen. Sie sind auf der Flucht.",
        "where": "Meerstraat und Torenplein",
        "when": "um 17 Uhr",
        "what_to_do": "Bleiben Sie im Haus. Öffnen Sie keinem Unbekannten. Rufen Sie 101 an.",
        "short": "ALARM Polizei: Überfall in der Meerstraat. Bleiben Sie im Haus. Tel. 101.",
    },
}
SHOWN_SHORT = ("title", "where", "short")
URGENT_FRENCH = "Message urgent de la police"
ANSWERED = "answered, and 1 was pressed"


def test_an_alert_climbs_the_ladder_until_it_is_seen(belfry: Running, visit: Visit) -> None:
    _stay_up(visit("deputy-sofia"))
    _choose_calls(visit("jeweller-karl", language="de"))
    _choose_no_mail(visit("member-chloe", language="fr"))
    chloe, sofia, karl = (
        _phone(visit(language=language), name)
        for name, language in (
            ("member-chloe", "fr"),
            ("deputy-sofia", "nl"),
            ("jeweller-karl", "en"),
        )
    )
    _press(sofia, "offline")
    _press(karl, "full")
    pushed, unseen = (phone.locator(".thing--push").count() for phone in (chloe, sofia))
    mails = len(list((belfry.mail_folder / "chloe.dubois@mail.example").glob("*.eml")))

    bulletin = _write(visit("officer-an", size=DESKTOP))
    _approve(visit("chief-karim", size=DESKTOP), bulletin)
    bram = _send(visit("coordinator-bram"))
    jeweller = _send(visit("jeweller-karl", language="de"))

    # At once, with nothing of what happened.
    expect(chloe.locator(".thing--push")).to_have_count(pushed + 1, timeout=PATIENCE_MS)
    expect(_newest(chloe, "push")).to_contain_text(URGENT_FRENCH, timeout=PATIENCE_MS)
    expect(chloe.locator("#screen")).not_to_contain_text(WORDS["fr"]["title"])
    expect(_newest(sofia, "sms")).to_contain_text(WORDS["nl"]["short"], timeout=PATIENCE_MS)
    assert sofia.locator(".thing--push").count() == unseen
    _answer(karl)

    assert _wait_for(jeweller, "confirmed by phone") == 1
    assert _wait_for(bram, "not needed") >= 1
    assert chloe.locator(".thing--sms", has_text=WORDS["fr"]["short"]).count() == 0
    assert len(list((belfry.mail_folder / "chloe.dubois@mail.example").glob("*.eml"))) == mails

    chloe.locator(".thing--push button").first.click()
    expect(chloe.locator("main")).to_contain_text(WORDS["fr"]["what"])


def test_the_alert_of_yesterday_shows_every_way_and_what_it_spared(visit: Visit) -> None:
    page = visit("coordinator-bram", language="en")
    page.goto("/networks/")
    page.locator("main a[href^='/networks/']").first.click()
    page.locator("main a[href^='/releases/']", has_text="82").first.click()
    expect(page.locator("h1")).to_contain_text("82")
    assert _wait_for(page, "confirmed by phone") >= 5
    assert _wait_for(page, "not needed") >= 2


def _stay_up(page: Page) -> None:
    """Choose quiet hours that are half a day away: a walk may be tried at night."""
    page.goto("/settings/")
    now = local(timezone.now())
    page.fill("[name=quiet_from]", f"{now + timedelta(hours=11):%H:%M}")
    page.fill("[name=quiet_until]", f"{now + timedelta(hours=13):%H:%M}")
    page.locator("form:has([name=quiet_from]) button[type=submit]").click()
    expect(page.locator(".notice").first).to_be_visible()


def _choose_calls(page: Page) -> None:
    _stay_up(page)
    page.check("[name=calls]")
    _save(page)


def _choose_no_mail(page: Page) -> None:
    _stay_up(page)
    assert page.locator("html").get_attribute("lang") == "fr"
    page.check("[name=without_channels][value=email]")
    _save(page)


def _save(page: Page) -> None:
    page.locator("form:has([name=calls]) button[type=submit]").click()
    expect(page.locator(".notice").first).to_be_visible()
    expect(page.locator("[name=calls]")).to_be_checked()


def _phone(page: Page, name: str) -> Page:
    page.goto(f"/demo/phones/{name}/")
    return page


def _press(phone: Page, power: str) -> None:
    phone.click(f"button[name=power][value={power}]")
    expect(phone.locator(f".handset--{power}")).to_be_visible()


def _write(page: Page) -> str:
    """Write for two networks in three languages, and submit; return the bulletin's id."""
    page.goto("/bulletins/new/")
    page.check("[name=bulletin_class][value=alert]")
    for network in ("Meerstraat", "Juweliers"):
        page.locator("label.choice", has_text=network).locator("[name=networks]").check()
    for language, words in WORDS.items():
        panel = page.locator(f"details[data-language={language}]")
        if panel.get_attribute("open") is None:
            panel.locator("summary").click()
        sent = panel.locator(".short__sent .form-of__text")
        for name, text in words.items():
            page.fill(f"[name={language}-{name}]", text)
            page.locator(f"[name={language}-{name}]").blur()
            if name in SHOWN_SHORT:
                # Proposed, and counted as it will be sent, before anybody submits it.
                expect(sent).to_contain_text(text, timeout=PATIENCE_MS)
    judge(page)
    page.click("button[name=submit]")
    page.wait_for_url(re.compile(r"/bulletins/[0-9a-f-]{36}/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def _approve(page: Page, bulletin: str) -> None:
    page.goto(f"/bulletins/{bulletin}/")
    for words in WORDS.values():
        expect(page.locator("main")).to_contain_text(words["short"])
    page.click(f"form[action='/bulletins/{bulletin}/approve/'] button")
    expect(page.locator(".state--approved").first).to_be_visible(timeout=30_000)


def _send(page: Page) -> Page:
    """Send the newest that waits for a coordinator; at night the police sent it already."""
    page.goto("/")
    own = re.compile("|".join(words["title"] for words in WORDS.values()))
    waiting = page.locator("main .row--need").filter(has_text=own)
    if waiting.count():
        waiting.first.locator("a").click()
        page.wait_for_load_state()
        press = page.locator("form[action$='/send/'] button")
        if press.count():
            press.click()
    else:
        page.goto("/networks/")
        page.locator("main a[href^='/networks/']").first.click()
        page.locator("main a[href^='/releases/']").filter(has_text=own).first.click()
    expect(page.locator("#progress")).to_be_visible()
    return page


def _newest(phone: Page, way: str) -> Locator:
    return phone.locator(f".thing--{way}").first


def _answer(phone: Page) -> None:
    """Hear what is read aloud, in German although the page is English, and press 1."""
    call = phone.locator(".thing--ringing")
    expect(call.locator("[lang=de]")).to_contain_text(WORDS["de"]["what"], timeout=PATIENCE_MS)
    call.locator("button[value=key]").click()
    expect(_newest(phone, "voice")).to_contain_text(ANSWERED, timeout=PATIENCE_MS)
    assert phone.locator(".thing--sms", has_text=WORDS["de"]["short"]).count() == 0


def _wait_for(page: Page, label: str) -> int:
    """Return a figure of the release page, once what suppliers tell later arrived.

    In the language that the page has: another walk may have chosen one for the same person.
    """
    with translation.override(page.locator("html").get_attribute("lang")):
        figure = page.locator("#progress .figures li", has_text=gettext(label))
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not figure.count() and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.reload()
    assert figure.count(), page.locator("#progress").inner_text()
    return int(figure.locator("b").inner_text())
