"""The steps of a dossier as people take them on its pages, from the idea to the vote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from belfry.core.clock import local
from belfry.founding.codes import read_code
from belfry.program.cast import FIGURES
from tests.paperwork.making import elements, read, text_of
from tests.walks.people import People
from tests.web.signin.steps import newest_code, notices

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Y]{5} [0-9A-HJKMNP-TV-Y]{5}\b")
ACCENTS = set("äöüßéèêëïçàô")


@dataclass(frozen=True)
class Story:
    """One dossier: what it is about, who does what, and the words that its papers must show."""

    language: str
    size: tuple[int, int]
    kind: str
    name: str
    idea: str
    town: str
    founder: str
    coordinator: str
    deputy: str
    clerk: str
    officer: str
    chief: str
    mayor: str
    languages: Sequence[str]
    units: int
    online: int
    by_codes: bool
    accented: str
    asked: bytes = b""


@dataclass
class Course:
    """A story under way: its people, its dossier, and the codes that its letters bore."""

    story: Story
    people: People
    dossier: str = ""
    codes: Sequence[str] = ()

    def page_at(self, name: str, path: str = "") -> Page:
        """Return the browser of a figure at a page of the dossier."""
        page = self.people.figure(name)
        self.people.open(page, f"/dossiers/{self.dossier}/{path}")
        return page

    def called_at(self, name: str) -> Page:
        """Return the browser of a figure who follows what the home page calls them to."""
        page = self.people.figure(name)
        self.people.open(page, "/")
        self.people.press(page, f"main .rows a[href^='/dossiers/{self.dossier}/']")
        return page

    def is_at(self, state: str) -> None:
        """Expect that the founders read how far the dossier is."""
        page = self.page_at(self.story.founder)
        expect(page.locator(f"main .state--{state}").first).to_be_visible()

    def paper(self, page: Page, button: str, *words: str) -> str:
        """Take a PDF and return its text: it is tagged, in the language of the dossier, and says these words."""
        return self.text_of(self.people.taken(page, button), *words)

    def text_of(self, pdf: bytes, *words: str) -> str:
        reader, text = read(pdf), text_of(pdf)
        root: Any = reader.root_object
        assert root["/Lang"] == f"{self.story.language}-BE"
        assert root["/MarkInfo"]["/Marked"].value
        assert any(element.get("/S") == "/H1" for element in elements(reader))
        for word in words:
            assert word in text, (word, text[:2000])
        return text


def in_days(number: int) -> str:
    return (local(timezone.now()).date() + timedelta(days=number)).isoformat()


def start_as_a_visitor(course: Course) -> Page:
    """Look for a network, find none, tell the idea, and prove a mailbox; the page that opens a dossier comes."""
    story, people = course.story, course.people
    page, who = people.somebody(), FIGURES[story.founder]
    people.open(page, "/where/")
    page.fill("[name=street]", "Hooidreef")
    page.fill("[name=town]", story.town)
    people.press(page, "main form button[type=submit]")
    people.press(page, "main a[href^='/start/']")
    for name, value in (
        ("given_name", who.given_name),
        ("family_name", who.family_name),
        ("address", who.email),
        ("idea", story.idea),
    ):
        page.fill(f"[name={name}]", value)
    people.press(page, "main form button[type=submit]")
    page.fill("[name=code]", newest_code())
    people.press(page, "main form button[type=submit]")
    expect(page.locator("[name=idea]")).to_have_value(story.idea)
    people.signs_in(story.founder, page)
    return page


def open_dossier(course: Course, page: Page) -> None:
    story, people = course.story, course.people
    page.check(f"[name=network_kind][value={story.kind}]")
    if story.kind == "sectoral":
        page.fill("[name=profession]", "Apotheker")
    page.fill("[name=name]", story.name)
    page.fill("[name=idea]", story.idea)
    page.select_option("[name=town]", label=story.town)
    initiative = {"residential": "residents", "commercial": "traders", "sectoral": "profession"}
    page.check(f"[name=initiative][value={initiative[story.kind]}]")
    page.select_option("select[name=language]", story.languages[0])
    for language in story.languages[1:]:
        page.check(f"[name=more_languages][value={language}]")
    people.press(page, "main form button[type=submit]")
    found = re.search(r"/dossiers/([0-9a-f-]{36})/$", page.url)
    assert found, page.url
    course.dossier = found[1]


def consult(course: Course) -> None:
    """Town and police read the idea and agree."""
    for name in (course.story.clerk, course.story.officer):
        page = course.called_at(name)
        expect(page.locator("main")).to_contain_text(course.story.idea)
        page.check("[name=answer][value=yes]")
        page.fill("[name=remark]", "Goed, d'accord, einverstanden.")
        course.people.press(page, "main form:has([name=answer]) button[type=submit]")
    course.is_at("consulted")


def list_streets(course: Course) -> None:
    """Say where the network would be by the odd side of one street."""
    page = course.called_at(course.story.founder)
    page.fill("#id_q", "hooidreef")
    page.locator("button[value=search]").click()
    page.locator("#streets button[id^=add_]").first.click()
    expect(page.locator("fieldset.street")).to_have_count(1)
    page.fill("[name=row0-first]", "1")
    page.fill("[name=row0-last]", str(2 * course.story.units - 1))
    page.select_option("[name=row0-side]", "odd")
    course.people.press(page, "button[value=save]")
    expect(page.locator("#saved")).to_be_visible()


def upload_outline(course: Course, outline: bytes) -> None:
    """Say where the network would be by a file of another program."""
    page = course.called_at(course.story.founder)
    file: FilePayload = {
        "name": "périmètre.geojson",
        "mimeType": "application/geo+json",
        "buffer": outline,
    }
    page.set_input_files("main [name=file]", file)
    course.people.press(page, "button[value=save]")
    page.locator("details:has(button[value=take_streets]) summary").click()
    course.people.press(page, "button[value=take_streets]")


def describe_profession(course: Course) -> None:
    page = course.called_at(course.story.founder)
    page.fill("[name=profession]", "Apotheker")
    page.fill("[name=scope]", "Alle Apotheken der Polizeizone, auch außerhalb des Zentrums.")
    course.people.press(page, "main form:has([name=scope]) button[type=submit]")


def open_survey(course: Course) -> None:
    page = course.called_at(course.story.founder)
    if course.story.asked:
        file: FilePayload = {
            "name": "liste.csv",
            "mimeType": "text/csv",
            "buffer": course.story.asked,
        }
        page.set_input_files("[name=file]", file)
    page.fill("[name=closes_on]", in_days(21))
    course.people.press(page, "main form:has([name=closes_on]) button[type=submit]")


def print_letters(course: Course) -> None:
    """The clerk takes the letters; their codes are read as a resident reads them."""
    page, story = course.page_at(course.story.clerk, "survey/"), course.story
    pdf = course.people.taken(page, "form[action$='/survey/letters/'] button")
    text = course.text_of(pdf)
    assert ACCENTS & set(text)
    course.codes = [read_code(code) for code in dict.fromkeys(CODE.findall(text))]
    assert len(course.codes) == story.units, text[:3000]


def answer(
    course: Course, page: Page, code: str, *, agrees: bool = True, scanned: bool = False
) -> None:
    """A resident without an account answers what the letter asks."""
    people = course.people
    people.open(page, f"/answer/#{code}" if scanned else "/answer/")
    if scanned:
        expect(page.locator("[data-code]")).to_have_value(code)
    else:
        page.fill("[data-code]", code)
    people.press(page, "main form button[type=submit]")
    page.check(f"[name=answer][value={'yes' if agrees else 'no'}]")
    people.press(page, "main form button[type=submit]")


def type_in(course: Course, path: str, codes: Sequence[str]) -> None:
    """The clerk types in what came on paper."""
    page = course.page_at(course.story.clerk, path)
    for line, code in enumerate(codes):
        page.fill(f"[name=line{line}-code]", code)
        page.check(f"[name=line{line}-answer][value=yes]")
    course.people.press(page, "main form button[type=submit]")


def ask_everybody(course: Course) -> None:
    """Some answer on the page, one of them no, the others on paper; with the last answer the survey closes."""
    codes, online = course.codes, course.story.online
    small = f" {codes[0][:3]} {codes[0][3:7]}  {codes[0][7:]}".lower()
    page = course.people.somebody()
    answer(course, page, small)
    page.fill("[name=name]", "René Noël")
    page.fill("[name=email]", "rene.noel@mail.example")
    page.check("[name=consent]")
    course.people.press(page, "main form button[type=submit]")
    for place, code in enumerate(codes[1:online], start=1):
        answer(course, page, code, agrees=place > 1, scanned=place == 1)
    type_in(course, "survey/paper/", codes[online:])
    course.is_at("surveyed")
    page = course.page_at(course.story.founder, "survey/")
    expect(page.locator("main .notice--done")).to_be_visible()
    expect(page.locator("main .facts").first).to_contain_text(f"{course.story.units} (100")


def meet(course: Course) -> None:
    """Plan, ask for a room, invite; the meeting takes place; its minutes are written."""
    story, people = course.story, course.people
    page = course.called_at(story.founder)
    page.fill("[name=day]", in_days(10))
    page.fill("[name=time]", "20:00")
    page.fill("[name=place]", "Café «Zum Grünen Eck», 1er étage")
    page.fill("[name=room_wish]", "60")
    people.press(page, "main form:has([name=day]) button[type=submit]")
    clerk = course.called_at(story.clerk)
    clerk.check("[name=given][value=yes]")
    people.press(clerk, "main form:has([name=given]) button[type=submit]")
    page = course.page_at(story.founder, "meeting/")
    people.press(page, "form[action$='/meeting/invite/'] button")
    for paper in ("invitations", "poster-a4", "poster-a3", "flyer", "attendance"):
        course.paper(page, f"a[href$='/meeting/papers/{paper}/']", "Grünen Eck")
    invited = [slots["url"] for _to, slots in notices("meeting")]
    assert invited
    neighbour = people.somebody()
    people.open(neighbour, re.sub(r"^https?://[^/]+", "", invited[-1]))
    assert b"BEGIN:VEVENT" in people.taken(neighbour, "a[href$='calendar.ics']")
    people.later(days=11)
    page = course.called_at(story.founder)
    page.fill("[name=attendance]", "34")
    page.fill("[name=minutes]", f"{story.accented}: uitgelegd, gevraagd, beslist.")
    people.press(page, "form[action$='/meeting/minutes/'] button")
    course.paper(page, "a[href$='/meeting/papers/minutes/']", story.accented, "34")
    course.is_at("meeting_held")


def choose_key_holders(course: Course) -> None:
    """Two are proposed and say yes; the officer writes one word of each."""
    story, people = course.story, course.people
    for part, name in (("coordinator", story.coordinator), ("deputy", story.deputy)):
        page, who = course.page_at(story.founder, "candidates/"), FIGURES[name]
        page.check(f"[name=part][value={part}]")
        page.fill("[name=given_name]", who.given_name)
        page.fill("[name=family_name]", who.family_name)
        page.fill("[name=address]", who.email)
        people.press(page, "main form:has([name=part]) button[type=submit]")
    for name in (story.coordinator, story.deputy):
        page = course.called_at(name)
        people.press(page, "main a[href^='/candidates/']")
        page.check("[name=age][value=adult]")
        for box in page.locator("[name=criteria]").all():
            box.check()
        page.check("[name=consent]")
        people.press(page, "main form:has([name=consent]) button[type=submit]")
    course.is_at("proposed")
    for _part in range(2):
        page = course.called_at(story.officer)
        people.press(page, "form[action$='/screening/ask/'] button")
        people.press(page, "main a[href$='/screening/']")
        page.check("[name=outcome][value=suitable]")
        people.press(page, "main form:has([name=outcome]) button[type=submit]")
    course.is_at("screened")


def approve(course: Course) -> None:
    """The residents approve the two: by the codes of the letters, or by hands that the clerk counted."""
    story, people = course.story, course.people
    page = course.page_at(story.clerk, "vote/")
    if story.by_codes:
        page.fill("[name=closes_on]", in_days(21))
        people.press(page, "form[action$='/vote/open/'] button")
        resident = people.somebody()
        for code in course.codes[: story.online]:
            answer(course, resident, code)
        type_in(course, "vote/paper/", course.codes[story.online :])
    else:
        for name, number in (("units", "30"), ("yes", "27"), ("no", "2")):
            page.fill(f"form[action$='/vote/count/'] [name={name}]", number)
        people.press(page, "form[action$='/vote/count/'] button")
    page = course.page_at(story.founder, "vote/")
    expect(page.locator("main .notice--done").last).to_be_visible()
