from pathlib import Path

import pytest

from tools.check_commit_message import fault_of
from tools.check_house import breaches_in

BREACHES = {
    "src/belfry/networks/long.py": ("x = 1\n" * 401, "401 lines, at most 400"),
    "src/belfry/networks/utils.py": ("", "name it after its topic"),
    "src/belfry/networks/migrations/0002_auto_20261124.py": ("", "say what it does in its name"),
    "src/belfry/networks/functions.py": (
        "def long():\n" + "    x = 1\n" * 50,
        "long is 51 lines",
    ),
    "src/belfry/networks/hidden.py": (
        "def hidden():\n    import belfry.web\n",
        "import at the top of the module",
    ),
    "src/belfry/networks/queries.py": (
        "from belfry.people.models import Person\n\nPerson.objects.all()\n",
        "Person belongs to another context",
    ),
    "src/belfry/web/templates/a.html": ("{{ text|safe }}", "format_html"),
    "src/belfry/web/templates/b.html": ("{% autoescape off %}", "format_html"),
    "src/belfry/web/templates/c.html": ('<p style="color:red">', "style sheet"),
    "src/belfry/web/templates/d.html": ("<p>\n" * 151, "151 lines, at most 150"),
    "tests/networks/test_long.py": ("x = 1\n" * 601, "601 lines, at most 600"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_planted_breach_is_found_where_it_is(name: str, tmp_path: Path) -> None:
    content, words = BREACHES[name]
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    (breach,) = breaches_in(tmp_path)
    assert breach.startswith(str(path))
    assert words in breach


def test_what_keeps_the_rules_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "src" / "belfry" / "networks"
    folder.mkdir(parents=True)
    (folder / "queries.py").write_text(
        "from belfry.networks.models import Network\n\nNetwork.objects.all()\n", encoding="utf-8"
    )
    assert breaches_in(tmp_path) == []


@pytest.mark.parametrize(
    "subject",
    [
        "fix stuff",
        "docs: start the read-me.",
        "docs: Start the read-me",
        "Docs: Start the read-me.",
        f"docs: {'Start ' * 12}.",
    ],
)
def test_a_subject_that_does_not_say_where_and_what_is_refused(subject: str) -> None:
    assert fault_of(subject)


def test_a_good_subject_passes() -> None:
    assert fault_of("docs: Start the read-me.") is None
