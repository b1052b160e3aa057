"""What the log says of an error, and what it keeps to itself."""

import logging
import logging.config
from io import StringIO

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from belfry.networks.models import Network
from tests.cast import NOON


@pytest.fixture
def log() -> StringIO:
    """What is logged as this installation logs it."""
    told = StringIO()
    wanted = settings.LOGGING["formatters"]["line"]
    formatter = logging.config.DictConfigurator({}).configure_formatter(dict(wanted))
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter)
    logger = logging.getLogger("belfry.tests.log")
    logger.propagate = False
    logger.handlers = [handler]
    return told


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_not_quoted(log: StringIO) -> None:
    secret = "Rood busje bij de kerk"
    network = Network(name=secret, kind="none", languages=["nl"], opened_on=NOON.date())
    with pytest.raises(IntegrityError, match=secret) as refusal, transaction.atomic():
        network.save()
    logging.getLogger("belfry.tests.log").error("It broke.", exc_info=refusal.value)
    line = log.getvalue()
    assert "It broke." in line
    assert "django.db.utils.IntegrityError" in line
    assert "psycopg.errors.CheckViolation" in line
    assert "test_logs.py" in line
    assert secret not in line


@pytest.mark.parametrize("page", ["invitation", "unsubscribe"])
def test_a_link_for_one_person_cannot_be_followed_from_the_log(log: StringIO, page: str) -> None:
    logger = logging.getLogger("belfry.tests.log")
    logger.error("%s: %s", "Internal Server Error", f"/{page}/WyJhIiwiYiJd:1abc:secret/")
    assert log.getvalue().endswith(f"Internal Server Error: /{page}/.../\n")
