from django.db import migrations

# A partition holds the envelopes of 10,000 messages: old ones are detached and dropped, never
# deleted row by row. Partitions are made ahead by a trigger, attached (not created in place) so that
# dispatchers are not locked out.
CREATE = """
CREATE TABLE delivery_envelope (
    message_id bigint NOT NULL,
    endpoint_id uuid NOT NULL,
    channel varchar(10) NOT NULL,
    broadcast_id bigint NOT NULL,
    language varchar(2) NOT NULL,
    lane smallint NOT NULL,
    scope varchar(60) NOT NULL DEFAULT '',
    not_before timestamptz NOT NULL,
    quiet_from time NULL,
    quiet_until time NULL,
    expires_at timestamptz NULL,
    slot bytea NULL,
    state varchar(10) NOT NULL DEFAULT 'ready',
    cause varchar(20) NOT NULL DEFAULT '',
    attempts smallint NOT NULL DEFAULT 0,
    crashes smallint NOT NULL DEFAULT 0,
    claim_token bigint NULL,
    lease_until timestamptz NULL,
    relay varchar(60) NOT NULL DEFAULT '',
    settled_at timestamptz NULL,
    PRIMARY KEY (message_id, endpoint_id, channel),
    CONSTRAINT delivery_envelope_state CHECK (state IN
        ('ready', 'claimed', 'accepted', 'failed', 'dead', 'expired', 'suppressed', 'stopped')),
    CONSTRAINT delivery_envelope_claimed_has_a_lease CHECK
        ((state = 'claimed') = (claim_token IS NOT NULL AND lease_until IS NOT NULL)),
    CONSTRAINT delivery_envelope_settled_has_a_time CHECK
        ((state IN ('ready', 'claimed')) = (settled_at IS NULL)),
    CONSTRAINT delivery_envelope_settled_keeps_no_slot CHECK
        (slot IS NULL OR state IN ('ready', 'claimed', 'failed', 'dead')),
    CONSTRAINT delivery_envelope_quiet_has_two_ends CHECK
        ((quiet_from IS NULL) = (quiet_until IS NULL))
) PARTITION BY RANGE (message_id);

CREATE INDEX delivery_envelope_ready ON delivery_envelope
    (lane, not_before) WHERE state = 'ready';
CREATE INDEX delivery_envelope_leases ON delivery_envelope
    (lease_until) WHERE state = 'claimed';
CREATE INDEX delivery_envelope_by_endpoint ON delivery_envelope
    (endpoint_id) WHERE state IN ('ready', 'claimed');
CREATE INDEX delivery_envelope_troubled ON delivery_envelope
    (broadcast_id) WHERE state IN ('failed', 'dead');

CREATE FUNCTION delivery_add_partition(block bigint) RETURNS void LANGUAGE plpgsql AS $$
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
        'WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, '
        'autovacuum_vacuum_cost_delay = 0)', part);
    EXECUTE format(
        'ALTER TABLE delivery_envelope ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
        part, block * 10000, (block + 1) * 10000);
END $$;

CREATE FUNCTION delivery_keep_partitions_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_regclass('delivery_envelope_' || (NEW.id / 10000 + 1)) IS NULL THEN
        PERFORM delivery_add_partition(NEW.id / 10000);
        PERFORM delivery_add_partition(NEW.id / 10000 + 1);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER delivery_message_has_a_partition AFTER INSERT ON delivery_message
    FOR EACH ROW EXECUTE FUNCTION delivery_keep_partitions_ahead();

SELECT delivery_add_partition(0);
SELECT delivery_add_partition(1);

CREATE SEQUENCE delivery_claim_token;
"""

DROP = """
DROP TRIGGER delivery_message_has_a_partition ON delivery_message;
DROP FUNCTION delivery_keep_partitions_ahead();
DROP FUNCTION delivery_add_partition(bigint);
DROP TABLE delivery_envelope;
DROP SEQUENCE delivery_claim_token;
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_ledger")]
    operations = [migrations.RunSQL(CREATE, DROP)]
