"""Addresses of the demonstration; routed in demo mode only."""

from collections.abc import Mapping

from django.urls import URLPattern, path

from belfry.web.demo import views
from belfry.web.demo.stage import Figure, PersonNamed


def demo_addresses(figures: Mapping[str, Figure], person_named: PersonNamed) -> list[URLPattern]:
    """Return the addresses for a cast; `person_named` says which person a figure is."""
    cast = {"figures": figures}
    letter = "mail/<str:address>/<str:name>/"
    return [
        path("", views.demo, cast, name="demo"),
        path(
            "as/<slug:name>/", views.demo_as, {**cast, "person_named": person_named}, name="demo_as"
        ),
        path("mail/", views.demo_mail, name="demo_mail"),
        path("mail/<str:address>/", views.demo_mailbox, name="demo_mailbox"),
        path(letter, views.demo_letter, name="demo_letter"),
        path(f"{letter}html/", views.demo_letter_html, name="demo_letter_html"),
    ]
