from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0010_plan_shows_reports"),
        ("sightings", "0003_answered_reports_are_erased"),
        ("territory", "0005_one_place_for_office_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sighting",
            name="for_network",
            field=models.CharField(
                blank=True,
                choices=[
                    ("noted", "The police have noted it."),
                    ("looked_into", "The police looked into it. The network need not do anything."),
                    ("harmless", "There is an innocent explanation."),
                    ("watchful", "The police keep an eye on it."),
                    ("investigated", "The police are investigating it and cannot say more."),
                    ("message", "The network gets a message about it."),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "for_network__in",
                        [
                            "",
                            "noted",
                            "looked_into",
                            "harmless",
                            "watchful",
                            "investigated",
                            "message",
                        ],
                    )
                ),
                name="sightings_for_network",
            ),
        ),
    ]
