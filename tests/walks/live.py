"""People of a police zone that uses Belfry for real: a browser, a mailbox, an authenticator app."""

import html
import re
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.delivery.relay import Manner, Relay, Taken
from tests.waiting import wait_until

PATIENCE_SECONDS = 20
LINK = re.compile(r"http://localhost:\d+(/invitation/[^\s/]+/)")
STEP_SECONDS = 30


class MailServer:
    """The mail server of everybody: it takes what is sent, notes when, and may go away for a while."""

    def __init__(self) -> None:
        self.moments: list[tuple[float, str]] = []
        # Seconds that it takes to accept a mail.
        self.slow = 0.0
        self._runs = ExitStack()
        self._taken: list[Taken] = []
        self._relay = self._started(0)
        self.port = self._relay.port

    @property
    def url(self) -> str:
        return f"smtp://belfry:geheim%20van%20de%20zone@127.0.0.1:{self.port}"

    def go_away(self) -> None:
        self._runs.close()
        self._taken += self._relay.journal.accepted()

    def come_back(self) -> None:
        self._relay = self._started(self.port)

    def mails(self, *, bulletin: str = "") -> list[EmailMessage]:
        """Return every mail that was accepted, only one bulletin's where one is named."""
        mails = map(read, [*self._taken, *self._relay.journal.accepted()])
        return [mail for mail in mails if not bulletin or mail["X-Belfry-Bulletin"] == bulletin]

    def mails_of(self, mailbox: str) -> list[EmailMessage]:
        """Return what lies in a mailbox."""
        return [mail for mail in self.mails() if mail["To"] == mailbox]

    def mailboxes_with(self, bulletin: str) -> list[str]:
        """Return the recipient of each mail of a bulletin, sorted."""
        return sorted(str(mail["To"]) for mail in self.mails(bulletin=bulletin))

    def newest(self, mailbox: str, *, after: int = 0) -> EmailMessage:
        """Return the newest mail of a mailbox once it holds more than `after`."""
        wait_until(lambda: len(self.mails_of(mailbox)) > after)
        return self.mails_of(mailbox)[-1]

    def _started(self, port: int) -> Relay:
        relay = Relay(self._behave, auth=("belfry", "geheim van de zone"), port=port)
        return self._runs.enter_context(relay)

    def _behave(self, verb: str, argument: str, count: int) -> str | Manner | None:
        if verb == "DOT":
            time.sleep(self.slow)
            self.moments.append((time.monotonic(), argument))
        return None


def read(taken: Taken) -> EmailMessage:
    mail = message_from_bytes(taken.content, policy=default)
    assert isinstance(mail, EmailMessage)
    assert taken.recipients == [mail["To"]]
    return mail


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content = str(part.get_content())
    return html.unescape(content) if kind == "html" else content


@dataclass
class Human:
    """Somebody with an address, a browser of their own, and a secret in an app after a while."""

    email: str
    page: Page
    faults: list[str]
    secret: str = ""
    used: set[str] = field(default_factory=set)

    def accept(self, mails: MailServer, given: str = "", family: str = "") -> None:
        """Open the newest invitation in the mail, accept it, and tell the name if asked."""

        def links() -> list[str]:
            return [
                found[1]
                for mail in mails.mails_of(self.email)
                if (found := LINK.search(text_of(mail)))
            ]

        wait_until(lambda: bool(links()))
        self.page.goto(links()[-1])
        self.page.click("main form button[type=submit]")
        if given:
            self.page.wait_for_url(re.compile("/name/"))
            self.page.fill("[name=given_name]", given)
            self.page.fill("[name=family_name]", family)
            self.page.click("main form button[type=submit]")

    def set_up_app(self) -> None:
        """Type the shown secret into an app, and the app's code into the page."""
        self.page.wait_for_url(re.compile("/security/$"))
        self.page.click("form[action='/security/app/start/'] button")
        self.secret = self.page.inner_text("main code").replace(" ", "")
        self.page.fill("[name=code]", self.code())
        self.page.click("main form button[type=submit]")
        self.page.wait_for_url(re.compile("/security/$"))
        expect(self.page.locator("main form[action='/security/codes/']")).to_be_visible()

    def own_a_device_with_fingerprint(self) -> None:
        """Let the browser have an authenticator that confirms by itself."""
        device = self.page.context.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                   "hasUserVerification": True, "isUserVerified": True,
                   "automaticPresenceSimulation": True}  # fmt: skip
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def code(self) -> str:
        """Return a code that was not typed yet; the app's clock may be a step ahead."""
        now = int(time.time()) // STEP_SECONDS
        codes = (format_hotp_value(hotp_value(self.secret, now + step)) for step in (0, 1))
        code = next(code for code in codes if code not in self.used)
        self.used.add(code)
        return code

    def give(self, task: str, given: str, family: str, email: str, language: str = "nl") -> None:
        """Name somebody with the form of the page that is open."""
        self.page.check(f"[name=task][value={task}]")
        for name, value in (("given_name", given), ("family_name", family), ("email", email)):
            self.page.fill(f"[name={name}]", value)
        self.page.select_option("select[name=language]", language)
        self.page.locator("form:has([name=given_name]) button[type=submit]").click()
        expect(self.page.locator("main table").first).to_contain_text(family)


def human(browser: Browser, base: str, email: str, language: str = "nl") -> Human:
    """Give somebody a browser in which nobody was before."""
    context = browser.new_context(locale=language, base_url=base, reduced_motion="reduce")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: (
            faults.append(said.text)
            if said.type == "error" and not said.text.startswith("Failed to load resource")
            else None
        ),
    )
    return Human(email, page, faults)
