"""What the chief of a police zone settled, version after version."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from belfry.networks.kinds import ANSWER, DAYS, LIFE, BulletinClass, FactType, NightPolicy
from belfry.people.models import Person
from belfry.territory.models import PoliceZone

E164: Final = r"^\+[1-9][0-9]{6,14}$"


class ZoneRulesVersion(models.Model):
    """Numbers, fact types, nights and due times of a zone from an instant on; never changed, only followed.

    `fact_types` holds the codes of those that are switched on, the most urgent first.
    """

    zone = models.ForeignKey(PoliceZone, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    office_number = models.CharField(max_length=16, blank=True)
    fact_types = models.JSONField(default=list)
    night = models.CharField(max_length=22, choices=NightPolicy)
    urgent_due_days = models.PositiveSmallIntegerField()
    other_due_days = models.PositiveSmallIntegerField()
    silence_days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zone", "version"], name="networks_rules_version"),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("made_at")), name="networks_rules_not_before"
            ),
            models.CheckConstraint(
                condition=Q(office_number="") | Q(office_number__regex=E164),
                name="networks_rules_number",
            ),
            models.CheckConstraint(
                condition=Q(fact_types__contained_by=FactType.values),
                name="networks_rules_fact_types",
            ),
            models.CheckConstraint(
                condition=Q(night__in=NightPolicy.values), name="networks_rules_night"
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": ends for name, ends in DAYS.items()}),
                name="networks_rules_days",
            ),
        ]

    def __str__(self) -> str:
        return f"rules {self.version} of {self.zone_id}"


class ZoneNumber(models.Model):
    """A further number that a zone publishes, as E.164."""

    rules = models.ForeignKey(ZoneRulesVersion, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rules", "number"], name="networks_zone_number_once"),
            models.CheckConstraint(condition=Q(number__regex=E164), name="networks_zone_number"),
        ]

    def __str__(self) -> str:
        return self.number


class ZoneClassTimes(models.Model):
    """How long a class of bulletin is worth sending, and how long an offer of it waits for its answer."""

    rules = models.ForeignKey(ZoneRulesVersion, on_delete=models.CASCADE, related_name="times")
    bulletin_class = models.CharField(max_length=14)
    life = models.DurationField()
    answer = models.DurationField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rules", "bulletin_class"], name="networks_zone_times_once"
            ),
            models.CheckConstraint(
                condition=Q(bulletin_class__in=BulletinClass.values),
                name="networks_zone_times_class",
            ),
            models.CheckConstraint(
                condition=Q(life__range=LIFE, answer__range=ANSWER), name="networks_zone_times"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_class}: {self.life}, {self.answer}"


class ZoneWord(models.Model):
    """A word that the wording check of a zone lets pass or stops, and why."""

    rules = models.ForeignKey(ZoneRulesVersion, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    is_allowed = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rules", "word"], name="networks_zone_word_once"),
            models.CheckConstraint(
                condition=~Q(word="") & ~Q(reason=""), name="networks_zone_word_and_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.word
