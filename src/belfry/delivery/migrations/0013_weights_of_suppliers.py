"""Heartbeats tell the weights of suppliers, too; those that do not are forgotten and beat again within seconds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("delivery", "0012_words")]
    operations = [
        migrations.RunSQL("DELETE FROM delivery_heartbeat", migrations.RunSQL.noop),
    ]
