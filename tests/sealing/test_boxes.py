"""A box opens with its key at its place, and in no other way."""

import pytest

from belfry.core.sealed import CannotOpen
from belfry.sealing.boxes import BLOCK_BYTES, new_private_key, open_box, public_key_of, seal_to

KEY = bytes(range(32))
PLACE = "sightings_sighting|sealed_text|7"


@pytest.mark.parametrize("plain", [b"", b"Een witte bestelwagen", b"\x80\x00\x80", bytes(5000)])
def test_what_was_sealed_opens_with_the_key_at_its_place(plain: bytes) -> None:
    box = seal_to(public_key_of(KEY), plain, PLACE)
    assert plain not in box or not plain
    assert open_box(KEY, box, PLACE) == plain


def test_a_box_that_was_moved_does_not_open() -> None:
    box = seal_to(public_key_of(KEY), b"gezien", PLACE)
    for elsewhere in (
        "sightings_sighting|sealed_text|8",
        "sightings_sighting|sealed_identity|7",
        "sightings_letter|sealed_text|7",
    ):
        with pytest.raises(CannotOpen):
            open_box(KEY, box, elsewhere)


def test_another_key_opens_nothing() -> None:
    box = seal_to(public_key_of(KEY), b"gezien", PLACE)
    with pytest.raises(CannotOpen):
        open_box(new_private_key(), box, PLACE)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 47, 48, -1])
def test_a_box_that_was_cut_off_does_not_open(length: int) -> None:
    box = seal_to(public_key_of(KEY), b"gezien", PLACE)
    with pytest.raises(CannotOpen):
        open_box(KEY, box[:length], PLACE)


def test_a_changed_byte_is_noticed_anywhere() -> None:
    box = bytearray(seal_to(public_key_of(KEY), b"gezien", PLACE))
    for position in (0, 40, len(box) - 1):
        changed = bytearray(box)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            open_box(KEY, bytes(changed), PLACE)


def test_the_length_of_a_box_tells_no_name() -> None:
    lengths = {len(seal_to(public_key_of(KEY), b"x" * n, PLACE)) for n in (3, 40, BLOCK_BYTES - 1)}
    assert len(lengths) == 1


def test_the_same_text_never_makes_the_same_box() -> None:
    key = public_key_of(KEY)
    assert seal_to(key, b"gezien", PLACE) != seal_to(key, b"gezien", PLACE)
