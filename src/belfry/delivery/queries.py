"""What upper contexts may ask about deliveries."""

from collections.abc import Collection, Mapping
from uuid import UUID

from belfry.delivery.models import Broadcast, Endpoint
from belfry.delivery.types import Meter


def find_endpoint(channel: str, address: str) -> Endpoint | None:
    """Return the endpoint of an address, normalised as `endpoint_for` does, or None."""
    raise NotImplementedError


def endpoints_by_id(ids: Collection[UUID]) -> Mapping[UUID, Endpoint]:
    """Return endpoints by their id, in one query."""
    raise NotImplementedError


def suppressed_scopes(endpoint_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Return the scopes that each endpoint wants nothing of, in one query."""
    raise NotImplementedError


def meter(broadcast: Broadcast) -> Meter:
    """Return the live count of a broadcast from its tallies."""
    raise NotImplementedError


def failed_endpoints(broadcast: Broadcast) -> Mapping[UUID, str]:
    """Return the endpoints of failed and given-up rows with their cause."""
    raise NotImplementedError
