"""Background work of questions."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.questions.actions.forgetting import forget_questions


@app.periodic(cron="55 3 * * *")
@app.task(name="questions.forget", queueing_lock="forget_questions")
def forget_questions_job(timestamp: int) -> None:
    """Once a night: forget who asked what more than a year ago."""
    forget_questions(now=timezone.now())
