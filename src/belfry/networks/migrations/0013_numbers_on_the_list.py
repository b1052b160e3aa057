from django.db import migrations, models

# Rows of before get their numbers in the order in which they joined; a trigger numbers every later one, also
# those that the version before still writes. Who adds to a list holds the lock of its network.
NUMBER = """
UPDATE networks_membership AS one SET number = placed.place
FROM (
    SELECT id, row_number() OVER (PARTITION BY network_id ORDER BY joined_at, id) AS place
    FROM networks_membership
) AS placed
WHERE placed.id = one.id;
CREATE FUNCTION networks_number_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number = 0 THEN
        NEW.number := 1 + coalesce(
            (SELECT max(number) FROM networks_membership WHERE network_id = NEW.network_id), 0
        );
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER networks_membership_numbered BEFORE INSERT ON networks_membership
FOR EACH ROW EXECUTE FUNCTION networks_number_member();
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0012_absence_and_silence")]

    operations = [
        migrations.AddField(
            "membership", "number", models.PositiveIntegerField(db_default=0, editable=False)
        ),
        migrations.AddField("membership", "named_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            NUMBER,
            "DROP TRIGGER networks_membership_numbered ON networks_membership;"
            "DROP FUNCTION networks_number_member;",
        ),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(fields=["network", "number"], name="networks_member_number"),
        ),
    ]
