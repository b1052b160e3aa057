"""The catalogues of nl, fr and de: complete, well formed, polite, and nothing outside them."""

import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType

from belfry.delivery.channels.sms.encoding import is_gsm, parts, prepare
from tools import messages

# What a translation must carry over as it is: slots, and tags with their slots.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w+\}|</?[a-z][^>]*>")
# What is written the same way in another language, on purpose.
SAME = {
    "nl": {
        "Belfry",
        "Postcode",
        "Charter",
        "Dossiers",
        "charter",
        "e-mail",
        "perimeter",
        "Perimeter",
        "plan",
        "zone %(zone)s",
        "%(heading)s: %(title)s",
        "%(reference)s: %(state)s.",
        "%(state)s: %(reason)s",
        "%(count)s mailbox",
        "%(name)s, extra",
        "Extra",
        "Model",
        "man",
        "stickers",
    },
    "fr": {
        "Belfry",
        "Contribution",
        "Contribution %(year)s",
        "Date",
        "Direction",
        "Dossiers",
        "Message",
        "Messages",
        "Notification",
        "Notifications",
        "Police %(zone)s.",
        "Page",
        "Page %(number)s",
        "Profession",
        "Signature",
        "Signatures",
        "Version",
        "e-mail",
        "minutes",
        "police",
        "zone %(zone)s",
        "%(count)d minute",
        "%(count)d minutes",
    },
    "de": {
        "Belfry",
        "Dossiers",
        "Name",
        "Person",
        "Text",
        "warm",
        "normal",
        "%(heading)s: %(title)s",
        "%(reference)s: %(state)s.",
        "%(state)s: %(reason)s",
    },
}
SAME_EVERYWHERE = re.compile(r"[\W\d_]*|E-mail|PDF|SMS|Excel|CSV")
# The reader is addressed as u, vous, Sie; never as a friend, never as a child.
FAMILIAR = {
    "nl": r"je|jij|jou|jouw|jullie|jezelf",
    "fr": r"tu|te|toi|ton|ta|tes",
    "de": r"du|dich|dir|dein|deine|deinen|deinem|deiner|deines|euch|euer|eure",
}
LOUD = "!"
# What travels by SMS: the signature below a message of the police, and the test message.
BY_SMS = (
    "Police %(zone)s.",
    "Network %(network)s.",
    "Urgent: %(number)s",
    "Belfry test message. It shows that messages arrive. You need not do anything.",
)
TEMPLATES = sorted((messages.SOURCE / "web" / "templates").rglob("*.html"))
NAMES = {"Belfry", "112", "101"}


def entries(language: str) -> list[polib.POEntry]:
    return list(polib.pofile(str(messages.catalogue(language))))


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def written(language: str) -> Iterator[tuple[polib.POEntry, str]]:
    for entry in entries(language):
        for text in translations(entry):
            if text:
                yield entry, text


@pytest.fixture(params=messages.LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_sentence_of_the_source_stands_in_the_catalogue_and_no_other(language: str) -> None:
    source = {(s.context, s.text, s.plural) for s in messages.sentences()}
    catalogue = [(e.msgctxt or "", e.msgid, e.msgid_plural or "") for e in entries(language)]
    assert sorted(source - set(catalogue)) == [], "run: python tools/messages.py extract"
    assert sorted(set(catalogue) - source) == [], "run: python tools/messages.py extract"
    assert len(catalogue) == len({(context, text) for context, text, _ in catalogue})


def test_nothing_is_missing_or_only_guessed(language: str) -> None:
    assert messages.missing(language) == []


def test_placeholders_are_those_of_the_source(language: str) -> None:
    wrong = []
    for entry in entries(language):
        many = placeholders(entry.msgid_plural or entry.msgid)
        # "One member" may leave out its number, but not in French, where it also serves for none.
        first = [many] if language == "fr" else [many, placeholders(entry.msgid)]
        for form, text in enumerate(translations(entry)):
            if text and placeholders(text) not in (first if form == 0 else [many]):
                wrong.append((entry.msgid, text))
    assert wrong == []


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_plural_forms_are_complete(language: str) -> None:
    plural = [entry for entry in entries(language) if entry.msgid_plural]
    assert [e.msgid for e in plural if set(e.msgstr_plural) != set(range(messages.FORMS))] == []
    half = [e.msgid for e in plural if any(e.msgstr_plural.values()) and not e.translated()]
    assert half == []


def test_a_translation_is_not_its_source(language: str) -> None:
    same = {
        text
        for entry, text in written(language)
        if text in (entry.msgid, entry.msgid_plural) and not SAME_EVERYWHERE.fullmatch(text)
    }
    assert same <= SAME[language]


def test_the_reader_is_addressed_formally_and_calmly(language: str) -> None:
    familiar = re.compile(rf"(?<![\w-])(?:{FAMILIAR[language]})(?![\w-])", re.IGNORECASE)
    wrong = [
        text for _, text in written(language) if familiar.search(without_tags(text)) or LOUD in text
    ]
    assert wrong == []


def test_what_an_sms_carries_has_no_character_that_makes_it_dear(language: str) -> None:
    found = {entry.msgid: entry.msgstr for entry in entries(language)}
    for text in BY_SMS:
        assert is_gsm(prepare(found[text]))
        assert parts(prepare(found[text])) == 1


def test_french_has_no_break_where_it_has_a_blank_before_a_sign() -> None:
    wrong = [
        text
        for _, text in written("fr")
        if re.search("[ \N{NARROW NO-BREAK SPACE}][:;?»]|« ", text)
    ]
    assert wrong == []


def test_sources_are_calm_too() -> None:
    assert [s.text for s in messages.sentences() if LOUD in without_tags(s.text)] == []


def test_blanks_and_line_ends_around_a_sentence_are_kept(language: str) -> None:
    wrong = [
        text
        for entry, text in written(language)
        if edges(text) != edges(entry.msgid) and not entry.msgid_plural
    ]
    assert wrong == []


def edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def test_the_compiled_catalogue_loads(language: str) -> None:
    catalogue = polib.pofile(str(messages.catalogue(language)))
    loaded = gettext.GNUTranslations(io.BytesIO(catalogue.to_binary()))
    singular = [entry for entry in catalogue if entry.msgstr and not entry.fuzzy]
    for entry in singular:
        found = (
            loaded.pgettext(entry.msgctxt, entry.msgid)
            if entry.msgctxt
            else loaded.gettext(entry.msgid)
        )
        assert found == entry.msgstr


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_words_outside_a_translation(template: Path) -> None:
    assert sorted(bare_words(template.read_text(encoding="utf-8"))) == []


def bare_words(source: str) -> set[str]:
    """Return visible words, and those of attributes that are read aloud, that nobody translates."""
    kept: list[str] = []
    skipping = ""
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK:
            tag = token.contents.split()[0]
            if tag in {"blocktranslate", "blocktrans", "comment"}:
                skipping = f"end{tag}"
            elif tag == skipping:
                skipping = ""
            kept.append(" ")
        elif token.token_type is TokenType.TEXT and not skipping:
            kept.append(token.contents)
    html = re.sub(r"<!--.*?-->|<svg\b.*?</svg>", " ", "".join(kept), flags=re.DOTALL)
    spoken = re.findall(r'\b(?:alt|title|placeholder|aria-label)="([^"]*)"', html)
    words = re.findall(r"[^\W\d_]{2,}", without_tags(" ".join([html, *spoken])))
    return set(words) - NAMES


def without_tags(text: str) -> str:
    return re.sub(r"<[^>]*>|&\w+;|%\(\w+\)[a-z]|\{\w+\}", " ", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>Sent</p>", {"Sent"}),
        ('<a aria-label="Close">1</a>', {"Close"}),
        ('<p class="lead">{% translate "Sent" %} {{ count }}</p>', set()),
        ("{% blocktranslate %}Sent by {{ name }}{% endblocktranslate %}&nbsp;·", set()),
    ],
)
def test_bare_words_are_found(source: str, bare: set[str]) -> None:
    assert bare_words(source) == bare
