"""Letters to homes: the survey and the invitation; and those that tell of a recognition."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from belfry.core.dates import day
from belfry.paperwork.codes import qr_code
from belfry.paperwork.documents import (
    Addressee,
    HomeLetter,
    Invitations,
    Kind,
    RecognitionLetter,
    SurveyLetters,
)
from belfry.paperwork.saying import about, all_said, said, typed, when_and_where

TO_WHOM: Final[Mapping[Kind, Promise]] = {
    Kind.RESIDENTIAL: pgettext_lazy("address", "To the residents"),
    Kind.COMMERCIAL: pgettext_lazy("address", "To the management"),
    Kind.SECTORAL: pgettext_lazy("address", "To the management"),
}
SURVEYED: Final[Mapping[Kind, Promise]] = {
    Kind.RESIDENTIAL: _(
        "Residents, the police and the municipality are thinking of a local prevention partnership in your "
        "neighbourhood. Before anything is decided, every home is asked."
    ),
    Kind.COMMERCIAL: _(
        "Traders, the police and the municipality are thinking of a local prevention partnership in your "
        "shopping area. Before anything is decided, every business is asked."
    ),
    Kind.SECTORAL: _(
        "Members of your profession, the police and the municipality are thinking of a local prevention "
        "partnership. Before anything is decided, everybody in the profession is asked."
    ),
}
ONE_EACH: Final[Mapping[Kind, Promise]] = {
    Kind.RESIDENTIAL: _("One answer per home, please by %(date)s."),
    Kind.COMMERCIAL: _("One answer per business, please by %(date)s."),
    Kind.SECTORAL: _("One answer per professional, please by %(date)s."),
}
ALL_INVITED: Final[Mapping[Kind, Promise]] = {
    Kind.RESIDENTIAL: _("All residents are welcome, also those who only want to listen."),
    Kind.COMMERCIAL: _("All traders are welcome, also those who only want to listen."),
    Kind.SECTORAL: _(
        "All members of the profession are welcome, also those who only want to listen."
    ),
}
TO_OFFICE: Final[Mapping[Addressee, Promise]] = {
    Addressee.MAYOR: pgettext_lazy("address", "To the mayor"),
    Addressee.CHIEF: pgettext_lazy("address", "To the chief of police"),
}
DEAR: Final[Mapping[Addressee, Promise]] = {
    Addressee.MAYOR: _("Dear Mayor,"),
    Addressee.CHIEF: _("Dear Chief of Police,"),
}
FROM_NOW_ON: Final[Mapping[Addressee, Promise]] = {
    Addressee.MAYOR: _(
        "The partnership may begin its work. The municipality supports it, for instance with printed matter and "
        "a room to meet in, as the charter says."
    ),
    Addressee.CHIEF: _(
        "The partnership may begin its work. The police follow it through the mandated officer, who checks every "
        "message about crime before it goes out."
    ),
}


def survey_letters(document: SurveyLetters) -> dict[str, object]:
    """Return the words of the survey; letters and codes are the same in every language."""
    kind = document.asked
    return {
        "title": gettext("Your view of a local prevention partnership"),
        "to": str(TO_WHOM[kind]),
        "dear": gettext("Dear Sir or Madam,"),
        "intro": str(SURVEYED[kind]),
        "question_label": gettext("The question"),
        "question": said(document.question),
        "counted": gettext("How the answers are counted"),
        "decided": said(document.decided),
        "one_each": str(ONE_EACH[kind]) % {"date": day(document.closes_on)},
        "online": gettext("On the internet"),
        "go_to": gettext("Go to this address and type your code:"),
        "answer_at": document.answer_at,
        "scan": gettext("Or point the camera of your telephone at this square."),
        "qr_alt": gettext("QR code that opens the page for your answer"),
        "on_paper": gettext("On paper"),
        "use_slip": gettext("Fill in the slip on the back and hand it in."),
        "free": gettext(
            "You decide freely. Nobody asks for your name, and your answer is only counted."
        ),
        "thanks": gettext("Thank you for taking part."),
        **about(),
        "slip": gettext("Slip for your answer on paper"),
        "code_label": gettext("Your code"),
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "tick": gettext("Tick one box."),
        "return_label": gettext("Hand it in by %(date)s at:") % {"date": day(document.closes_on)},
        "return_to": all_said(document.return_to),
    }


def coded_letters(document: SurveyLetters) -> list[dict[str, object]]:
    """Return address, code and QR code of each letter."""
    return [
        {"address": list(one.address), "code": one.code, "qr": qr_code(one.link)}
        for one in document.letters
    ]


def invitations(document: Invitations) -> dict[str, object]:
    """Return the words of the invitation to the public meeting."""
    kind = document.network.kind
    return {
        "title": gettext("Invitation to an information meeting"),
        "to": str(TO_WHOM[document.asked]),
        "dear": gettext("Dear Sir or Madam,"),
        "intro": gettext(
            "The police and the municipality invite you to a public meeting about a local prevention partnership."
        ),
        **when_and_where(document.meeting),
        "agenda_label": gettext("What we talk about"),
        "agenda": all_said(document.agenda),
        "welcome": str(ALL_INVITED[kind]),
        "no_need": gettext("You need not register, and coming commits you to nothing."),
        "greeting": gettext("We hope to meet you there."),
        **about(),
    }


def recognition_letter(document: RecognitionLetter) -> dict[str, object]:
    """Return the words of the letter to mayor or chief (rules 1.5, steps 6 and 8)."""
    network = document.network
    names = {"name": network.name, "number": document.number, "date": day(document.recognised_on)}
    circular = said(document.circular)
    return {
        "title": gettext("Recognition of the local prevention partnership %(name)s") % names,
        "address": [str(TO_OFFICE[document.to]), *all_said(document.address)],
        "sender": all_said(document.sender),
        "dear": str(DEAR[document.to]),
        "paragraphs": [
            gettext(
                "We have examined the charter and the house rules of this partnership. Both are validated."
            ),
            str(FROM_NOW_ON[document.to]),
            gettext(
                "Please tell us of every change of the contact details, the charter or the communication plan. "
                "Tell us too if the partnership stops or merges with another."
            ),
        ],
        "facts": [
            [gettext("Partnership"), network.name],
            [gettext("Municipality"), said(network.town)],
            [gettext("Police zone"), said(network.police_zone)],
            [gettext("Recognition number"), document.number],
            [gettext("Recognised on"), names["date"]],
            *([[gettext("Circular"), circular]] if circular else []),
        ],
        "greeting": gettext("Yours faithfully,"),
        "signatory": {
            "name": document.signatory.name,
            "function": said(document.signatory.function),
        },
    }


def home_letter(document: HomeLetter) -> dict[str, object]:
    """Return the words of the letter that proves a house."""
    return {
        "title": gettext("Your code to join %(network)s") % {"network": document.network.name},
        "address": list(document.address),
        "dear": gettext("Dear Sir or Madam,"),
        "paragraphs": [
            gettext(
                "You asked to join the partnership. So that nobody joins in the name of another house, this letter brings "
                "a code. Please type it at this address:"
            ),
            gettext(
                "If you did not ask to join, you need not do anything. Nobody is put on a list without the code."
            ),
        ],
        "typed_at": typed(document.link),
        "code": document.code,
        "qr": qr_code(document.link),
        "qr_alt": gettext("QR code that opens the page for your code"),
        **about(),
    }
