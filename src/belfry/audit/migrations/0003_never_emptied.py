from django.db import migrations

# Row triggers do not hear TRUNCATE.
FORBID = """
CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER audit_chain_not_emptied BEFORE TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();
"""

ALLOW = """
DROP TRIGGER audit_entry_not_emptied ON audit_entry;
DROP TRIGGER audit_chain_not_emptied ON audit_chain;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_insert_only")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
