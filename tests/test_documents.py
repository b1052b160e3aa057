"""The documents are true as far as a machine can tell."""

import hashlib
import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import belfry

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s#]+)(?:#([^)\s]+))?\)")
# The English text of the European Union Public Licence 1.2, as SPDX publishes it.
LICENCE = "57fb42fbcd0b037ce528ed8f72f1ec095d67bc6825ecf1448ff39be1fe68a4b4"
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|Users)/")
NAMED_ONLY = {
    "api",
    "insights",
    "meetings",
    "privacy",
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_links_of_a_document_lead_somewhere(document: Path) -> None:
    dead = [
        target
        for target, _ in LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert dead == []


def test_a_document_names_no_path_of_one_machine(document: Path) -> None:
    assert MACHINE_PATHS.findall(document.read_text(encoding="utf-8")) == []


def test_the_licence_is_the_published_text() -> None:
    assert hashlib.sha256(read("LICENSE").encode()).hexdigest() == LICENCE
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "EUPL-1.2"


def test_every_context_stands_in_the_architecture_and_those_named_only_do_not_exist() -> None:
    existing = {module.name for module in pkgutil.iter_modules(belfry.__path__)} - {"config"}
    text = read("docs/architecture.md")
    assert [name for name in sorted(existing) if f"| `{name}` |" not in text] == []
    assert [name for name in sorted(NAMED_ONLY) if f"*{name}*" not in text] == []
    assert existing & NAMED_ONLY == set()


def test_the_names_in_the_glossary_are_names_of_the_code() -> None:
    first_part = read("docs/glossary.md").split("## 2.")[0]
    names = re.findall(r"`([A-Z]\w+)(?:\.([\w.]+))?`", first_part)
    contexts = [
        "core.actor",
        "audit.models",
        "sealing.models",
        "delivery.channels.contract",
        "delivery.kinds",
        "delivery.models",
        "delivery.workflow",
        "people.models",
        "people.types",
        "territory.models",
        "networks.kinds",
        "networks.models",
        "networks.types",
        "bulletins.models",
        "bulletins.outlook",
        "bulletins.types",
        "joining.models",
        "measures.models",
        "measures.workflow",
        "founding.kinds",
        "founding.models",
        "founding.workflow",
        "sightings.kinds",
        "sightings.models",
        "prevention.kinds",
        "prevention.types",
        "wording.types",
    ]
    modules = [importlib.import_module(f"belfry.{name}") for name in contexts]
    known = {name: value for module in modules for name, value in vars(module).items()}
    wrong = []
    for name, rest in names:
        value = known.get(name)
        for part in rest.split(".") if rest else []:
            value = getattr(value, part, None)
        if value is None:
            wrong.append(f"{name}.{rest}")
    assert wrong == []
    assert len(names) > 40


def test_every_decision_is_in_the_index_and_says_when_and_whether_it_holds() -> None:
    folder = ROOT / "docs" / "decisions"
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    indexed = [target for target, _ in LINK.findall(read("docs/decisions/README.md"))]
    assert indexed == decisions
    assert [name[:4] for name in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for name in decisions:
        text = (folder / name).read_text(encoding="utf-8")
        assert re.search(r"\b20\d\d-\d\d-\d\d\b", text), f"{name} has no date"
        assert re.search(r"\b(?:accepted|replaced by)\b", text), f"{name} has no status"


def test_every_variable_of_the_environment_is_explained() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read_there = set(re.findall(r"\"(BELFRY_[A-Z_]+[A-Z])\"", source))
    operations = read("docs/operations.md")
    assert sorted(name for name in read_there if name not in operations) == []


def test_the_change_log_has_a_place_for_what_comes_next() -> None:
    headings = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"
