"""What hangs in a window or lies in a letterbox: poster, flyer, stickers."""

from django.utils.translation import gettext

from belfry.paperwork.codes import qr_code
from belfry.paperwork.documents import Flyer, Meeting, Poster, StickerSheet
from belfry.paperwork.saying import about, typed, when_and_where


def poster(document: Poster) -> dict[str, object]:
    """Return the words of a poster."""
    return {
        "title": _headline(document.meeting),
        "paper": document.paper.value,
        **_call(document.meeting, document.link),
        **about(),
    }


def flyer(document: Flyer) -> dict[str, object]:
    """Return the words of a flyer."""
    return {
        "title": _headline(document.meeting),
        **_call(document.meeting, document.link),
        **about(),
    }


def sticker_sheet(_document: StickerSheet) -> dict[str, object]:
    """Return the words of a sheet of stickers."""
    return {
        "title": gettext("Window stickers"),
        "motto": gettext("We keep each other informed"),
    }


def _headline(meeting: Meeting | None) -> str:
    if meeting:
        return gettext("Come to the information meeting")
    return gettext("Well informed together")


def _call(meeting: Meeting | None, link: str) -> dict[str, object]:
    return {
        "meeting": when_and_where(meeting) if meeting else None,
        "welcome": gettext("Everybody is welcome. You need not register.") if meeting else "",
        "qr": qr_code(link) if link else "",
        "qr_alt": gettext("QR code that opens the page of the partnership"),
        "scan": gettext("Read more: point the camera of your telephone here."),
        "link": typed(link),
    }
