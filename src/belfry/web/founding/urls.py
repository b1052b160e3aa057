"""Addresses of founding: dossiers and what leads to one."""

from django.urls import URLPattern, path

from belfry.web.founding import (
    amending,
    answering,
    areas,
    candidates,
    consulting,
    dossiers,
    meeting_papers,
    meetings,
    opening,
    papers,
    public,
    public_meetings,
    review,
    signing,
    starting,
    succession,
    surveys,
    taking_over,
    votes,
)

urlpatterns: list[URLPattern] = [
    path("networks/<uuid:network_id>/successor/", succession.succession_new, name="succession_new"),
    path("dossiers/<uuid:dossier_id>/naming/", succession.dossier_naming, name="dossier_naming"),
    path("dossiers/take-over/", taking_over.take_over_new, name="take_over"),
    path("dossiers/take-over/list/", taking_over.take_over_list, name="take_over_many"),
    path("dossiers/take-over/list/rows/", taking_over.take_over_good_rows, name="take_over_rows"),
    path(
        "dossiers/<uuid:dossier_id>/take-over/",
        taking_over.take_over_dossier,
        name="take_over_dossier",
    ),
    path(
        "dossiers/<uuid:dossier_id>/take-over/confirm/",
        taking_over.take_over_confirm,
        name="take_over_confirm",
    ),
    path("dossiers/<uuid:dossier_id>/signing/", signing.dossier_signing, name="dossier_signing"),
    path("dossiers/<uuid:dossier_id>/signing/paper/", signing.signing_paper, name="signing_paper"),
    path(
        "dossiers/<uuid:dossier_id>/signing/<uuid:signatory_id>/",
        signing.dossier_sign,
        name="dossier_sign",
    ),
    path(
        "dossiers/<uuid:dossier_id>/files/<uuid:file_id>/",
        signing.dossier_file,
        name="dossier_file",
    ),
    path("dossiers/<uuid:dossier_id>/review/", review.dossier_review, name="dossier_review"),
    path("dossiers/<uuid:dossier_id>/review/submit/", review.dossier_submit, name="dossier_submit"),
    path(
        "dossiers/<uuid:dossier_id>/review/correct/", review.review_correct, name="review_correct"
    ),
    path("dossiers/<uuid:dossier_id>/review/refuse/", review.review_refuse, name="review_refuse"),
    path(
        "dossiers/<uuid:dossier_id>/review/recognise/",
        review.review_recognise,
        name="review_recognise",
    ),
    path(
        "dossiers/<uuid:dossier_id>/letter/<slug:to>/", review.dossier_letter, name="dossier_letter"
    ),
    path(
        "dossiers/<uuid:dossier_id>/letter/<slug:to>/picture/",
        review.dossier_letter_picture,
        name="dossier_letter_picture",
    ),
    path("remarks/<int:remark_id>/", review.remark_answer, name="remark_answer"),
    path("networks/<uuid:network_id>/change/", amending.amendment_new, name="amendment_new"),
    path("dossiers/<uuid:dossier_id>/notify/", amending.amendment_notify, name="amendment_notify"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/new/", opening.dossier_new, name="dossier_new"),
    path("dossiers/<uuid:dossier_id>/", dossiers.dossier, name="dossier"),
    path("dossiers/<uuid:dossier_id>/name/", dossiers.dossier_name, name="dossier_name"),
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
    path(
        "dossiers/<uuid:dossier_id>/survey/letters/picture/",
        surveys.survey_letter_picture,
        name="survey_letter_picture",
    ),
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
    path(
        "dossiers/<uuid:dossier_id>/meeting/papers/<slug:paper>/picture/",
        meeting_papers.meeting_paper_picture,
        name="meeting_paper_picture",
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
