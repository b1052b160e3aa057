from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0028_the_wall_of_own_messages")]

    operations = [
        migrations.AddField(
            model_name="area",
            name="with_unplaced",
            field=models.BooleanField(default=True, db_default=True),
        ),
    ]
