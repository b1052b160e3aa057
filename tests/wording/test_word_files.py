import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from belfry.wording.errors import BadPhrase
from belfry.wording.lexicon import FOLDER, Lexicon, lexicon_for
from belfry.wording.types import Label

LANGUAGES = ("nl", "fr", "de", "en")
# Found by their shape, or by names and streets; the files only add to that.
BY_SHAPE = {
    Label.NUMBER_PLATE, Label.NATIONAL_NUMBER, Label.IBAN, Label.PHONE_NUMBER, Label.EMAIL_ADDRESS,
    Label.ETHNIC_ONLY, Label.ZONE_WORD,
}  # fmt: skip
KEYS = {
    "note",
    "severity",
    "phrases",
    "unless",
    "unless_text",
    "needs",
    "needs_text",
    "even_negated",
    "sure",
    "alone",
}


def files() -> Iterator[Path]:
    yield from sorted(FOLDER.glob("*/*.toml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_language_can_be_read(language: str) -> None:
    assert Lexicon(language).rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_words_has_a_file_in_every_language(language: str) -> None:
    there = {path.stem for path in (FOLDER / language).glob("*.toml")}
    assert {str(label) for label in set(Label) - BY_SHAPE} <= there


@pytest.mark.parametrize("path", list(files()), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_blocks_use_the_keys_of_the_read_me(path: Path) -> None:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    assert all(set(block) <= KEYS and block["phrases"].strip() for block in told.get("find", ()))
    if "find" in told:
        assert told["severity"] in ("block", "warn")
        assert path.read_text(encoding="utf-8").startswith("#"), "say what the file is for"


def test_the_read_me_names_every_key() -> None:
    read_me = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert not {key for key in KEYS if not re.search(rf"\b{key}\b", read_me)}


@pytest.mark.parametrize("line", ["...", "vol*gen*", "<nobody>", "a/", "( )"])
def test_a_line_that_says_nothing_is_refused_by_name(line: str) -> None:
    lexicon = lexicon_for("nl")
    with pytest.raises(BadPhrase) as refusal:
        lexicon.with_words((), [f"volg hem\n{line}"])
    assert "%" not in refusal.value.message()
