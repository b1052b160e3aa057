import uuid

import django.db.models.deletion
from django.db import migrations, models

# As for letters (0002): a photograph is only ever sealed anew, to another key.
BUILD = """
CREATE FUNCTION sightings_guard_photograph() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.sighting_id, NEW.number) IS DISTINCT FROM (OLD.sighting_id, OLD.number)
       OR (NEW.picture IS DISTINCT FROM OLD.picture AND NEW.key_version = OLD.key_version) THEN
        PERFORM sightings_refuse('a photograph stays as it was received');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER sightings_photograph_stays BEFORE UPDATE ON sightings_photograph
FOR EACH ROW EXECUTE FUNCTION sightings_guard_photograph();
"""
UNBUILD = """
DROP TRIGGER sightings_photograph_stays ON sightings_photograph;
DROP FUNCTION sightings_guard_photograph();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sightings", "0004_answers_for_the_network"),
    ]

    operations = [
        migrations.CreateModel(
            name="Photograph",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("key_version", models.PositiveIntegerField()),
                ("picture", models.BinaryField()),
                (
                    "sighting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photographs",
                        to="sightings.sighting",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sighting", "number"), name="sightings_photographs_in_turn"
                    )
                ],
            },
        ),
        migrations.RunSQL(BUILD, UNBUILD),
    ]
