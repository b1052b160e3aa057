"""Addresses of the demonstration; routed in demo mode only."""

from django.urls import URLPattern, path

from belfry.web.demo import phones, views
from belfry.web.demo.stage import Cast


def demo_addresses(cast: Cast) -> list[URLPattern]:
    """Return the addresses for a cast."""
    theirs = {"cast": cast}
    letter, phone = "mail/<str:address>/<str:name>/", "phones/<str:name>/"
    return [
        path("", views.demo, theirs, name="demo"),
        path("as/<slug:name>/", views.demo_as, theirs, name="demo_as"),
        path("mail/", views.demo_mail, name="demo_mail"),
        path("mail/<str:address>/", views.demo_mailbox, name="demo_mailbox"),
        path(letter, views.demo_letter, name="demo_letter"),
        path(f"{letter}html/", views.demo_letter_html, name="demo_letter_html"),
        path("phones/", phones.phones, theirs, name="demo_phones"),
        path(phone, phones.phone, theirs, name="demo_phone"),
        path(f"{phone}screen/", phones.phone_screen, theirs, name="demo_phone_screen"),
        path(f"{phone}switch/", phones.phone_switch, theirs, name="demo_phone_switch"),
        path(f"{phone}answer/", phones.phone_answer, theirs, name="demo_phone_answer"),
        path(f"{phone}say/", phones.phone_say, theirs, name="demo_phone_say"),
        path(f"{phone}open/", phones.phone_open, theirs, name="demo_phone_open"),
        path(f"{phone}notify/", phones.phone_notify, theirs, name="demo_phone_notify"),
    ]
