from django.db import migrations

# Rare, and counted for the operator; what is applied is in no index of its own.
UNMATCHED = (
    "CREATE INDEX delivery_event_unmatched ON delivery_event (at) WHERE outcome = 'unmatched'"
)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0010_inbox")]
    operations = [migrations.RunSQL(UNMATCHED, "DROP INDEX delivery_event_unmatched")]
