"""The fixed notices for one person: their words are ours and translated, only slots differ.

None of them can carry anything about crime; that is what a bulletin is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.delivery import letter
from belfry.delivery.kinds import Kind


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: subject, paragraphs, and the label of the link in its slot `url`."""

    subject: str | Promise
    paragraphs: tuple[str | Promise, ...]
    action: str | Promise = ""


NOTICES: Final[Mapping[str, Notice]] = {
    Kind.SIGN_IN_CODE: Notice(
        _("Your sign-in code: %(code)s"),
        (
            _("You asked to sign in to Belfry. Type this code on the page that you have open:"),
            _(
                "The code works for 15 minutes and only once. Never give it to anybody: the police "
                "and Belfry will not ask you for it. If you did not ask for a code, you need not "
                "do anything."
            ),
        ),
    ),
    Kind.INVITATION: Notice(
        _("You are invited to Belfry"),
        (
            _(
                "You were given a task in the local prevention partnership: %(task)s. Belfry is "
                "where citizens, police and municipality keep each other informed."
            ),
            _("Press the link to accept. It works for 14 days."),
        ),
        _("Accept the invitation"),
    ),
    Kind.TO_APPROVE: Notice(
        _("A message waits for your approval"),
        (
            _(
                "A colleague wrote a message for %(networks)s. It goes to nobody until you approve it."
            ),
        ),
        _("Read the message"),
    ),
    Kind.TO_RELEASE: Notice(
        _("The police ask you to pass on a message"),
        (
            _(
                "The police approved a message for your network %(network)s. One press sends it to "
                "your members. You need not change or add anything."
            ),
        ),
        _("Open the message"),
    ),
    Kind.SENT_BACK: Notice(
        _("Your message came back to you"),
        (_("A colleague read your message and asks you to change something. Nothing was sent."),),
        _("Open the message"),
    ),
    Kind.SECURITY: Notice(
        _("Your sign-in was changed"),
        (
            _("A way to sign in was added to or removed from your account on Belfry."),
            _("If that was not you, please open your security page now and sign out everywhere."),
        ),
        _("Open my security page"),
    ),
    Kind.DOSSIER: Notice(
        _("The dossier “%(name)s” waits for you"),
        (
            "%(task)s",
            _("The page of the dossier shows what is done, what is missing and who can supply it."),
        ),
        _("Open the dossier"),
    ),
    Kind.MEETING: Notice(
        _("You are invited to a public meeting on %(when)s"),
        (
            _("The meeting is about the network “%(name)s”: %(when)s, %(place)s."),
            _(
                "Everybody is welcome, those too who only want to listen. The page shows when and where, with a "
                "file for your calendar."
            ),
        ),
        _("See when and where"),
    ),
    Kind.MEETING_CHANGED: Notice(
        _("The public meeting about “%(name)s” has another time or place"),
        (
            _("The meeting takes place now: %(when)s, %(place)s."),
            _("If you put it in your calendar, please take the new file from the page."),
        ),
        _("See when and where"),
    ),
    Kind.MEETING_CANCELLED: Notice(
        _("The public meeting about “%(name)s” does not take place"),
        (
            _("The meeting of %(when)s, %(place)s, was called off."),
            _("You will be told when there is another one."),
        ),
        _("Open the page of the meeting"),
    ),
    Kind.CONTACT: Notice(
        _("Somebody asks about %(network)s"),
        (
            _(
                "%(who)s would like to hear from you about the network %(network)s. The reason: "
                "%(wish)s. Please answer by e-mail to %(address)s."
            ),
            _(
                "This came through the public page of Belfry. Nobody checked who wrote it, and Belfry "
                "keeps no copy."
            ),
        ),
    ),
    Kind.CANARY: Notice(
        _("Belfry test message"),
        (_("Belfry test message. It shows that messages arrive. You need not do anything."),),
    ),
}


def render(kind: str, language: str, slots: Mapping[str, str]) -> dict[str, str]:
    """Return {"sender", "subject", "text", "html", "short", "spoken", "sign"} of a notice in a language.

    `slots` fill the named placeholders; `url` becomes the button, `code` is shown large. A missing
    slot raises KeyError.
    """
    notice = NOTICES[kind]
    with translation.override(language):
        subject = str(notice.subject) % slots
        paragraphs = [str(paragraph) % slots for paragraph in notice.paragraphs]
        urgent = gettext("Happening now? Call 101 (police) or 112 (ambulance, fire brigade).")
        sent_by = gettext("This message was sent by Belfry. You cannot reply to it.")
        action = str(notice.action)
    text, body = list(paragraphs), [letter.paragraph(one) for one in paragraphs]
    if "code" in slots:
        text.insert(1, slots["code"])
        body.insert(1, letter.large(slots["code"]))
    if action:
        text.append(f"{action}\n{slots['url']}")
        body.append(letter.button(slots["url"], action))
    foot = [urgent, sent_by]
    return {
        "sender": "Belfry",
        "subject": subject,
        "text": "\n\n".join([*text, "-- ", *foot]) + "\n",
        "html": letter.page(
            language=language, sender="Belfry", title=subject, body=body, foot=foot
        ),
        "short": paragraphs[0],
        "spoken": paragraphs[0],
        "sign": "",
    }
