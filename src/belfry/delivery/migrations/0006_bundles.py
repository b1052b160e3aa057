from django.db import migrations, models

# Rows are claimed by the bundle, not one by one (docs/decisions/0004): one small row of a small table
# changes hands instead of a hundred large ones, and what a settling changes is in no index.
# Rows that wait get bundles of a hundred; those in a dispatcher's hands wait again.
QUEUE = """
ALTER TABLE delivery_envelope
    ADD COLUMN bundle_id bigint NOT NULL DEFAULT 0,
    ADD COLUMN chain uuid NULL,
    ADD COLUMN step smallint NOT NULL DEFAULT 0,
    ADD COLUMN cost integer NOT NULL DEFAULT 0,
    ADD COLUMN told_at timestamptz NULL;
ALTER TABLE delivery_envelope RENAME COLUMN relay TO supplier;
ALTER TABLE delivery_envelope
    DROP CONSTRAINT delivery_envelope_state,
    DROP CONSTRAINT delivery_envelope_claimed_has_a_lease,
    DROP CONSTRAINT delivery_envelope_settled_has_a_time,
    DROP CONSTRAINT delivery_envelope_settled_keeps_no_slot;
UPDATE delivery_tally t SET count = t.count + c.count FROM delivery_tally c
    WHERE c.state = 'claimed' AND t.state = 'ready' AND t.cause = ''
      AND t.broadcast_id = c.broadcast_id;
UPDATE delivery_tally c SET state = 'ready' WHERE c.state = 'claimed' AND NOT EXISTS (
    SELECT 1 FROM delivery_tally t
    WHERE t.broadcast_id = c.broadcast_id AND t.state = 'ready' AND t.cause = '');
DELETE FROM delivery_tally WHERE state = 'claimed';
UPDATE delivery_envelope SET state = 'ready', cause = '' WHERE state = 'claimed';
WITH waiting AS (
    SELECT e.message_id, e.endpoint_id, e.channel, e.broadcast_id, e.lane, e.not_before,
           (row_number() OVER (PARTITION BY e.broadcast_id, e.channel
                               ORDER BY e.not_before, e.endpoint_id) - 1) / 100 AS part
    FROM delivery_envelope e WHERE e.state = 'ready'
), parts AS MATERIALIZED (
    SELECT message_id, broadcast_id, channel, part, min(lane) AS lane, max(not_before) AS not_before,
           count(*) AS size, nextval('delivery_bundle_id_seq') AS id
    FROM waiting GROUP BY 1, 2, 3, 4
), made AS (
    INSERT INTO delivery_bundle (id, message_id, broadcast_id, channel, lane, turn, not_before, size,
                                 crashes)
    SELECT id, message_id, broadcast_id, channel, lane, 0, not_before, size, 0 FROM parts
)
UPDATE delivery_envelope e SET bundle_id = p.id
FROM waiting w JOIN parts p USING (broadcast_id, channel, part)
WHERE e.message_id = w.message_id AND e.endpoint_id = w.endpoint_id AND e.channel = w.channel;
ALTER TABLE delivery_envelope
    ADD CONSTRAINT delivery_envelope_state CHECK (state IN ('ready', 'accepted', 'delivered',
        'confirmed', 'unknown', 'failed', 'dead', 'expired', 'suppressed', 'stopped', 'spared')),
    ADD CONSTRAINT delivery_envelope_settled_has_a_time CHECK
        ((state = 'ready') = (settled_at IS NULL)),
    ADD CONSTRAINT delivery_envelope_settled_keeps_no_slot CHECK
        (slot IS NULL OR state IN ('ready', 'failed', 'dead', 'unknown'));
DROP INDEX delivery_envelope_ready;
DROP INDEX delivery_envelope_leases;
DROP INDEX delivery_envelope_by_endpoint;
DROP INDEX delivery_envelope_troubled;
ALTER TABLE delivery_envelope
    DROP COLUMN lane, DROP COLUMN scope, DROP COLUMN not_before, DROP COLUMN expires_at,
    DROP COLUMN crashes, DROP COLUMN claim_token, DROP COLUMN lease_until;
CREATE INDEX delivery_envelope_bundle ON delivery_envelope (message_id, bundle_id);
CREATE INDEX delivery_envelope_by_endpoint ON delivery_envelope (endpoint_id);
CREATE INDEX delivery_envelope_chain ON delivery_envelope (message_id, chain)
    WHERE chain IS NOT NULL;
ALTER TABLE delivery_bundle SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 200, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE delivery_tally SET (fillfactor = 60);
"""

# Half of each page is left free: a bundle's rows lie together and are settled together, so each page needs
# room for a second version of all of them.
PARTITIONS = """
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'delivery_envelope'::regclass LOOP
        EXECUTE format('ALTER TABLE %s SET (fillfactor = 50)', part);
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
        'WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, '
        'autovacuum_vacuum_cost_delay = 0)', part);
    EXECUTE format(
        'ALTER TABLE delivery_envelope ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
        part, block * 10000, (block + 1) * 10000);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_more_states_and_causes")]
    operations = [
        migrations.RenameField("attempt", "relay", "supplier"),
        migrations.RenameField("heartbeat", "relays", "suppliers"),
        migrations.AddField(
            model_name="attempt",
            name="channel",
            field=models.CharField(default="email", max_length=10),
        ),
        migrations.AddField(
            model_name="broadcast",
            name="payer",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="broadcast",
            name="sender",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="heartbeat",
            name="channel",
            field=models.CharField(default="email", max_length=10),
        ),
        migrations.AlterField(
            model_name="tally",
            name="state",
            field=models.CharField(
                choices=[
                    ("ready", "waiting"),
                    ("accepted", "accepted"),
                    ("delivered", "delivered"),
                    ("confirmed", "confirmed"),
                    ("unknown", "uncertain"),
                    ("spared", "not needed"),
                    ("failed", "failed"),
                    ("dead", "given up"),
                    ("expired", "expired"),
                    ("suppressed", "not wanted"),
                    ("stopped", "stopped"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.BigIntegerField()),
                ("broadcast_id", models.BigIntegerField()),
                ("channel", models.CharField(max_length=10)),
                (
                    "lane",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "urgent police message"),
                            (1, "for one person: codes, invitations, tasks"),
                            (2, "police information"),
                            (3, "coordinator"),
                            (5, "newsletters and prevention advice"),
                            (9, "reports"),
                        ]
                    ),
                ),
                ("turn", models.BigIntegerField()),
                ("not_before", models.DateTimeField()),
                ("size", models.PositiveIntegerField()),
                ("crashes", models.PositiveSmallIntegerField(default=0)),
                ("claim_token", models.BigIntegerField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("claim_token__isnull", True)),
                        fields=["channel", "lane", "turn", "id"],
                        name="delivery_bundle_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("claim_token__isnull", False)),
                        fields=["lease_until"],
                        name="delivery_bundle_leases",
                    ),
                    models.Index(fields=["broadcast_id"], name="delivery_bundle_broadcast"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim_token__isnull", True), ("lease_until__isnull", True)),
                            models.Q(
                                ("claim_token__isnull", False), ("lease_until__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="delivery_bundle_claimed_has_a_lease",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("supplier", models.CharField(max_length=60)),
                ("reference", models.CharField(max_length=100)),
                ("message_id", models.BigIntegerField()),
                ("endpoint_id", models.UUIDField()),
                ("channel", models.CharField(max_length=10)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supplier", "reference"), name="delivery_reference_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                (
                    "lane",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "urgent police message"),
                            (1, "for one person: codes, invitations, tasks"),
                            (2, "police information"),
                            (3, "coordinator"),
                            (5, "newsletters and prevention advice"),
                            (9, "reports"),
                        ]
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=60)),
                ("ends_at", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "lane", "scope"), name="delivery_turn_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(QUEUE),
        migrations.RunSQL(PARTITIONS),
    ]
