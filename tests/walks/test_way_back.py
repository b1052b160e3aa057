"""Walk 4: what a member saw goes to the police, with and without a connection, and an answer comes back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.sightings.pictures import photograph
from tests.walks.conftest import Visit, read_in
from tests.walks.test_every_page import faults_of, too_wide
from tests.web.founding.test_area_in_a_browser import press_on_map

pytestmark = pytest.mark.browser
PATIENCE_MS = 25_000
# Chloé reads French again when the walks are over.
LANGUAGES = ("nl", "de", "fr")
MEERSTRAAT = {"latitude": 50.9465, "longitude": 4.9055}
ORIGIN = {
    "nl": "Het waren buitenlanders.",
    "fr": "Ils étaient roms.",
    "de": "Es waren Ausländer.",
}
SEEN = {
    "nl": "Hij reed drie keer voorbij en vertraagde bij twee garages.",
    "fr": "Il est passé trois fois et a ralenti devant deux garages.",
    "de": "Er fuhr dreimal vorbei und wurde bei zwei Garagen langsamer.",
}
RUBBISH = {
    "nl": "Er ligt sluikstort naast de glasbollen.",
    "fr": "Il y a un dépôt sauvage près des bulles à verre.",
    "de": "Neben den Glascontainern liegt wilder Müll.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_reports_on_a_phone_and_reads_the_answer(language: str, visit: Visit) -> None:
    chloe, an = visit("member-chloe"), visit("officer-an")
    read_in(chloe, language)
    _first_question(chloe)
    _three_answers(chloe)
    chloe.locator("details", has=chloe.locator("[name=vehicle_kind]")).locator("summary").click()
    chloe.select_option("[name=vehicle_kind]", value="van")
    chloe.fill("[name=vehicle_marks]", "Z 4")
    _choose(chloe, photograph((2400, 1800)))
    _mark_on_the_map(chloe)
    chloe.fill("[name=words]", ORIGIN[language])
    _send(chloe)
    expect(chloe.locator(".errorlist")).to_have_count(1, timeout=PATIENCE_MS)
    # Nothing is lost: not the words, not the place, not even the photograph.
    expect(chloe.locator("[name=words]")).to_have_value(ORIGIN[language])
    expect(chloe.locator("[data-photographs-list] canvas")).to_have_count(1)
    expect(chloe.locator("[data-place-there]")).to_be_visible()
    chloe.fill("[name=words]", SEEN[language])
    _look(chloe)
    _send(chloe)
    receipt = _receipt(chloe)

    _open(an, receipt)
    for told in (SEEN[language], "Z 4"):
        expect(an.locator("main")).to_contain_text(told)
    expect(an.locator("main")).not_to_contain_text("Chloé")
    picture = an.locator(".photographs canvas")
    assert picture.evaluate("one => [one.width, one.height]") == [1536, 2048]
    expect(an.locator("[data-map-place]")).to_be_attached()
    an.locator("[data-map-show]").click()
    expect(an.locator(".map__place")).to_be_attached(timeout=PATIENCE_MS)
    _look(an)
    an.goto(an.url.removesuffix("open/"))
    expect(an.locator(".photographs canvas")).to_have_count(0)
    an.click("form[action$='/take/'] button")
    an.locator("details:has(form[action$='/answer/']) summary").click()
    an.check("[name=choice][value=helped]")
    an.click("form[action$='/answer/'] button")
    expect(an.locator("form[action$='/close/']")).to_be_visible()

    chloe.goto("/report/own/")
    own = chloe.locator("section.card", has_text=receipt)
    expect(own.locator(".state--done")).to_be_visible()
    expect(own.locator(".pre-line")).to_have_count(1)
    _look(chloe)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_without_a_connection_writes_an_echo_and_sends_it_later(
    language: str, visit: Visit
) -> None:
    chloe, an = visit("member-chloe"), visit("officer-an")
    read_in(chloe, language)
    chloe.context.grant_permissions(["geolocation"])
    chloe.context.set_geolocation(MEERSTRAAT)  # type: ignore[arg-type]
    _ready(chloe, language)
    asked = _request_for_information(chloe)
    before = _own_reports(chloe)

    # The connection goes away while the echo is being sent.
    chloe.goto(f"/report/?about={asked}")
    chloe.locator("main a[href^='/report/write/']").click()
    _three_answers(chloe)
    chloe.context.set_offline(True)
    _send(chloe)
    chloe.wait_for_url("**/report/offline/#kept")
    expect(chloe.locator("[data-step=kept]")).to_be_visible()
    expect(chloe.locator("[data-draft-delete]")).to_have_count(1)

    # Another page, another thing to write down: the first question comes first.
    chloe.goto("/archive/")
    assert chloe.locator("html").get_attribute("lang") == language
    expect(chloe.locator("[data-step=first]")).to_be_visible()
    expect(chloe.locator("form[data-keep]")).not_to_be_visible()
    _look(chloe)
    chloe.click("a[href='#call']:visible")
    expect(chloe.locator("form[data-keep]")).not_to_be_visible()
    chloe.locator(".calls summary").first.click()
    expect(chloe.locator(".calls a[href^='tel:']").first).to_be_visible()
    chloe.click("[data-step=call] a[href='#write']")
    chloe.check("[name=behaviour][value=tried_doors]")
    chloe.fill("[name=place]", "Kapelweg")
    chloe.check("[name=moment][value=last_night]")
    chloe.click("[data-place-here]")
    expect(chloe.locator("[data-place-there]")).to_be_visible()
    _look(chloe)
    chloe.click("form[data-keep] button[type=submit]")
    expect(chloe.locator("[data-step=kept]")).to_be_visible()
    expect(chloe.locator("[data-draft-delete]")).to_have_count(2)
    chloe.locator("[data-draft-delete]").first.click()
    expect(chloe.locator("[data-draft-delete]")).to_have_count(1)

    # The connection is back: nothing goes by itself, and no cache knows anybody.
    chloe.context.set_offline(False)
    chloe.goto("/")
    expect(chloe.locator("[data-drafts]")).to_be_visible()
    assert _own_reports(chloe) == before
    assert "Chlo" not in _cached(chloe)
    chloe.goto("/")
    chloe.locator("[data-drafts] a[href='/report/']").click()
    expect(chloe.locator("[data-drafts]")).to_be_visible()
    chloe.locator("main a[href^='/report/write/']").click()
    chloe.click("[data-draft-fill]")
    expect(chloe.locator("[name=behaviour]:checked")).to_have_value("drove_slowly")
    expect(chloe.locator("form [name=about]")).to_have_value(asked)
    _look(chloe)
    _send(chloe)
    receipt = _receipt(chloe)
    chloe.goto("/")
    expect(chloe.locator("[data-drafts]")).to_be_hidden()
    assert _own_reports(chloe) == before + 1

    an.goto(f"/sightings/?about={asked}")
    expect(an.locator("main .row").first).to_be_visible()
    _open(an, receipt, f"/sightings/?about={asked}")
    expect(an.locator(f"main a[href='/bulletins/{asked}/']")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_rubbish_goes_to_the_town_hall_with_one_press(language: str, visit: Visit) -> None:
    chloe, nadia = visit("member-chloe"), visit("clerk-nadia")
    read_in(chloe, language)
    chloe.goto("/report/write/?now=no")
    _three_answers(chloe, behaviour="other")
    chloe.fill("[name=words]", RUBBISH[language])
    _send(chloe)
    chloe.click("button[name=to][value=town]")
    expect(chloe.locator("[data-report-done]")).to_be_visible(timeout=PATIENCE_MS)
    _look(chloe)
    nadia.goto("/town-matters/")
    expect(nadia.locator("main")).to_contain_text(RUBBISH[language])
    expect(nadia.locator("main")).not_to_contain_text("Chloé")


def _first_question(page: Page) -> None:
    """See that no form comes before the answer, and that a number is dialled by a second press only."""
    page.goto("/report/write/")
    page.wait_for_url("**/report/")
    expect(page.locator("main form")).to_have_count(0)
    page.locator("main a[href='/report/call/']").click()
    call = page.locator(".calls a[href^='tel:']").first
    expect(call).not_to_be_visible()
    page.locator(".calls summary").first.click()
    expect(call).to_be_visible()
    page.goto("/report/")
    page.locator("main a[href^='/report/write/']").click()


def _three_answers(page: Page, *, behaviour: str = "drove_slowly") -> None:
    page.check(f"[name=behaviour][value={behaviour}]")
    page.select_option("[name=street]", index=1)
    page.check("[name=moment][value=last_hours]")


def _choose(page: Page, *pictures: bytes) -> None:
    page.click("[data-photographs] summary")
    files = [
        {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": content}
        for number, content in enumerate(pictures)
    ]
    page.set_input_files("[name=photographs]", files)  # type: ignore[arg-type]
    expect(page.locator("[data-photographs-list] canvas")).to_have_count(len(pictures))
    page.wait_for_function("document.querySelector('[name=photographs]').files[0].name[0] === 'p'")


def _mark_on_the_map(page: Page) -> None:
    page.locator("[data-place] [data-map-show]").click()
    expect(page.locator("[data-map-do=in]")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(600)
    press_on_map(page, (0.5, 0.5))
    expect(page.locator(".map__place")).to_be_attached()
    expect(page.locator("[data-place-there]")).to_be_visible()


def _send(page: Page) -> None:
    page.locator("form[data-report] button[type=submit]:not([name])").click()


def _receipt(page: Page) -> str:
    expect(page.locator(".receipt")).to_be_visible(timeout=PATIENCE_MS)
    return page.locator(".receipt").inner_text()


def _own_reports(page: Page) -> int:
    page.goto("/report/own/")
    return page.locator("main section.card").count()


def _ready(page: Page, language: str) -> None:
    """Wait until the page without a connection is put by in this language, and a service worker shows it."""
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        """async (lang) => {
          const page = await (await caches.open("offline")).match("/report/offline/");
          return Boolean(navigator.serviceWorker.controller && page
            && (await page.text()).includes(`lang="${lang}"`));
        }""",
        arg=language,
        timeout=PATIENCE_MS,
    )


def _cached(page: Page) -> str:
    """Return all that caches of this browser hold as text."""
    return str(
        page.evaluate(
            """async () => {
              const texts = [];
              for (const name of await caches.keys()) {
                const shelf = await caches.open(name);
                for (const one of await shelf.matchAll()) texts.push(await one.text());
              }
              return texts.join("");
            }"""
        )
    )


def _request_for_information(page: Page) -> str:
    """Return the newest message in which the police still ask something."""
    page.goto("/archive/")
    links = page.eval_on_selector_all(
        "main a[href^='/archive/']", "all => all.map(one => one.getAttribute('href'))"
    )
    for link in dict.fromkeys(links):
        page.goto(link)
        asked = page.locator("main a[href^='/report/?about=']")
        if asked.count():
            return (asked.first.get_attribute("href") or "").rpartition("=")[2]
    pytest.fail("the police ask nothing")


def _open(page: Page, receipt: str, inbox: str = "/sightings/") -> None:
    """Find a report by its receipt, and open its text as a demonstration does."""
    page.goto(inbox)
    links = page.eval_on_selector_all(
        "h2 a[href^='/sightings/']", "all => all.map(one => one.getAttribute('href'))"
    )
    for link in links:
        page.goto(link)
        if receipt in page.locator("main").inner_text():
            break
    form = page.locator("form:has([name=part][value=text])")
    form.locator("[name=reason][value=to_assess]").check()
    form.locator("button").click()
    expect(page.locator("form[action$='/draft/']")).to_be_attached(timeout=PATIENCE_MS)
    assert re.search(r"/open/$", page.url)


def _look(page: Page) -> None:
    assert (faults_of(page), too_wide(page)) == ([], False)
