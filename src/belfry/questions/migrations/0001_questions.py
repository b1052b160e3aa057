import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import belfry.core.sealed


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("networks", "0010_plan_shows_reports"),
        ("territory", "0005_one_place_for_office_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PoliceQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        max_length=2,
                    ),
                ),
                ("words", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answer", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "person",
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
                "verbose_name": "question to the police",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["zone", "due_at"],
                        name="questions_police_open",
                    ),
                    models.Index(fields=["network", "asked_at"], name="questions_police_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__gte", models.F("asked_at")),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="questions_police_answered_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticalQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        max_length=2,
                    ),
                ),
                ("words", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answer", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("list", "the member list: my name or my household"),
                            ("address", "a new address, e-mail or phone number"),
                            ("messages", "messages: too many, too few, or in another way"),
                            ("meeting", "a meeting"),
                            ("sign", "a sign in the street or a sticker for the window"),
                            ("helping", "I would like to help"),
                            ("other", "something else about the network"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "practical question",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["network", "due_at"],
                        name="questions_practical_open",
                    ),
                    models.Index(
                        fields=["network", "asked_at"], name="questions_practical_by_time"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "list",
                                    "address",
                                    "messages",
                                    "meeting",
                                    "sign",
                                    "helping",
                                    "other",
                                ],
                            )
                        ),
                        name="questions_practical_topic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__gte", models.F("asked_at")),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="questions_practical_answered_by_somebody",
                    ),
                ],
            },
        ),
    ]
