from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_calls_and_one_phone_that_rings")]
    operations = [
        migrations.AddField(
            "contactpoint",
            "device",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
