"""What a person wrote: a reply without the mail it answers, without signature, in nl, fr, de and en."""

import re
from typing import Final

from belfry.inbound.html import QUOTED_BELOW, text_of_html
from belfry.inbound.opening import Opened

LONGEST_TEXT: Final = 20_000
# How many lines a "on Monday ... wrote:" may be wrapped over.
MOST_WRAPPED: Final = 4

WROTE: Final = re.compile(
    r"^\W{0,3}(?:"
    # Gmail, Apple, Thunderbird, Yahoo, Samsung: a date, somebody, "wrote", a colon at the end.
    r"(?:on|op|le|am|il|el|em|den)\b.{6,300}(?:\bwrote|\bschreef|\ba (?:é|e)crit|\bschrieb|geschreven|ha scritto|escribió|escreveu)\b.{0,200}[:\uff1a]|"
    r".{3,200}(?:\bwrote|\bschreef|\ba (?:é|e)crit|\bschrieb|heeft het volgende geschreven|geschreven)\b.{0,120}[:\uff1a]|"
    r".{3,200}<[^<>\s]+@[^<>\s]+>\s*[:\uff1a]"
    r")\W{0,3}$",
    re.IGNORECASE,
)
# Yahoo's programs put the quoted mail on the same line.
ON_ONE_LINE: Final = re.compile(
    r"^\W{0,3}(?:on|op|le|am)\b.{6,200}<[^<>\s]+@[^<>\s]+>,?\s*(?:wrote|schreef|a écrit|schrieb)[^:]{0,20}:",
    re.IGNORECASE,
)
WROTE_BEGINS: Final = re.compile(
    r"^\W{0,3}(?:on|op|le|am|den)\s+\S|.*<[^<>\s]*$|.*\d{4}", re.IGNORECASE
)
WROTE_WORD: Final = re.compile(r"wrote|schreef|geschreven|écrit|ecrit|schrieb", re.IGNORECASE)
DATE: Final = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{1,2}[/.-]\d{1,2}", re.IGNORECASE)
# "-----Original Message-----" and its kin, forwarded mails too.
DIVIDER: Final = re.compile(
    r"^\W*[-_=*\u2014\u2013]{2,}\s*(?:"
    r"original (?:message|appointment|e-?mail)|forwarded (?:message|by .*)|reply message|"
    r"(?:oorspronkelijk|origineel|doorgestuurd|doorgezonden) (?:bericht|e-?mail)|oorspronkelijke? \w+|doorgestuurd door .*|"
    r"message (?:d['\u2019]origine|original|initial|transf[ée]r[ée]|transmis)|e-?mail d['\u2019]origine|courriel d['\u2019]origine|mail original|"
    r"(?:ursprüngliche|urspr\. ?|original|weitergeleitete|weitergeleitet)\s*-?(?:nachricht|mail|e-?mail)\w*|"
    r"mensaje original|messaggio originale"
    r")\b.*$",
    re.IGNORECASE,
)
BEGINS_FORWARD: Final = re.compile(
    r"^\W*(?:begin forwarded message|begin doorgestuurd bericht|start van doorgestuurd bericht|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|"
    r"anfang der weitergeleiteten (?:nachricht|e-?mail))\s*[:\uff1a]?\s*$",
    re.IGNORECASE,
)
# Outlook and webmail: the headers of the mail below, in any order, at least two of them.
NAMED: Final = re.compile(
    r"^[\s>*|]*\**(?:"
    r"(?P<from>from|van|de|von|da|afzender|exp[ée]diteur|absender)|"
    r"(?P<date>sent|date|verzonden|datum|verstuurd|envoy[ée]|gesendet|inviato|received|ontvangen|re[çc]u)|"
    r"(?P<to>to|aan|[àa]|an|pour|cc|destinataire|empfänger|bcc|kopie)|"
    r"(?P<subject>subject|onderwerp|objet|betreff|betreft|sujet|oggetto)"
    r")\**\s?\**[:\uff1a]\**\s?",
    re.IGNORECASE,
)
ORANGE: Final = re.compile(
    r"^[>\s]*message du \d|^[>\s]*le \d.{5,60}, .{2,80} a écrit", re.IGNORECASE
)
RULE: Final = re.compile(r"^\s*[_\u2500\u2014=-]{10,}\s*$")
QUOTED: Final = re.compile(r"^\s{0,3}[>|\u00bb]")
SIGNATURE: Final = re.compile(r"^--[ \u00a0]?$|^__+$")
# What a phone or a program says of itself below a mail.
PROGRAM: Final = re.compile(
    r"^\W{0,4}(?:"
    r"(?:sent|get|verzonden|verstuurd|gestuurd|geschreven|gesendet|envoy[ée]e?|écrit|expédié|t[ée]l[ée]charge[rz]|obtenir|obtenez|download|"
    r"(?:diese nachricht|diese e-?mail|dit bericht|deze e-?mail|ce message|this (?:message|e-?mail))\b.{0,30})\s*"
    r"(?:\W?(?:from|with|via|vanaf|met|vanuit|op|von|mit|meinem|de|depuis|avec|à partir|a partir|wurde|is|a été|was|using|aus|vom|le|la|pour)\b).{0,100}"
    r"(?:i?phone|ipad|android|samsung|galaxy|outlook|mail|windows|smartphone|gsm|mobiel|mobile|mobil\w*|telefoon|t[ée]l[ée]phone|handy|ger[äa]t\w*|tablet\w*|huawei|xiaomi|yahoo|gmx|web\.de|proton|orange|proximus|telenet|blackberry|nokia|ios|thunderbird|appareil|portable|toestel|virus\w*)\b.{0,60}|"
    r"von meinem .{2,60} gesendet|vanaf mijn .{2,40} verzonden|outlook (?:voor|pour|für|for) (?:ios|android|windows|mac)\b.{0,60}|"
    r".{0,20}(?:outlook|yahoo mail|mail) (?:voor|pour|für|for|auf|sur|op|on) (?:ios|android|iphone|windows ?\d*|mac)\b.{0,60}|"
    r"provenance\s*:\s*courrier pour windows.{0,20}|(?:virusvrij|virus-free|garanti sans virus|virenfrei|sans virus)\b.{0,80}|"
    r"yahoo mail: .{5,100}"
    r")\W{0,3}$",
    re.IGNORECASE,
)
BLANK_LINES: Final = re.compile(r"\n{3,}")


def written_in(mail: Opened) -> str:
    """Return what the sender wrote into this mail: quoted mails, signatures of programs and phones left out.

    Answers between quoted lines are kept. A mail that holds nothing but what it quotes gives empty text.
    """
    plain = written(mail.text)
    return plain or written(text_of_html(mail.html))


def written(text: str) -> str:
    """Return what a person wrote, from a text as mail programs make it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")[: 10 * LONGEST_TEXT].split("\n")
    kept = [line.rstrip() for line in _own(lines) if not QUOTED.match(line)]
    return BLANK_LINES.sub("\n\n", "\n".join(_without_signature(kept))).strip()[:LONGEST_TEXT]


def _own(lines: list[str]) -> list[str]:
    """Return the lines above the mail that is answered, and the answers between its quoted lines."""
    kept: list[str] = []
    place = 0
    while place < len(lines):
        taken = _begins_quote(lines, place)
        if taken and _answers_below(lines, place + taken):
            place += taken
        elif taken:
            break
        else:
            kept.append(lines[place])
            place += 1
    return kept


def _begins_quote(lines: list[str], place: int) -> int:
    """Return how many lines introduce the mail that is answered here, 0 when none does."""
    line = lines[place]
    if line.startswith(QUOTED_BELOW) or DIVIDER.match(line) or BEGINS_FORWARD.match(line):
        return 1
    if ORANGE.match(line) or ON_ONE_LINE.match(line):
        return 1
    if RULE.match(line) and _named(lines, place + 1):
        return 1
    return _named(lines, place) or _wrote(lines, place)


def _wrote(lines: list[str], place: int) -> int:
    """Return over how many lines "on Monday somebody wrote:" goes."""
    first = lines[place]
    if not first.strip() or QUOTED.match(first) or not WROTE_BEGINS.match(first):
        return 0
    for number in range(1, MOST_WRAPPED + 1):
        part = lines[place : place + number]
        if number > 1 and (len(part) < number or not part[-1].strip() or QUOTED.match(part[-1])):
            return 0
        joined = " ".join(one.strip() for one in part)
        if len(joined) > 500:
            return 0
        if joined.rstrip(" *_>").endswith((":", "\uff1a")) and WROTE.match(joined):
            return number if _is_header(joined, lines[place + number :]) else 0
    return 0


def _is_header(words: str, below: list[str]) -> bool:
    """Whether such words introduce a mail and are none of the writer's own ("Yesterday my neighbour wrote:")."""
    if "@" in words:
        return True
    following = next((line for line in below if line.strip()), "")
    return bool(DATE.search(words) and QUOTED.match(following))


def _named(lines: list[str], place: int) -> int:
    """Return 1 when the headers of the mail below begin here ("Van: ... Verzonden: ...")."""
    if place >= len(lines) or not NAMED.match(lines[place]):
        return 0
    seen = set()
    for line in lines[place : place + 10]:
        found = NAMED.match(line)
        if found:
            seen |= {name for name, value in found.groupdict().items() if value}
    return int(("from" in seen and len(seen) > 2) or ({"from", "date"} <= seen and len(seen) > 1))


def _answers_below(lines: list[str], place: int) -> bool:
    """Whether quoted lines follow with the sender's own between or below them."""
    below = [line for line in lines[place:] if line.strip() and not line.startswith(QUOTED_BELOW)]
    if not below or not QUOTED.match(below[0]):
        return False
    return any(not QUOTED.match(line) for line in below)


def _without_signature(lines: list[str]) -> list[str]:
    """Return lines up to a signature; what a program says of itself goes wherever it stands."""
    for place, line in enumerate(lines):
        if SIGNATURE.match(line) and any(one.strip() for one in lines[:place]):
            lines = lines[:place]
            break
    return [line for line in lines if not PROGRAM.match(line)]
