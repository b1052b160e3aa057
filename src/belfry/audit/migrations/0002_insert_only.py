from django.db import migrations

# Entries stand for ever. The head of a chain only moves on, one entry at a time, and its scope stays.
FORBID = """
CREATE FUNCTION audit_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit: entries are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.network_id, NEW.zone_id) IS DISTINCT FROM (OLD.id, OLD.network_id, OLD.zone_id)
       OR NEW.length <> OLD.length + 1 THEN
        RAISE EXCEPTION 'audit: a chain only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_entry_insert_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER audit_chain_stays BEFORE DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER audit_chain_moves_on BEFORE UPDATE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_moves_on();
"""

ALLOW = """
DROP TRIGGER audit_entry_insert_only ON audit_entry;
DROP TRIGGER audit_chain_stays ON audit_chain;
DROP TRIGGER audit_chain_moves_on ON audit_chain;
DROP FUNCTION audit_insert_only();
DROP FUNCTION audit_moves_on();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_record")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
