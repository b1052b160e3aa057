from django.db import migrations, models

STATES = ["active", "left", "removed", "suspended", "excluded"]


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0010_plan_shows_reports"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="membership", name="networks_membership_state"),
        migrations.AlterField(
            model_name="membership",
            name="state",
            field=models.CharField(
                choices=[
                    ("active", "member"),
                    ("left", "left"),
                    ("removed", "removed from the list"),
                    ("suspended", "provisionally excluded"),
                    ("excluded", "excluded"),
                ],
                default="active",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="networks_membership_state"
            ),
        ),
    ]
