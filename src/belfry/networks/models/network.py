"""The network, who belongs to it, and who holds which mandate."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from belfry.core.actor import Role
from belfry.core.languages import Language
from belfry.networks.kinds import NetworkKind
from belfry.networks.workflow import MembershipState, NetworkState
from belfry.people.models import Person, Unit
from belfry.territory.models import Municipality, PoliceZone

DATES_IN_ORDER = Q(until__isnull=True) | Q(until__gte=F("since"))


class Circular(models.Model):
    """A ministerial circular on the partnerships; its date differs by source, so it is a record (Q1)."""

    reference = models.CharField(max_length=60)
    dated = models.DateField()
    valid_from = models.DateField(unique=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.reference} of {self.dated}"


class ModelPaper(models.Model):
    """A model of charter, house rules or plan in one language; a change is a new version (F7, K3).

    `sections` is [{"key", "title", "text"}] in order.
    """

    paper = models.CharField(max_length=18)
    language = models.CharField(max_length=2, choices=Language)
    version = models.PositiveIntegerField()
    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="models")
    valid_from = models.DateField()
    sections = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper", "language", "version"], name="networks_model_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.language} {self.version}"


class Network(models.Model):
    """A local prevention partnership: the tenant of almost everything."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=11, choices=NetworkKind)
    # Languages in which a bulletin must be complete; the first is the network's own.
    languages = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=NetworkState, default=NetworkState.ACTIVE)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    opened_on = models.DateField()
    # The number under which the FPS Interior recognised it, and when; two may lack one, so no empty text.
    recognition_number = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001
    recognised_on = models.DateField(null=True)
    # The circular on which its charter rests.
    circular = models.ForeignKey(Circular, null=True, on_delete=models.PROTECT, related_name="+")
    # Of a sectoral network, which has no perimeter.
    profession = models.CharField(max_length=120, blank=True, db_default="")
    scope = models.TextField(blank=True, db_default="")
    member_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=NetworkKind.values), name="networks_network_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=NetworkState.values),
                name="networks_network_state",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="networks_network_not_its_own_parent"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="networks_network_has_a_name"),
            # No network without a validated charter (H22).
            models.CheckConstraint(
                condition=~Q(state=NetworkState.ACTIVE)
                | (
                    Q(recognition_number__isnull=False, recognised_on__isnull=False)
                    & ~Q(recognition_number="")
                ),
                name="networks_active_is_recognised",
            ),
            models.CheckConstraint(
                condition=~Q(languages=[]) & Q(languages__contained_by=Language.values),
                name="networks_network_has_a_language",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def language(self) -> str:
        """The network's own language: what a member without one of its languages reads."""
        return str(self.languages[0])


class Perimeter(models.Model):
    """Where a network lies from a day on: a GeoJSON geometry, a list of streets, or both.

    `streets` is [{"street": id, "first": number or null, "last": number or null, "side": "both"}].
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="perimeters")
    shape = models.JSONField(null=True)
    streets = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=DATES_IN_ORDER, name="networks_perimeter_dates"),
            models.UniqueConstraint(
                fields=["network"],
                condition=Q(until__isnull=True),
                name="networks_one_perimeter",
            ),
        ]

    def __str__(self) -> str:
        return f"perimeter of {self.network_id}"


class Charter(models.Model):
    """What the partners signed, version after version: every paper as data, and the sealed file.

    `papers` is {paper: [{"key", "title", "content"}]}.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="charters")
    version = models.PositiveIntegerField()
    circular = models.ForeignKey(Circular, null=True, on_delete=models.PROTECT, related_name="+")
    papers = models.JSONField(default=dict)
    file = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    valid_from = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "version"], name="networks_charter_version"),
        ]

    def __str__(self) -> str:
        return f"charter {self.version} of {self.network_id}"


class ZoneLink(models.Model):
    """A network's dated link to a police zone; one link at a time is leading."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="zone_links")
    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    leading = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=DATES_IN_ORDER, name="networks_zone_link_dates"),
            models.UniqueConstraint(
                fields=["network"],
                condition=Q(leading=True, until__isnull=True),
                name="networks_one_leading_zone",
            ),
            models.UniqueConstraint(
                fields=["network", "zone"],
                condition=Q(until__isnull=True),
                name="networks_zone_linked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network_id} in {self.zone_id}"


class MunicipalityLink(models.Model):
    """A network's dated link to a municipality; one link at a time is leading."""

    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, related_name="municipality_links"
    )
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    leading = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=DATES_IN_ORDER, name="networks_town_link_dates"),
            models.UniqueConstraint(
                fields=["network"],
                condition=Q(leading=True, until__isnull=True),
                name="networks_one_leading_town",
            ),
            models.UniqueConstraint(
                fields=["network", "municipality"],
                condition=Q(until__isnull=True),
                name="networks_town_linked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network_id} in {self.municipality_id}"


class Membership(models.Model):
    """A person in a network, for a household or an establishment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The unique constraint begins with it; a second index is one that the planner may mistake for better.
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=9, choices=MembershipState, default=MembershipState.ACTIVE)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Digests of name and address of who left: a file must not take back a person it still lists (H26).
    traces = models.JSONField(default=list)
    # A neighbour of the same network who agreed to tell this member what the police say.
    relay_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # The running number on the list of the network, which a trigger gives and nobody changes.
    number = models.PositiveIntegerField(db_default=0, editable=False)
    # When the member let name and street stand on the list; until then it shows the number.
    named_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "person"], name="networks_member_once"),
            models.UniqueConstraint(fields=["network", "number"], name="networks_member_number"),
            models.CheckConstraint(
                condition=Q(state__in=MembershipState.values),
                name="networks_membership_state",
            ),
            models.CheckConstraint(
                condition=Q(state=MembershipState.ACTIVE, ended_at__isnull=True)
                | (~Q(state=MembershipState.ACTIVE) & Q(ended_at__isnull=False)),
                name="networks_membership_ends_with_a_date",
            ),
            models.CheckConstraint(
                condition=Q(relay_person__isnull=True) | ~Q(relay_person=F("person")),
                name="networks_relay_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


_NETWORK_SCOPE = Q(network__isnull=False, zone__isnull=True, municipality__isnull=True)
_ZONE_SCOPE = Q(network__isnull=True, zone__isnull=False, municipality__isnull=True)
_TOWN_SCOPE = Q(network__isnull=True, zone__isnull=True, municipality__isnull=False)
_NATION_SCOPE = Q(network__isnull=True, zone__isnull=True, municipality__isnull=True)


class Mandate(models.Model):
    """A dated role on a network, a zone, a municipality, or (none of them) the nation.

    `until` is the first day without the mandate; an ended mandate loses access at once (X4).
    An officer is mandated for a whole zone or for one network.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=11, choices=[(role.value, role.value) for role in Role])
    network = models.ForeignKey(
        Network, null=True, on_delete=models.PROTECT, related_name="mandates"
    )
    zone = models.ForeignKey(PoliceZone, null=True, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.PROTECT, related_name="+"
    )
    substitute = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=DATES_IN_ORDER, name="networks_mandate_dates"),
            models.CheckConstraint(
                condition=(Q(role__in=[Role.COORDINATOR, Role.DEPUTY]) & _NETWORK_SCOPE)
                | (Q(role=Role.OFFICER) & (_NETWORK_SCOPE | _ZONE_SCOPE))
                | (Q(role__in=[Role.CHIEF, Role.DISPATCHER, Role.ADVISER]) & _ZONE_SCOPE)
                | (Q(role__in=[Role.CLERK, Role.MAYOR]) & _TOWN_SCOPE)
                | (Q(role__in=[Role.REVIEWER, Role.CENTRE, Role.OPERATOR]) & _NATION_SCOPE),
                name="networks_mandate_role_fits_scope",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "network", "zone", "municipality"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="networks_mandate_once_without_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["zone", "role"], name="networks_mandate_by_zone"),
            models.Index(fields=["network", "role"], name="networks_mandate_by_net"),
        ]

    def __str__(self) -> str:
        return f"{self.role} mandate {self.pk}"


class Import(models.Model):
    """A member list that was read and waits for "yes"; the file itself is sealed and short-lived."""

    class State(models.TextChoices):
        READ = "read"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(max_length=7, choices=State, default=State.READ)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # The reading (good, bad, doubts, duplicates) as sealed JSON; emptied when done.
    reading = models.BinaryField(default=bytes)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["read", "running", "done", "failed"]),
                name="networks_import_state",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"
