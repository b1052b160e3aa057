import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import belfry.core.sealed


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("networks", "0011_exclusion"),
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
                    "ladder",
                    models.CharField(
                        choices=[("member", "member"), ("coordinator", "coordinator or deputy")],
                        max_length=11,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("house_rules", "the house rules were not respected"),
                            (
                                "circular",
                                "the circular was not respected, for instance by a patrol",
                            ),
                            ("privacy", "data or messages of the network were passed on"),
                            (
                                "discrimination",
                                "people were treated or spoken of with discrimination",
                            ),
                            ("language", "the laws on the use of languages were not respected"),
                            ("militia", "force was used or the work of the police was taken over"),
                            ("offence", "an offence that burdens the network"),
                        ],
                        max_length=14,
                    ),
                ),
                ("facts", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("talked", "talk held"),
                            ("reprimanded", "written reprimand given"),
                            ("reported", "reported to the public prosecutor"),
                            ("provisional", "provisional measure in force"),
                            ("definitive", "definitive measure decided"),
                            ("appealed", "appeal entered"),
                            ("confirmed", "decision stands after the appeal"),
                            ("annulled", "decision annulled after the appeal"),
                            ("closed", "closed without further measure"),
                            ("ended", "ended by itself"),
                            ("readmitted", "may join again"),
                        ],
                        default="opened",
                        max_length=11,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("view", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("viewed_at", models.DateTimeField(null=True)),
                ("erase_on", models.DateField(null=True)),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
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
            ],
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_on", models.DateField()),
                (
                    "means",
                    models.CharField(
                        choices=[("registered", "by registered letter"), ("email", "by e-mail")],
                        max_length=10,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("authority", "the administrative authority itself"),
                            ("governor", "the governor of the province or the high official"),
                            ("interior", "the FPS Interior"),
                            ("council", "the Council of State"),
                            ("other", "another body"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rejected", "The appeal is not granted."),
                            ("too_late", "The appeal is not admissible."),
                            ("withdrawn", "The appeal was withdrawn."),
                            ("granted", "The appeal is granted."),
                        ],
                        max_length=9,
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeal",
                        to="measures.dossier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
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
                            ("talk", "talk"),
                            ("reprimand", "written reprimand"),
                            ("report", "report to the public prosecutor"),
                            ("provisional", "provisional measure"),
                            ("definitive", "definitive measure"),
                        ],
                        max_length=11,
                    ),
                ),
                ("reasons", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("invited_on", models.DateField(null=True)),
                (
                    "heard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("came", "The person came and was heard."),
                            ("wrote", "The person answered in writing."),
                            ("stayed_away", "The person was invited and did not come."),
                        ],
                        max_length=11,
                    ),
                ),
                ("heard_on", models.DateField(null=True)),
                ("statement", belfry.core.sealed.SealedTextField(blank=True, editable=True)),
                ("reported_on", models.DateField(null=True)),
                ("prepared_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("decided_on", models.DateField(null=True)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        max_length=2,
                    ),
                ),
                ("kept", models.JSONField(default=dict)),
                ("ended_at", models.DateTimeField(null=True)),
                ("sent_on", models.DateField(null=True)),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[("registered", "by registered letter"), ("email", "by e-mail")],
                        max_length=10,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="measures.dossier",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
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
                (
                    "function",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("officer", "mandated police officer"),
                            ("chief", "chief of police"),
                            ("mayor", "mayor"),
                        ],
                        max_length=11,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="measures.step",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("erase_on__isnull", False)),
                fields=["erase_on"],
                name="measures_to_erase",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("ladder__in", ["member", "coordinator"])),
                name="measures_ladder",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ground__in",
                        [
                            "house_rules",
                            "circular",
                            "privacy",
                            "discrimination",
                            "language",
                            "militia",
                            "offence",
                        ],
                    )
                ),
                name="measures_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "opened",
                            "talked",
                            "reprimanded",
                            "reported",
                            "provisional",
                            "definitive",
                            "appealed",
                            "confirmed",
                            "annulled",
                            "closed",
                            "ended",
                            "readmitted",
                        ],
                    )
                ),
                name="measures_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["appealed", "opened", "provisional", "reported", "reprimanded", "talked"],
                    )
                ),
                fields=("network", "person", "ladder"),
                name="measures_one_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body", ""), ("decided_on__isnull", True), ("outcome", "")),
                    models.Q(
                        ("body__in", ["authority", "governor", "interior", "council", "other"]),
                        ("decided_on__isnull", False),
                        ("outcome__in", ["rejected", "too_late", "withdrawn", "granted"]),
                    ),
                    _connector="OR",
                ),
                name="measures_appeal_ends_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["talk", "reprimand", "report", "provisional", "definitive"])
                ),
                name="measures_step_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                fields=("dossier", "kind"), name="measures_each_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_at__isnull", True)),
                fields=("dossier",),
                name="measures_one_step_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_on__isnull", True), ("language", ""), ("taken_at__isnull", True)
                    ),
                    models.Q(
                        ("decided_on__isnull", False),
                        ("taken_at__isnull", False),
                        models.Q(("language", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="measures_taken_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("means", ""), ("sent_on__isnull", True)),
                    models.Q(("means__in", ["registered", "email"]), ("sent_on__isnull", False)),
                    _connector="OR",
                ),
                name="measures_sent_by_some_means",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("step", "function"), name="measures_each_function_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("step", "person"), name="measures_each_signer_once"
            ),
        ),
    ]
