import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_kinds_of_unit")]
    operations = [
        migrations.AddField("preference", "calls", models.BooleanField(default=False)),
        migrations.AddField(
            "unit",
            "urgent_person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
