"""Whoever writes for long loses nothing: the page asks whether its session lasts."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse


def test_somebody_signed_in_gets_the_token_with_which_the_form_can_be_sent(
    browse: Callable[..., Client],
) -> None:
    client = browse("officer-an")
    answer = client.get(reverse("alive"))
    assert answer.status_code == 200
    assert len(answer.content) == 64
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    sent = strict.post(
        reverse("language"), {"language": "fr", "csrfmiddlewaretoken": answer.content.decode()}
    )
    assert sent.status_code == 302


def test_somebody_whose_session_ended_is_sent_to_sign_in(browse: Callable[..., Client]) -> None:
    answer = Client().get(reverse("alive"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
