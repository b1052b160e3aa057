from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0007_limits")]
    operations = [
        migrations.AddField("endpoint", "landline", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Spending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("payer", models.UUIDField()),
                ("month", models.DateField()),
                ("channel", models.CharField(max_length=10)),
                ("amount", models.BigIntegerField(default=0)),
                ("number", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            "spending",
            models.UniqueConstraint(
                fields=("payer", "month", "channel"), name="delivery_spending_once"
            ),
        ),
        migrations.CreateModel(
            name="Ceiling",
            fields=[
                ("payer", models.UUIDField(primary_key=True, serialize=False)),
                ("amount", models.PositiveBigIntegerField()),
            ],
        ),
    ]
