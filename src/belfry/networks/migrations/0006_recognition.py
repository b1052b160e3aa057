import django.db.models.deletion
from django.db import migrations, models

# Networks of before were recognised on paper; a take-over gives them their real number.
GIVE_NUMBERS = """
UPDATE networks_network SET recognition_number = 'PAPER-' || id, recognised_on = opened_on
WHERE recognition_number IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0005_one_index_each"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circular",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=60)),
                ("dated", models.DateField()),
                ("valid_from", models.DateField(unique=True)),
                ("note", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="ModelPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paper", models.CharField(max_length=18)),
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
                ("version", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("sections", models.JSONField(default=list)),
                ("note", models.TextField(blank=True)),
                (
                    "circular",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="models",
                        to="networks.circular",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "language", "version"), name="networks_model_version"
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
                ("shape", models.JSONField(null=True)),
                ("streets", models.JSONField(default=list)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="perimeters",
                        to="networks.network",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="networks_perimeter_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("network",),
                        name="networks_one_perimeter",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="network",
            name="profession",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="network",
            name="recognised_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="network",
            name="recognition_number",
            field=models.CharField(max_length=40, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="network",
            name="scope",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.CreateModel(
            name="Charter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("papers", models.JSONField(default=dict)),
                ("file", models.BinaryField(default=bytes)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("valid_from", models.DateField()),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charters",
                        to="networks.network",
                    ),
                ),
                (
                    "circular",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.circular",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("network", "version"), name="networks_charter_version"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="network",
            name="circular",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="networks.circular",
            ),
        ),
        migrations.RunSQL(GIVE_NUMBERS, migrations.RunSQL.noop),
    ]
