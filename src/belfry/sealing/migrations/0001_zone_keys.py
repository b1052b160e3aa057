from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ZoneKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone_id", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("public_key", models.BinaryField(max_length=32)),
                ("since", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("zone_id", "version"),
                        name="sealing_zonekey_each_version_once",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("zone_id",),
                        name="sealing_zonekey_one_in_use",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
