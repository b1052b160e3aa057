from django.db import migrations, models
from django.db.models import Q

KINDS = [
    "bulletin", "sign_in_code", "invitation", "to_approve", "to_release", "sent_back", "security",
    "canary",
]  # fmt: skip
# Counted as they are written, by the minute: a count of all attempts would come with every outage.
COUNT = """
CREATE FUNCTION delivery_count_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_attemptcount (minute, channel, cause, count)
    SELECT date_trunc('minute', at), channel, cause, count(*) FROM fresh
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (minute, channel, cause)
    DO UPDATE SET count = delivery_attemptcount.count + excluded.count;
    RETURN NULL;
END $$;
CREATE TRIGGER delivery_attempt_counted AFTER INSERT ON delivery_attempt
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION delivery_count_attempts();
INSERT INTO delivery_attemptcount (minute, channel, cause, count)
    SELECT 'epoch', channel, cause, count(*) FROM delivery_attempt GROUP BY 2, 3;
"""
UNCOUNT = """
DROP TRIGGER delivery_attempt_counted ON delivery_attempt;
DROP FUNCTION delivery_count_attempts();
"""
# What settling changes in a tally, its count, is in no index.
TROUBLED = """
CREATE INDEX delivery_tally_troubled ON delivery_tally (state, cause)
    WHERE state IN ('dead', 'failed', 'unknown');
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0008_landlines_and_spending")]
    operations = [
        migrations.CreateModel(
            name="AttemptCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("channel", models.CharField(max_length=10)),
                (
                    "cause",
                    models.CharField(
                        max_length=20,
                        choices=[
                            ("no_relay", "the mail relay cannot be reached"),
                            ("relay_refuses", "the mail relay refuses our sign-in"),
                            ("throttled", "the mail relay asks us to slow down"),
                            ("temporary", "the other mail server asks us to try later"),
                            ("unknown_address", "the address does not exist"),
                            ("mailbox_full", "the mailbox is full"),
                            ("refused", "the other mail server refuses the message"),
                            ("unusable_address", "the address cannot be used"),
                            ("broken_connection", "the connection broke before the answer"),
                            ("no_supplier", "the supplier cannot be reached"),
                            ("supplier_refuses", "the supplier refuses our sign-in"),
                            ("no_credit", "the account with the supplier is empty"),
                            ("unknown_number", "the number does not exist"),
                            ("out_of_reach", "the phone was off or out of reach"),
                            ("not_answered", "nobody answered the phone"),
                            ("voicemail", "a voicemail answered"),
                            ("blocked", "the phone or its company blocks the message"),
                            ("gone", "the browser no longer takes messages"),
                            ("crashed", "sending was interrupted several times"),
                        ],
                    ),
                ),
                ("count", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("minute", "channel", "cause"), name="delivery_attemptcount_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Canary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("period", models.DateTimeField()),
                ("message_id", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "period"), name="delivery_canary_once"
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                max_length=20,
                choices=[
                    ("bulletin", "Bulletin"),
                    ("sign_in_code", "Sign In Code"),
                    ("invitation", "Invitation"),
                    ("to_approve", "To Approve"),
                    ("to_release", "To Release"),
                    ("sent_back", "Sent Back"),
                    ("security", "Security"),
                    ("canary", "Canary"),
                ],
            ),
        ),
        migrations.RemoveConstraint(model_name="message", name="delivery_message_kind"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=KINDS), name="delivery_message_kind"
            ),
        ),
        migrations.RunSQL(COUNT, UNCOUNT),
        migrations.RunSQL(TROUBLED, "DROP INDEX delivery_tally_troubled"),
    ]
