"""A second report on one home is explained kindly to who wrote it and shown to the officer; nothing else ties the two."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from belfry.people.queries import persons_by_id
from belfry.sightings.models import Sighting
from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT
from tests.cast import NOON, Cast
from tests.sealing.test_copy import copy, values_with
from tests.sightings.keeping import Keeping

pytestmark = pytest.mark.django_db

KINDLY = "Houd niet één persoon of woning in het oog"
FOR_THE_OFFICER = "Hetzelfde lid meldde"


def browser_of(cast: Cast, name: str, *, days: int = 0) -> Client:
    person_id, client = cast.person(name), Client()
    client.force_login(persons_by_id([person_id])[person_id], backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = (NOON + timedelta(days=days)).timestamp()
    session.save()
    return client


def reports(cast: Cast, name: str, *, days: int = 0, key: UUID | None = None, **told: str) -> str:
    """Let a figure send the form, and return the page that answers."""
    fields = {"now": "no", "network": str(cast.stage.meerstraat), "behaviour": "looked_in",
              "moment": "yesterday", "street": "elsewhere", "place": "Kapelweg", "house": "14",
              "words": "Hij keek lang door het raam.", "to": "", "key": str(key or uuid4())}  # fmt: skip
    with time_machine.travel(NOON + timedelta(days=days), tick=False):
        client = browser_of(cast, name, days=days)
        client.post("/language/", {"language": "nl"})
        page = client.post("/report/write/", {**fields, **told}).content.decode()
    assert 'class="receipt"' in page, page[-3000:]
    return page


def test_the_second_on_one_home_is_explained_and_the_officer_sees_it_before_opening(
    kept: Keeping,
) -> None:
    assert KINDLY not in reports(kept.cast, "member-chloe")
    # The same home, as somebody else would type it; and sent once more, it stays what it was.
    key = uuid4()
    for _ in range(2):
        assert KINDLY in reports(kept.cast, "member-chloe", days=29, key=key, place=" KAPELWEG ")
    first, second = Sighting.objects.order_by("received_on")
    an = browser_of(kept.cast, "officer-an")
    assert FOR_THE_OFFICER not in an.get(f"/sightings/{first.pk}/").content.decode()
    page = an.get(f"/sightings/{second.pk}/").content.decode()
    assert FOR_THE_OFFICER in page
    assert "Hij keek" not in page


@pytest.mark.parametrize(
    ("who", "days", "told"),
    [
        ("member-anke", 1, {}),
        ("member-chloe", 1, {"house": "16"}),
        ("member-chloe", 1, {"place": "Meerstraat"}),
        ("member-chloe", 1, {"house": ""}),
        ("member-chloe", 31, {}),
    ],
    ids=["another member", "another number", "another street", "no home", "a month later"],
)
def test_what_is_not_the_same_is_not_marked(
    kept: Keeping, who: str, days: int, told: dict[str, str]
) -> None:
    reports(kept.cast, "member-chloe")
    assert KINDLY not in reports(kept.cast, who, days=days, **told)
    assert not Sighting.objects.filter(is_repeated=True).exists()


def test_a_named_person_counts_as_a_home_does(kept: Keeping) -> None:
    told = {"house": "", "words": "Onze buurman Willy Verstraeten keek door het raam."}
    with_name = {**told, "read": "names_neighbour"}
    assert KINDLY not in reports(kept.cast, "member-chloe", **with_name)
    assert KINDLY in reports(kept.cast, "member-chloe", days=2, **with_name)


def test_nothing_in_a_copy_ties_the_second_to_the_first(kept: Keeping) -> None:
    for who in ("member-chloe", "member-anke", "member-chloe"):
        reports(kept.cast, who)
    rows = copy()
    marked = str(Sighting.objects.get(is_repeated=True).pk)
    others = [
        str(one) for one in Sighting.objects.filter(is_repeated=False).values_list("pk", flat=True)
    ]
    # With the one by the same hand it shares what it shares with that of another, and no more.
    first, other = (values_with(rows, one) & values_with(rows, marked) for one in others)
    assert first == other
