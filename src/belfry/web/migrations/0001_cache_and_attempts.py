from django.db import migrations

CACHE = """
CREATE TABLE IF NOT EXISTS web_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS web_cache_expires ON web_cache (expires);
"""

# The key is a keyed digest: no address and no client can be read from it.
ATTEMPTS = """
CREATE TABLE web_attempt (
    key bytea PRIMARY KEY,
    count integer NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX web_attempt_ends_at ON web_attempt (ends_at);
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE web_cache"),
        migrations.RunSQL(ATTEMPTS, "DROP TABLE web_attempt"),
    ]
