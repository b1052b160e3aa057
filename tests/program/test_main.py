import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"


def belfry(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with no other BELFRY_* than these."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "belfry.program.main", *arguments],
        env=inherited | {"PYTHONPATH": str(SOURCE)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_help_names_the_commands_and_needs_no_set_up() -> None:
    answer = belfry("--help")
    assert answer.returncode == 0
    for command in (
        "up", "web", "dispatch", "work", "check", "open-zone", "appoint", "import", "review-text", "manage",
    ):  # fmt: skip
        assert f"    {command} " in answer.stdout or f"    {command}\n" in answer.stdout
    assert "catch-mail" not in answer.stdout


def test_the_help_of_a_command_needs_no_set_up(tmp_path: Path) -> None:
    answer = belfry("check", "--help", BELFRY_DATA_DIR=str(tmp_path))
    assert answer.returncode == 0
    assert not list(tmp_path.iterdir())


GOOD = {
    "BELFRY_DATABASE_URL": "postgresql://nobody@/none",
    "BELFRY_SECRET_KEY": "only-for-tests-" * 4,
    "BELFRY_FIELD_KEYS": f"1:{'A' * 43}=",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BELFRY_DATABASE_URL", "mysql://here/there"),
        ("BELFRY_SECRET_KEY", "short"),
        ("BELFRY_SECRET_KEY", ""),
        ("BELFRY_FIELD_KEYS", ""),
        ("BELFRY_FIELD_KEYS", "1:not-a-key"),
        ("BELFRY_FIELD_KEYS", f"65536:{'A' * 43}="),
        ("BELFRY_FIELD_KEYS", f"1:{'A' * 43}=,01:{'B' * 42}A="),
        ("BELFRY_BASE_URL", "belfry.example"),
        ("BELFRY_BASE_URL", "https://police.example/belfry"),
        ("BELFRY_MODE", "production"),
        ("BELFRY_POOL_SIZE", "many"),
        ("BELFRY_POOL_SIZE", "²"),
        ("BELFRY_SMTP_URL", "http://relay.example"),
    ],
)
def test_a_wrong_value_stops_the_start_with_one_line_that_names_it(
    name: str, value: str, tmp_path: Path
) -> None:
    environment = GOOD | {"BELFRY_DATA_DIR": str(tmp_path), name: value}
    answer = belfry("dispatch", **environment)
    assert answer.returncode == 2
    assert name in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert value not in answer.stderr or not value or name != "BELFRY_SECRET_KEY"


def test_over_tls_a_browser_takes_the_session_from_this_very_host_only() -> None:
    answer = belfry("manage", "diffsettings", **GOOD, BELFRY_BASE_URL="https://belfry.example")
    for told in ("SESSION_COOKIE_NAME = '__Host-session'", "CSRF_COOKIE_NAME = '__Host-csrf'"):
        assert told in answer.stdout
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_INCLUDE_SUBDOMAINS"):
        assert f"{name} = True" in answer.stdout


def test_without_any_database_a_command_says_what_to_do(tmp_path: Path) -> None:
    answer = belfry("check", BELFRY_DATA_DIR=str(tmp_path))
    assert answer.returncode == 2
    assert "belfry up" in answer.stderr
    assert not list(tmp_path.iterdir())


def test_a_database_that_is_not_there_is_one_line_of_the_check(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/none?host={tmp_path}"
    answer = belfry("check", **GOOD | {"BELFRY_DATABASE_URL": url})
    assert answer.returncode == 1
    assert answer.stdout.startswith("database: cannot be reached")
    assert answer.stderr == ""


def test_live_mode_and_a_demonstration_do_not_share_a_folder(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text('{"BELFRY_MODE": "demo"}')
    live = belfry("check", BELFRY_DATA_DIR=str(tmp_path), BELFRY_MODE="live")
    assert live.returncode == 2
    assert "holds a demonstration" in live.stderr
