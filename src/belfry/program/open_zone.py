"""`belfry open-zone`: opens a police zone and invites its chief."""

import argparse

from django.utils import timezone

from belfry.core.languages import Language
from belfry.networks.actions.mandates import open_zone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the code of the zone, its name, and the address of its chief."""
    parser.add_argument("code", help="number of the police zone, such as 5369")
    parser.add_argument("--name", required=True, help="name of the zone in that language")
    parser.add_argument(
        "--chief", required=True, metavar="MAIL", help="e-mail address of the chief"
    )
    parser.add_argument("--language", choices=Language.values, default=Language.DUTCH.value)


def run(options: argparse.Namespace) -> int:
    """Open the zone, or invite the chief again."""
    open_zone(
        options.code,
        name=options.name,
        chief_email=options.chief,
        language=options.language,
        now=timezone.now(),
    )
    print(f"Zone {options.code} is open; its chief gets an invitation.")
    return 0
