"""The tool that keeps the catalogues in step with the source."""

from pathlib import Path

import polib
import pytest

from tools import messages
from tools.messages import Sentence, renewed, sentences

PAGE = """
<div>
    <h1>{% translate "Hello" context "greeting" %}</h1>
  {{ _("As a filter")|upper }} {% include "x.html" with label=_("In an include") %}
  {% blocktranslate trimmed count n=rows|length %}
    One row for {{ name }}
  {% plural %}
    {{ n }} rows for {{ name }}
  {% endblocktranslate %}
{# A remark that (is no Python. #}
</div>
"""
CODE = """
label = _("Two strings "
          "in one")
count = ngettext("%(n)s page", "%(n)s pages", n)
month = pgettext_lazy("month", "May")
nothing = _(name)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_sentences_are_found_however_they_are_written(source: Path) -> None:
    assert sentences(source) == {
        Sentence("%(n)s page", "%(n)s pages"): ["code.py"],
        Sentence("May", context="month"): ["code.py"],
        Sentence("Two strings in one"): ["code.py"],
        Sentence("As a filter"): ["page.html"],
        Sentence("Hello", context="greeting"): ["page.html"],
        Sentence("In an include"): ["page.html"],
        Sentence("One row for %(name)s", "%(n)s rows for %(name)s"): ["page.html"],
    }


def test_a_catalogue_keeps_its_translations_and_drops_the_dead(tmp_path: Path) -> None:
    path, plurals = tmp_path / "django.po", messages.LANGUAGES["fr"]
    first = {Sentence("Send"): ["a.html"], Sentence("%(n)s page", "%(n)s pages"): ["a.html"]}
    made = renewed(path, "fr", plurals, first)
    made[0].msgstr = "Envoyer"
    made[1].msgstr_plural = {0: "%(n)s page", 1: "%(n)s pages"}
    made.save(str(path))
    second = {**first, Sentence("Stop"): ["b.html"]}
    again = renewed(path, "fr", plurals, second)
    assert [entry.msgstr for entry in again] == ["Envoyer", "", ""]
    assert again[1].msgstr_plural == {0: "%(n)s page", 1: "%(n)s pages"}
    again.save(str(path))
    third = renewed(path, "fr", plurals, {Sentence("Stop"): ["b.html"]})
    assert [entry.msgid for entry in third] == ["Stop"]


def test_nothing_but_sentences_changes_a_catalogue(tmp_path: Path) -> None:
    path, wanted = tmp_path / "django.po", {Sentence("Send"): ["a.html"]}
    renewed(path, "de", messages.LANGUAGES["de"], wanted).save(str(path))
    before = path.read_text(encoding="utf-8")
    renewed(path, "de", messages.LANGUAGES["de"], wanted).save(str(path))
    assert path.read_text(encoding="utf-8") == before
    assert "-Date" not in before


def test_what_is_untranslated_or_guessed_is_missing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "sentences", lambda: sentences(source))
    messages.extract()
    path = messages.catalogue("nl")
    catalogue = polib.pofile(str(path))
    assert len(messages.missing("nl")) == len(catalogue) == 7
    entries = {entry.msgid: entry for entry in catalogue}
    entries["In an include"].msgstr = "Ingevoegd"
    entries["As a filter"].msgstr = "Als filter"
    entries["As a filter"].flags.append("fuzzy")
    catalogue.save(str(path))
    assert "In an include" not in messages.missing("nl")
    assert "As a filter" in messages.missing("nl")
