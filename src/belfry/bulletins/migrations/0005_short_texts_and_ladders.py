from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0004_channels_are_open")]
    operations = [
        migrations.AddField(
            "text",
            "short",
            models.TextField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AddField("release", "most_cost", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("audiencemember", "chain", models.UUIDField(null=True)),
        migrations.AddField("audiencemember", "step", models.PositiveSmallIntegerField(default=0)),
        migrations.AlterField(
            "audiencemember",
            "unreachable",
            models.CharField(
                blank=True,
                choices=[
                    ("no_address", "No Address"),
                    ("broken", "Broken"),
                    ("unwanted", "Unwanted"),
                    ("household", "Household"),
                ],
                max_length=10,
            ),
        ),
    ]
