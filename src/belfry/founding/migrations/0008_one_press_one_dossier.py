from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0007_everybody_agrees_before_the_survey"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                fields=("opened_by", "key"), name="founding_dossier_once"
            ),
        ),
    ]
