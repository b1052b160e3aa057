from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0021_complaints_are_sealed")]
    operations = [
        migrations.AddField(
            model_name="complaint",
            name="language",
            field=models.CharField(
                choices=[("nl", "Dutch"), ("fr", "French"), ("de", "German"), ("en", "English")],
                db_default="nl",
                max_length=2,
            ),
        ),
    ]
