from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_home")]
    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
        ),
    ]
