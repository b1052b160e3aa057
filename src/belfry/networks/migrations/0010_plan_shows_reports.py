from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0009_plan_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="shows_reports",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
