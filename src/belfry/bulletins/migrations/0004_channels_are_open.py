from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0003_audience_by_endpoint")]
    operations = [
        migrations.RemoveConstraint("audiencemember", "bulletins_audience_channel_and_language"),
        migrations.AlterField(
            "audiencemember", "channel", models.CharField(blank=True, max_length=10)
        ),
        migrations.AddConstraint(
            "audiencemember",
            models.CheckConstraint(
                condition=models.Q(("language__in", ["nl", "fr", "de", "en"])),
                name="bulletins_audience_language",
            ),
        ),
    ]
