"""The letter that proves a house, page by page."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from belfry.joining.models import Request
from tests.canary import written_in
from tests.cast import Cast
from tests.joining.askers import asked
from tests.web.conftest import VISIT, Browse

pytestmark = pytest.mark.django_db


def test_a_letter_is_printed_typed_and_then_accepted(cast: Cast, browse: Browse) -> None:
    bram, queue = browse("coordinator-bram"), reverse("joining", args=[cast.stage.meerstraat])
    bram.post(reverse("letters_wanted", args=[cast.stage.meerstraat]), {"wanted": "yes"})
    assert 'value="no"' in bram.get(queue).content.decode()
    request = asked(cast)
    address = reverse("joining_request", args=[request.pk])
    assert reverse("joining_letter", args=[request.pk]) in bram.get(address).content.decode()
    refused = bram.post(reverse("joining_accept", args=[request.pk]), follow=True)
    assert [str(one) for one in refused.context["messages"]] != []
    printed = bram.post(reverse("joining_letter", args=[request.pk]))
    assert printed["Content-Type"] == "application/pdf"
    text = written_in(printed)
    assert "Maria Jacobs" in text
    code = re.search(r"\b\d{4} \d{4}\b", text.replace("9990 Klokdorp", ""))
    assert code
    visitor = Client()
    wrong = visitor.post(reverse("letter_code"), {"code": "00000000"})
    assert wrong.context["form"].errors.keys() == {"code"}
    assert visitor.post(reverse("letter_code"), {"code": code[0]}).status_code == 302
    assert Request.objects.get().home_proved_at == VISIT
    bram.post(reverse("joining_accept", args=[request.pk]))
    assert Request.objects.get().state == "accepted"


def test_codes_are_not_guessed_without_end(cast: Cast) -> None:
    with time_machine.travel(VISIT, tick=False):
        visitor = Client(HTTP_ACCEPT_LANGUAGE="en")
        pages = [visitor.post(reverse("letter_code"), {"code": "00000000"}) for _ in range(6)]
        errors = [str(page.context["form"].errors["code"]) for page in pages]
        assert len(set(errors[:5])) == 1
        assert errors[5] != errors[0]
