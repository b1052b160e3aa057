"""Migrations that the version before can live with: they add now, and remove a version later.

Old and new version run side by side while an installation is upgraded (`docs/operations.md`, "Upgrading with nobody
noticing"). A migration that removes or renames says in its module `UNUSED_SINCE = "1.2"`: the release, out
already, whose code no longer needs it.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from math import inf
from types import ModuleType
from typing import Final

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import AddField, AlterField, CreateModel, Migration, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AlterModelTable,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

import belfry

# The last migrations from before the rule: dispatchers were stopped for them.
BEFORE: Final = {
    "audit": 5,
    "bulletins": 7,
    "delivery": 13,
    "networks": 4,
    "people": 4,
    "territory": 2,
    "web": 1,
}
REMOVING: Final = (AlterModelTable, DeleteModel, RemoveField, RenameField, RenameModel)
REMOVING_SQL: Final = re.compile(
    r"\bdrop\s+(table|column|sequence|function|view)\b|\brename\s+(column\b|to\b)"
    r"|\bset\s+not\s+null\b|\bdrop\s+default\b|\bdelete\s+from\b|\btruncate\b",
    re.IGNORECASE,
)
# Up to the next change of the same statement.
ADDED_BY_SQL: Final = re.compile(
    r"\badd\s+column\b[^;]*?(?=,\s*(?:add|drop|alter)\b|;|$)", re.IGNORECASE
)


def faults_of(operations: Sequence[Operation], state: ProjectState, app: str) -> Iterator[str]:
    """Yield what the version before could not live with; `state` is the one before, and is moved on."""
    for operation in operations:
        match operation:
            case RunSQL():
                yield from _faults_of_sql(str(operation.sql))
            case AddField():
                field = operation.field
                if not (field.null or field.has_db_default() or field.many_to_many):
                    yield f"{operation.name} needs a value: give it null or db_default"
            case AlterField():
                old = state.models[app, operation.model_name_lower].fields[operation.name]
                if _is_narrower(operation.field, old):
                    yield f"{operation.name} takes less than before"
            case _ if isinstance(operation, REMOVING):
                yield operation.describe()
        operation.state_forwards(app, state)


def _is_narrower(new: models.Field, old: models.Field) -> bool:
    return (
        new.get_internal_type() != old.get_internal_type()
        or (old.null and not new.null)
        or (getattr(new, "max_length", None) or inf) < (getattr(old, "max_length", None) or inf)
    )


def _faults_of_sql(statement: str) -> Iterator[str]:
    if found := REMOVING_SQL.search(statement):
        yield f"{found.group()} removes"
    for added in ADDED_BY_SQL.finditer(statement):
        words = added.group().lower()
        if "not null" in words and "default" not in words:
            yield f"{added.group()} needs a value: give it a default"


def is_excused(module: ModuleType, version: str = belfry.__version__) -> bool:
    """Whether a migration names a release, before this version, since which nobody needs what it removes."""
    since = getattr(module, "UNUSED_SINCE", "")
    return bool(since) and _parts(since) < _parts(version)


def _parts(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)[:3]]


def ours(loader: MigrationLoader) -> Iterator[tuple[str, Migration]]:
    own = {one.label for one in apps.get_app_configs() if one.name.startswith("belfry.")}
    for (app, name), migration in loader.disk_migrations.items():
        if app in own and int(name[:4]) > BEFORE.get(app, 0):
            yield app, migration


def test_no_migration_since_the_rule_takes_away_what_the_version_before_needs() -> None:
    loader = MigrationLoader(None)
    faults = {
        f"{app}.{migration.name}": list(
            faults_of(
                migration.operations,
                loader.project_state((app, migration.name), at_end=False),
                app,
            )
        )
        for app, migration in ours(loader)
        if not is_excused(sys.modules[migration.__module__])
    }
    assert not {name: found for name, found in faults.items() if found}


def _before() -> ProjectState:
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("note", models.CharField(max_length=9, null=True))]  # fmt: skip
    CreateModel("thing", fields).state_forwards("delivery", state)
    return state


@pytest.mark.parametrize(
    "operation",
    [
        RemoveField("thing", "note"),
        DeleteModel("thing"),
        RenameField("thing", "note", "remark"),
        RenameModel("thing", "matter"),
        AddField("thing", "size", models.IntegerField(default=3)),
        AlterField("thing", "note", models.CharField(max_length=9)),
        AlterField("thing", "note", models.CharField(max_length=5, null=True)),
        RunSQL("ALTER TABLE delivery_thing DROP COLUMN note"),
        RunSQL("ALTER TABLE delivery_thing ADD COLUMN a integer NOT NULL, ADD COLUMN b text DEFAULT ''"),
        RunSQL("ALTER TABLE delivery_thing RENAME COLUMN note TO remark"),
    ],
    ids=lambda operation: str(operation.describe() if not isinstance(operation, RunSQL) else operation.sql),
)  # fmt: skip
def test_what_the_version_before_needs_is_missed(operation: Operation) -> None:
    assert len(list(faults_of([operation], _before(), "delivery"))) == 1


def test_what_the_version_before_can_ignore_is_let_through() -> None:
    operations = [
        AddField("thing", "size", models.IntegerField(db_default=3)),
        AddField("thing", "colour", models.CharField(max_length=9, null=True)),
        AlterField("thing", "note", models.CharField(max_length=20, null=True, choices=[("a", "A")])),
        RunSQL(
            "ALTER TABLE delivery_thing ADD COLUMN a integer NOT NULL DEFAULT 0, ADD COLUMN b text;"
            " ALTER TABLE delivery_thing DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (a IN (1, 2))",
            "ALTER TABLE delivery_thing DROP COLUMN a",
        ),
    ]  # fmt: skip
    assert list(faults_of(operations, _before(), "delivery")) == []


def test_a_removal_is_excused_by_a_release_that_is_out() -> None:
    module = ModuleType("migration")
    assert not is_excused(module, "1.3.0")
    module.UNUSED_SINCE = "1.3.0"  # type: ignore[attr-defined]
    assert not is_excused(module, "1.3.0")
    assert is_excused(module, "1.4.0")
