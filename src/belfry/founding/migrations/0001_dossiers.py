import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import belfry.core.sealed


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("delivery", "0014_landlines_of_before"),
        ("networks", "0007_only_recognised_is_active"),
        ("territory", "0004_boundaries_streets_and_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
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
                            ("founding", "new network"),
                            ("take_over", "network recognised on paper"),
                            ("amendment", "change of a recognised network"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "network_kind",
                    models.CharField(
                        choices=[
                            ("residential", "residential"),
                            ("commercial", "commercial"),
                            ("sectoral", "sectoral"),
                        ],
                        max_length=11,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("languages", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("consulted", "town and police consulted"),
                            ("surveyed", "residents asked"),
                            ("no_majority", "no majority"),
                            ("meeting_held", "meeting held"),
                            ("proposed", "coordinator proposed"),
                            ("unsuitable", "another candidate needed"),
                            ("screened", "candidates screened"),
                            ("drafted", "charter drafted"),
                            ("signed", "signed"),
                            ("submitted", "submitted to the FPS Interior"),
                            ("correction", "to be corrected"),
                            ("recognised", "recognised"),
                            ("refused", "refused"),
                            ("abandoned", "abandoned"),
                        ],
                        default="idea",
                        max_length=12,
                    ),
                ),
                (
                    "initiative",
                    models.CharField(
                        choices=[
                            ("residents", "residents"),
                            ("traders", "traders"),
                            ("profession", "a profession"),
                            ("town", "the municipality"),
                            ("police", "the police"),
                        ],
                        max_length=10,
                    ),
                ),
                ("idea", models.TextField(blank=True)),
                ("profession", models.CharField(blank=True, max_length=120)),
                ("scope", models.TextField(blank=True)),
                ("subjects", models.JSONField(default=list)),
                ("papers_version", models.PositiveIntegerField(default=1)),
                ("complete_version", models.PositiveIntegerField(default=0)),
                ("recognition_number", models.CharField(blank=True, max_length=40)),
                ("recognised_on", models.DateField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "circular",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.circular",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["founding", "take_over", "amendment"])),
                        name="founding_dossier_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "idea",
                                    "consulted",
                                    "surveyed",
                                    "no_majority",
                                    "meeting_held",
                                    "proposed",
                                    "unsuitable",
                                    "screened",
                                    "drafted",
                                    "signed",
                                    "submitted",
                                    "correction",
                                    "recognised",
                                    "refused",
                                    "abandoned",
                                ],
                            )
                        ),
                        name="founding_dossier_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="founding_dossier_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("languages", []), _negated=True),
                            ("languages__contained_by", ["nl", "fr", "de", "en"]),
                        ),
                        name="founding_dossier_has_a_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("subjects__contained_by", ["contact", "plan", "budget", "perimeter"])
                        ),
                        name="founding_dossier_subjects",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "amendment"), _negated=True),
                            ("network__isnull", False),
                            _connector="OR",
                        ),
                        name="founding_amendment_has_a_network",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "recognised"), _negated=True),
                            models.Q(("network__isnull", False), ("recognised_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="founding_recognised_is_a_network",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agrees", models.BooleanField()),
                ("remark", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.municipality",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.policezone",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consultations",
                        to="founding.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("municipality__isnull", True), ("zone__isnull", True), _connector="XOR"
                        ),
                        name="founding_consultation_of_one_partner",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("coordinator", "coordinator"), ("deputy", "deputy coordinator")],
                        max_length=11,
                    ),
                ),
                ("declared_at", models.DateTimeField(null=True)),
                ("consented_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("suitable", models.BooleanField(null=True)),
                ("screened_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "screened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="candidates",
                        to="founding.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            models.Q(
                                ("suitable__isnull", True), ("suitable", True), _connector="OR"
                            ),
                        ),
                        fields=("dossier", "part"),
                        name="founding_one_candidate_a_part",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("dossier", "person"),
                        name="founding_one_part_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("suitable__isnull", True),
                            models.Q(
                                ("asked_at__isnull", False),
                                ("consented_at__isnull", False),
                                ("screened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="founding_screened_with_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("codes", "by the codes of the letters"),
                            ("meeting", "by a counted vote at the meeting"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("answers", "more yes than no among those who answer"),
                            ("units", "more than half of all say yes"),
                        ],
                        max_length=7,
                    ),
                ),
                ("units", models.PositiveIntegerField()),
                ("yes", models.PositiveIntegerField(default=0)),
                ("no", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("closes_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "counted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "coordinator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="founding.candidate",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="founding.candidate",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
                        to="founding.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("dossier",),
                        name="founding_one_open_vote",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "units__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("yes"), "+", models.F("no")
                                ),
                            )
                        ),
                        name="founding_vote_once_per_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DossierTown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leading", models.BooleanField(default=False)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="towns",
                        to="founding.dossier",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "municipality"), name="founding_town_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("leading", True)),
                        fields=("dossier",),
                        name="founding_one_leading_town",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DossierZone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leading", models.BooleanField(default=False)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="zones",
                        to="founding.dossier",
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
                    models.UniqueConstraint(fields=("dossier", "zone"), name="founding_zone_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("leading", True)),
                        fields=("dossier",),
                        name="founding_one_leading_zone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "upload",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("charter_scan", "scan of the signed charter"),
                            ("paper_signature", "signed paper copy"),
                        ],
                        max_length=15,
                    ),
                ),
                ("content", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="founding.dossier",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Founder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="founders",
                        to="founding.dossier",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("dossier", "person"),
                        name="founding_founder_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("language", models.CharField(max_length=2)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="founding.dossier",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="delivery.endpoint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "endpoint"), name="founding_interest_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("place", models.CharField(max_length=200)),
                (
                    "room",
                    models.CharField(
                        choices=[
                            ("none", "not asked"),
                            ("asked", "asked"),
                            ("given", "given"),
                            ("refused", "not available"),
                        ],
                        default="none",
                        max_length=7,
                    ),
                ),
                ("room_wish", models.TextField(blank=True)),
                ("room_answer", models.TextField(blank=True)),
                ("invited_at", models.DateTimeField(null=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("attendance", models.PositiveIntegerField(null=True)),
                ("minutes", models.TextField(blank=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="founding.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("cancelled_at__isnull", True), ("held_at__isnull", True)
                        ),
                        fields=("dossier",),
                        name="founding_one_coming_meeting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("room__in", ["none", "asked", "given", "refused"])),
                        name="founding_meeting_room",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoveMade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "old",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("consulted", "town and police consulted"),
                            ("surveyed", "residents asked"),
                            ("no_majority", "no majority"),
                            ("meeting_held", "meeting held"),
                            ("proposed", "coordinator proposed"),
                            ("unsuitable", "another candidate needed"),
                            ("screened", "candidates screened"),
                            ("drafted", "charter drafted"),
                            ("signed", "signed"),
                            ("submitted", "submitted to the FPS Interior"),
                            ("correction", "to be corrected"),
                            ("recognised", "recognised"),
                            ("refused", "refused"),
                            ("abandoned", "abandoned"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "new",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("consulted", "town and police consulted"),
                            ("surveyed", "residents asked"),
                            ("no_majority", "no majority"),
                            ("meeting_held", "meeting held"),
                            ("proposed", "coordinator proposed"),
                            ("unsuitable", "another candidate needed"),
                            ("screened", "candidates screened"),
                            ("drafted", "charter drafted"),
                            ("signed", "signed"),
                            ("submitted", "submitted to the FPS Interior"),
                            ("correction", "to be corrected"),
                            ("recognised", "recognised"),
                            ("refused", "refused"),
                            ("abandoned", "abandoned"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "partner",
                    models.CharField(
                        choices=[
                            ("founders", "the founders"),
                            ("police", "the police"),
                            ("town", "the municipality"),
                            ("interior", "the FPS Interior"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="founding.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("partner__in", ["founders", "police", "town", "interior"])
                        ),
                        name="founding_move_partner",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperRecognition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("recognised_on", models.DateField()),
                ("coordinator_screened_on", models.DateField(null=True)),
                ("deputy_screened_on", models.DateField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "coordinator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="on_paper",
                        to="founding.dossier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper_versions",
                        to="founding.dossier",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="founding.file",
                    ),
                ),
                (
                    "sealed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="founding.file",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "version"), name="founding_paper_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Perimeter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("shape", models.JSONField(null=True)),
                ("homes", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="perimeters",
                        to="founding.dossier",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "version"), name="founding_perimeter_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PerimeterStreet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_number", models.PositiveIntegerField(null=True)),
                ("last_number", models.PositiveIntegerField(null=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("both", "Both"), ("odd", "Odd"), ("even", "Even")],
                        default="both",
                        max_length=4,
                    ),
                ),
                (
                    "perimeter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="streets",
                        to="founding.perimeter",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_number__isnull", True),
                            ("last_number__isnull", True),
                            ("first_number__lte", models.F("last_number")),
                            _connector="OR",
                        ),
                        name="founding_street_numbers_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["both", "odd", "even"])),
                        name="founding_street_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("founding", "new network"),
                            ("take_over", "network recognised on paper"),
                            ("amendment", "change of a recognised network"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "old",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("consulted", "town and police consulted"),
                            ("surveyed", "residents asked"),
                            ("no_majority", "no majority"),
                            ("meeting_held", "meeting held"),
                            ("proposed", "coordinator proposed"),
                            ("unsuitable", "another candidate needed"),
                            ("screened", "candidates screened"),
                            ("drafted", "charter drafted"),
                            ("signed", "signed"),
                            ("submitted", "submitted to the FPS Interior"),
                            ("correction", "to be corrected"),
                            ("recognised", "recognised"),
                            ("refused", "refused"),
                            ("abandoned", "abandoned"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "new",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("consulted", "town and police consulted"),
                            ("surveyed", "residents asked"),
                            ("no_majority", "no majority"),
                            ("meeting_held", "meeting held"),
                            ("proposed", "coordinator proposed"),
                            ("unsuitable", "another candidate needed"),
                            ("screened", "candidates screened"),
                            ("drafted", "charter drafted"),
                            ("signed", "signed"),
                            ("submitted", "submitted to the FPS Interior"),
                            ("correction", "to be corrected"),
                            ("recognised", "recognised"),
                            ("refused", "refused"),
                            ("abandoned", "abandoned"),
                        ],
                        max_length=12,
                    ),
                ),
                ("conditions", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "old", "new"), name="founding_rule_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("charter", "charter"),
                            ("house_rules", "house rules"),
                            ("communication_plan", "communication plan"),
                            ("financing_plan", "financing plan"),
                        ],
                        max_length=18,
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("place", models.PositiveSmallIntegerField()),
                ("content", models.JSONField(default=dict)),
                ("model_content", models.JSONField(default=dict)),
                ("model_version", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="founding.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dossier", "paper", "key"), name="founding_section_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "paper__in",
                                ["charter", "house_rules", "communication_plan", "financing_plan"],
                            )
                        ),
                        name="founding_section_paper",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="founding.dossier",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="founding.section",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SectionVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="founding.section",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "version"), name="founding_section_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("mayor", "the mayor"),
                            ("chief", "the chief of police"),
                            ("officer", "the mandated officer"),
                            ("coordinator", "the coordinator"),
                        ],
                        max_length=11,
                    ),
                ),
                ("delegation", models.CharField(blank=True, max_length=200)),
                ("invited_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatories",
                        to="founding.dossier",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("dossier", "role", "person"),
                        name="founding_signatory_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["mayor", "chief", "officer", "coordinator"])
                        ),
                        name="founding_signatory_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("papers_version", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "manner",
                    models.CharField(
                        choices=[("drawn", "drawn"), ("typed", "typed"), ("paper", "on paper")],
                        max_length=5,
                    ),
                ),
                ("mark", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="founding.file",
                    ),
                ),
                (
                    "signatory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="founding.signatory",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("signatory",),
                        name="founding_signed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("manner__in", ["drawn", "typed", "paper"])),
                        name="founding_signature_manner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("home", "home"),
                            ("establishment", "business"),
                            ("professional", "professional"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("answers", "more yes than no among those who answer"),
                            ("units", "more than half of all say yes"),
                        ],
                        max_length=7,
                    ),
                ),
                ("quorum", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("closes_on", models.DateField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("units", models.PositiveIntegerField(default=0)),
                ("yes", models.PositiveIntegerField(default=0)),
                ("no", models.PositiveIntegerField(default=0)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="surveys",
                        to="founding.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("dossier",),
                        name="founding_one_open_survey",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quorum__lte", 100)), name="founding_survey_quorum"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "units__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("yes"), "+", models.F("no")
                                ),
                            )
                        ),
                        name="founding_survey_once_per_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyUnit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("label", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("digest", models.BinaryField(unique=True)),
                ("answered_on", models.DateField(null=True)),
                ("voted_on", models.DateField(null=True)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked",
                        to="founding.survey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "place"), name="founding_unit_place")
                ],
            },
        ),
    ]
