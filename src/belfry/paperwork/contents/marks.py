"""The page that says who signed a charter, how and when."""

import re
from typing import Final

from django.utils.translation import gettext

from belfry.core.dates import clock, day
from belfry.paperwork.contents.records import charter
from belfry.paperwork.documents import Mark, SignedCharter
from belfry.paperwork.saying import said

# Path data and nothing else, so that a drawing never becomes other markup.
_STROKES: Final = re.compile(r"[MmLlHhVvCcSsQqTtZz0-9., \-]*")


def signed_charter(document: SignedCharter) -> dict[str, object]:
    """Return the words of the charter and of the page of its signatures."""
    return {
        **charter(document),
        "marks": {
            "title": gettext("Signatures that were given"),
            "intro": gettext(
                "The persons below signed the text above. Each of them signed the same file,"
                " whose control number (SHA-256) is:"
            ),
            "digest": document.digest,
            "rows": [_row(mark) for mark in document.marks],
            "sealed": gettext(
                "The seal in this file shows whether anything was changed after the last signature."
            ),
        },
    }


def _row(mark: Mark) -> dict[str, object]:
    return {
        "function": said(mark.function),
        "name": mark.name,
        "typed": mark.typed,
        "drawing": _drawing(mark.strokes),
        "alt": gettext("Drawn signature of %(name)s") % {"name": mark.name},
        "how": f"{said(mark.manner)}, {day(mark.at)}, {clock(mark.at)}",
    }


def _drawing(strokes: str) -> str:
    if not strokes or not _STROKES.fullmatch(strokes):
        return ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200">'
        f'<path d="{strokes}" fill="none" stroke="#15212d" stroke-width="4" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
