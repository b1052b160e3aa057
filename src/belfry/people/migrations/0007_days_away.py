from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_consent_to_be_woken"),
    ]

    operations = [
        migrations.AddField("preference", "away_from", models.DateField(null=True)),
        migrations.AddField("preference", "back_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "preference",
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, back_on__isnull=True)
                | Q(back_on__gt=F("away_from")),
                name="people_days_away_in_order",
            ),
        ),
    ]
