import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import belfry.core.sealed


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("networks", "0009_plan_answers"),
        ("territory", "0004_boundaries_streets_and_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("receipt", models.CharField(max_length=9, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("with_police", "with the police"),
                            ("needs_detail", "the police ask you something"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                        ],
                        default="received",
                        max_length=12,
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
                (
                    "behaviour",
                    models.CharField(
                        choices=[
                            ("looked_in", "looked into homes, gardens or cars"),
                            ("tried_doors", "tried doors, windows or car doors"),
                            ("rang_with_excuse", "rang or knocked with an excuse that did not fit"),
                            ("pretended", "pretended to come from the police, a firm or the town"),
                            ("pictures", "took pictures of homes or made marks on them"),
                            ("drove_slowly", "drove or walked past slowly, more than once"),
                            ("waited", "waited for long without a reason that you could see"),
                            ("carried_off", "carried things away from a home, garden or site"),
                            ("ran_off", "ran or drove off in a hurry"),
                            ("damaged", "damaged something"),
                            ("fraud", "asked for money or codes, by phone, message or at the door"),
                            ("found", "nobody seen: you found tools, goods or traces"),
                            ("other", "something else"),
                        ],
                        max_length=16,
                    ),
                ),
                ("about", models.UUIDField(null=True)),
                ("received_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("key_version", models.PositiveIntegerField()),
                ("text", models.BinaryField()),
                ("identity", models.BinaryField()),
                ("owner", models.BinaryField(max_length=32)),
                ("is_repeated", models.BooleanField(default=False)),
                ("speaks_of_patrol", models.BooleanField(default=False)),
                ("names_somebody", models.BooleanField(default=False)),
                ("own_number", models.CharField(blank=True, max_length=40)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "officer",
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
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question of the police"),
                            ("reply", "reply"),
                            ("answer", "answer of the police"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("written_on", models.DateField()),
                ("key_version", models.PositiveIntegerField()),
                ("words", models.BinaryField()),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sighting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="sightings.sighting",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="TownMatter",
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
                ("place", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.municipality",
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
            ],
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)),
                fields=["zone", "due_at"],
                name="sightings_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(fields=["received_on"], name="sightings_by_day"),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["received", "with_police", "needs_detail", "answered", "closed"])
                ),
                name="sightings_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "behaviour__in",
                        [
                            "looked_in",
                            "tried_doors",
                            "rang_with_excuse",
                            "pretended",
                            "pictures",
                            "drove_slowly",
                            "waited",
                            "carried_off",
                            "ran_off",
                            "damaged",
                            "fraud",
                            "found",
                            "other",
                        ],
                    )
                ),
                name="sightings_behaviour",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("own_number", ""),
                    ("own_number__regex", "^[A-Za-z0-9./-]{1,40}$"),
                    _connector="OR",
                ),
                name="sightings_number_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "received"), ("officer__isnull", False), _connector="OR"
                ),
                name="sightings_somebody_has_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at__isnull", True),
                    ("state__in", ["answered", "closed"]),
                    _connector="XOR",
                ),
                name="sightings_answered_when_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["question", "reply", "answer"])),
                name="sightings_letter_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "reply"), ("officer__isnull", False), _connector="XOR"),
                name="sightings_reply_of_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("sighting", "number"), name="sightings_letters_in_turn"
            ),
        ),
        migrations.AddIndex(
            model_name="townmatter",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["municipality", "made_at"],
                name="sightings_town_matters_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="townmatter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="sightings_town_matter_done_by_somebody",
            ),
        ),
    ]
