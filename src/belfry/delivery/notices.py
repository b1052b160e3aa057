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
    Kind.UNANSWERED: Notice(
        _("Nobody passed on your message in %(network)s"),
        (
            _(
                "The coordinator and the deputies of %(network)s were asked to send an approved message and did "
                "not answer in time. You can send it yourself now."
            ),
        ),
        _("Open the message"),
    ),
    Kind.HELD_BACK: Notice(
        _("Somebody holds back your message in %(network)s"),
        (
            _(
                "The coordinator or a deputy of %(network)s holds back an approved message and wrote down why. "
                "Read the reason, then send the message or withdraw it."
            ),
        ),
        _("Open the message"),
    ),
    Kind.OWN_MESSAGE: Notice(
        _("The coordinator of %(network)s sent a message"),
        (
            _(
                "A message about the network %(network)s itself was sent to its members. It needed no approval. "
                "Please look at it: you can stop it."
            ),
        ),
        _("Open the message"),
    ),
    Kind.OWN_STOPPED: Notice(
        _("The police stopped your message in %(network)s"),
        (
            _(
                "The police stopped your message to the members of %(network)s and wrote down why. What was not "
                "handed over yet is not sent any more."
            ),
        ),
        _("Read the reason"),
    ),
    Kind.TO_TAKE_OVER: Notice(
        _("Other police offer a message for %(network)s"),
        (
            _(
                "The police of a neighbouring zone approved a message that may be of use in your network %(network)s. "
                "It goes to nobody there unless you take it over."
            ),
        ),
        _("Read the message"),
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
    Kind.OUTCOME_OWED: Notice(
        _("Readers wait to be told how a message ended"),
        (
            _(
                "A colleague asks you to tell the readers of a message for %(networks)s how it ended. The page "
                "shows until when."
            ),
        ),
        _("Open the message"),
    ),
    Kind.COMPLAINT: Notice(
        _("A reader finds something wrong with a message"),
        (
            _(
                "A reader of a message for %(networks)s finds that something in it is not right. Please read it and "
                "answer."
            ),
        ),
        _("Read and answer"),
    ),
    Kind.COMPLAINT_ANSWERED: Notice(
        _("The police answered you"),
        (
            _(
                "You told the police that something in a message was not right. They wrote an answer for you."
            ),
            _("Only who has this mail can open it. You need not sign in."),
        ),
        _("Read the answer"),
    ),
    Kind.FOR_YOUR_EYES: Notice(
        _("Something waits for you on Belfry"),
        (
            _(
                "Sign in to read it. So that nobody else can learn from this mail what it is about, it says no "
                "more."
            ),
        ),
        _("Open Belfry"),
    ),
    Kind.REPORT_RECEIVED: Notice(
        _("The police have what you wrote"),
        (
            _(
                "Thank you. What you wrote is sealed and with the police of your network. "
                "Your receipt: %(receipt)s."
            ),
            "%(advice)s",
            _(
                "The answer of the police comes on Belfry, where only you can read it. The page for reporting takes "
                "more: what somebody looked like, a vehicle, the street. Pictures and other attachments were not "
                "passed on."
            ),
        ),
        _("See what became of it"),
    ),
    Kind.CALL_NOW: Notice(
        _("Call 101 now: what you wrote was not taken"),
        (
            # By SMS to anybody, so in every language and in one part.
            "Gebeurt het nu? Bel 101. Ça se passe maintenant? Appelez le 101. Passiert es jetzt? Rufen Sie 101 an. "
            "Happening now? Call 101.",
            _(
                "What you wrote sounds as if it happens now. Nobody may see it in time here, so it was given to nobody "
                "and not kept. If it is over, please report it on the page."
            ),
        ),
        _("Report what you saw"),
    ),
    Kind.NOT_TAKEN: Notice(
        _("What you wrote was not taken"),
        ("%(reason)s", _("It was given to nobody and not kept.")),
        _("Report what you saw"),
    ),
    Kind.MAILS_STOPPED: Notice(
        _("You receive no more messages of %(network)s"),
        (
            _(
                "You asked for it by mail: %(network)s sends nothing more to this e-mail address. This is the only mail "
                "about it."
            ),
            _("If it was not you, or a mistake, press the link and the messages come again."),
        ),
        _("Receive the messages again"),
    ),
    Kind.ADDRESS_FAILS: Notice(
        _("Mails to members of %(network)s come back"),
        (
            _(
                "Their mail servers say that these addresses no longer exist or take nothing: %(number)s in the "
                "network %(network)s. Please ask the members concerned for another address; until then they are reached "
                "by their other ways only."
            ),
        ),
        _("See which members"),
    ),
    Kind.DUTY: Notice(
        _("The message duty of %(network)s"),
        (
            "%(task)s",
            _("The page of the network shows who has the message duty now."),
        ),
        _("Open the network"),
    ),
    Kind.NETWORK_STATE: Notice(
        _("About the network %(network)s"),
        # By SMS only this is read; it names the network.
        ("%(told)s",),
        _("Open Belfry"),
    ),
    Kind.JOINING_CODE: Notice(
        _("Your code to join %(network)s: %(code)s"),
        (
            # By SMS only this is read.
            _("Your code to join %(network)s: %(code)s. Type it on the page that you have open."),
            _(
                "The code works for 15 minutes and only once. If you did not ask to join, you need not do anything: "
                "nobody is put on a list."
            ),
        ),
    ),
    Kind.JOINING_ANSWER: Notice(
        _("Your request to join %(network)s"),
        (
            "%(answer)s",
            _(
                "A member finds own settings on Belfry and can leave there at any time, in one step. Of a request that "
                "was not accepted Belfry keeps no name and no address."
            ),
        ),
        _("Open Belfry"),
    ),
    Kind.JOINING_CONFIRM: Notice(
        _("Is this your address? It stands on a form to join %(network)s"),
        (
            _(
                "Somebody signed a form on paper to join the network %(network)s and gave this e-mail address. Please "
                "say whether it is you. The link works for 30 days."
            ),
        ),
        _("Say whether it is me"),
    ),
    Kind.ADDRESS_DENIED: Notice(
        _("An e-mail address in %(network)s belongs to somebody else"),
        (
            _(
                "Who reads an e-mail address that you entered for a member of %(network)s says that it is not theirs. It "
                "was taken off the list. Please ask the member for the right one."
            ),
        ),
        _("Open the member"),
    ),
    Kind.JOINING_ASKED: Notice(
        _("Somebody asks to join %(network)s"),
        (
            _(
                "Somebody asks to join the network %(network)s and waits for your answer. The page shows what you can "
                "answer."
            ),
        ),
        _("Read and answer"),
    ),
    Kind.OWN_ADDRESS_FAILS: Notice(
        _("Mails to you come back"),
        (
            _(
                "Your e-mail address no longer takes the messages of your neighbourhood network. Please give "
                "the coordinator another one."
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
        told = [str(paragraph) % slots for paragraph in notice.paragraphs]
        paragraphs = [one for one in told if one]
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
