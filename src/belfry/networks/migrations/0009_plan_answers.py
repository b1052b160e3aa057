import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0008_zone_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bulletin_class", models.CharField(max_length=14)),
                ("answer", models.DurationField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="networks.plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "bulletin_class"), name="networks_plan_answer_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "answer__range",
                                (datetime.timedelta(seconds=60), datetime.timedelta(days=7)),
                            ),
                            (
                                "bulletin_class__in",
                                ("alert", "request", "warning", "outcome", "advice"),
                            ),
                        ),
                        name="networks_plan_answer",
                    ),
                ],
            },
        ),
    ]
