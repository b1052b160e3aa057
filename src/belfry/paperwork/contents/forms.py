"""Papers to fill in: the enrolment form and the attendance list."""

from django.utils.translation import gettext

from belfry.core.languages import Language
from belfry.paperwork.codes import qr_code
from belfry.paperwork.documents import AttendanceList, EnrolmentForm, Kind
from belfry.paperwork.saying import all_said, when_and_where


def enrolment_form(document: EnrolmentForm) -> dict[str, object]:
    """Return labels and declarations of the form; it asks for nothing that the network does not need."""
    return {
        "title": gettext("Enrolment form"),
        "intro": gettext("I wish to become a member of the local prevention partnership."),
        "online": gettext("On the internet"),
        "scan": gettext("Point the camera of your telephone at this square."),
        "qr": qr_code(document.link),
        "qr_alt": gettext("QR code that opens the page of the partnership"),
        "fields": _fields(document.network.kind),
        "language_label": gettext("Language of the messages"),
        "languages": [str(Language(code).label) for code in ("nl", "fr", "de", "en")],
        "ways_label": gettext("I agree to be reached in these ways"),
        "ways": [gettext("e-mail"), gettext("SMS"), gettext("telephone call, only when urgent")],
        "declare": gettext("I declare"),
        "declarations": [
            _belonging(document.network.kind),
            gettext("I have read the house rules and keep to them."),
            gettext("I call the police myself when something is urgent."),
        ],
        "signed": gettext("Date and signature"),
        "privacy": gettext(
            "Only the coordinator and the deputies see this form and keep the list of members. Your particulars "
            "serve the messages of the partnership and nothing else. You may leave at any time, without giving a reason."
        ),
        "return_label": gettext("Hand it in at:"),
        "return_to": all_said(document.return_to),
    }


def attendance_list(document: AttendanceList) -> dict[str, object]:
    """Return headings for the lines of those who come."""
    place = (
        gettext("Street and number")
        if document.network.kind is Kind.RESIDENTIAL
        else gettext("Business")
    )
    return {
        "title": gettext("Attendance list"),
        **when_and_where(document.meeting),
        "columns": [gettext("No."), gettext("Name"), place, gettext("Signature")],
        "lines": document.lines,
        "note": gettext(
            "You sign only if you wish. The list shows how many people and how many homes or businesses were present; "
            "it is kept with the minutes and used for nothing else."
        ),
    }


def _belonging(kind: Kind) -> str:
    if kind is Kind.SECTORAL:
        return gettext("I am 18 or older and practise the profession of this network.")
    return gettext("I am 18 or older and live or work in the perimeter.")


def _fields(kind: Kind) -> list[str]:
    names = [gettext("Given name and family name")]
    if kind is not Kind.RESIDENTIAL:
        names.append(gettext("Business"))
    return [
        *names,
        gettext("Street, number and box"),
        gettext("Postcode and municipality"),
        gettext("E-mail"),
        gettext("Telephone"),
    ]
