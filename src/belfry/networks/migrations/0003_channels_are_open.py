from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("networks", "0002_traces_and_closed_lists")]
    operations = [
        migrations.RemoveConstraint("planchannel", "networks_plan_channel_exists"),
        migrations.AlterField("planchannel", "channel", models.CharField(max_length=10)),
        migrations.AddConstraint(
            "planchannel",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "bulletin_class__in",
                        ["alert", "request", "warning", "outcome", "advice", "organisational"],
                    ),
                    models.Q(("channel", ""), _negated=True),
                ),
                name="networks_plan_channel_exists",
            ),
        ),
    ]
