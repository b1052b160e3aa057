"""Walks 1, 2 and 5 of a message, and what may become of it: stopped, complained about, taken back, ended."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from belfry.core.clock import local
from tests.walks.conftest import DESKTOP, Running, Visit, read_in, visits
from tests.walks.mailboxes import DOMAIN, mail_to, mailboxes_reached
from tests.walks.taking_over import OnPaper, accept_invitation, recognise, take_over
from tests.walks.test_every_page import too_wide
from tests.walks.writing import judge

pytestmark = pytest.mark.browser
PATIENCE_MS = 25_000
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
# More than 500, so that a twentieth goes first and two colleagues agree.
MEMBERS, FIRST_WAVE = 520, 26
LINDEHOF = OnPaper(
    "Lindehof",
    "Klokdorp",
    ("nl", "fr", "de"),
    ("Rik", "Lens", f"rik.lens@{DOMAIN}"),
    ("Mia", "Bos", f"mia.bos@{DOMAIN}"),
)
# The officers read Dutch again when the walks are over.
LANGUAGES = ("de", "fr", "nl")
SHEDS = {
    "nl": {
        "title": "Twee tuinhuizen opengebroken",
        "what": "Vannacht zijn twee tuinhuizen opengebroken. Er zijn fietsen meegenomen.",
        "where": "in het midden van de Meerstraat",
        "when": "tussen middernacht en 6 uur",
    },
    "fr": {
        "title": "Deux abris de jardin forcés",
        "what": "Deux abris de jardin ont été forcés cette nuit. Des vélos ont été emportés.",
        "where": "au milieu de la Meerstraat",
        "when": "entre minuit et 6 heures",
    },
    "de": {
        "title": "Zwei Gartenhäuser aufgebrochen",
        "what": "In der Nacht wurden zwei Gartenhäuser aufgebrochen. Fahrräder wurden gestohlen.",
        "where": "in der Mitte der Meerstraat",
        "when": "zwischen Mitternacht und 6 Uhr",
    },
    "en": {
        "title": "Two garden sheds broken open",
        "what": "Two garden sheds were broken open last night. Bicycles were taken.",
        "where": "in the middle of the Meerstraat",
        "when": "between midnight and 6",
    },
}
KAPELWEG = "Indringer in een tuin: Kapelweg"
ANSWER = {
    "nl": "U hebt gelijk. Wij nemen het bericht terug.",
    "fr": "Vous avez raison. Nous retirons le message.",
    "de": "Sie haben recht. Wir nehmen die Nachricht zurück.",
}


@pytest.fixture(scope="module")
def rik(belfry: Running, chromium: Browser) -> Iterator[Page]:
    """Rik coordinates a network of 520, taken over from paper, with his list read in."""
    with visits(belfry, chromium) as visit:
        dossier = take_over(visit("officer-an"), LINDEHOF)
        recognise(visit("reviewer-eva"), dossier)
        page = visit()
        accept_invitation(page, LINDEHOF.coordinator[2])
        page.goto("/networks/")
        page.get_by_role("link", name=LINDEHOF.name).first.click()
        page.locator("main a[href$='/import/']").first.click()
        rows = "".join(f"Lid {n};lid{n}@{DOMAIN};{'NFD'[n % 3]}\n" for n in range(MEMBERS))
        content = f"Naam;E-mail;Taal\n{rows}".encode()
        page.set_input_files(
            "[name=file]", {"name": "leden.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.locator("form:has([name=file]) button[type=submit]").click()
        page.click("form[action$='/confirm/'] button[type=submit]")
        expect(page.locator("#progress .figures b").first).to_have_text(
            str(MEMBERS), timeout=PATIENCE_MS
        )
        yield page


def test_an_officer_asks_for_information_and_the_chief_approves(visit: Visit) -> None:
    """Walks 1 and 2: what the check says, what is offered, and what a colleague sees before a press."""
    an = visit("officer-an")
    read_in(an, "nl")
    expect(an.locator("main .row--need a[href$='/outcome/']").first).to_be_visible()
    an.locator("main a[href='/bulletins/new/']").first.click()
    _begin(an, "Meerstraat", "Parkwijk")
    parts = {language: an.locator(f"details[data-language={language}]") for language in SHEDS}
    # French and English opened by themselves, because residents of the two networks read them.
    assert [key for key, part in parts.items() if part.get_attribute("open") is not None] == [
        "nl",
        "fr",
        "en",
    ]
    an.select_option("[name=phenomenon]", value="outbuilding_burglary")
    offers = an.locator("#measures [data-measure]")
    expect(offers.nth(2)).to_be_visible()
    sentence = offers.first.inner_text()

    _fill(an, "nl", where="Meerstraat 14")
    remark = parts["nl"].locator(".remarks mark")
    expect(remark).to_have_text("Meerstraat 14", timeout=PATIENCE_MS)
    an.fill("[name=nl-where]", SHEDS["nl"]["where"])
    an.locator("[name=nl-where]").blur()
    # Neither the place nor the SMS that follows it has the number any more.
    expect(remark).to_have_count(0, timeout=PATIENCE_MS)
    offers.first.click()
    assert an.input_value("[name=nl-what_to_do]") == sentence
    # A language that nobody reads is not begun by it.
    assert an.input_value("[name=de-what_to_do]") == ""
    expect(parts["nl"].locator(".whole--yes")).to_be_visible(timeout=PATIENCE_MS)
    expect(parts["fr"].locator(".whole--half")).to_be_visible()
    for language in ("fr", "en"):
        _fill(an, language)
        expect(parts[language].locator(".whole--yes")).to_be_visible(timeout=PATIENCE_MS)
    bulletin = _submit(an)
    asked = an.locator(".notice", has_text="krijgen de vraag")
    expect(asked).to_contain_text("Er is nog niets verstuurd")
    expect(asked).to_contain_text("Karim Benali")

    karim = visit("chief-karim")
    read_in(karim, "nl")
    karim.locator(f"main .row--need a[href='/bulletins/{bulletin}/']").click()
    letters = karim.locator(".letters")
    for language in ("nl", "fr", "en"):
        expect(letters).to_contain_text(SHEDS[language]["what"])
    expect(letters).to_contain_text("Via sms")
    decision = karim.locator("[aria-labelledby=decide]")
    for told in (
        "informatie van bewoners",
        "personen",
        "Kosten",
        "Niet bereikbaar",
        "gebruikelijk",
    ):
        expect(decision).to_contain_text(told)
    expect(decision.locator("li", has_text="Meerstraat")).to_contain_text("de coördinator")
    expect(decision.locator("li", has_text="Parkwijk")).to_contain_text("meteen")
    karim.click("form[action$='/approve/'] button")
    releases = karim.locator("[aria-labelledby=networks] .row")
    expect(releases.filter(has_text="Meerstraat").locator(".state--offered")).to_be_visible()
    expect(releases.filter(has_text="Parkwijk").locator(".state--offered")).to_have_count(0)
    karim.goto(f"/bulletins/{bulletin}/neighbours/")
    _look(karim)


def test_a_chief_next_door_reads_what_other_police_offer(visit: Visit) -> None:
    marie = visit("chief-marie", language="fr")
    marie.locator("main .row--need a[href^='/bulletins/']").first.click()
    _look(marie)
    marie.locator("main a[href$='/accept/']").first.click()
    expect(marie.locator("form[action$='/decline/'] textarea")).to_be_attached()
    _look(marie)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wide_message_is_stopped_complained_about_taken_back_and_ended(
    language: str, rik: Page, belfry: Running, visit: Visit
) -> None:
    an, karim, els = (visit(name) for name in ("officer-an", "chief-karim", "officer-els"))
    for page in (rik, karim, els, an):
        read_in(page, language)
    an.goto("/bulletins/new/")
    _begin(an, LINDEHOF.name)
    for written in LINDEHOF.languages:
        _fill(an, written, what_to_do=SHEDS[written]["when"])
    bulletin = _submit(an)
    for page, state in ((karim, "second_reading"), (els, "approved")):
        page.goto(f"/bulletins/{bulletin}/")
        if language == LANGUAGES[0]:
            _look(page)
        page.fill("#number", re.sub(r"\D", "", page.locator("#decide").inner_text()))
        page.click("form[action$='/approve/'] button")
        expect(page.locator(f".state--{state}").first).to_be_visible(timeout=PATIENCE_MS)

    an.goto(f"/bulletins/{bulletin}/")
    an.locator("main a[href^='/releases/']").first.click()
    rik.goto(an.url)
    rik.click("form[action$='/send/'] button")
    an.reload()
    an.click("details:has(form[action$='/stop/']) summary")
    an.click("form[action$='/stop/'] button")
    expect(an.locator("#progress .state--stopped")).to_be_visible(timeout=PATIENCE_MS)
    reached = mailboxes_reached(belfry, bulletin, FIRST_WAVE)
    expect(an.locator("main")).to_contain_text(str(FIRST_WAVE))
    if language == LANGUAGES[0]:
        _look(an)

    code = CODE.search(mail_to(belfry, min(reached), bulletin))
    assert code
    stranger = visit(language=language)
    stranger.goto(f"/complaint/?code={code[0]}")
    assert stranger.locator("html").get_attribute("lang") == language
    stranger.check("[name=grievance][value=wrong]")
    stranger.fill("[name=words]", SHEDS[language]["when"])
    stranger.fill("[name=email]", f"reader-{language}@mail.example")
    stranger.click("main form button[type=submit]")
    expect(stranger.locator("main form [name=words]")).to_have_count(0)

    an.goto(f"/bulletins/{bulletin}/")
    complaint = an.locator("main a[href^='/complaints/']").get_attribute("href") or ""
    an.goto("/")
    an.locator(f"main .row--need a[href='{complaint}']").click()
    expect(an.locator("main")).to_contain_text(SHEDS[language]["when"])
    an.locator("main a[href$='/correct/']").click()
    assert bulletin in an.url
    expect(an.locator("main .lead")).to_contain_text(str(FIRST_WAVE))
    pressed = time.monotonic()
    _tell(an, "wrong_time")
    an.goto(f"/bulletins/{bulletin}/")
    expect(an.locator("h1 del")).to_be_visible()
    assert mailboxes_reached(belfry, _follower(an), FIRST_WAVE) == reached
    assert time.monotonic() - pressed < PATIENCE_MS / 1000

    an.goto(complaint)
    an.fill("[name=answer]", ANSWER[language])
    an.click("main form button[type=submit]")
    _follow_link(stranger, f"reader-{language}@mail.example", "/complaint/answer/")
    expect(stranger.locator("main .card")).to_have_text(ANSWER[language])
    if language == LANGUAGES[0]:
        _look(stranger)
    stranger.goto(f"/check/?code={code[0]}")
    expect(stranger.locator("main .notice--due")).to_be_visible()

    an.goto("/outcomes/")
    an.locator(f"main a[href='/bulletins/{bulletin}/outcome/']").first.click()
    expect(an.locator("main .lead")).to_contain_text(str(FIRST_WAVE))
    _tell(an, "false_alarm")
    an.goto(f"/bulletins/{bulletin}/")
    outcome = an.locator("main .notice--done a[href^='/bulletins/']").first
    told = (outcome.get_attribute("href") or "").rstrip("/").rpartition("/")[2]
    assert mailboxes_reached(belfry, told, FIRST_WAVE) == reached
    an.goto("/outcomes/")
    expect(an.locator(f"main a[href='/bulletins/{bulletin}/outcome/']")).to_have_count(0)


@pytest.fixture
def night(visit: Visit) -> Iterator[Callable[[], None]]:
    """Let it be night in the Meerstraat, for Chloé who may be woken and for Jozef; give what ends it."""
    an, chloe, jozef = (visit(name) for name in ("officer-an", "member-chloe", "member-jozef"))
    read_in(an, "nl")
    an.goto("/networks/")
    an.get_by_role("link", name="Meerstraat").first.click()
    an.locator("main a[href$='/plan/']").first.click()
    usual = an.input_value("[name=quiet_from]"), an.input_value("[name=quiet_until]")
    now = local(timezone.now())
    begins, ends = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-2, 3))
    _rest(an, begins, ends)
    for person in (chloe, jozef):
        person.goto("/settings/")
    chloe.check("[name=may_be_woken]")
    _rest(chloe, begins, ends)
    _rest(jozef, begins, ends)

    def wake_up() -> None:
        _rest(an, *(f"{now + timedelta(hours=hours):%H:%M}" for hours in (11, 13)))
        for person in (chloe, jozef):
            _rest(person, "", "")

    yield wake_up
    wake_up()
    _rest(an, *usual)


def test_a_dispatcher_wakes_only_who_said_yes_and_the_officer_tells_them_how_it_ended(
    night: Callable[[], None], visit: Visit
) -> None:
    """Walk 5: two keys at night, push for one phone and nothing for another, stand-down, outcome."""
    woken, asleep = visit(language="nl"), visit(language="nl")
    woken.goto("/demo/phones/member-chloe/")
    asleep.goto("/demo/phones/member-jozef/")
    pushed = woken.locator(".thing--push").count()
    things = asleep.locator(".thing").count()

    lotte, wim = (visit(name, size=DESKTOP) for name in ("dispatcher-lotte", "dispatcher-wim"))
    for page in (lotte, wim):
        read_in(page, "nl")
        page.goto("/console/")
    lotte.keyboard.type("Kapelweg 14", delay=20)
    lotte.keyboard.press("Enter")
    meerstraat = lotte.locator("#desk .choice", has_text="Meerstraat")
    expect(meerstraat).to_contain_text(re.compile(r"residentieel.*\d+ leden.*nacht", re.DOTALL))
    lotte.keyboard.press("2")
    expect(lotte.locator("#desk .letters")).to_contain_text(KAPELWEG)
    ask = lotte.locator("#desk button[formaction='/console/send/']")
    expect(ask).to_be_focused()
    lotte.keyboard.press("Enter")
    alert = lotte.locator("#live li").first
    expect(alert).to_contain_text(KAPELWEG, timeout=PATIENCE_MS)
    wim.locator("[id^=agree-]").first.click()

    expect(woken.locator(".thing--push")).to_have_count(pushed + 1, timeout=PATIENCE_MS)
    _feel_calmer(visit(language="de"))
    expect(alert.locator("[id^=end-]")).to_be_visible(timeout=PATIENCE_MS)
    alert.locator("[id^=end-]").click()
    expect(lotte.locator("#live li").first.locator("[id^=end-]")).to_have_count(0)
    woken.locator(".thing--push button").first.click()
    expect(woken.locator("main")).to_contain_text("Kapelweg")
    night()

    an = visit("officer-an")
    an.goto("/outcomes/")
    row = an.locator("main .row", has_text=KAPELWEG).first
    row.locator("a[href$='/outcome/']").click()
    expect(an.locator("main .lead")).to_contain_text(KAPELWEG)
    _tell(an, "arrest")
    woken.goto("/demo/phones/member-chloe/")
    expect(woken.locator(".thing--push")).to_have_count(pushed + 2, timeout=PATIENCE_MS)
    asleep.reload()
    assert asleep.locator(".thing").count() == things


def _rest(page: Page, begins: str, ends: str) -> None:
    """Choose quiet hours, of a network in its plan or one's own."""
    page.fill("[name=quiet_from]", begins)
    page.fill("[name=quiet_until]", ends)
    page.locator("form:has([name=quiet_from]) button[type=submit]").click()
    expect(page.locator(".notices .notice")).to_be_visible()


def _begin(page: Page, *networks: str) -> None:
    page.check("[name=bulletin_class][value=request]")
    for network in networks:
        page.locator("label.choice", has_text=network).locator("[name=networks]").check()


def _fill(page: Page, language: str, **otherwise: str) -> None:
    """Type the words in one language, in its part of the sheet, which is open by now."""
    for name, text in (SHEDS[language] | otherwise).items():
        page.fill(f"[name={language}-{name}]", text)


def _submit(page: Page) -> str:
    """Judge and submit; return the bulletin's id."""
    judge(page)
    page.check("[name=ground][value=information]")
    page.click("button[name=submit]")
    page.wait_for_url(re.compile(r"/bulletins/[0-9a-f-]{36}/$"))
    expect(page.locator(".state--submitted").first).to_be_visible(timeout=PATIENCE_MS)
    return page.url.rstrip("/").rpartition("/")[2]


def _tell(page: Page, code: str) -> None:
    """Press one of the texts that stand ready, and send it."""
    here = page.url
    page.check(f"[name=code][value={code}]")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: url != here)


def _follower(page: Page) -> str:
    """Return the id of the correction that a page of a message points to."""
    link = page.locator("main .notice--stop a[href^='/bulletins/']").first
    return (link.get_attribute("href") or "").rstrip("/").rpartition("/")[2]


def _follow_link(page: Page, mailbox: str, link: str) -> None:
    """Open what the newest mail of somebody points to, once that has come."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    links, letters = page.locator(f"main a[href*='{link}']"), page.locator("main .rows a")
    while not links.count() and time.monotonic() < deadline:
        page.goto(f"/demo/mail/{mailbox}/")
        if letters.count():
            letters.first.click()
            page.wait_for_load_state()
    links.first.click()


def _feel_calmer(page: Page) -> None:
    """Answer how the alert felt, from the mail of the coordinator, who is signed in nowhere."""
    _follow_link(page, "bram.desmet@mail.example", "/feel/")
    _look(page)
    page.click("button[name=feeling][value=calmer]")
    expect(page.locator("button[name=feeling]")).to_have_count(0)
    _look(page)


def _look(page: Page) -> None:
    """Let axe look at a page that no link of a first page leads to."""
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == []
    assert not too_wide(page)
