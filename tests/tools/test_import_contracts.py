"""Each contract of import-linter is broken once, in a copy, to see it bite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOWNWARDS = "Contexts import downwards only"
INSIDE = (
    "Inside a context: tasks above actions above queries above policies above types above models"
)

BREACHES = {
    "upwards": (DOWNWARDS, "core/ids.py", "import belfry.networks.models\n"),
    "hidden in a function": (
        DOWNWARDS,
        "audit/late.py",
        "def late():\n    import belfry.people.models\n",
    ),
    "unplaced package": (DOWNWARDS, "gossip/__init__.py", ""),
    "action in a query": (INSIDE, "territory/queries.py", "import belfry.territory.actions\n"),
    "model in a view": ("Views do not touch models", "web/x.py", "import belfry.people.models\n"),
    "channel from above": (
        "Only delivery knows its channels",
        "networks/x.py",
        "import belfry.delivery.channels.email\n",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path in (ROOT / "src").rglob("*.py"):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return folder


def broken_contracts(folder: Path) -> set[str]:
    answer = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode != 0) == ("BROKEN" in answer.stdout), answer.stdout + answer.stderr
    lines = [line.strip() for line in answer.stdout.splitlines()]
    return {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}


@pytest.mark.parametrize("name", BREACHES)
def test_a_planted_import_breaks_its_contract(name: str, copy: Path) -> None:
    contract, place, code = BREACHES[name]
    path = copy / "src" / "belfry" / place
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or "") + code, encoding="utf-8")
    try:
        assert contract in broken_contracts(copy)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
        if place == "gossip/__init__.py":
            shutil.rmtree(path.parent)


def test_the_source_as_it_is_breaks_none(copy: Path) -> None:
    assert broken_contracts(copy) == set()
