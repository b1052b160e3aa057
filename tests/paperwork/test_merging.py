"""Long merges are made in pieces and joined: as if they had been made at once."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from belfry.paperwork.compiling import SHEETS_AT_ONCE, pdf_of
from belfry.paperwork.documents import Invitations, Kind
from belfry.paperwork.joining import joined
from tests.paperwork.making import DATED, MEETING, elements, every, network, read, survey

CLONE = Path(__file__).parents[2]
MANY = 2 * SHEETS_AT_ONCE + 3


def test_every_letter_is_there_once_with_its_code_on_both_sides() -> None:
    pages = read(pdf_of(survey("nl", count=MANY))).pages
    assert len(pages) == 2 * MANY
    for number in range(1, MANY + 1):
        front, back = (pages[2 * number - 2].extract_text(), pages[2 * number - 1].extract_text())
        code = f"K{number:03d}-4M2X"
        assert f"Beukenlaan {number}\n" in front
        assert code in front
        assert code in back


def test_each_mark_of_each_page_belongs_to_an_element_of_that_page() -> None:
    reader = read(pdf_of(survey("nl", "fr", count=MANY)))
    tree = reader.root_object["/StructTreeRoot"]
    flat = tree["/ParentTree"]["/Nums"]
    owners = dict(zip(flat[::2], flat[1::2], strict=True))
    assert sorted(owners) == list(range(4 * MANY))
    assert tree["/ParentTreeNextKey"] == 4 * MANY
    for page in reader.pages:
        for owner in owners[page["/StructParents"]].get_object():
            assert owner.get_object().raw_get("/Pg") == page.indirect_reference


def test_the_elements_stand_in_the_order_of_the_letters() -> None:
    reader = read(pdf_of(survey("nl", count=MANY)))
    page_of = {page.indirect_reference: at for at, page in enumerate(reader.pages)}
    headings = [one for one in elements(reader) if one.get("/S") == "/H1"]
    assert [page_of[one.raw_get("/Pg")] for one in headings] == [2 * at for at in range(MANY)]


def test_invitations_are_merged_too() -> None:
    addresses = tuple((f"Veldstraat {number}",) for number in range(MANY))
    document = Invitations(
        languages=("de",),
        dated=DATED,
        network=network(),
        asked=Kind.RESIDENTIAL,
        meeting=MEETING,
        agenda=("Fragen",),
        addresses=addresses,
    )
    pages = read(pdf_of(document)).pages
    assert len(pages) == 2 * MANY
    assert f"Veldstraat {MANY - 1}" in pages[-2].extract_text()


def test_the_same_merge_gives_the_same_bytes() -> None:
    assert pdf_of(survey("nl", count=MANY)) == pdf_of(survey("nl", count=MANY))


def test_each_piece_begins_on_the_front_of_a_sheet() -> None:
    one_page = pdf_of(every("nl")["stickers"])
    with pytest.raises(ValueError, match="bookmarks"):
        joined([one_page])
    letter = survey("nl", question="Wilt u dit? " * 30)
    odd = len(read(pdf_of(letter)).pages)
    assert odd == 3
    assert len(read(joined([pdf_of(letter)] * 2)).pages) == 2 * odd + 1


@pytest.mark.parametrize("foreign", [b"", b"%PDF-1.4 something", b"%PDF-1.7\n%%EOF"])
def test_what_typst_did_not_write_is_not_joined(foreign: bytes) -> None:
    with pytest.raises(ValueError, match="Typst"):
        joined([foreign])


def test_the_bench_measures_a_merge_in_a_process_of_its_own() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.paperwork", "30", "--of", "nl"],
        cwd=CLONE,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    figures = json.loads(answer.stdout)
    assert figures["size"] > 0.1
    assert figures["megabytes"] < 200
