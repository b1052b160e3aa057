"""The demonstration: be anybody of the cast with one press, and read every mailbox."""

from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from belfry.core.errors import NotFound
from belfry.core.languages import Language
from belfry.people.queries import persons_by_id
from belfry.web.demo.mailboxes import mailboxes, mails_of, open_mail
from belfry.web.demo.stage import GROUPS, Cast
from belfry.web.signin.session import sign_in

BOXES_SHOWN = 100


@require_safe
def demo(request: HttpRequest, cast: Cast) -> HttpResponse:
    groups = [
        {
            "title": group.title,
            "parts": [
                {
                    "part": part,
                    "figure": cast.figures[part.name],
                    "language": Language(cast.figures[part.name].language).label,
                    "has_phone": part.name in cast.numbers,
                }
                for part in group.parts
            ],
        }
        for group in GROUPS
    ]
    return render(request, "demo/demo.html", {"groups": groups})


# Scripts and tests press this button without having opened the page; there is nothing to protect
# in a demonstration.
@csrf_exempt
@require_POST
def demo_as(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    if name not in cast.figures:
        raise NotFound
    person_id: UUID = cast.person_named(name)
    sign_in(request, persons_by_id([person_id])[person_id], now=timezone.now())
    return redirect("home")


@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    boxes = mailboxes(settings.MAIL_DIR)
    wanted = request.GET.get("all") is None
    context = {
        "boxes": boxes[:BOXES_SHOWN] if wanted else boxes,
        "mailbox_count": len(boxes),
        "mail_count": sum(box.count for box in boxes),
    }
    return render(request, "demo/mail.html", context)


@require_safe
def demo_mailbox(request: HttpRequest, address: str) -> HttpResponse:
    context = {"address": address, "mails": mails_of(settings.MAIL_DIR, address)}
    return render(request, "demo/mailbox.html", context)


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def demo_letter(request: HttpRequest, address: str, name: str) -> HttpResponse:
    mail = open_mail(settings.MAIL_DIR, address, name)
    context = {"address": address, "name": name, "mail": mail}
    return render(request, "demo/letter.html", context)


# A mail styles itself inline, and may hold anything: it is shown in a frame that can do nothing.
@require_safe
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {
        **dict.fromkeys(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]),
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
        "sandbox": True,
    }
)
def demo_letter_html(request: HttpRequest, address: str, name: str) -> HttpResponse:
    mail = open_mail(settings.MAIL_DIR, address, name)
    if not mail.html:
        raise NotFound
    return HttpResponse(mail.html)
