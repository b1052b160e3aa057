"""Rows that the database refuses, whatever our code would do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from belfry.bulletins.models import AudienceMember, Bulletin, Release, Text
from belfry.delivery.models import Broadcast, Message
from belfry.networks.models import (
    Import,
    Membership,
    MunicipalityLink,
    Network,
    Plan,
    PlanChannel,
    ZoneLink,
)
from tests.bulletins.desk import LATER, offered, written
from tests.cast import NOON, Cast

TODAY = NOON.date()
Row = tuple[type[models.Model], dict[str, Any]]


def network_rows(cast: Cast) -> dict[str, Row]:
    stage, person = cast.stage, cast.person("member_chloe")
    network = {"name": "X", "kind": "residential", "languages": ["nl"], "opened_on": TODAY}
    link = {"network_id": stage.meerstraat, "since": TODAY}
    member = {"network_id": stage.winkelhart, "person_id": person, "joined_at": NOON}
    plan = {"network_id": stage.meerstraat, "version": 2, "quiet_from": "22:00", "quiet_until": "07:00",
            "made_at": NOON}  # fmt: skip
    row = Plan.objects.filter(network_id=stage.meerstraat).latest("version").pk
    return {
        "kind": (Network, network | {"kind": "secret"}),
        "state": (Network, network | {"state": "paused"}),
        "name": (Network, network | {"name": ""}),
        "no language": (Network, network | {"languages": []}),
        "unknown language": (Network, network | {"languages": ["nl", "xx"]}),
        "second leading zone": (ZoneLink, link | {"zone_id": stage.valclocher, "leading": True}),
        "zone twice": (ZoneLink, link | {"zone_id": stage.beiaard}),
        "zone dates": (ZoneLink, link | {"zone_id": stage.valclocher, "until": "2020-01-01"}),
        "second leading town": (
            MunicipalityLink,
            link | {"municipality_id": stage.clocheville, "leading": True},
        ),
        "town twice": (MunicipalityLink, link | {"municipality_id": stage.klokdorp}),
        "member twice": (Membership, member | {"network_id": stage.meerstraat}),
        "member state": (Membership, member | {"state": "asleep", "ended_at": NOON}),
        "active with an end": (Membership, member | {"ended_at": NOON}),
        "left without an end": (Membership, member | {"state": "left"}),
        "plan version": (Plan, plan | {"version": 1}),
        "plan releaser": (Plan, plan | {"released_by": "mayor"}),
        "plan class": (
            PlanChannel,
            {"plan_id": row, "bulletin_class": "gossip", "channel": "email"},
        ),
        "plan channel": (
            PlanChannel,
            {"plan_id": row, "bulletin_class": "alert", "channel": ""},
        ),
        "import state": (
            Import,
            {"network_id": stage.meerstraat, "state": "lost", "made_at": NOON},
        ),
    }


def bulletin_rows(cast: Cast) -> dict[str, Row]:
    bulletin, release = written(cast), offered(cast)
    assert release.broadcast is not None
    person, endpoint = release.audience.filter(endpoint__isnull=False).values_list(
        "person", "endpoint"
    )[0]
    new = {"zone_id": cast.stage.beiaard, "author_id": person, "bulletin_class": "alert", "made_at": NOON}  # fmt: skip
    text = {"bulletin": bulletin}
    audience = {"release": Release.objects.get(bulletin=bulletin), "person_id": person, "language": "nl"}  # fmt: skip
    return {
        "class": (Bulletin, new | {"bulletin_class": "gossip"}),
        "state": (Bulletin, new | {"state": "sent"}),
        "language": (Text, text | {"language": "it"}),
        "language twice": (Text, text | {"language": "nl"}),
        "release twice": (Release, {"bulletin": bulletin, "network_id": cast.stage.meerstraat}),
        "neither reached nor why not": (AudienceMember, audience),
        "reached and why not": (
            AudienceMember,
            audience | {"endpoint_id": endpoint, "channel": "email", "unreachable": "broken"},
        ),
        "kind": (Message, {"kind": "rumour", "made_at": NOON}),
        "bulletin without reference": (Message, {"kind": "bulletin", "made_at": NOON}),
        "notice with text": (Message, {"kind": "security", "texts": {"nl": {}}, "made_at": NOON}),
        "broadcast twice": (
            Broadcast,
            {"message_id": release.broadcast.message_id, "reference": release.pk, "lane": 2,
             "scope": f"network:{cast.stage.meerstraat}", "opened_at": NOON},
        ),
    }  # fmt: skip


@pytest.mark.parametrize("rows", [network_rows, bulletin_rows])
def test_the_database_refuses_nonsense(cast: Cast, rows: Callable[[Cast], dict[str, Row]]) -> None:
    for name, (model, columns) in rows(cast).items():
        try:
            with transaction.atomic():
                model._default_manager.create(**columns)
        except IntegrityError:
            continue
        pytest.fail(f"{model.__name__}: {name} was let in")


def test_a_release_is_sent_only_when_its_counts_add_up(cast: Cast) -> None:
    release = offered(cast)
    for change in ({"state": "released"}, {"state": "sending", "released_at": LATER}):
        Release.objects.filter(pk=release.pk).update(**change)
    with pytest.raises(IntegrityError, match="sent_adds_up"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(state="sent")
    Release.objects.filter(pk=release.pk).update(state="sent", written_count=3, shared_count=1)


def test_a_network_is_not_its_own_parent(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="own_parent"), transaction.atomic():
        Network.objects.filter(pk=cast.stage.meerstraat).update(parent=cast.stage.meerstraat)
