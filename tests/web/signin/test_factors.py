"""The second factor: who needs one, what counts as one, and when it is asked again."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from time_machine import Traveller

from belfry.core.sealed import CannotOpen
from belfry.program.cast import person_named
from belfry.web.signin import factors
from belfry.web.signin.gates import factor_again, reveals, signed_in
from tests.cast import Cast
from tests.web.signin.steps import (
    AN,
    CHLOE,
    App,
    ask,
    give_app,
    later,
    newest_code,
    notices,
    person,
    sign_in,
    type_code,
)

pytestmark = pytest.mark.usefixtures("cast", "clock")


@signed_in
@factor_again
def approve(request: HttpRequest) -> HttpResponse:
    return HttpResponse("approved")


@signed_in
@reveals
def reach(request: HttpRequest) -> HttpResponse:
    return HttpResponse("shown")


class _Addresses:
    """The addresses of Belfry, and one act that asks the factor again."""

    def __init__(self) -> None:
        from belfry.config import urls  # noqa: PLC0415  settings must be ready

        self.urlpatterns = [
            *urls.urlpatterns,
            path("bulletins/1/approve/", approve, name="act"),
            path("members/1/reach/", reach, name="reach"),
        ]
        self.handler404 = urls.handler404


@pytest.fixture
def live(settings: LazySettings) -> Any:
    settings.MODE = "live"
    return settings


@pytest.fixture
def officer(client: Client, clock: Traveller, live: Any) -> tuple[Client, App]:
    """Officer An in live mode, who set up an authenticator app two minutes ago."""
    sign_in(client, AN)
    return client, give_app(client, clock)


def press(client: Client, **headers: str) -> HttpResponse:
    return client.post(
        "/bulletins/1/approve/", headers={"referer": "http://testserver/bulletins/1/", **headers}
    )


@pytest.mark.parametrize("address", ["/", "/bulletins/", "/networks/", "/archive/", "/settings/"])
def test_a_mandate_without_second_factor_opens_the_security_page_only(
    client: Client, live: Any, address: str
) -> None:
    sign_in(client, AN)
    assert client.get(address).url == "/security/"
    assert client.get("/security/").status_code == 200


def test_an_exercise_asks_the_second_factor_as_live_does(
    client: Client, clock: Traveller, settings: LazySettings
) -> None:
    settings.MODE = "exercise"
    settings.ROOT_URLCONF = _Addresses()
    sign_in(client, AN)
    assert client.get("/bulletins/").url == "/security/"
    app = give_app(client, clock)
    assert press(client).content == b"approved"
    later(clock, minutes=6)
    assert press(client).url.startswith("/confirm/")
    client.post("/confirm/?again=1", {"code": app.code()})
    row = Authenticator.objects.get(type="totp")
    assert client.post(f"/security/{row.pk}/remove/").status_code == 409


def test_a_member_without_mandate_needs_no_second_factor(client: Client, live: Any) -> None:
    sign_in(client, CHLOE)
    assert client.get("/").status_code == 200


def test_the_demonstration_offers_a_second_factor_and_requires_none(client: Client) -> None:
    sign_in(client, AN)
    assert client.get("/").status_code == 200


def test_setting_up_an_app_opens_belfry_and_tells_the_person_by_mail(
    officer: tuple[Client, App],
) -> None:
    client, _ = officer
    assert client.get("/").status_code == 200
    assert len(notices("security")) == 1


def test_after_the_code_of_the_mail_the_app_is_asked(officer: tuple[Client, App]) -> None:
    _, app = officer
    client = Client()
    assert sign_in(client, AN).url == "/sign-in/factor/"
    assert "_auth_user_id" not in client.session
    assert client.get("/").context["user"].is_anonymous
    client.post("/sign-in/factor/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    assert client.post("/sign-in/factor/", {"code": app.code()}).url == "/"
    assert client.get("/").status_code == 200


def test_a_code_of_the_app_is_refused_the_second_time_while_its_clock_would_take_it(
    officer: tuple[Client, App], clock: Traveller
) -> None:
    _, app = officer
    first, second = Client(), Client()
    code = app.code()
    sign_in(first, AN)
    sign_in(second, AN)
    assert first.post("/sign-in/factor/", {"code": code}).status_code == 302
    later(clock, seconds=40)
    assert second.post("/sign-in/factor/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_stands_in_for_the_app_once(officer: tuple[Client, App]) -> None:
    client, _ = officer
    codes = client.post("/security/codes/").context["codes"]
    assert len(set(codes)) == 10
    first, second = Client(), Client()
    for visitor in (first, second):
        sign_in(visitor, AN)
        visitor.post("/sign-in/factor/", {"code": codes[3]})
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session
    assert factors.ways_of(person_named("officer-an")).recovery_codes_left == 9


def test_guessing_the_factor_ends_after_ten_tries(officer: tuple[Client, App]) -> None:
    _, app = officer
    client = Client()
    sign_in(client, AN)
    for _ in range(10):
        assert client.post("/sign-in/factor/", {"code": "000000"}).status_code == 200
    assert client.post("/sign-in/factor/", {"code": app.code()}).status_code == 409


def test_half_a_sign_in_is_over_after_a_quarter_of_an_hour(
    officer: tuple[Client, App], clock: Traveller
) -> None:
    _, app = officer
    client = Client()
    sign_in(client, AN)
    later(clock, minutes=15)
    assert client.post("/sign-in/factor/", {"code": app.code()}).url == "/sign-in/"


def test_secrets_are_sealed_to_their_person(officer: tuple[Client, App]) -> None:
    _, app = officer
    row = Authenticator.objects.get(type="totp")
    assert app.secret not in str(row.data)
    Authenticator.objects.update(user=person("officer-els"))
    with pytest.raises(CannotOpen):
        factors.code_is_right(
            person_named("officer-els"), app.code(), now=person("officer-an").made_at
        )


def test_approving_asks_the_factor_again_and_returns_to_the_page(
    officer: tuple[Client, App], clock: Traveller, live: Any
) -> None:
    client, app = officer
    live.ROOT_URLCONF = _Addresses()
    assert press(client).content == b"approved"
    later(clock, minutes=6)
    answer = press(client)
    assert answer.url == "/confirm/?next=%2Fbulletins%2F1%2F&again=1"
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert press(client).status_code == 302
    assert client.post(answer.url, {"code": app.code()}).url == "/bulletins/1/"
    assert press(client).content == b"approved"


def test_only_showing_how_to_reach_somebody_asks_the_factor_not_the_text_that_is_sent_then(
    officer: tuple[Client, App], clock: Traveller, settings: LazySettings
) -> None:
    client, _ = officer
    settings.ROOT_URLCONF = _Addresses()
    later(clock, minutes=6)
    assert client.get("/members/1/reach/").url.startswith("/confirm/")
    assert client.post("/members/1/reach/").content == b"shown"


def test_inside_htmx_the_whole_page_goes_to_the_question(
    officer: tuple[Client, App], clock: Traveller, live: Any
) -> None:
    client, _ = officer
    live.ROOT_URLCONF = _Addresses()
    later(clock, minutes=6)
    answer = press(client, **{"hx-request": "true", "hx-current-url": "http://testserver/a/?b=1"})
    assert answer["HX-Redirect"] == "/confirm/?next=%2Fa%2F%3Fb%3D1&again=1"


def test_the_page_to_return_to_is_never_on_another_site(
    officer: tuple[Client, App], clock: Traveller, live: Any
) -> None:
    client, app = officer
    live.ROOT_URLCONF = _Addresses()
    later(clock, minutes=6)
    answer = press(client, referer="https://evil.example/bulletins/")
    assert answer.url == "/confirm/?next=%2F&again=1"
    answer = client.post("/confirm/?next=//evil.example/", {"code": app.code()})
    assert answer.url == "/"


def test_the_demonstration_asks_no_factor_again(
    client: Client, live: Any, clock: Traveller
) -> None:
    live.MODE = "demo"
    live.ROOT_URLCONF = _Addresses()
    sign_in(client, AN)
    give_app(client, clock)
    later(clock, minutes=6)
    assert press(client).content == b"approved"


def test_an_open_screen_is_not_enough_to_add_or_remove_a_way_to_sign_in(
    officer: tuple[Client, App], clock: Traveller
) -> None:
    client, _ = officer
    later(clock, minutes=6)
    row = Authenticator.objects.get(type="totp")
    for address in ("/security/app/start/", f"/security/{row.pk}/remove/", "/security/codes/"):
        assert client.post(address).url.startswith("/confirm/")
    assert client.get("/security/passkey/").url == "/confirm/?next=%2Fsecurity%2Fpasskey%2F&again=1"
    assert Authenticator.objects.filter(type="totp").exists()


def test_in_live_mode_the_last_factor_of_somebody_with_a_mandate_stays(
    officer: tuple[Client, App],
) -> None:
    client, _ = officer
    row = Authenticator.objects.get(type="totp")
    assert client.post(f"/security/{row.pk}/remove/").status_code == 409
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_removing_a_factor_ends_the_other_sessions(client: Client, clock: Traveller) -> None:
    sign_in(client, CHLOE)
    app = give_app(client, clock)
    other = Client()
    sign_in(other, CHLOE)
    other.post("/sign-in/factor/", {"code": app.code()})
    assert other.get("/security/").status_code == 200
    row = Authenticator.objects.get(type="totp")
    client.post(f"/security/{row.pk}/remove/")
    assert other.get("/security/").status_code == 302
    assert client.get("/security/").status_code == 200
    assert not Authenticator.objects.exists()


def test_nobody_removes_the_factor_of_somebody_else(officer: tuple[Client, App]) -> None:
    row = Authenticator.objects.get(type="totp")
    other = Client()
    sign_in(other, CHLOE)
    assert other.post(f"/security/{row.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_a_session_from_before_the_factor_is_asked_for_it(
    cast: Cast, client: Client, clock: Traveller, live: Any
) -> None:
    before = Client()
    sign_in(before, AN)
    sign_in(client, AN)
    app = give_app(client, clock)
    answer = before.get("/networks/")
    assert answer.url == "/confirm/?next=%2Fnetworks%2F"
    assert before.post(answer.url, {"code": app.code()}).url == "/networks/"


@pytest.mark.parametrize("answer", ["{", "[]", "null", "1", '{"response": 5}', '{"id": "x"}'])
def test_nonsense_instead_of_a_passkey_is_refused_politely(client: Client, answer: str) -> None:
    assert client.post("/sign-in/passkey/options/").json()["publicKey"]["challenge"]
    assert client.post("/sign-in/passkey/", {"credential": answer}).url == "/sign-in/"
    ask(client, CHLOE)
    type_code(client, newest_code())
    assert client.post("/security/passkey/", {"name": "x", "credential": answer}).status_code == 200
    assert not Authenticator.objects.exists()
