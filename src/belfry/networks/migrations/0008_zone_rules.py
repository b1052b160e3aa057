import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0007_only_recognised_is_active"),
        ("territory", "0004_boundaries_streets_and_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ZoneRulesVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("valid_from", models.DateTimeField()),
                ("office_number", models.CharField(blank=True, max_length=16)),
                ("fact_types", models.JSONField(default=list)),
                (
                    "night",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody is woken."),
                            (
                                "in_progress",
                                "Only for a fact in progress, and only who agreed to it.",
                            ),
                            (
                                "in_progress_or_missing",
                                "For a fact in progress or a missing vulnerable person, and only who agreed to it.",
                            ),
                        ],
                        max_length=22,
                    ),
                ),
                ("urgent_due_days", models.PositiveSmallIntegerField()),
                ("other_due_days", models.PositiveSmallIntegerField()),
                ("silence_days", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.policezone",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("zone", "version"), name="networks_rules_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("made_at"))),
                        name="networks_rules_not_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("office_number", ""),
                            ("office_number__regex", "^\\+[1-9][0-9]{6,14}$"),
                            _connector="OR",
                        ),
                        name="networks_rules_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "fact_types__contained_by",
                                [
                                    "robbery_in_progress",
                                    "intruder_in_progress",
                                    "burglary_in_progress",
                                    "ram_raid",
                                    "missing_vulnerable_person",
                                    "burglary_attempt",
                                    "trick_thief",
                                    "telephone_fraud",
                                    "vehicle_theft",
                                    "theft_from_vehicles",
                                    "shop_thieves",
                                    "arson",
                                    "vandalism",
                                    "suspicious_behaviour",
                                ],
                            )
                        ),
                        name="networks_rules_fact_types",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("night__in", ["nobody", "in_progress", "in_progress_or_missing"])
                        ),
                        name="networks_rules_night",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("other_due_days__range", (1, 60)),
                            ("silence_days__range", (7, 366)),
                            ("urgent_due_days__range", (1, 10)),
                        ),
                        name="networks_rules_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ZoneNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=16)),
                (
                    "rules",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="numbers",
                        to="networks.zonerulesversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rules", "number"), name="networks_zone_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^\\+[1-9][0-9]{6,14}$")),
                        name="networks_zone_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ZoneClassTimes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bulletin_class", models.CharField(max_length=14)),
                ("life", models.DurationField()),
                ("answer", models.DurationField()),
                (
                    "rules",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="networks.zonerulesversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rules", "bulletin_class"), name="networks_zone_times_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "bulletin_class__in",
                                [
                                    "alert",
                                    "request",
                                    "warning",
                                    "outcome",
                                    "advice",
                                    "organisational",
                                    "correction",
                                ],
                            )
                        ),
                        name="networks_zone_times_class",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "answer__range",
                                (datetime.timedelta(seconds=60), datetime.timedelta(days=7)),
                            ),
                            (
                                "life__range",
                                (datetime.timedelta(seconds=3600), datetime.timedelta(days=31)),
                            ),
                        ),
                        name="networks_zone_times",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ZoneWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=200)),
                ("is_allowed", models.BooleanField()),
                (
                    "rules",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="networks.zonerulesversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rules", "word"), name="networks_zone_word_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("word", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="networks_zone_word_and_reason",
                    ),
                ],
            },
        ),
    ]
