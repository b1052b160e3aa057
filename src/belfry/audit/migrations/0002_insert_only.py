from django.db import migrations

FORBID = """
CREATE FUNCTION audit_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit: entries are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_insert_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER audit_chain_stays BEFORE DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
"""

ALLOW = """
DROP TRIGGER audit_entry_insert_only ON audit_entry;
DROP TRIGGER audit_chain_stays ON audit_chain;
DROP FUNCTION audit_insert_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_record")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
