"""`belfry appoint`: names a mayor, a reviewer, the knowledge centre or an operator, or ends that task."""

import argparse
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from belfry.core.actor import Role
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.core.languages import Language
from belfry.networks.actions.mandates import end_as_installation, name_as_installation
from belfry.people.types import PersonDetails
from belfry.program.errors import CannotStart
from belfry.program.open_zone import name_on_one_line
from belfry.territory.queries import municipality_by_nis

# Everybody else is named on a page: by the chief, the mayor, or an officer.
NATION: Final = (Role.REVIEWER, Role.CENTRE, Role.OPERATOR)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the task, the address, and for a mayor the municipality."""
    tasks = parser.add_subparsers(metavar="TASK", dest="role", required=True)
    for role in (Role.MAYOR, *NATION):
        task = tasks.add_parser(role.value)
        task.add_argument("mail", metavar="MAIL", help="e-mail address of the person")
        task.add_argument("--given", type=name_on_one_line, metavar="NAME")
        task.add_argument("--family", type=name_on_one_line, metavar="NAME")
        task.add_argument("--language", choices=Language.values, default=Language.DUTCH.value)
        task.add_argument("--end", action="store_true", help="end the task today")
        if role is Role.MAYOR:
            task.add_argument(
                "--town", required=True, metavar="NIS", help="NIS code of the municipality"
            )


def run(options: argparse.Namespace) -> int:
    """Give the mandate from today, invite its holder again, or end it.

    Raises CannotStart for an unknown town, and for somebody who has no such task to end.
    """
    now, role = timezone.now(), Role(options.role)
    town_id = _town(options.town, now) if role is Role.MAYOR else None
    who = PersonDetails(
        options.given or "", options.family or "", options.language, (options.mail,)
    )
    if options.end:
        _end(role, who, town_id, now)
        print(f"The task of {role.value} is ended.")
    else:
        name_as_installation(role, who, municipality_id=town_id, now=now)
        print(f"The task of {role.value} is given; an invitation goes out.")
    return 0


def _town(nis: str, now: datetime) -> UUID:
    try:
        return municipality_by_nis(nis, on=local(now).date()).pk
    except NotFound:
        raise CannotStart(
            f"No municipality has the NIS code {nis} today; `belfry import territory` reads them in."
        ) from None


def _end(role: Role, who: PersonDetails, town_id: UUID | None, now: datetime) -> None:
    try:
        end_as_installation(role, who, municipality_id=town_id, now=now)
    except NotFound:
        raise CannotStart(
            f"Nobody with this address and name has the task of {role.value} today."
        ) from None
