"""An exercise says so in every word that leaves, and reaches only who takes part (security, 1.2; X17).

It is done where parcels are written, behind everything that makes texts: no page, template or mistake of ours can
send one without its mark. What is kept as approved stays as it was approved.
"""

import re
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.html import format_html

from belfry.core.mode import MARKS, is_exercise
from belfry.delivery.kinds import AddressKind

BODY: Final = re.compile(r"<body[^>]*>")
MARK: Final = "font-family:Verdana,Arial,sans-serif;font-size:20px;font-weight:bold;margin:0;padding:12px 20px;background:#ffe08a;color:#14202b"


def marked(words: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Return a message in all its forms, each of which begins with the mark of an exercise."""
    if not is_exercise():
        return words
    said = MARKS[language]
    mark = f"[{said}]"
    return {
        **words,
        "sender": f"{mark} {words['sender']}",
        "subject": f"{mark} {words['subject']}",
        "text": f"{mark}\n\n{words['text']}",
        "html": _with_band(words["html"], mark),
        "short": f"{mark} {words['short']}",
        "spoken": f"{said}. {said}. {words['spoken']}",
    }


def _with_band(html: str, mark: str) -> str:
    band = format_html('<p style="{}">{}</p>', MARK, mark)
    if not BODY.search(html):
        return f"{band}{html}"
    return BODY.sub(lambda found: f"{found[0]}{band}", html, count=1)


def takes_part(kind: str, address: str) -> bool:
    """Whether an address may be reached: everybody outside an exercise, in one only who is on its list.

    A browser is on no list, so nobody gets a push in an exercise.
    """
    if not is_exercise():
        return True
    if kind == AddressKind.PUSH:
        return False
    said = address.lower()
    return bool({said, f"@{said.rpartition('@')[2]}"} & settings.EXERCISE_RECIPIENTS)
