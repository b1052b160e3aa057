"""A message from a report, and a report about a message."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine

from belfry.audit.models import Entry
from belfry.bulletins.queries import words_of
from belfry.conversations.actions import Seen, answer_request, draft_from
from belfry.conversations.errors import NothingAsked
from belfry.conversations.queries import answers_to
from belfry.core.errors import NotFound
from belfry.sealing.client import tag_for
from belfry.sightings.models import Sighting
from tests.bulletins.desk import draft, released
from tests.cast import NOON, Cast
from tests.sightings.keeping import TOLD, Keeping, keeping

pytestmark = pytest.mark.django_db

SEEN = Seen("Meerstraat", "yesterday", "van", "wit")


@pytest.fixture
def kept(cast: Cast, tmp_path: Path) -> Iterator[Keeping]:
    with time_machine.travel(NOON, tick=False), keeping(cast, tmp_path) as found:
        yield found


def answered(kept: Keeping, bulletin_id: UUID, by: str = "member_chloe") -> UUID:
    key = uuid4()
    answer_request(
        getattr(kept.cast, by),
        bulletin_id,
        TOLD,
        key=key,
        tag=partial(tag_for, kept.session_of(by)),
        read=(),
        now=NOON,
    )
    return key


def test_a_draft_tells_what_was_done_and_nothing_leads_back(kept: Keeping) -> None:
    sighting_id = kept.report()
    bulletin = draft_from(kept.cast.officer_an, sighting_id, SEEN, now=NOON)
    words = words_of(bulletin)
    assert set(words) == {"nl", "fr"}
    assert words["nl"].what == "Personen probeerden deuren, ramen of autoportieren."
    assert (words["nl"].where, words["nl"].when) == ("Meerstraat", "Gisteren")
    assert words["fr"].details == "camionnette, wit"
    assert bulletin.state == "draft"
    told = " ".join(
        str(one.detail) for one in Entry.objects.filter(subject=f"bulletin:{bulletin.pk}")
    )
    assert str(sighting_id) not in told
    assert list(
        Entry.objects.filter(subject=f"sighting:{sighting_id}").values_list("act", flat=True)
    ) == ["sighting.received"]


@pytest.mark.parametrize(
    "who", ["member_chloe", "coordinator_bram", "officer_piet", "clerk_nadia", "dispatcher_lotte"]
)
def test_nobody_else_makes_a_message_of_a_report(kept: Keeping, who: str) -> None:
    sighting_id = kept.report()
    with pytest.raises(NotFound):
        draft_from(getattr(kept.cast, who), sighting_id, SEEN, now=NOON)


def test_what_somebody_found_is_told_in_no_sentence(kept: Keeping) -> None:
    sighting_id = kept.report(replace(TOLD, behaviour="found"))
    words = words_of(draft_from(kept.cast.officer_an, sighting_id, Seen("x", "?", "?"), now=NOON))
    assert (words["nl"].what, words["nl"].when, words["nl"].details) == ("", "", "")


def test_a_reader_answers_the_police_and_nobody_else_sees_it(kept: Keeping) -> None:
    bulletin_id = released(kept.cast).bulletin_id
    sighting_id = answered(kept, bulletin_id)
    assert Sighting.objects.get(pk=sighting_id).about == bulletin_id
    assert answers_to(kept.cast.officer_an, bulletin_id) == 1
    for who in ("coordinator_bram", "member_anke", "officer_piet"):
        assert answers_to(getattr(kept.cast, who), bulletin_id) == 0


def test_who_did_not_get_the_message_does_not_answer_it(kept: Keeping) -> None:
    with pytest.raises(NotFound):
        answered(kept, released(kept.cast).bulletin_id, by="outsider_dries")


def test_a_message_that_asks_nothing_takes_no_answer(kept: Keeping) -> None:
    what = draft(kept.cast.stage.meerstraat, bulletin_class="warning")
    bulletin_id = released(kept.cast, what=what).bulletin_id
    with pytest.raises(NothingAsked):
        answered(kept, bulletin_id)
