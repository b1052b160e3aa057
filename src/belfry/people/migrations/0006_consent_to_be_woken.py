from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_one_index_each"),
    ]

    operations = [
        migrations.AddField(
            model_name="preference",
            name="may_be_woken",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
