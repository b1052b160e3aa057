"""A photograph of a stranger: what is left of it, and what is refused."""

import io
import subprocess

import pytest
from PIL import Image

from belfry.paperwork.errors import (
    PhotographDamaged,
    PhotographTooLarge,
    TooManyPixels,
    UnusablePhotograph,
)
from belfry.paperwork.photographs import MOST_MEGABYTES, redrawn
from tests.sightings.pictures import COMMENT, MAKER, PROFILE, photograph


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_but_the_picture_and_it_stands_upright(kind: str) -> None:
    brought = photograph(kind=kind)
    assert MAKER in brought
    kept = redrawn(brought)
    for word in (MAKER, COMMENT, PROFILE, b"Exif", b"ICC_PROFILE"):
        assert word not in kept
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.size) == ("JPEG", (480, 640))
    assert not picture.getexif()
    assert {"icc_profile", "comment", "exif", "xmp"}.isdisjoint(picture.info)


def test_a_large_one_is_made_smaller() -> None:
    picture = Image.open(io.BytesIO(redrawn(photograph((5000, 3000)))))
    assert max(picture.size) == 2048


def test_what_hides_behind_the_picture_does_not_come_along() -> None:
    assert b"<script>" not in redrawn(photograph() + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(64),
    ],
    ids=["empty", "text", "pdf", "svg", "gif"],
)
def test_what_is_no_photograph_is_refused(content: bytes) -> None:
    with pytest.raises(UnusablePhotograph) as refused:
        redrawn(content)
    assert type(refused.value) is UnusablePhotograph


def test_half_a_photograph_is_damaged() -> None:
    with pytest.raises(PhotographDamaged):
        redrawn(photograph((2000, 2000))[:5000])


def test_a_small_file_with_too_many_pixels_is_never_unpacked() -> None:
    file = io.BytesIO()
    Image.new("1", (12_000, 8_000)).save(file, "PNG")
    assert len(file.getvalue()) < 100_000
    with pytest.raises(TooManyPixels):
        redrawn(file.getvalue())


def test_one_that_is_too_large_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("looked at"))
    with pytest.raises(PhotographTooLarge):
        redrawn(photograph() + bytes(MOST_MEGABYTES * 1024 * 1024))


def test_one_that_takes_too_long_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("redrawing", 15)

    monkeypatch.setattr(subprocess, "run", slow)
    with pytest.raises(PhotographDamaged):
        redrawn(photograph())
