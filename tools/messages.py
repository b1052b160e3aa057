"""Keep the translation catalogues in step with the source, without Debian's gettext.

    python tools/messages.py extract    write src/belfry/locale/{nl,fr,de}/LC_MESSAGES/django.po
    python tools/messages.py missing    list what is untranslated or doubtful; exit 1 if anything is

English is the source. Catalogues name the files where a sentence stands, not its lines, and carry no
dates, so that a change of code changes a catalogue only where a sentence changed.
"""

import argparse
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polib
from babel.messages.extract import extract as find_calls
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "belfry"
LOCALE: Final = SOURCE / "locale"
# The plural rule of each target language, as gettext writes it.
LANGUAGES: Final[Mapping[str, str]] = {
    "nl": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "de": "nplurals=2; plural=(n != 1);",
}
FORMS: Final = 2
WIDTH: Final = 100

_SINGULAR, _PLURAL = (1,), (1, 2)
_IN_CONTEXT, _PLURAL_IN_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: Final = {
    "_": _SINGULAR,
    "_now": _SINGULAR,
    "gettext": _SINGULAR,
    "gettext_lazy": _SINGULAR,
    "gettext_noop": _SINGULAR,
    "ngettext": _PLURAL,
    "ngettext_lazy": _PLURAL,
    "pgettext": _IN_CONTEXT,
    "pgettext_lazy": _IN_CONTEXT,
    "npgettext": _PLURAL_IN_CONTEXT,
    "npgettext_lazy": _PLURAL_IN_CONTEXT,
}


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """What gettext looks a translation up by."""

    text: str
    plural: str = ""
    context: str = ""


def sentences(source: Path = SOURCE) -> dict[Sentence, list[str]]:
    """Return every sentence of the source with the files it stands in, by file and text."""
    found: dict[Sentence, set[str]] = {}
    for path in sorted([*source.rglob("*.py"), *source.rglob("*.html"), *source.rglob("*.txt")]):
        name = path.relative_to(source).as_posix()
        for sentence in _sentences_in(path):
            found.setdefault(sentence, set()).add(name)
    files = {sentence: sorted(names) for sentence, names in found.items()}
    return dict(sorted(files.items(), key=lambda item: (item[1][0], item[0])))


def _sentences_in(path: Path) -> Iterator[Sentence]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves of a page is no Python: its indentation would be an error.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.lstrip() for line in lines)
    calls = find_calls("python", io.BytesIO(text.encode()), KEYWORDS)
    for _line, words, _comments, context in calls:
        singular, plural = (words, "") if isinstance(words, str) else (words[0], words[-1])
        if singular:
            yield Sentence(singular, plural, context or "")


def catalogue(language: str) -> Path:
    """Return where the catalogue of a language lives."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def extract() -> None:
    """Write the catalogues anew: new sentences empty, known ones kept, dead ones dropped."""
    wanted = sentences()
    for language, plurals in LANGUAGES.items():
        path = catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        renewed(path, language, plurals, wanted).save(str(path), newline="\n")


def renewed(
    path: Path, language: str, plurals: str, wanted: Mapping[Sentence, list[str]]
) -> polib.POFile:
    """Return the catalogue at `path` brought in step with the sentences of the source."""
    known = (
        {_sentence_of(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    )
    fresh = polib.POFile(wrapwidth=WIDTH)
    fresh.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
    }
    for sentence, files in wanted.items():
        fresh.append(_entry(sentence, files, known.get(sentence)))
    return fresh


def _entry(sentence: Sentence, files: list[str], known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=sentence.text,
        msgid_plural=sentence.plural,
        msgctxt=sentence.context or None,
        occurrences=[(name, "") for name in files],
        flags=["python-format"] if "%(" in sentence.text + sentence.plural else [],
    )
    if sentence.plural:
        entry.msgstr_plural = dict.fromkeys(range(FORMS), "")
    if known is not None:
        entry.msgstr, entry.tcomment = known.msgstr, known.tcomment
        entry.msgstr_plural = known.msgstr_plural or entry.msgstr_plural
        entry.flags += ["fuzzy"] if known.fuzzy else []
    return entry


def _sentence_of(entry: polib.POEntry) -> Sentence:
    return Sentence(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def missing(language: str) -> list[str]:
    """Return the sentences of the source that a language has not, or only as a guess."""
    path = catalogue(language)
    done = {
        _sentence_of(entry)
        for entry in (polib.pofile(str(path)) if path.exists() else ())
        if entry.translated() and not entry.fuzzy
    }
    return [sentence.text for sentence in sentences() if sentence not in done]


def main() -> int:
    """Run one of the two commands; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["extract", "missing"])
    if parser.parse_args().command == "extract":
        extract()
        return 0
    lacking = {language: missing(language) for language in LANGUAGES}
    for language, texts in lacking.items():
        for text in texts:
            print(f"{language}: {text}")
        print(f"{language}: {len(texts)} missing", file=sys.stderr)
    return 1 if any(lacking.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
