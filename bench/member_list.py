"""Milliseconds for each page of a member list of 5,000, and of one of 50 in the same run.

Run `python -m bench.member_list`. The members go into a scratch database of BELFRY_DATABASE_URL, or of the embedded
server, that is thrown away. Pages are asked of Django itself, without a network in between, by a coordinator whose
session is new; every second member agreed to be named.
"""

import argparse
import dataclasses
import json
import os
import statistics
import sys
import time
from contextlib import ExitStack
from uuid import UUID

import django
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from belfry.program.surroundings import SETTINGS, settle
from bench.import_members import as_csv, rows

MOST_MILLISECONDS = 150.0
ROUNDS = 9


def measured(large: int, small: int) -> dict[str, dict[str, float]]:
    """Return {page: milliseconds, the median, at both sizes}."""
    # These know tables, which are there only once Django is set up.
    from belfry.core.actor import Actor  # noqa: PLC0415
    from belfry.lists.reading import read_member_list  # noqa: PLC0415
    from belfry.networks.actions.imports import import_members, member_row  # noqa: PLC0415
    from belfry.networks.models import Membership  # noqa: PLC0415
    from belfry.program.cast import raise_curtain  # noqa: PLC0415
    from belfry.program.scratch import scratch_database  # noqa: PLC0415

    found: dict[str, dict[str, float]] = {}
    with scratch_database("belfry_list"):
        call_command("migrate", verbosity=0)
        now = timezone.now()
        stage = raise_curtain(now=now)
        for network_id, who, size in (
            (stage.meerstraat, "coordinator-bram", large),
            (stage.winkelhart, "shopkeeper-amina", small),
        ):
            good = read_member_list(as_csv(rows(size)), "list.csv").good
            members = [member_row(dataclasses.asdict(row)) for row in good]
            import_members(Actor.installation(now), network_id, members, now=now)
            list_rows = Membership.objects.filter(network_id=network_id)
            list_rows.annotate(odd=F("number") % 2).filter(odd=1).update(named_at=now)
            for page, milliseconds in _pages(network_id, who).items():
                found.setdefault(page, {})[f"of {size}"] = round(milliseconds, 1)
    return found


def _pages(network_id: UUID, who: str) -> dict[str, float]:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from belfry.networks.kinds import ListPart  # noqa: PLC0415
    from belfry.networks.models import Membership  # noqa: PLC0415
    from belfry.people.queries import persons_by_id  # noqa: PLC0415
    from belfry.program.cast import person_named  # noqa: PLC0415
    from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT  # noqa: PLC0415

    host = settings.ALLOWED_HOSTS[0]
    client, person_id = Client(headers={"host": host}), person_named(who)
    client.force_login(persons_by_id([person_id])[person_id], backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = timezone.now().timestamp()
    session.save()
    address = f"/networks/{network_id}/members/"
    last = Membership.objects.filter(network_id=network_id).order_by("-number")[10:11].get()
    asked = {one.value: f"{address}?state={one.value}" for one in ListPart}
    asked["last page"] = f"{address}?after={last.pk}"
    asked["one member"] = f"/members/{last.pk}/"
    found = {page: _median(client, url) for page, url in asked.items()}
    find = f"{address}find/"
    found["find by number"] = _median(client, find, {"text": str(last.number)})
    found["find by name"] = _median(client, find, {"text": "Nobody Here"})
    return found


def _median(client: "django.test.Client", url: str, sent: dict[str, str] | None = None) -> float:
    taken = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        answer = client.post(url, sent) if sent else client.get(url)
        taken.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code in {200, 302}, (url, answer.status_code)
    # The first one also compiles the templates.
    return statistics.median(taken[1:])


def main() -> int:
    """Print the figures as one JSON object; 1 when a page of the large list takes 150 ms or more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=5000)
    parser.add_argument("--small", type=int, default=50)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    with ExitStack() as stack:
        settle(stack, in_scratch=True)
        django.setup()
        found = measured(options.large, options.small)
    print(json.dumps(found, indent=1))
    slowest = max(page[f"of {options.large}"] for page in found.values())
    return int(slowest >= MOST_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
