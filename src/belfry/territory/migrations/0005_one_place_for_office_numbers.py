from django.db import migrations


class Migration(migrations.Migration):
    # The number for what is not urgent is a rule of the zone, with the date from which it counts. The version before
    # reads and writes the column, and keeps finding it; a later version takes it away.
    dependencies = [("territory", "0004_boundaries_streets_and_addresses")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="policezone", name="office_number")
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE territory_policezone ALTER office_number SET DEFAULT ''",
                    "ALTER TABLE territory_policezone ALTER office_number DROP DEFAULT",
                )
            ],
        )
    ]
