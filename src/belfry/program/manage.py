"""`belfry manage`: Django's own commands."""

import argparse

from django.core.management import execute_from_command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take everything that follows, untouched."""
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Hand over to Django, which exits by itself on failure."""
    execute_from_command_line(["belfry manage", *options.rest])
    return 0
