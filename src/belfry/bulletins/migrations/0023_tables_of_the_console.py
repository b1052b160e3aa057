import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0022_language_of_a_complaint"),
        ("territory", "0004_boundaries_streets_and_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsoleAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("slots", models.JSONField()),
                (
                    "bulletin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="console",
                        to="bulletins.bulletin",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.template",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PassedFact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("networks", models.JSONField()),
                (
                    "fact_type",
                    models.CharField(
                        choices=[
                            ("robbery_in_progress", "robbery in progress"),
                            ("intruder_in_progress", "intruder in a home or garden, in progress"),
                            ("burglary_in_progress", "burglary in progress"),
                            ("ram_raid", "ram raid on a shop"),
                            ("missing_vulnerable_person", "missing vulnerable person"),
                            ("burglary_attempt", "attempted burglary"),
                            ("trick_thief", "trick thief, false official"),
                            ("telephone_fraud", "fraud by telephone, false police or bank"),
                            ("vehicle_theft", "theft of a vehicle"),
                            ("theft_from_vehicles", "theft from vehicles"),
                            ("shop_thieves", "thieves in shops"),
                            ("arson", "fire set on purpose"),
                            ("vandalism", "vandalism in progress"),
                            ("suspicious_behaviour", "suspicious behaviour that police checked"),
                        ],
                        max_length=40,
                    ),
                ),
                ("fact_at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
                (
                    "bulletin",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_fact",
                        to="bulletins.bulletin",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.street",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("bulletin__isnull", True)),
                        fields=["zone", "told_at"],
                        name="bulletins_passed_facts_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "fact_type__in",
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
                        name="bulletins_passed_fact_type",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "fact_type",
                    models.CharField(
                        choices=[
                            ("robbery_in_progress", "robbery in progress"),
                            ("intruder_in_progress", "intruder in a home or garden, in progress"),
                            ("burglary_in_progress", "burglary in progress"),
                            ("ram_raid", "ram raid on a shop"),
                            ("missing_vulnerable_person", "missing vulnerable person"),
                            ("burglary_attempt", "attempted burglary"),
                            ("trick_thief", "trick thief, false official"),
                            ("telephone_fraud", "fraud by telephone, false police or bank"),
                            ("vehicle_theft", "theft of a vehicle"),
                            ("theft_from_vehicles", "theft from vehicles"),
                            ("shop_thieves", "thieves in shops"),
                            ("arson", "fire set on purpose"),
                            ("vandalism", "vandalism in progress"),
                            ("suspicious_behaviour", "suspicious behaviour that police checked"),
                        ],
                        max_length=40,
                    ),
                ),
                ("texts", models.JSONField()),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "fact_type__in",
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
                        name="bulletins_proposed_fact_type",
                    ),
                    models.UniqueConstraint(
                        fields=("zone", "fact_type"), name="bulletins_proposed_once_per_fact_type"
                    ),
                ],
            },
        ),
    ]
