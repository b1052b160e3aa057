"""What the log says of an error, and what it keeps to itself."""

import logging
import logging.config
from io import StringIO

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import get_resolver

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


def addresses_for_one_person() -> list[str]:
    """Return an address of every page that has the token of a person in it."""
    told = {"token": "WyJhIiwiYiJd:1abc:secret", "meeting_id": "4", "address": "a", "name": "b"}
    return [
        "/" + address % {parameter: told[parameter] for parameter in parameters}
        for found in get_resolver().reverse_dict.values()
        for address, parameters in found[0]
        if "token" in parameters
    ]


def test_a_link_for_one_person_cannot_be_followed_from_the_log(log: StringIO) -> None:
    addresses = addresses_for_one_person()
    assert len(addresses) >= 4
    for address in addresses:
        logging.getLogger("belfry.tests.log").error("%s: %s", "Internal Server Error", address)
    told = log.getvalue()
    assert "secret" not in told
    assert told.count("/.../") == len(addresses)
