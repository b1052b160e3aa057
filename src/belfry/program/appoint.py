"""`belfry appoint`: names a mayor, a reviewer, the knowledge centre or an operator, and invites them."""

import argparse
from typing import Final

from django.utils import timezone

from belfry.core.actor import Role
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.core.languages import Language
from belfry.networks.actions.mandates import name_as_installation
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
        if role is Role.MAYOR:
            task.add_argument(
                "--town", required=True, metavar="NIS", help="NIS code of the municipality"
            )


def run(options: argparse.Namespace) -> int:
    """Give the mandate from today, or invite its holder again; raise CannotStart for an unknown town."""
    now = timezone.now()
    role = Role(options.role)
    town = None
    if role is Role.MAYOR:
        try:
            town = municipality_by_nis(options.town, on=local(now).date())
        except NotFound:
            raise CannotStart(
                f"No municipality has the NIS code {options.town} today; "
                "`belfry import territory` reads them in."
            ) from None
    name_as_installation(
        role,
        PersonDetails(options.given or "", options.family or "", options.language, (options.mail,)),
        municipality_id=town.pk if town else None,
        now=now,
    )
    print(f"The task of {role.value} is given; an invitation goes out.")
    return 0
