"""Import a member list: choose a file, see what was understood, confirm, follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from belfry.lists.errors import NotAMemberList
from belfry.networks.actions.imports import confirm_import, read_import, reading_of
from belfry.networks.queries import import_for, kept_network
from belfry.web.network.forms.members import UploadForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import signed_in

SHOWN_ROWS = 5
COLUMNS: Final[Mapping[str, str | Promise]] = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "organisation": _("Business"),
    "emails": _("E-mail"),
    "phones": _("Phone"),
    "street": _("Street"),
    "number": _("Number"),
    "box": _("Box"),
    "postcode": _("Postcode"),
    "municipality": _("Municipality"),
    "language": _("Language"),
}
SEPARATORS: Final[Mapping[str, str | Promise]] = {
    ",": _("comma"),
    ";": _("semicolon"),
    "\t": _("tab"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A reading as the page shows it: columns that hold something, and the first rows."""

    columns: Sequence[str | Promise]
    rows: Sequence[tuple[int, Sequence[tuple[str | Promise, str]]]]
    good: int
    bad: Sequence[Mapping[str, Any]]
    # One row may have several faults.
    bad_rows: int
    duplicates: Sequence[Mapping[str, Any]]
    doubts: Sequence[Mapping[str, Any]]
    encoding: str
    separator: str | Promise
    sheet: str


@sensitive_post_parameters()
@ask_or_take
@signed_in
def import_new(request: ActorRequest, network_id: UUID) -> HttpResponse:
    network = kept_network(request.actor, network_id)
    form = UploadForm()
    if request.method == "POST":
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        form = UploadForm(request.POST, request.FILES, request_size=size)
        if form.is_valid():
            limits.check(limits.UPLOADS, str(request.actor.person_id), now=timezone.now())
            file = form.cleaned_data["file"]
            try:
                row = read_import(
                    request.actor, network_id, file.read(), file.name or "", now=timezone.now()
                )
            except NotAMemberList as error:
                form.add_error("file", error.message())
            else:
                return redirect("import", row.pk)
    return render(request, "network/import_new.html", {"network": network, "form": form})


@require_safe
@signed_in
def import_page(request: ActorRequest, import_id: UUID) -> HttpResponse:
    row = import_for(request.actor, import_id)
    context = {"import": row, "network": row.network}
    if row.state != "read":
        return render(request, "network/import_result.html", context)
    reading = reading_of(row)
    if not reading:
        return render(request, "network/import_over.html", context)
    return render(request, "network/import.html", {**context, "preview": _preview(reading)})


def _preview(reading: Mapping[str, Any]) -> Preview:
    good = reading["good"]
    used = {key: name for key, name in COLUMNS.items() if any(row[key] for row in good)}
    return Preview(
        columns=list(used.values()),
        rows=[
            (row["line"], [(name, _shown(row[key])) for key, name in used.items()])
            for row in good[:SHOWN_ROWS]
        ],
        good=len(good),
        bad=reading["bad"],
        bad_rows=len({fault["line"] for fault in reading["bad"]}),
        duplicates=reading["duplicates"],
        doubts=reading["doubts"],
        encoding=reading["encoding"],
        separator=SEPARATORS.get(reading["separator"], reading["separator"]),
        sheet=reading["sheet"],
    )


def _shown(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


@require_POST
@signed_in
def import_confirm(request: ActorRequest, import_id: UUID) -> HttpResponse:
    good_rows_only = "good_rows_only" in request.POST
    row = confirm_import(
        request.actor, import_id, good_rows_only=good_rows_only, now=timezone.now()
    )
    return redirect("import", row.pk)


@require_safe
@signed_in
def import_progress(request: ActorRequest, import_id: UUID) -> HttpResponse:
    row = import_for(request.actor, import_id)
    context = {"import": row, "network": row.network}
    return render(request, "network/_import_progress.html", context)
