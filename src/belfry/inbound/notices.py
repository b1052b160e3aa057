"""A notice cut in two: what a mail system says itself, and the mail that it returns below."""

import re
from email.message import Message
from typing import Final

from belfry.inbound.opening import Opened, headers_in

# A notice is short; what is longer is the mail that it returns.
LONGEST_NOTICE: Final = 12_000
MOST_LINES_TO_HEADERS: Final = 200
HEADERS_TOGETHER: Final = 8

# Exchange repeats below what it said above, in words for administrators.
DIAGNOSIS: Final = (
    r"(?:diagnostic information for administrators|diagnostische gegevens voor beheerders|informations de diagnostic|"
    r"diagnoseinformationen für administratoren).*"
)
DIAGNOSED: Final = re.compile(DIAGNOSIS, re.IGNORECASE)
# What follows is the mail that is returned.
SAID_IN_WORDS: Final = (
    r"-{2,}[ ]*(?:start of |this is a copy of |the |your |unsent |beginning of )*"
    r"(?:original|returned|undelivered|message (?:text|headers?)|copy|header|forwarded|bounced|unsent|mail)\b.*",
    r"(?:original|returned|bounced|unsent|undelivered) (?:message|mail|e-?mail)"
    r"(?: (?:headers?|text|follows|source|attached|below|details))?[ .:]*(?:[-=*_]{2,}.*)?$",
    r"(?:below (?:this line )?(?:is|are|the)|the (?!original message was received)(?:original|returned|undelivered|following is)|here is (?:a copy|the original|your)|"
    r"what follows is|this is a copy of|a copy of (?:the|your)|the first \d+ (?:lines|bytes)|the (?:header|body|text) of (?:the|your)|"
    r"headers? of the|copy of (?:the|your)|your (?:original )?message (?:reads|follows|is))\b"
    r".{0,100}(?:message|mail|headers?|follows?|below|reads|attached|copy|lines?)\b.*",
    r"message (?:text|headers?|body|contents?) follows?.*",
    r"[-=*]{2,}[ ]*(?:body|headers?|message)\b.*",
    r"old message:",
    r"(?:oorspronkelijk|teruggestuurd|origineel|originele) (?:bericht|mail).*",
    r".{0,10}message (?:d'origine|original|initial|retourné).*",
    r"(?:ursprüngliche|originale?|zurückgesandte) (?:nachricht|mail).*",
    r"originalnachricht.*",
    DIAGNOSIS,
    r"(?:original message headers|oorspronkelijke berichtkoppen|en-têtes (?:du|de) message|ursprüngliche nachrichten-?köpfe).*",
)
SAID_BY_HEADERS: Final = (
    r">? ?(?:received|return-path|x-[\w-]{2,40}|mime-version|dkim-signature|delivered-to|message-id|"
    r"reporting-mta|content-type)[ ]?: .*"
)
RETURNED: Final = re.compile(
    rf"^(?:[\s>*=_.-]*(?:{'|'.join(SAID_IN_WORDS)})|{SAID_BY_HEADERS})$", re.IGNORECASE
)
HEADER: Final = re.compile(
    r"^[>\s]*(?:received|return-path|from|to|subject|date|message-id|mime-version|x-[\w-]+|content-type)\s*: ",
    re.IGNORECASE,
)


def notice_in(mail: Opened) -> str:
    """Return what a notice says itself, without the mail that it returns."""
    return _cut(mail.all_words)[0]


def diagnosis_in(mail: Opened) -> str:
    """Return what a notice says to administrators below its words, where it does; the code may stand there only."""
    first, _, below = _cut(mail.all_words)[1].partition("\n")
    return _cut(below)[0] if DIAGNOSED.search(first) else ""


def returned_by(mail: Opened) -> Message | None:
    """Return the headers of the mail that is returned, enclosed or written below the notice."""
    if mail.returned is not None:
        return mail.returned
    lines = _cut(mail.all_words)[1].splitlines()
    for place, line in enumerate(lines[:MOST_LINES_TO_HEADERS]):
        together = lines[place : place + HEADERS_TOGETHER]
        if HEADER.match(line) and sum(1 for one in together if HEADER.match(one)) > 1:
            return headers_in("\n".join(_unquoted(one) for one in lines[place:]))
    return None


def _unquoted(line: str) -> str:
    return line.lstrip("> ") if line.startswith(">") else line


def _cut(words: str) -> tuple[str, str]:
    words = words[: 4 * LONGEST_NOTICE]
    said = False
    place = 0
    for line in words.splitlines(keepends=True):
        if said and RETURNED.match(line.rstrip()):
            return words[: min(place, LONGEST_NOTICE)], words[place:]
        said = said or bool(line.strip())
        place += len(line)
    return words[:LONGEST_NOTICE], ""
