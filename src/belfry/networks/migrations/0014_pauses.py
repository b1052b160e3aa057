import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = ["active", "suspended", "dormant", "ended"]
REASONS = ["charter", "data", "partners", "no_coordinator", "nobody_active"]
# The table of moves of a network stands in the database, too (`networks/workflow.py`), and no network is suspended or
# dormant without the pause that says why.
BUILD = """
CREATE FUNCTION networks_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('active', 'suspended'), ('active', 'dormant'), ('active', 'ended'),
        ('suspended', 'active'), ('suspended', 'ended'),
        ('dormant', 'active'), ('dormant', 'ended')) THEN
        RAISE EXCEPTION 'networks: no move from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IN ('suspended', 'dormant') AND NOT EXISTS (
        SELECT 1 FROM networks_pause AS pause
        WHERE pause.network_id = NEW.id AND pause.until IS NULL
          AND (pause.reason IN ('no_coordinator', 'nobody_active')) = (NEW.state = 'dormant')) THEN
        RAISE EXCEPTION 'networks: no pause says why' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IN ('active', 'ended') AND EXISTS (
        SELECT 1 FROM networks_pause AS pause WHERE pause.network_id = NEW.id AND pause.until IS NULL) THEN
        RAISE EXCEPTION 'networks: the pause did not end' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER networks_state_moves BEFORE UPDATE OF state ON networks_network
FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION networks_guard_state();
"""
DROP = """
DROP TRIGGER networks_state_moves ON networks_network;
DROP FUNCTION networks_guard_state();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0013_numbers_on_the_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="network", name="networks_network_state"),
        migrations.AlterField(
            model_name="network",
            name="state",
            field=models.CharField(
                choices=[
                    ("active", "active"),
                    ("suspended", "suspended"),
                    ("dormant", "dormant"),
                    ("ended", "ended"),
                ],
                default="active",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="network",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="networks_network_state"
            ),
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("charter", "the charter or the circular is not respected"),
                            ("data", "data of members are not safe"),
                            ("partners", "the partners no longer work together"),
                            ("no_coordinator", "there is no coordinator or deputy any more"),
                            ("nobody_active", "nobody is active in it any more"),
                        ],
                        max_length=14,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("told_to", models.UUIDField(null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="networks.network",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", REASONS)), name="networks_pause_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="networks_pause_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by__isnull", True), ("until__isnull", True)),
                            models.Q(("ended_by__isnull", False), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="networks_pause_ends_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("network",),
                        name="networks_one_pause",
                    ),
                ],
            },
        ),
        migrations.RunSQL(BUILD, DROP),
    ]
