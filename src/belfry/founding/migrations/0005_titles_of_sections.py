from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0004_size_policy"),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="titles",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
