from django.db import migrations, models

import belfry.core.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("sightings", "0005_photographs"),
    ]

    operations = [
        migrations.AddField(
            model_name="townmatter",
            name="answer",
            field=belfry.core.sealed.SealedTextField(blank=True, db_default=b"", editable=True),
        ),
        migrations.AddField(
            model_name="townmatter",
            name="owner",
            field=models.BinaryField(db_default=b"", default=b"", max_length=32),
        ),
    ]
