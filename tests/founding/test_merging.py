"""Two people in one text: no word that was typed is ever lost, and a difference reads back to both texts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from belfry.founding.merging import Fate, differences, merged

# Few words, so that texts overlap often.
WORDS = st.lists(st.sampled_from(["a", "b", "c", "-", "één", "\n", "\n\n"]), max_size=14)
TEXTS = WORDS.map(" ".join)
TYPED = st.lists(st.sampled_from(["new", "fresh", "\n", "a", "b"]), max_size=6).map(" ".join)


@st.composite
def edited(draw: st.DrawFn, base: str) -> str:
    """A text that somebody made of the base: words struck out, others typed at some places."""
    words = base.split(" ")
    kept = [word for word in words if draw(st.booleans())]
    for _ in range(draw(st.integers(0, 2))):
        kept.insert(draw(st.integers(0, len(kept))), draw(TYPED))
    return " ".join(kept)


@given(st.data())
def test_no_word_that_either_typed_is_lost(drawn: st.DataObject) -> None:
    base = drawn.draw(TEXTS)
    mine, theirs = drawn.draw(edited(base)), drawn.draw(edited(base))
    kept, known = Counter(merged(base, mine, theirs).split()), set(base.split())
    for text in (mine, theirs):
        for word, number in Counter(text.split()).items():
            if word not in known:
                assert kept[word] >= number


@given(TEXTS, TEXTS)
def test_what_one_alone_changed_stands_as_it_was_typed(base: str, mine: str) -> None:
    assert merged(base, mine, base) == mine
    assert merged(base, base, mine) == mine
    assert merged(base, mine, mine) == mine


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts_word_by_word(old: str, new: str) -> None:
    pieces = differences(old, new)
    for text, other in ((old, Fate.INSERTED), (new, Fate.DELETED)):
        words = [word for piece in pieces if piece.fate != other for word in piece.text.split()]
        assert words == text.split()


def test_two_changes_at_two_places_are_both_there() -> None:
    base = "The police write. The coordinator passes on. The town prints."
    mine = base.replace("write", "write every message")
    theirs = base.replace("prints", "prints the letters")
    assert merged(base, mine, theirs) == mine.replace("prints", "prints the letters")


def test_two_changes_at_one_place_stand_side_by_side() -> None:
    assert (
        merged("Call 101.", "Call 101 first.", "Please dial 101.")
        == "Please dial 101. Call 101 first."
    )


def test_paragraphs_stay_apart() -> None:
    base = "One.\n\nTwo."
    assert merged(base, "One.\n\nTwo.\n\nThree.", "Zero.\n\nTwo.") == "Zero.\n\nTwo.\n\nThree."
