from django.db import migrations

# Who asks for an endpoint's rows asks for those that wait, and each of them stands in a bundle: the
# messages that have bundles are few, and the key begins with the message. An index of random ids cost a
# row 1 µs when it was written, and more when it was settled on another page.
DROP = "DROP INDEX delivery_envelope_by_endpoint"
CREATE = "CREATE INDEX delivery_envelope_by_endpoint ON delivery_envelope (endpoint_id)"


class Migration(migrations.Migration):
    dependencies = [("delivery", "0015_notices_of_founding")]
    operations = [migrations.RunSQL(DROP, CREATE)]
