"""The main job, as people do it: a list goes in, a bulletin reaches each mailbox exactly once."""

import re
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import DESKTOP, PHONE, Running, Visit
from tests.walks.taking_over import OnPaper, accept_invitation, recognise, take_over
from tests.walks.writing import judge

pytestmark = pytest.mark.browser
PATIENCE_MS = 20_000

DUTCH_LIST = (
    "BIN Molenhoek;;;;;\r\n"
    "ledenlijst 2026;;;;;\r\n"
    "Naam;Adres;Postcode + gemeente;GSM;E-mail;Taal\r\n"
    "Peeters, Jan;Molenhoek 12 bus 3;9990 Klokdorp;0470 11 22 33;jan.peeters@molen.example;N\r\n"
    "Jan & Marie Claes - De Wit;Molenhoek 14;9990 Klokdorp;;claes.dewit@molen.example;N\r\n"
    "Dupont, Élise;Molenhoek 16;9990 Klokdorp;0032 470 44 55 66;elise@molen.example;F\r\n"
    "Maes, Rita;Molenhoek 18;9990 Klokdorp;09 233 44 55;-;N\r\n"
    "Aerts, Wim;Molenhoek 20;9990 Klokdorp;;wim.aerts@molen;N\r\n"
)
FRENCH_LIST = (
    "Nom,Prénom,Rue et n°,CP,Localité,Portable,Courriel\n"
    'Lejeune,Marc,"rue du Puits, 4",4999,Clocheville,0470/55.66.77,marc.lejeune@puits.example\n'
    "Renard,Nadine,rue du Puits 6 bte 2,4999,Clocheville,,nadine@puits.example\n"
    "Thiry,Hugo,rue du Puits 8,4999,Clocheville,,hugo.thiry@puits\n"
)


@dataclass(frozen=True)
class Story:
    """One town's way through the main job: who does it, on what, with which list."""

    language: str
    size: tuple[int, int]
    author: str
    approver: str
    network: str
    town: str
    network_languages: tuple[str, ...]
    coordinator: tuple[str, str, str]
    filename: str
    content: bytes
    good: int
    bad: int
    words: dict[str, dict[str, str]]
    # Mailbox, language of the mail in it.
    mailboxes: dict[str, str]
    unreachable: int

    @property
    def on_paper(self) -> OnPaper:
        """What the papers of the network say."""
        deputy = ("Noor", "Claes", f"noor@{self.network.casefold().replace(' ', '-')}.example")
        return OnPaper(self.network, self.town, self.network_languages, self.coordinator, deputy)


SHED = {
    "nl": {
        "title": "Tuinhuis opengebroken in de Molenhoek",
        "what": "Vannacht is een tuinhuis opengebroken. Er is een fiets meegenomen.",
        "where": "Molenhoek, kant van het fietspad",
        "when": "tussen middernacht en 6 uur",
        "what_to_do": "Hebt u iets gezien? Bel het gewone nummer van de politie.",
    },
    "fr": {
        "title": "Abri de jardin forcé",
        "what": "Un abri de jardin a été forcé cette nuit. Un vélo a été emporté.",
        "where": "du côté de la piste cyclable",
        "when": "entre minuit et 6 heures",
        "what_to_do": "Avez-vous vu quelque chose ? Appelez le numéro ordinaire de la police.",
    },
}

STORIES = [
    Story(
        language="nl",
        size=PHONE,
        author="officer-an",
        approver="chief-karim",
        network="Molenhoek",
        town="Klokdorp",
        network_languages=("nl", "fr"),
        coordinator=("Greta", "Vos", "greta.vos@molen.example"),
        filename="ledenlijst.csv",
        content=DUTCH_LIST.encode("cp1252"),
        good=4,
        bad=1,
        words=SHED,
        mailboxes={
            "jan.peeters@molen.example": "nl",
            "claes.dewit@molen.example": "nl",
            "elise@molen.example": "fr",
        },
        unreachable=1,
    ),
    Story(
        language="fr",
        size=DESKTOP,
        author="officer-piet",
        approver="chief-marie",
        network="Rue du Puits",
        town="Clocheville",
        network_languages=("fr",),
        coordinator=("Luc", "Collard", "luc.collard@puits.example"),
        filename="membres.csv",
        content=b"\xef\xbb\xbf" + FRENCH_LIST.encode(),
        good=2,
        bad=1,
        words={"fr": SHED["fr"]},
        mailboxes={"marc.lejeune@puits.example": "fr", "nadine@puits.example": "fr"},
        unreachable=0,
    ),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_a_list_goes_in_and_a_bulletin_reaches_each_mailbox_once(
    story: Story, belfry: Running, visit: Visit
) -> None:
    author = visit(story.author, size=story.size, language=story.language)
    dossier = take_over(author, story.on_paper)
    recognise(visit("reviewer-eva", size=story.size, language=story.language), dossier)
    coordinator = visit(size=story.size, language=story.language)
    accept_invitation(coordinator, story.coordinator[2])
    _import_list(coordinator, story)

    bulletin = _write(author, story)
    assert not _mails(belfry, story), (
        "nothing may leave before the police approved and somebody sent"
    )
    _approve(visit(story.approver, size=story.size, language=story.language), bulletin, story)
    assert not _mails(belfry, story)
    _release(coordinator, story)

    _wait_for_mails(belfry, story)
    for mailbox, language in story.mailboxes.items():
        (mail,) = _mails_of(belfry, mailbox)
        assert mail["To"] == mailbox
        assert mail["Content-Language"] == language
        assert mail["X-Belfry-Bulletin"] == bulletin
        assert mail["Subject"] == story.words[language]["title"]
        text = mail.get_body(("plain",))
        assert text is not None
        assert story.words[language]["what"] in text.get_content()


def _network_address(page: Page) -> str:
    found = re.search(r"/networks/[0-9a-f-]{36}/", page.url)
    assert found, page.url
    return found.group()


def _import_list(page: Page, story: Story) -> None:
    page.goto("/networks/")
    page.get_by_role("link", name=story.network).first.click()
    page.goto(f"{_network_address(page)}import/")
    page.set_input_files(
        "[name=file]",
        {"name": story.filename, "mimeType": "text/csv", "buffer": story.content},
    )
    page.locator("form:has([name=file]) button[type=submit]").click()
    figures = page.locator("main .figures b")
    expect(figures.nth(0)).to_have_text(str(story.good))
    expect(figures.nth(1)).to_have_text(str(story.bad))
    page.click("form[action$='/confirm/'] button[type=submit]")
    expect(page.locator("#progress .figures b").first).to_have_text(
        str(story.good), timeout=PATIENCE_MS
    )


def _write(page: Page, story: Story) -> str:
    """Write in the browser, language by language, and submit; return the bulletin's id."""
    page.goto("/bulletins/new/")
    page.check("[name=bulletin_class][value=request]")
    page.locator("label.choice", has_text=story.network).locator("[name=networks]").check()
    for language, words in story.words.items():
        panel = page.locator(f"details[data-language={language}]")
        if panel.get_attribute("open") is None:
            panel.locator("summary").click()
        for name, text in words.items():
            page.fill(f"[name={language}-{name}]", text)
    judge(page)
    page.click("button[name=submit]")
    page.wait_for_url(re.compile(r"/bulletins/[0-9a-f-]{36}/$"))
    expect(page.locator(".state--submitted").first).to_be_visible(timeout=30_000)
    return page.url.rstrip("/").rpartition("/")[2]


def _approve(page: Page, bulletin: str, story: Story) -> None:
    page.locator(f"main a[href='/bulletins/{bulletin}/']").first.click()
    for words in story.words.values():
        expect(page.locator("main")).to_contain_text(words["what"])
    expect(page.locator(".facts").first).to_contain_text(str(len(story.mailboxes)))
    page.click(f"form[action='/bulletins/{bulletin}/approve/'] button")
    expect(page.locator(".state--approved").first).to_be_visible(timeout=30_000)


def _release(page: Page, story: Story) -> None:
    page.goto("/")
    page.locator("main a[href^='/releases/']").first.click()
    own = story.words[story.language]
    expect(page.locator("main")).to_contain_text(own["what"])
    button = page.locator("form[action$='/send/'] button")
    expect(button).to_contain_text(str(len(story.mailboxes)))
    button.click()
    accepted = page.locator("#progress .figures b").first
    expect(accepted).to_have_text(str(len(story.mailboxes)), timeout=PATIENCE_MS)


def _mails_of(belfry: Running, mailbox: str) -> list[EmailMessage]:
    """Read a mailbox from the folder of the mail catcher."""
    folder = belfry.mail_folder / quote(mailbox, safe="@")
    mails = []
    for path in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(mail, EmailMessage)
        mails.append(mail)
    return mails


def _mails(belfry: Running, story: Story) -> list[EmailMessage]:
    return [mail for mailbox in story.mailboxes for mail in _mails_of(belfry, mailbox)]


def _wait_for_mails(belfry: Running, story: Story) -> None:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while len(_mails(belfry, story)) < len(story.mailboxes) and time.monotonic() < deadline:
        time.sleep(0.1)
