"""A page as a browser takes it in."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """What a browser makes of a page: the values in its fields, and its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.code: list[str] = []
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "input":
            self.values[found.get("name") or ""] = found.get("value") or ""
        elif tag == "textarea":
            self._area = found.get("name") or ""
            self.values[self._area] = ""
        if (tag == "script" and "src" not in found) or any(key[:2] == "on" for key in found):
            self.code.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
