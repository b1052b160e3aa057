"""Refusals: one class, one stable code, one translated sentence each."""

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext_lazy

from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound


def every(cls: type[DomainError] = DomainError) -> list[type[DomainError]]:
    found = [cls] if cls.__module__.startswith("belfry.") else []
    return found + [deeper for child in cls.__subclasses__() for deeper in every(child)]


def test_every_refusal_has_a_code_of_its_own_that_names_its_context() -> None:
    assert apps.ready
    refusals = {cls for cls in every() if "code" in cls.__dict__}
    codes = [cls.code for cls in refusals]
    assert len(codes) == len(set(codes))
    for cls in refusals:
        context = cls.__module__.split(".")[1]
        assert cls.code.split(".")[0] == context or context == "web", cls


def test_a_sentence_is_filled_in_the_reader_s_language() -> None:
    class TooLateError(DomainError):
        code = "core.late"
        template = gettext_lazy("Too late by %(days)s days.")

    with translation.override("en"):
        assert TooLateError(days=3).message() == "Too late by 3 days."
        assert str(TooLateError(days=3)) == "core.late"
    with pytest.raises(NotAllowed):
        raise NotAllowed
    assert {NotFound.code, NotAllowed.code, MoveNotAllowed.code} == {
        "core.not_found", "core.not_allowed", "core.move_not_allowed",
    }  # fmt: skip
