from django.db import migrations

# Empty until the next start, which writes down its mode.
ADD = "ALTER TABLE audit_home ADD COLUMN mode text NOT NULL DEFAULT ''"


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_backups")]
    operations = [migrations.RunSQL(ADD, "ALTER TABLE audit_home DROP COLUMN mode")]
