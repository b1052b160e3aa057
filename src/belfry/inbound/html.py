"""The words of an HTML mail, line by line, with what it quotes marked as quoted."""

import re
from html import unescape
from typing import Final

# Stands on a line of its own where a program's own sign says that all below is quoted.
QUOTED_BELOW: Final = "\x1d"

BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
CELLS: Final = frozenset({"td", "th"})
PARAGRAPHS: Final = frozenset({"p", "h1", "h2", "h3", "table"})
UNSEEN: Final = frozenset({"style", "script", "head", "title", "template"})
# What programs put around the mail that is answered: Gmail, Outlook on the web and on phones, Yahoo,
# Thunderbird, Proton, Zimbra, Outlook 2007 and later (a line above the sender's name), Orange.
QUOTES: Final = re.compile(
    r"gmail_quote|gmail_attr|divRplyFwdMsg|appendonsend|mail-editor-reference-message|ms-outlook-mobile-reference|"
    r"yahoo_quoted|yqt\d|moz-cite-prefix|moz-forward-container|protonmail_quote|zmail_extra|"
    r"WebmailQuote|OLK_SRC_BODY_SECTION|_origMsg|quoted-message|gmx_quote|tutanota_quote|"
    r"border:\s*none;\s*border-top:\s*solid\s+#(?:B5C4DF|E1E1E1|ccc)",
    re.IGNORECASE,
)
# Some notices call themselves HTML and are none.
ANY_TAG: Final = re.compile(r"<(?:html|body|div|p|br|table|span|pre|font|h[1-6])\b", re.IGNORECASE)
# Text, a tag, or a sign that is neither. No step looks behind the next "<", so that any text is read in one pass.
TOKEN: Final = re.compile(
    r"([^<]+)|<(/?)([A-Za-z][A-Za-z0-9:]{0,30})((?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*)>|<[!?][^<>]*>|<"
)
ATTRIBUTE: Final = re.compile(
    r"\b(class|id|style|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE
)
SPACES: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
BLANK_LINES: Final = re.compile(r"\n{3,}")


def text_of_html(html: str) -> str:
    """Return the words; lines of a blockquote begin with "> ", `QUOTED_BELOW` marks the answered mail."""
    if not ANY_TAG.search(html):
        return html.strip()
    reader = _Reader()
    for found in TOKEN.finditer(_without_comments(html)):
        words, closes, tag, attributes = found.groups()
        if words is not None:
            reader.words(unescape(words))
        elif tag is not None and closes:
            reader.ends(tag.lower())
        elif tag is not None:
            reader.begins(tag.lower(), attributes)
    return BLANK_LINES.sub("\n\n", reader.text()).strip()


def _without_comments(html: str) -> str:
    first, *rest = html.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)


class _Reader:
    """Collects lines; knows how deep in quotes and in what is never shown it is."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unseen = ""
        self._depth = 0
        self._plain = 0

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def begins(self, tag: str, attributes: str) -> None:
        if tag in UNSEEN and not self._unseen:
            self._unseen = tag
        if tag == "body":
            self._unseen = ""
        if tag in BLOCKS:
            self._end_line()
        elif tag in CELLS:
            self._line.append(" ")
        if _quotes(attributes):
            self._end_line()
            self._lines.append(QUOTED_BELOW)
        self._plain += tag == "pre"
        self._depth += tag == "blockquote"
        if tag in PARAGRAPHS:
            self._lines.append("")

    def ends(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        if tag in BLOCKS:
            self._end_line()
        self._plain = max(0, self._plain - (tag == "pre"))
        self._depth = max(0, self._depth - (tag == "blockquote"))
        if tag == "p":
            self._lines.append("")

    def words(self, words: str) -> None:
        if self._unseen:
            return
        if not self._plain:
            self._line.append(words.replace("\n", " "))
            return
        *whole, rest = words.split("\n")
        for line in whole:
            self._line.append(line)
            self._end_line()
        self._line.append(rest)

    def _end_line(self) -> None:
        line = "".join(self._line)
        self._line = []
        line = line.rstrip() if self._plain else SPACES.sub(" ", line).strip()
        if line:
            self._lines.append("> " * min(self._depth, 3) + line)


def _quotes(attributes: str) -> bool:
    return any(QUOTES.search("".join(values)) for _, *values in ATTRIBUTE.findall(attributes))
