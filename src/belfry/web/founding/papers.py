"""The papers of a dossier: where they stand, one section at a time, and how they look in print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from belfry.core.clock import local
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.founding.actions.papers import (
    change_financing,
    change_plan,
    change_section,
    declare_ready,
    follow_model,
    start_papers,
)
from belfry.founding.changes import CONTACTS
from belfry.founding.checklist import findings_of, gap_in, wants_of_signing
from belfry.founding.errors import ContributionAboveCost, SectionChanged
from belfry.founding.financing import Financing, euro
from belfry.founding.merging import Piece
from belfry.founding.papers import previewed
from belfry.founding.plans import CommunicationPlan
from belfry.founding.queries import dossier_for
from belfry.founding.sections import (
    Content,
    compared,
    content_at,
    from_model,
    history_of,
    may_edit,
    newer_model,
    open_remarks,
    put_together,
    readable,
    section_for,
    sections_of,
)
from belfry.networks.kinds import Paper
from belfry.networks.types import ARRANGEMENTS, FIGURES
from belfry.paperwork.compiling import pages_of
from belfry.web.founding.downloads import download, picture
from belfry.web.founding.forms.papers import ArrangementsForm, FinancingForm, SectionForm
from belfry.web.founding.voided import tell_voided
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.founding.models import Section

# Beside which field a refusal stands.
FIELDS: Final[Mapping[type[DomainError], str]] = {ContributionAboveCost: "contribution"}

SectionForms = SectionForm | ArrangementsForm | FinancingForm


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the list: its heading, and what it lacks."""

    section: "Section"
    title: str
    gap: str
    has_remark: bool


@dataclass(frozen=True, slots=True)
class PaperPart:
    """One of the four papers with its sections, and how many of them lack nothing."""

    label: str
    lines: Sequence[SectionLine]

    @property
    def done(self) -> int:
        """How many sections lack nothing."""
        return sum(not line.gap for line in self.lines)


@require_safe
@signed_in
def dossier_papers(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show the four papers, what annex 2 still misses, and the press that says they are ready."""
    dossier = dossier_for(request.actor, dossier_id)
    sections = sections_of(request.actor, dossier_id)
    remarks = open_remarks(dossier)
    marked = {row.section_id for row in remarks}
    by_paper: dict[str, list[SectionLine]] = {paper: [] for paper in Paper.values}
    for row in sections:
        gap = gap_in(row, dossier.languages)
        title = title_of(row, dossier.language)
        by_paper[row.paper].append(SectionLine(row, title, gap, row.pk in marked))
    editable = may_edit(request.actor, dossier)
    wants = wants_of_signing(dossier) if editable else None
    context = {
        "dossier": dossier,
        "papers": [PaperPart(str(Paper(paper).label), lines) for paper, lines in by_paper.items()],
        "has_begun": bool(sections),
        "findings": findings_of(dossier, sections),
        "remarks": [row for row in remarks if row.section_id is None],
        "may_edit": editable,
        "wants": wants,
        "is_ready": wants is not None and all(want.holds for want in wants),
    }
    return render(request, "founding/papers.html", context)


def title_of(section: "Section", language: str) -> str:
    """Return the heading of a section as the reader reads it, else in the language of its network."""
    titles = section.titles
    return str(titles.get(get_language() or "") or titles.get(language) or section.key)


@require_POST
@signed_in
def dossier_papers_begin(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    start_papers(request.actor, dossier_id, now=timezone.now())
    messages.success(request, gettext("The papers begin with the newest models."))
    return redirect("dossier_papers", dossier_id)


@require_POST
@signed_in
def dossier_ready(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    declare_ready(request.actor, dossier_id, now=timezone.now())
    messages.success(request, gettext("The text is ready. The partners can be asked to sign it."))
    return redirect("dossier_papers", dossier_id)


@ask_or_take
@signed_in
def dossier_section(request: ActorRequest, dossier_id: UUID, section_id: UUID) -> HttpResponse:
    """Show one section, and take what was typed over it."""
    section = section_for(request.actor, dossier_id, section_id)
    editable = may_edit(request.actor, section.dossier)
    form = form_for(section)
    clash: dict[str, Any] = {}
    if request.method == "POST":
        if not editable:
            raise NotAllowed
        form = form_for(section, request.POST)
        if form.is_valid():
            try:
                voided = save(request, section, form)
            except SectionChanged as refusal:
                clash = clash_of(section, form)
                form = form_for(section, content=clash.pop("together"))
                clash["sentence"] = refusal.message()
            except (NotFound, NotAllowed):
                raise
            except DomainError as refusal:
                form.add_error(FIELDS.get(type(refusal)), refusal.message())
            else:
                tell_saved(request, voided)
                return redirect("dossier_papers", dossier_id)
    return render(request, "founding/section.html", context_of(request, section, form) | clash)


def form_for(
    section: "Section", typed: Any = None, *, content: Content | None = None
) -> SectionForms:
    """Return the form of a section: what was typed, else `content`, else what it says."""
    kept = section.content if content is None else content
    languages, version = section.dossier.languages, section.version
    if section.key == ARRANGEMENTS:
        return ArrangementsForm(typed, kept=CommunicationPlan.kept(kept), version=version)
    if section.key == FIGURES:
        plan = Financing.kept(kept)
        return FinancingForm(typed, languages=languages, kept=plan, version=version)
    return SectionForm(typed, languages=languages, content=kept, version=version)


def save(request: ActorRequest, section: "Section", form: SectionForms) -> int:
    """Save what was typed; return how many signatures that voids."""
    place = (request.actor, section.dossier_id, section.pk)
    version, now = form.cleaned_data["version"], timezone.now()
    if isinstance(form, ArrangementsForm):
        return change_plan(*place, form.agreed, version=version, now=now)
    if isinstance(form, FinancingForm):
        return change_financing(*place, form.agreed, version=version, now=now)
    return change_section(*place, form.texts, version=version, now=now)


def typed_in(form: SectionForms) -> Content:
    """Return what was typed as a section keeps it."""
    return form.texts if isinstance(form, SectionForm) else form.agreed.content


def clash_of(section: "Section", form: SectionForms) -> dict[str, Any]:
    """Return what others saved meanwhile, what was typed here, and both put together."""
    version, mine = form.cleaned_data["version"], typed_in(form)
    base = content_at(section, version)
    return {
        "together": put_together(section, mine, version=version),
        "theirs": named(compared(section, base, section.content)),
        "mine": named(compared(section, base, mine)),
    }


def tell_saved(request: ActorRequest, voided: int) -> None:
    """Say that it is saved, and what that does to signatures."""
    messages.success(request, gettext("The section is saved."))
    tell_voided(request, voided)


def context_of(request: ActorRequest, section: "Section", form: SectionForms) -> dict[str, Any]:
    """Return what the page of a section shows around its form."""
    dossier = section.dossier
    newer = newer_model(section, on=local(request.actor.at).date())
    told = readable(section.key, section.content, dossier.languages)
    return {
        "dossier": dossier,
        "section": section,
        "paper": Paper(section.paper).label,
        "title": title_of(section, dossier.language),
        "form": form,
        "kind": section.key if section.key in (ARRANGEMENTS, FIGURES) else "text",
        "may_edit": may_edit(request.actor, dossier),
        "is_contact": (section.paper, section.key) == CONTACTS,
        "gap": gap_in(section, dossier.languages),
        "sums": sums_of(section),
        "texts": [(code, Language(code).label, text) for code, text in told.items()],
        "from_model": named(from_model(section)),
        "newer": newer,
        "newer_pieces": named(newer.pieces) if newer else [],
        "history": [(one, named(one.pieces)) for one in history_of(section)],
        "remarks": [row for row in open_remarks(dossier) if row.section_id == section.pk],
    }


def sums_of(section: "Section") -> list[tuple[str, str]]:
    """Return the sums of a financing plan that was filled in: a label and an amount each."""
    if section.key != FIGURES or not section.content:
        return []
    plan = Financing.kept(section.content)
    sums = [
        (gettext("Cost in all"), plan.cost),
        (gettext("Left to the members"), plan.left_to_members),
        (gettext("Highest contribution"), plan.highest_contribution),
        (gettext("Borne by nobody yet"), plan.uncovered),
    ]
    return [(label, euro(amount)) for label, amount in sums]


def named(
    pieces: Mapping[str, Iterable[Piece]],
) -> list[tuple[str, Any, Iterable[Piece]]]:
    """Return differences by language: code, name of the language, pieces."""
    return [(code, Language(code).label, found) for code, found in pieces.items()]


@require_POST
@signed_in
def dossier_section_model(
    request: ActorRequest, dossier_id: UUID, section_id: UUID
) -> HttpResponse:
    """Take a newer model over, or keep what is written."""
    take_over = request.POST.get("answer") == "take_over"
    voided = follow_model(
        request.actor, dossier_id, section_id, take_over=take_over, now=timezone.now()
    )
    tell_saved(request, voided)
    return redirect("dossier_section", dossier_id, section_id)


@require_safe
@signed_in
def dossier_preview(
    request: ActorRequest, dossier_id: UUID, paper: str, language: str
) -> HttpResponse:
    """Show the pages of the text as they will be printed."""
    dossier = dossier_for(request.actor, dossier_id)
    document = previewed(request.actor, dossier_id, paper, language)
    context = {
        "dossier": dossier,
        "paper": paper,
        "language": document.languages[0],
        "languages": [(code, Language(code).label) for code in dossier.languages],
        "pages": range(1, pages_of(document) + 1),
    }
    return render(request, "founding/preview.html", context)


@require_safe
@signed_in
def dossier_preview_page(
    request: ActorRequest, dossier_id: UUID, paper: str, language: str, page: int
) -> HttpResponse:
    """Return one page as a picture."""
    return picture(previewed(request.actor, dossier_id, paper, language), page)


@require_safe
@signed_in
def dossier_preview_pdf(
    request: ActorRequest, dossier_id: UUID, paper: str, language: str
) -> HttpResponse:
    """Return the text as a PDF."""
    return download(previewed(request.actor, dossier_id, paper, language), f"{paper}-{language}")
