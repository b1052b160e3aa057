from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0023_tables_of_the_console"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="by_network",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by_network", False),
                    models.Q(("bulletin_class", "organisational"), ("follows__isnull", True)),
                    _connector="OR",
                ),
                name="bulletins_own_messages_are_organisational",
            ),
        ),
    ]
