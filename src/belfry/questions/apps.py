from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "belfry.questions"
    label = "questions"
