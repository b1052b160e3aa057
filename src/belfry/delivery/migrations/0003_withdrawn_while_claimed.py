from django.db import migrations, models

# Somebody may leave while a dispatcher holds their row. The row cannot be settled under its hands, so
# it is marked: should it come back unsent, the next claim lets it fall out.
ADD = "ALTER TABLE delivery_envelope ADD COLUMN withdrawn boolean NOT NULL DEFAULT false"
DROP = "ALTER TABLE delivery_envelope DROP COLUMN withdrawn"


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_partitioned_envelopes")]
    operations = [
        migrations.RunSQL(
            ADD,
            DROP,
            state_operations=[
                migrations.AddField("envelope", "withdrawn", models.BooleanField(default=False))
            ],
        )
    ]
