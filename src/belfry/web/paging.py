"""Lists paged by key: the address holds the last row seen, so that nothing shifts in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the key after which the next page begins ("" for the last page)."""

    rows: Sequence[Row]
    after: str
    is_first: bool


def page_of(rows: QuerySet[Row], after: str, *, size: int = PAGE_SIZE) -> Page[Row]:
    """Return the page that begins after the row with key `after`; the first one for any other text.

    The rows must be ordered by columns that are never empty, the primary key last.
    """
    order = [str(key) for key in rows.query.order_by]
    last = _values(rows, order, after)
    found = list((rows.filter(_beyond(order, last)) if last else rows)[: size + 1])
    more = str(found[size - 1].pk) if len(found) > size else ""
    return Page(found[:size], more, is_first=last is None)


def _values(rows: QuerySet[Row], order: Sequence[str], after: str) -> Sequence[object] | None:
    try:
        key = UUID(after)
    except ValueError:
        return None
    names = [column.removeprefix("-") for column in order]
    return rows.order_by().filter(pk=key).values_list(*names).first()


def _beyond(order: Sequence[str], last: Sequence[object]) -> Q:
    beyond, equal = Q(), Q()
    for column, value in zip(order, last, strict=True):
        name = column.removeprefix("-")
        side = "lt" if column.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    return beyond
