"""Text of people is text: never markup, never a sign that stops the document."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfry.paperwork import documents as paper
from belfry.paperwork.compiling import pdf_of
from belfry.paperwork.displayable import displayable
from tests.paperwork.making import every, network, read, survey, text_of

MARKUP = [
    '#import "style.typ": *',
    "#panic()",
    "*bold* _italic_ `raw`",
    "$x^2$",
    r"\u{41} \ backslash",
    "= heading",
    "<label> @reference",
    "// comment",
    "[content] {code}",
    "\"quotes\" 'single' -- ---",
    "https://example.org/?a=b&c=d",
    "~nbsp~",
    "12 0 R (and (brackets) and \\)",
]


def minutes_that_say(text: str) -> paper.Document:
    document = every("nl")["minutes"]
    assert isinstance(document, paper.Minutes)
    items = (paper.MinutesItem(title=text, paragraphs=(text,)),)
    return replace(document, items=items)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_comes_out_as_it_was_written(text: str) -> None:
    assert text_of(pdf_of(minutes_that_say(text))).count(text) >= 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Feest \U0001f389 op zondag", "Feest □ op zondag"),
        ("漢字", "□□"),
        ("e\u0301cole", "école"),
        ("a\x00b\x07c", "a□b□c"),
        ("tab\tstop", "tab stop"),
        ("\u202eabc\u202c", "abc"),
        ("👨\u200d👩\u200d👧", "□□□"),
        ("❤\ufe0f", "□"),
    ],
)
def test_what_no_font_shows_becomes_a_square(text: str, shown: str) -> None:
    assert displayable(text) == shown
    pdf_of(minutes_that_say(text))


@pytest.mark.parametrize("text", ["مرحبا بكم", "שלום", "Привет", "Ελλάδα", "Łódź, Đorđe, İğne"])
def test_other_scripts_stand_in_the_document(text: str) -> None:
    pdf = pdf_of(minutes_that_say(text))
    composed = {sign for sign in unicodedata.normalize("NFKC", text_of(pdf)) if not sign.isspace()}
    assert {sign for sign in text if not sign.isspace()} <= composed


def test_an_endless_word_is_broken_and_stays_on_the_page() -> None:
    word = "Wachtmeester" * 40
    pdf = pdf_of(minutes_that_say(word))
    assert word in text_of(pdf).replace(" ", "")
    assert displayable("Buurtinformatienetwerk") == "Buurtinformatienetwerk"


def test_all_signs_that_pass_can_be_shown() -> None:
    passing = [
        chr(point)
        for point in range(0x20, 0x10000)
        if unicodedata.category(chr(point)) not in {"Cn", "Cs", "Co"}
        and displayable(chr(point)) == chr(point)
    ]
    assert len(passing) > 3000
    pdf_of(minutes_that_say(" ".join(passing)))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_text_stops_a_document(text: str) -> None:
    pdf_of(minutes_that_say(text))


def test_a_hostile_name_and_question_stay_in_their_letter() -> None:
    name = '#let x = 1; "]) \\'
    letters = survey("nl", network=network(name=name, area=name), question=f"{name}?\nTweede regel")
    pdf = pdf_of(letters)
    assert name in text_of(pdf)
    assert len(read(pdf).pages) == 2
