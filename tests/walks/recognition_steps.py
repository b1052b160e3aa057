"""The last steps of a dossier on its pages: the papers, the signatures, the review, the network."""

import re
from collections.abc import Sequence

from playwright.sync_api import FilePayload, Page, expect

from belfry.program.cast import FIGURES
from tests.founding.leaflet import LEAFLET
from tests.walks.founding_steps import ACCENTS, Course

SIGNERS = ("mayor", "chief", "officer", "coordinator")


def begin_papers(course: Course) -> None:
    page = course.called_at(course.story.founder)
    course.people.press(page, "form[action$='/papers/begin/'] button")


def section(course: Course, page: Page, place: int, paper: int = 1) -> None:
    """Open a section by its place in a paper, as the list shows them."""
    course.people.open(page, f"/dossiers/{course.dossier}/papers/")
    course.people.press(page, f"section[aria-labelledby=paper-{paper}] li:nth-child({place}) h3 a")


def save(course: Course, page: Page) -> None:
    course.people.press(page, "main form:has([name=version]) button[type=submit]")


def fill_in_partners(course: Course) -> None:
    """Write what the model leaves between square brackets."""
    page = course.people.figure(course.story.founder)
    section(course, page, 1)
    for language in course.story.languages:
        field = page.locator(f"[name=text_{language}]")
        field.fill(re.sub(r"\[[^\]]*\]", "02 555 01 01", field.input_value()))
    save(course, page)


def write_two_at_once(course: Course) -> None:
    """Founder and clerk write in two sections at once, and then both in one; no word is lost."""
    people, story = course.people, course.story
    hers, his = people.figure(story.founder), people.figure(story.clerk)
    section(course, hers, 2)
    section(course, his, 3)
    add(hers, story.language, "Hilde schreef dit.")
    add(his, story.language, "Nadia schreef dit.")
    save(course, hers)
    save(course, his)
    for place, words in ((2, "Hilde schreef dit."), (3, "Nadia schreef dit.")):
        section(course, hers, place)
        expect(hers.locator(f"[name=text_{story.language}]")).to_have_value(re.compile(words))
    section(course, hers, 4)
    section(course, his, 4)
    add(hers, story.language, "Eerst kwam Hilde.")
    add(his, story.language, "Dan kwam Nadia.")
    save(course, hers)
    save(course, his)
    expect(his.locator("[role=alert]")).to_be_visible()
    together = his.locator(f"[name=text_{story.language}]")
    expect(together).to_have_value(re.compile("Eerst kwam Hilde"))
    expect(together).to_have_value(re.compile("Dan kwam Nadia"))
    save(course, his)
    section(course, his, 4)
    expect(his.locator("main ol.timeline")).to_contain_text("Hilde Vermeulen")
    expect(his.locator("main ol.timeline")).to_contain_text("Nadia Vandenberghe")


def add(page: Page, language: str, words: str) -> None:
    field = page.locator(f"[name=text_{language}]")
    field.fill(f"{field.input_value().rstrip()}\n\n{words}")


def agree_on_plans(course: Course) -> None:
    """Agree who sends when, and who pays what."""
    page = course.people.figure(course.story.officer)
    open_form(course, page, "[name=quiet_from]", paper=3)
    page.fill("[name=neighbours]", "Meerstraat")
    save(course, page)
    page = course.people.figure(course.story.founder)
    open_form(course, page, "[name=members]", paper=4)
    page.fill("[name=basic_messages]", "300,00")
    page.fill("[name=members]", "120")
    page.fill("[name=town]", "300,00")
    save(course, page)


def open_form(course: Course, page: Page, field: str, *, paper: int) -> None:
    """Open the section of a paper that is a form: its last."""
    course.people.open(page, f"/dossiers/{course.dossier}/papers/")
    course.people.press(page, f"section[aria-labelledby=paper-{paper}] li:last-child h3 a")
    expect(page.locator(field)).to_be_visible()


def declare_ready(course: Course) -> None:
    page = course.page_at(course.story.founder, "papers/")
    course.people.press(page, "main a[href$='/papers/charter/" + course.story.language + "/']")
    assert ACCENTS & set(course.paper(page, "a[href$='/pdf/']"))
    page = course.page_at(course.story.founder, "papers/")
    course.people.press(page, "form[action$='/papers/ready/'] button")
    course.is_at("drafted")


def ask_for_signatures(course: Course) -> None:
    page = course.page_at(course.story.founder, "signing/")
    course.people.press(page, "main form:has([name=mayor]) button[type=submit]")
    course.paper(page, "a[href*='/files/']", course.story.name)


def sign(course: Course, roles: Sequence[str]) -> None:
    """The signatories follow what their home page asks: one draws, the others type their name."""
    people = course.people
    for role in roles:
        name = getattr(course.story, role)
        page = course.called_at(name)
        people.press(page, "main a[href*='/signing/']")
        if role == "coordinator":
            draw(page)
        else:
            page.fill("[name=typed]", f"{role} {course.story.accented}")
        page.check("[name=has_read]")
        people.press(page, "main form:has([name=has_read]) button[type=submit]")


def draw(page: Page) -> None:
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + 30 + 20 * (step % 3))
    page.mouse.up()


def take_paper_copy(course: Course, role: str) -> None:
    """The clerk uploads a copy that somebody signed by hand."""
    page = course.page_at(course.story.clerk, "signing/")
    page.locator("details:has([name=signed]) summary").click()
    page.locator("label", has_text=full_name(course, role)).locator("[name=signed]").check()
    file: FilePayload = {"name": "charta.pdf", "mimeType": "application/pdf", "buffer": LEAFLET}
    page.set_input_files("[name=file]", file)
    course.people.press(page, "form[action$='/signing/paper/'] button")


def full_name(course: Course, role: str) -> str:
    who = FIGURES[getattr(course.story, role)]
    return f"{who.given_name} {who.family_name}"


def submit(course: Course) -> None:
    page = course.called_at(course.story.founder)
    course.people.press(page, "form[action$='/review/submit/'] button")
    expect(page.locator("main .state--submitted").first).to_be_visible()
    sealed = course.people.taken(page, "a[href*='/files/']")
    course.text_of(sealed, course.story.accented, full_name(course, "mayor"))
    assert b"/ETSI.CAdES.detached" in sealed


def send_back(course: Course, words: str) -> None:
    """The reviewer asks to correct the second section."""
    page = course.called_at("reviewer-eva")
    page.locator("details:has([name=whole]) summary").click()
    page.locator("form[action$='/review/correct/'] textarea").nth(2).fill(words)
    course.people.press(page, "form[action$='/review/correct/'] button")


def correct(course: Course, words: str) -> None:
    """The founder reads the remark at its section and mends the text; what was signed is void."""
    page = course.called_at(course.story.founder)
    expect(page.locator("main")).to_contain_text(words)
    section(course, page, 2)
    expect(page.locator("main .notice--due").first).to_contain_text(words)
    add(page, course.story.language, "Verduidelijkt.")
    save(course, page)
    expect(page.locator("main .notices .notice--warning")).to_be_visible()


def recognise(course: Course) -> str:
    """The reviewer recognises; return the number."""
    page = course.called_at("reviewer-eva")
    number = page.locator("[name=number]").input_value()
    course.people.press(page, "form[action$='/review/recognise/'] button")
    for to in ("mayor", "chief"):
        course.paper(page, f"a[href$='/letter/{to}/']", number, course.story.name)
    course.is_at("recognised")
    return number


def may_be_offered(course: Course) -> bool:
    """Whether an officer who writes a bulletin can choose the network."""
    page = course.people.figure(course.story.officer)
    course.people.open(page, "/bulletins/new/")
    return page.locator("label.choice", has_text=course.story.name).count() > 0


def open_network(course: Course) -> None:
    """The network has its page, its number and its two key holders."""
    page = course.page_at(course.story.founder)
    expect(page.locator("main")).to_contain_text(course.story.name)
    page = course.people.figure(course.story.officer)
    course.people.open(page, "/networks/")
    course.people.press(page, f"main a:has-text('{course.story.name}')")
    functions = page.locator("section[aria-labelledby=functions] dd")
    for role in ("coordinator", "deputy", "officer"):
        expect(functions.filter(has_text=full_name(course, role))).to_have_count(1)
    for role in ("coordinator", "deputy"):
        home = course.people.figure(getattr(course.story, role))
        course.people.open(home, "/networks/")
        expect(home.locator("main")).to_contain_text(course.story.name)
