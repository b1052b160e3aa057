from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_never_emptied")]
    operations = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("raised_at", models.DateTimeField(db_index=True)),
                ("detail", models.JSONField(default=dict)),
                ("sent", models.BooleanField(default=True)),
            ],
        ),
    ]
