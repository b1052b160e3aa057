from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.urls import reverse

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.releasing import release_bulletin, stop_release
from belfry.bulletins.actions.writing import submit_bulletin, write_bulletin
from belfry.bulletins.models import AudienceMember, Release
from belfry.bulletins.types import Draft, Words
from belfry.delivery.models import Envelope
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.types import ZoneRules
from belfry.web.member import archive
from belfry.web.paging import page_of
from tests.bulletins.desk import JUDGED
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

NL = Words("Tuinhuisjes open", "Twee tuinhuisjes.", "De straat.", "Vanmorgen.", "", "Kijk even na.")
FR = Words("Abris forcés", "Deux abris.", "La rue.", "Ce matin.", "", "Vérifiez le vôtre.")


def sent(cast: Cast, *, bulletin_class: str = "request", minutes: int = 0) -> UUID:
    now = NOON + timedelta(minutes=minutes)
    draft = Draft(bulletin_class, (cast.stage.meerstraat,), {"nl": NL, "fr": FR}, judged=JUDGED)
    bulletin = write_bulletin(cast.officer_an, cast.stage.beiaard, draft, now=now).pk
    submit_bulletin(cast.officer_an, bulletin, now=now)
    approve_bulletin(cast.chief_karim, bulletin, now=now)
    release = Release.objects.get(bulletin=bulletin)
    release_bulletin(cast.coordinator_bram, release.pk, now=now)
    return bulletin


def test_a_member_reads_the_message_in_her_own_language(cast: Cast, browse: Browse) -> None:
    bulletin = sent(cast)

    page = browse("member-chloe").get(reverse("message", args=[bulletin]))

    assert "Abris forcés" in page.content.decode()
    assert '<article class="letter" lang="fr">' in page.content.decode()


def test_the_number_for_what_is_not_urgent_is_that_of_the_zone(cast: Cast, browse: Browse) -> None:
    address = reverse("message", args=[sent(cast)])
    chloe = browse("member-chloe")
    assert "09 234 56 78" not in chloe.get(address).content.decode()
    rules = ZoneRules(office_number="+3292345678")
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)
    assert "09 234 56 78" in chloe.get(address).content.decode()


def test_the_other_languages_are_one_press_away(cast: Cast, browse: Browse) -> None:
    address = reverse("message", args=[sent(cast)])

    page = browse("member-chloe").get(address, {"language": "nl"})

    assert "Tuinhuisjes open" in page.content.decode()
    assert page.context["language"] == "nl"


def test_a_language_that_does_not_exist_falls_back_on_one_that_does(
    cast: Cast, browse: Browse
) -> None:
    address = reverse("message", args=[sent(cast)])

    page = browse("member-anke").get(address, {"language": "xx"})

    assert page.status_code == 200
    assert page.context["language"] in {"nl", "fr"}


def test_an_outcome_is_promised_only_where_it_is_owed(cast: Cast, browse: Browse) -> None:
    client = browse("member-chloe")

    owed = client.get(reverse("message", args=[sent(cast)]))
    not_owed = client.get(reverse("message", args=[sent(cast, bulletin_class="advice")]))

    assert owed.context["owes_outcome"]
    assert not not_owed.context["owes_outcome"]


def test_the_archive_is_paged_by_key_with_the_newest_first(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "page_of", partial(page_of, size=3))
    bulletins = [sent(cast, minutes=minute) for minute in range(-5, 0)]
    client = browse("member-chloe")

    first = client.get(reverse("archive"))
    second = client.get(reverse("archive"), {"after": first.context["page"].after})

    shown = [row.release.bulletin_id for page in (first, second) for row in page.context["rows"]]
    assert shown == bulletins[::-1]
    assert len(first.context["rows"]) == 3


def test_nobody_else_reads_it_as_a_member(cast: Cast, browse: Browse) -> None:
    address = reverse("message", args=[sent(cast)])

    for figure in ("outsider-dries", "officer-piet", "clerk-nadia", "shopkeeper-amina"):
        assert browse(figure).get(address).status_code == 404


def test_what_was_not_sent_yet_is_not_in_the_archive(cast: Cast, browse: Browse) -> None:
    draft = Draft("request", (cast.stage.meerstraat,), {"nl": NL, "fr": FR}, judged=JUDGED)
    bulletin = write_bulletin(cast.officer_an, cast.stage.beiaard, draft, now=NOON).pk
    submit_bulletin(cast.officer_an, bulletin, now=NOON)
    approve_bulletin(cast.chief_karim, bulletin, now=NOON)
    client = browse("member-chloe")

    assert client.get(reverse("message", args=[bulletin])).status_code == 404
    assert not client.get(reverse("archive")).context["rows"]


def test_what_was_stopped_is_there_for_those_whom_it_reached(cast: Cast, browse: Browse) -> None:
    bulletin = sent(cast)
    release = Release.objects.get(bulletin=bulletin)
    reached = AudienceMember.objects.filter(person_id=cast.person("member_chloe"))
    Envelope.objects.filter(endpoint_id__in=reached.values("endpoint_id")).update(
        state="accepted", settled_at=NOON
    )
    stop_release(cast.coordinator_bram, release.pk, now=NOON)

    page = browse("member-chloe").get(reverse("message", args=[bulletin]))

    assert "Abris forcés" in page.content.decode()
    assert "notice--warning" in page.content.decode()
    assert browse("deputy-sofia").get(reverse("message", args=[bulletin])).status_code == 404
