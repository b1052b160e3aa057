from django.db import migrations

# Both are counters that belong to no row of ours and are written by one statement each, so neither has
# a model. A limit holds two clocks: when all that was taken is paid for, and the same for what is not
# urgent. Who broadcasts how often is counted by the hour and forgotten after a day.
MAKE = """
CREATE TABLE delivery_limit (
    name varchar(300) PRIMARY KEY,
    all_free_at timestamptz NOT NULL,
    others_free_at timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE delivery_hourly (
    sender uuid NOT NULL,
    hour timestamptz NOT NULL,
    urgent boolean NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    PRIMARY KEY (sender, hour, urgent)
);
"""
DROP = "DROP TABLE delivery_limit, delivery_hourly"


class Migration(migrations.Migration):
    dependencies = [("delivery", "0006_bundles")]
    operations = [migrations.RunSQL(MAKE, DROP)]
