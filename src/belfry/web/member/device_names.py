"""What a browser seems to be, so that a person recognises the own devices."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

# The first that fits: nearly every browser also calls itself Chrome, and Chrome calls itself Safari.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def guess(user_agent: str) -> str:
    """Return "Chrome/Android" for what a browser says of itself; parts that nobody knows are empty."""
    return f"{_first(BROWSERS, user_agent)}/{_first(SYSTEMS, user_agent)}"


def _first(signs: Sequence[tuple[str, str]], user_agent: str) -> str:
    return next((name for sign, name in signs if sign in user_agent), "")


def spoken(guessed: str) -> str:
    """Return "Chrome on Android" in the reader's language."""
    browser, _slash, system = guessed.partition("/")
    if not browser or not system:
        return browser or system or _("a browser")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
