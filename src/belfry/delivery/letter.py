"""The look of an HTML mail: one calm page, readable without pictures and in a dark scheme.

It holds ASCII in short lines only, so that mail carries it as it is: each byte is sent to everybody.
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BODY = "margin:0;background:#f6f3ec;color:#14202b"
SHEET = (
    "max-width:36rem;margin:0 auto;padding:24px 20px;background:#fffdf8;"
    "font-family:Verdana,Arial,sans-serif;font-size:18px;line-height:1.5"
)
HEAD = "border-bottom:3px solid #1f6f66;padding-bottom:8px;margin:0 0 20px;font-size:16px"
TITLE = "font-size:24px;line-height:1.25;margin:0 0 16px"
FOOT = "border-top:1px solid #cfc8b8;padding-top:12px;margin-top:28px;font-size:15px"
BUTTON = (
    "display:inline-block;background:#17564f;color:#ffffff;padding:12px 20px;border-radius:6px;"
    "text-decoration:none;font-weight:bold"
)


def page(
    *, language: str, sender: str, title: str, body: Iterable[SafeString], foot: Iterable[str]
) -> str:
    """Return the HTML of a whole mail; `body` and `foot` are its paragraphs."""
    written = format_html(
        '<!doctype html><html lang="{}"><head>'
        '<meta name="viewport" content="width=device-width"><title>{}</title></head>\n'
        '<body style="{}"><div style="{}">\n<p style="{}">{}</p>\n<h1 style="{}">{}</h1>\n{}'
        '<div style="{}">{}</div></div></body></html>\n',
        language,
        title,
        BODY,
        SHEET,
        HEAD,
        sender,
        TITLE,
        title,
        format_html_join("", "{}\n", ((part,) for part in body)),
        FOOT,
        format_html_join("\n", "<p>{}</p>", ((line,) for line in foot)),
    )
    return written.encode("ascii", "xmlcharrefreplace").decode()


def paragraph(text: str) -> SafeString:
    """Return text as a paragraph, its line ends kept."""
    lines = format_html_join(SafeString("<br>\n"), "{}", ((line,) for line in text.splitlines()))
    return format_html("<p>{}</p>", lines)


def section(label: str, text: str) -> SafeString:
    """Return a labelled part: a small heading and its text."""
    return format_html('<h2 style="font-size:18px">{}</h2>\n{}', label, paragraph(text))


def button(url: str, label: str) -> SafeString:
    """Return a link that looks like a button, with the address below for who cannot press it."""
    return format_html(
        '<p><a href="{}" style="{}">{}</a></p><p style="font-size:15px;overflow-wrap:anywhere;word-break:break-all">{}</p>',
        url,
        BUTTON,
        label,
        url,
    )


def large(text: str) -> SafeString:
    """Return a code, large enough to be read and typed over."""
    return format_html(
        '<p style="font-size:32px;letter-spacing:4px;font-weight:bold;margin:16px 0">{}</p>', text
    )
