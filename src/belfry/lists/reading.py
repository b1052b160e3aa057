"""Read a member list as people really have it."""

from belfry.lists.types import Reading


def read_member_list(data: bytes, filename: str) -> Reading:
    """Return what a file tells; raise NotAMemberList for what is no list."""
    raise NotImplementedError
