"""Circulars and models: dated versions that a lawyer amends, and who rests on an older one."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from belfry.audit.models import Entry
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.networks.actions import model_papers as actions
from belfry.networks.actions.model_papers import add_circular, add_model_version, load_models
from belfry.networks.errors import CircularKnown, ModelIncomplete
from belfry.networks.kinds import Paper
from belfry.networks.model_papers import (
    circular_in_force,
    model_for,
    networks_on_older_circular,
    newest_models,
    sections_in,
    versions_of_models,
)
from belfry.networks.models import Circular, ModelPaper, Network
from belfry.networks.types import STRUCTURED, ModelSection
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
FILES = sorted(Path(str(actions.PAPERS)).glob("*.*.toml"))


def sections_of_file(path: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["section"]
    return found


def test_there_is_a_model_of_every_paper_in_every_language() -> None:
    assert {path.name for path in FILES} == {
        f"{paper}.{language}.toml" for paper in Paper for language in Language
    }


@pytest.mark.parametrize("paper", Paper)
def test_a_paper_has_the_same_sections_and_as_many_paragraphs_in_every_language(
    paper: Paper,
) -> None:
    shapes = {
        tuple(
            (section["key"], section.get("text", "").count("\n"))
            for section in sections_of_file(path)
        )
        for path in FILES
        if path.name.startswith(f"{paper}.")
    }
    assert len(shapes) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_section_has_a_title_and_a_text_and_no_blank_but_those_that_belfry_fills(
    path: Path,
) -> None:
    for section in sections_of_file(path):
        assert section["title"]
        text = section.get("text", "")
        assert bool(text.strip()) != (section["key"] in STRUCTURED)
        for blank in ("{network}", "{municipality}", "{zone}"):
            text = text.replace(blank, "")
        assert "{" not in text
        assert "!" not in text


def test_loading_twice_makes_one_version_and_one_line_in_the_record() -> None:
    assert load_models(now=NOON) == len(FILES)
    assert load_models(now=NOON) == 0
    assert ModelPaper.objects.count() == len(FILES)
    assert set(ModelPaper.objects.values_list("version", flat=True)) == {1}
    assert Entry.objects.filter(act="models.loaded").count() == 1
    in_force = circular_in_force(on=TODAY)
    assert in_force is not None
    assert in_force.dated == date(2019, 2, 28)


def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_models(now=NOON)
    for path in (*FILES, Path(str(actions.PAPERS)) / "circulars.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    changed = tmp_path / "charter.nl.toml"
    text = changed.read_text(encoding="utf-8").replace("Wat het netwerk niet is", "Wat niet mag")
    changed.write_text(text, encoding="utf-8")
    monkeypatch.setattr(actions, "PAPERS", tmp_path)
    assert load_models(now=NOON) == 1
    assert load_models(now=NOON) == 0
    assert model_for("charter", "nl", on=TODAY).version == 2
    assert model_for("charter", "fr", on=TODAY).version == 1
    assert ModelPaper.objects.filter(paper="charter", language="nl").count() == 2


def test_a_version_counts_from_its_day_on(cast: Cast) -> None:
    load_models(now=NOON)
    tomorrow = TODAY + timedelta(days=1)
    add_version(cast, valid_from=tomorrow)
    assert model_for("charter", "nl", on=TODAY).version == 1
    assert model_for("charter", "nl", on=tomorrow).version == 2


def add_version(
    cast: Cast,
    by: str = "reviewer_eva",
    sections: list[ModelSection] | None = None,
    valid_from: date = TODAY,
    language: str = "nl",
) -> ModelPaper:
    if sections is None:
        known = sections_in(model_for("charter", "nl", on=TODAY))
        sections = [ModelSection(one.key, one.title, f"{one.text} Meer.") for one in known]
    return add_model_version(
        getattr(cast, by),
        paper="charter",
        language=language,
        sections=sections,
        circular_id=Circular.objects.latest("valid_from").pk,
        valid_from=valid_from,
        note="",
        now=NOON,
    )


def test_what_a_reviewer_changed_stays_when_the_files_are_read_again(cast: Cast) -> None:
    load_models(now=NOON)
    row = add_version(cast)
    assert load_models(now=NOON) == 0
    assert model_for("charter", "nl", on=TODAY) == row
    assert versions_of_models()[0] == row
    entry = Entry.objects.get(act="model.added")
    assert entry.person_id == cast.reviewer_eva.person_id


@pytest.mark.parametrize(
    "by",
    [
        "member_chloe", "coordinator_bram", "officer_an", "chief_karim", "clerk_nadia",
        "mayor_luc", "centre_mila", "operator_sam", "outsider_dries",
    ],
)  # fmt: skip
def test_nobody_but_the_reviewer_changes_models_and_circulars(cast: Cast, by: str) -> None:
    load_models(now=NOON)
    with pytest.raises(NotAllowed):
        add_version(cast, by)
    with pytest.raises(NotAllowed):
        add_circular(
            getattr(cast, by), reference="X", dated=TODAY, valid_from=TODAY, note="", now=NOON
        )


@pytest.mark.parametrize(
    ("sections", "refusal"),
    [
        ([], ModelIncomplete),
        ([ModelSection("partners", "Partners", "Tekst")], ModelIncomplete),
    ],
)
def test_a_version_that_lacks_a_section_is_refused(
    cast: Cast, sections: list[ModelSection], refusal: type[DomainError]
) -> None:
    load_models(now=NOON)
    with pytest.raises(refusal):
        add_version(cast, sections=sections)


def test_a_version_with_an_empty_text_is_refused_and_one_of_an_unknown_language_is_not_found(
    cast: Cast,
) -> None:
    load_models(now=NOON)
    known = sections_in(model_for("charter", "nl", on=TODAY))
    empty = [ModelSection(one.key, one.title, " ") for one in known]
    with pytest.raises(ModelIncomplete):
        add_version(cast, sections=empty)
    with pytest.raises(NotFound):
        add_version(cast, language="xx", sections=known)


def test_networks_on_an_older_circular_are_listed_for_reviewer_and_centre(cast: Cast) -> None:
    load_models(now=NOON)
    old = circular_in_force(on=TODAY)
    assert old is not None
    Network.objects.update(circular=old)
    assert not networks_on_older_circular(cast.reviewer_eva, on=TODAY).exists()
    add_circular(
        cast.reviewer_eva, reference="NEW", dated=TODAY, valid_from=TODAY, note="", now=NOON
    )
    Network.objects.filter(pk=cast.stage.meerstraat).update(
        circular=Circular.objects.get(reference="NEW")
    )
    for actor in (cast.reviewer_eva, cast.centre_mila):
        names = [row.name for row in networks_on_older_circular(actor, on=TODAY)]
        assert names == ["Haut-Cloche", "Juweliers", "Winkelhart"]
    with pytest.raises(NotAllowed):
        networks_on_older_circular(cast.chief_karim, on=TODAY)


def test_two_circulars_of_one_day_are_refused(cast: Cast) -> None:
    load_models(now=NOON)
    day = date(2019, 2, 28)
    with pytest.raises(CircularKnown):
        add_circular(cast.reviewer_eva, reference="X", dated=day, valid_from=day, note="", now=NOON)


def test_every_model_is_found_in_one_query(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    load_models(now=NOON)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(newest_models(on=TODAY)) == len(FILES)
