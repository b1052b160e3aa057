from django.db import migrations

# A row grows by the supplier's name and a time when it is settled. With half of a page free, a fifth of
# the rows found no room beside their old version, and cost an entry in each index.
ROOM = """
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'delivery_envelope'::regclass LOOP
        EXECUTE format('ALTER TABLE %s SET (fillfactor = {free})', part);
    END LOOP;
END $$;
CREATE OR REPLACE FUNCTION delivery_add_partition(block bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part text := 'delivery_envelope_' || block;
BEGIN
    IF to_regclass(part) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7235523, block::int);
    IF to_regclass(part) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I (LIKE delivery_envelope INCLUDING DEFAULTS INCLUDING CONSTRAINTS) '
        'WITH (fillfactor = {free}, autovacuum_vacuum_scale_factor = 0.02, '
        'autovacuum_vacuum_cost_delay = 0)', part);
    EXECUTE format(
        'ALTER TABLE delivery_envelope ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
        part, block * 10000, (block + 1) * 10000);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0016_found_by_what_waits")]
    operations = [
        migrations.RunSQL(ROOM.replace("{free}", "40"), ROOM.replace("{free}", "50")),
    ]
