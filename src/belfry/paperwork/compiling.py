"""Make a PDF or a picture of a document with Typst."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar

import typst
from django.utils import translation

from belfry.core.dates import day
from belfry.core.mode import MARKS, is_exercise
from belfry.paperwork.contents import (
    contributions,
    forms,
    leaflets,
    letters,
    marks,
    measures,
    records,
    safes,
)
from belfry.paperwork.displayable import displayable
from belfry.paperwork.documents import (
    AttendanceList,
    Charter,
    ContributionLetter,
    Document,
    EnrolmentForm,
    Flyer,
    HomeLetter,
    HouseRules,
    Invitations,
    MeasureLetter,
    Minutes,
    Poster,
    RecognitionLetter,
    RecoverySheet,
    SignedCharter,
    StickerSheet,
    SurveyLetters,
)
from belfry.paperwork.errors import NoSuchPage
from belfry.paperwork.glancing import glance
from belfry.paperwork.joining import joined
from belfry.paperwork.saying import network_words

TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = str(files("fontpkg_atkinson_hyperlegible") / "files")
STANDARD: Final = "ua-1"
# Dots per inch of a preview: a page of A4 is 910 wide.
PREVIEW_DENSITY: Final = 110

# Typst holds 0.6 MB for each sheet, and what it made until that many other documents were made.
SHEETS_AT_ONCE: Final = 20
FORGETS_AFTER: Final = 12

# What a template gets as SVG, which is no text.
DRAWINGS: Final = frozenset({"qr", "drawing"})

Letter = TypeVar("Letter")
Words = dict[str, object]
# Each kind of document with its template and what fills it, in the active language.
KINDS: Final[Mapping[type[Document], tuple[str, Callable[[Any], Words]]]] = {
    SurveyLetters: ("survey", letters.survey_letters),
    Invitations: ("invitation", letters.invitations),
    RecognitionLetter: ("recognition", letters.recognition_letter),
    HomeLetter: ("home", letters.home_letter),
    ContributionLetter: ("contribution", contributions.contribution_letter),
    MeasureLetter: ("measure", measures.measure_letter),
    Poster: ("poster", leaflets.poster),
    Flyer: ("flyer", leaflets.flyer),
    StickerSheet: ("stickers", leaflets.sticker_sheet),
    EnrolmentForm: ("enrolment", forms.enrolment_form),
    AttendanceList: ("attendance", forms.attendance_list),
    Minutes: ("minutes", records.minutes),
    Charter: ("charter", records.charter),
    SignedCharter: ("charter", marks.signed_charter),
    HouseRules: ("charter", records.house_rules),
    RecoverySheet: ("recovery", safes.recovery_sheet),
}


def pdf_of(document: Document) -> bytes:
    """Return the document as a tagged PDF (PDF/UA-1); the same document gives the same bytes."""
    pieces = list(_pieces(document))
    if len(pieces) == 1:
        return _tagged(document)
    return joined(map(_tagged_and_forgotten, pieces))


def picture_of(document: Document, page: int = 1) -> bytes:
    """Return one page, counted from 1, as a PNG for a preview; raise NoSuchPage beyond the last.

    Of letters that are merged, the pages of the first are shown.
    """
    pictures = _compiled(_first_of(document), format="png", ppi=PREVIEW_DENSITY)
    pages = [pictures] if isinstance(pictures, bytes) else pictures
    if not 1 <= page <= len(pages):
        raise NoSuchPage
    return pages[page - 1]


def pages_of(document: Document) -> int:
    """Return how many pages the document has."""
    return glance(pdf_of(document))["pages"]


def _tagged(document: Document) -> bytes:
    pdf = _compiled(document, format="pdf", pdf_standards=[STANDARD])
    assert isinstance(pdf, bytes)
    return pdf


def _tagged_and_forgotten(document: Document) -> bytes:
    """Return a PDF, and let Typst forget it: it keeps what it made until some later documents did without."""
    pdf = _tagged(document)
    empty = typst.Compiler(ignore_system_fonts=True)
    for _ in range(FORGETS_AFTER):
        empty.compile(input=b"", format="pdf")
    return pdf


def _pieces(document: Document) -> Iterator[Document]:
    """Yield the document, a long merge in pieces of some letters."""
    if isinstance(document, SurveyLetters):
        for some in _some(document.letters, len(document.languages)):
            yield replace(document, letters=some)
    elif isinstance(document, Invitations) and document.addresses:
        for addresses in _some(document.addresses, len(document.languages)):
            yield replace(document, addresses=addresses)
    else:
        yield document


def _some(letters: Sequence[Letter], sheets: int) -> Iterator[tuple[Letter, ...]]:
    """Yield the letters in pieces; each letter takes so many sheets."""
    at_once = max(SHEETS_AT_ONCE // sheets, 1)
    for at in range(0, max(len(letters), 1), at_once):
        yield tuple(letters[at : at + at_once])


def _compiled(document: Document, **options: Any) -> Any:
    template, _words_of = KINDS[type(document)]
    # A compiler of its own for each call costs 2 ms and may run beside others; a shared one may not.
    compiler = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(content_of(document), ensure_ascii=False)},
    )
    return compiler.compile(**options)


def content_of(document: Document) -> Words:
    """Return all that a template gets: plain values, with the words once for each language."""
    parts = [_part(document, language) for language in document.languages]
    mark = " / ".join(MARKS[language] for language in document.languages) if is_exercise() else ""
    content: Words = {
        "title": f"[{mark}] {parts[0]['title']}" if mark else parts[0]["title"],
        "exercise": mark,
        "author": parts[0]["zone"],
        "dated": [document.dated.year, document.dated.month, document.dated.day],
        "parts": parts,
    }
    if isinstance(document, SurveyLetters):
        content["letters"] = letters.coded_letters(document)
    if isinstance(document, Invitations):
        content["letters"] = [{"address": list(lines)} for lines in document.addresses]
    return {name: _displayable(value) for name, value in content.items()}


def _part(document: Document, language: str) -> Words:
    _template, words_of = KINDS[type(document)]
    with translation.override(language):
        return {
            "language": language,
            "dated": day(document.dated),
            "page": translation.gettext("Page"),
            **network_words(document.network),
            **words_of(document),
        }


def _displayable(value: Any) -> Any:
    if isinstance(value, str):
        return displayable(value)
    if isinstance(value, list):
        return [_displayable(one) for one in value]
    if isinstance(value, dict):
        return {name: one if name in DRAWINGS else _displayable(one) for name, one in value.items()}
    return value


def _first_of(document: Document) -> Document:
    if isinstance(document, SurveyLetters):
        return replace(document, letters=document.letters[:1])
    if isinstance(document, Invitations):
        return replace(document, addresses=document.addresses[:1])
    return document
