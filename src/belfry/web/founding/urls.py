"""Addresses of founding: dossiers and what leads to one."""

from django.urls import URLPattern, path

from belfry.web.founding import (
    answering,
    areas,
    candidates,
    consulting,
    dossiers,
    meeting_papers,
    meetings,
    opening,
    public,
    papers,
    public_meetings,
    starting,
    surveys,
    votes,
)

urlpatterns: list[URLPattern] = [
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/new/", opening.dossier_new, name="dossier_new"),
    path("dossiers/<uuid:dossier_id>/", dossiers.dossier, name="dossier"),
    path("dossiers/<uuid:dossier_id>/end/", dossiers.dossier_end, name="dossier_end"),
    path(
        "dossiers/<uuid:dossier_id>/consultation/",
        consulting.dossier_consultation,
        name="dossier_consultation",
    ),
    path(
        "dossiers/<uuid:dossier_id>/founders/",
        consulting.dossier_founders,
        name="dossier_founders",
    ),
    path("founders/<int:founder_id>/remove/", consulting.founder_remove, name="founder_remove"),
    path(
        "dossiers/<uuid:dossier_id>/candidates/",
        candidates.dossier_candidates,
        name="dossier_candidates",
    ),
    path("candidates/<uuid:candidate_id>/", candidates.candidate_declare, name="candidate_declare"),
    path(
        "candidates/<uuid:candidate_id>/withdraw/",
        candidates.candidate_withdraw,
        name="candidate_withdraw",
    ),
    path(
        "candidates/<uuid:candidate_id>/screening/",
        candidates.screening_outcome,
        name="screening_outcome",
    ),
    path(
        "candidates/<uuid:candidate_id>/screening/ask/",
        candidates.screening_ask,
        name="screening_ask",
    ),
    path("about/", public.about, name="about"),
    path("where/", public.where, name="where"),
    path("where/<uuid:network_id>/", public.network_contact, name="network_contact"),
    path("start/", starting.start, name="start"),
    path("dossiers/<uuid:dossier_id>/area/", areas.area, name="dossier_area"),
    path("dossiers/<uuid:dossier_id>/area/shapes/", areas.shapes, name="dossier_shapes"),
    path("zones/<uuid:zone_id>/size/", areas.zone_size, name="zone_size"),
    path("dossiers/<uuid:dossier_id>/survey/", surveys.dossier_survey, name="dossier_survey"),
    path("dossiers/<uuid:dossier_id>/survey/letters/", surveys.survey_print, name="survey_print"),
    path("dossiers/<uuid:dossier_id>/survey/paper/", surveys.survey_paper, name="survey_paper"),
    path("dossiers/<uuid:dossier_id>/survey/again/", surveys.survey_again, name="survey_again"),
    path("dossiers/<uuid:dossier_id>/meeting/", meetings.dossier_meeting, name="dossier_meeting"),
    path("dossiers/<uuid:dossier_id>/meeting/room/", meetings.meeting_room, name="meeting_room"),
    path(
        "dossiers/<uuid:dossier_id>/meeting/invite/", meetings.meeting_invite, name="meeting_invite"
    ),
    path(
        "dossiers/<uuid:dossier_id>/meeting/cancel/", meetings.meeting_cancel, name="meeting_cancel"
    ),
    path(
        "dossiers/<uuid:dossier_id>/meeting/minutes/",
        meetings.meeting_minutes,
        name="meeting_minutes",
    ),
    path(
        "dossiers/<uuid:dossier_id>/meeting/papers/<slug:paper>/",
        meeting_papers.meeting_paper,
        name="meeting_paper",
    ),
    path("dossiers/<uuid:dossier_id>/vote/", votes.dossier_vote, name="dossier_vote"),
    path("dossiers/<uuid:dossier_id>/vote/open/", votes.vote_open, name="vote_open"),
    path("dossiers/<uuid:dossier_id>/vote/count/", votes.vote_count, name="vote_count"),
    path("dossiers/<uuid:dossier_id>/vote/paper/", surveys.vote_paper, name="vote_paper"),
    path("answer/", answering.answer, name="answer"),
    path("answer/question/", answering.answer_question, name="answer_question"),
    path("answer/thanks/", answering.answer_thanks, name="answer_thanks"),
    path("public-meetings/<uuid:meeting_id>/", public_meetings.meeting_page, name="public_meeting"),
    path(
        "public-meetings/<uuid:meeting_id>/calendar.ics",
        public_meetings.meeting_calendar,
        name="meeting_calendar",
    ),
    path(
        "public-meetings/<uuid:meeting_id>/<str:token>/",
        public_meetings.meeting_page_of,
        name="public_meeting_of",
    ),
    path("dossiers/<uuid:dossier_id>/papers/", papers.dossier_papers, name="dossier_papers"),
    path(
        "dossiers/<uuid:dossier_id>/papers/begin/",
        papers.dossier_papers_begin,
        name="dossier_papers_begin",
    ),
    path("dossiers/<uuid:dossier_id>/papers/ready/", papers.dossier_ready, name="dossier_ready"),
    path(
        "dossiers/<uuid:dossier_id>/papers/<uuid:section_id>/",
        papers.dossier_section,
        name="dossier_section",
    ),
    path(
        "dossiers/<uuid:dossier_id>/papers/<uuid:section_id>/model/",
        papers.dossier_section_model,
        name="dossier_section_model",
    ),
    path(
        "dossiers/<uuid:dossier_id>/papers/<slug:paper>/<slug:language>/",
        papers.dossier_preview,
        name="dossier_preview",
    ),
    path(
        "dossiers/<uuid:dossier_id>/papers/<slug:paper>/<slug:language>/pdf/",
        papers.dossier_preview_pdf,
        name="dossier_preview_pdf",
    ),
    path(
        "dossiers/<uuid:dossier_id>/papers/<slug:paper>/<slug:language>/<int:page>/",
        papers.dossier_preview_page,
        name="dossier_preview_page",
    ),
]
