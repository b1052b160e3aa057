from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0006_recognition"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="network",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True),
                    models.Q(
                        ("recognised_on__isnull", False),
                        ("recognition_number__isnull", False),
                        models.Q(("recognition_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="networks_active_is_recognised",
            ),
        ),
    ]
