"""Thousands of keys in one condition."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import BooleanField, F, Func, Value


def array_of(keys: Iterable[UUID]) -> str:
    """Return keys as PostgreSQL writes an array, to be bound as one value and cast to `uuid[]`."""
    return "{" + ",".join(key.hex for key in keys) + "}"


def among(field: str, keys: Iterable[UUID]) -> Func:
    """Return the condition that a column holds one of many keys, bound as one array.

    `…__in` binds a value for each key, which costs more than the query for some thousands.
    """
    return Func(
        F(field),
        Value(array_of(keys)),
        template="(%(expressions)s::uuid[]))",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
