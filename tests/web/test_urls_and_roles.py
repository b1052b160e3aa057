"""Every address for everybody, in one table; and what no page may ever do.

A cell is the status of the answer; `in` is "please sign in first", `go` any other redirect. A page that also takes a
form has two rows; its form is sent empty, and comes back with 200 to whom it is for. Every address has a row.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from belfry.people.actions import end_sessions
from belfry.program.cast import person_named
from tests.cast import NOON, Cast, Rehearsal
from tests.web.things import Things

# The columns, in their order. Bulletins are officer An's, for Meerstraat.
FIGURES = {
    "anon": "",
    "memb": "member-chloe",
    "coor": "coordinator-bram",
    "depu": "deputy-sofia",
    "offi": "officer-an",
    "chief": "chief-karim",
    "piet": "officer-piet",
    "outs": "outsider-dries",
    "clerk": "clerk-nadia",
    "mayor": "mayor-luc",
    "disp": "dispatcher-lotte",
    "advi": "adviser-tom",
    "revi": "reviewer-eva",
    "cent": "centre-mila",
    "oper": "operator-sam",
}

TABLE = """
                                        anon memb coor depu offi chief piet outs clerk mayor disp advi revi cent oper
GET  home                    -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST language                -          go   go   go   go   go   go    go   go   go    go    go   go   go   go   go
GET  sign_in                 -          200  go   go   go   go   go    go   go   go    go    go   go   go   go   go
GET  sign_in_code            -          in   in   in   in   in   in    in   in   in    in    in   in   in   in   in
GET  sign_in_who             -          in   in   in   in   in   in    in   in   in    in    in   in   in   in   in
GET  sign_in_factor          -          in   in   in   in   in   in    in   in   in    in    in   in   in   in   in
POST sign_in_factor_options  -          404  404  404  404  404  404   404  404  404   404   404  404  404  404  404
POST sign_in_passkey_options -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST sign_in_passkey         -          in   in   in   in   in   in    in   in   in    in    in   in   in   in   in
POST sign_out                -          in   in   in   in   in   in    in   in   in    in    in   in   in   in   in
GET  invitation              invited    200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  alive                   -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  own_name                -          in   go   go   go   go   go    go   go   go    go    go   go   go   go   go
GET  confirm_factor          -          in   go   go   go   go   go    go   go   go    go    go   go   go   go   go
POST confirm_factor_options  -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  security                -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  passkey_new             -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST passkey_new_options     -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  totp_new                -          in   go   go   go   go   go    go   go   go    go    go   go   go   go   go
POST totp_start              -          in   go   go   go   go   go    go   go   go    go    go   go   go   go   go
GET  totp_picture            -          in   404  404  404  404  404   404  404  404   404   404  404  404  404  404
POST recovery_codes          -          in   404  404  404  404  404   404  404  404   404   404  404  404  404  404
POST factor_remove           1          in   404  404  404  404  404   404  404  404   404   404  404  404  404  404
POST sign_out_everywhere     -          in   in   in   in   in   in    in   in   in    in    in   in   in   in   in
GET  bulletins               -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
GET  bulletin_new            -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
POST bulletin_new            -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
POST bulletin_short          zone       in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
POST bulletin_reach          zone       in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
GET  bulletin_ground         zone       in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
POST bulletin_words          zone       in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
GET  bulletin_measures       -          in   403  403  403  200  200   200  403  403  403   403  403  403  403  403
GET  bulletin                submitted  in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
GET  bulletin_area           submitted  in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
GET  bulletin_edit           draft      in   404  404  404  200  404   404  404  404   404   404  404  404  404  404
POST bulletin_edit           draft      in   404  404  404  200  404   404  404  404   404   404  404  404  404  404
POST bulletin_submit         draft      in   404  404  404  go   404   404  404  404   404   404  404  404  404  404
POST bulletin_approve        submitted  in   404  404  404  403  go    404  404  404   404   404  404  404  404  404
POST bulletin_lift           submitted  in   404  404  404  403  409   404  404  404   404   404  404  404  404  404
POST bulletin_send_back      submitted  in   404  404  404  go   go    404  404  404   404   404  404  404  404  404
POST bulletin_withdraw       submitted  in   404  404  404  go   go    404  404  404   404   404  404  404  404  404
POST bulletin_close          released   in   404  404  404  409  409   404  404  404   404   404  404  404  404  404
GET  bulletin_correct        released   in   404  404  404  200  200   404  404  404   404   200  404  404  404  404
POST bulletin_correct        released   in   404  404  404  200  200   404  404  404   404   200  404  404  404  404
GET  bulletin_outcome        released   in   404  404  404  200  200   404  404  404   404   200  404  404  404  404
POST bulletin_outcome        released   in   404  404  404  200  200   404  404  404   404   200  404  404  404  404
POST bulletin_owner          released   in   404  404  404  404  404   404  404  404   404   404  404  404  404  404
GET  console                 -          in   403  403  403  200  200   200   403  403   403   200  403  403  403  403
POST console                 -          in   403  403  403  200  200   200   403  403   403   200  403  403  403  403
GET  console_live            -          in   403  403  403  200  200   200   403  403   403   200  403  403  403  403
POST console_send            -          in   403  403  403  404  404   404   403  403   403   404  403  403  403  403
POST console_pass            -          in   403  403  403  404  404   404   403  403   403   404  403  403  403  403
POST console_agree           alert      in   404  404  404  go   go    404   404  404   404   go   404  404  404  404
POST console_stop            alert      in   404  404  404  go   go    404   404  404   404   go   404  404  404  404
POST console_end             alert      in   404  404  404  409  409   404   404  404   404   409  404  404  404  404
POST console_ask             fact       in   404  404  404  go   go    404   404  404   404   404  404  404  404  404
GET  alert_texts             zone       in   404  404  404  200  200   404   404  404   404   404  404  404  404  404
GET  alert_text              arson      in   404  404  404  200  200   404   404  404   404   404  404  404  404  404
POST alert_text              arson      in   404  404  404  200  200   404   404  404   404   404  404  404  404  404
POST alert_text_approve      proposed_t  in   404  404  404  409  409   404   404  404   404   404  404  404  404  404
POST alert_text_drop         proposed_t  in   404  404  404  go   go    404   404  404   404   404  404  404  404  404
POST alert_text_withdraw     in_force   in   404  404  404  go   go    404   404  404   404   404  404  404  404  404
GET  outcomes                -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
GET  complaint               complaint  in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
POST complaint               complaint  in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
GET  report                  -          200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  report_call             -          200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  report_write            -          in   go   go   go   go   go   go   go   go   go   go   go   go   go   go
POST report_write            -          in   go   go   go   go   go   go   go   go   go   go   go   go   go   go
GET  own_reports             -          in   409  409  409  409  409  409  409  409  409  409  409  409  409  409
GET  sightings               -          in   403  403  403  200  200  200  403  403  403  403  403  403  403  403
GET  sighting                sighting   in   404  404  404  200  200  404  404  404  404  404  404  404  404  404
POST sighting_open           sighting   in   404  404  404  200  200  404  404  404  404  404  404  404  404  404
POST sighting_take           sighting   in   404  404  404  go   go   404  404  404  404  404  404  404  404  404
POST sighting_draft          sighting   in   404  404  404  go   go   404  404  404  404  404  404  404  404  404
POST sighting_number         sighting   in   404  404  404  go   go   404  404  404  404  404  404  404  404  404
POST sighting_ask            sighting   in   404  404  404  200  200  404  404  404  404  404  404  404  404  404
POST sighting_answer         sighting   in   404  404  404  200  200  404  404  404  404  404  404  404  404  404
POST sighting_close          sighting   in   404  404  404  409  409  404  404  404  404  404  404  404  404  404
GET  town_matters            -          in   403  403  403  403  403  403  403  200  403  403  403  403  403  403
POST town_matter_done        matter     in   404  404  404  404  404  404  404  go   404  404  404  404  404  404
GET  zone_figures            zone       in   404  404  404  403  200   404  404  404   404   404  404  404  404  404
GET  network_balance         network    in   403  200  200  200  200   404  404  200   200   403  403  404  404  404
GET  complain_as_member      released   in   200  200  200  404  404   404  404  404   404   404  404  404  404  404
POST complain_as_member      released   in   200  200  200  404  404   404  404  404   404   404  404  404  404  404
GET  complain_with_code      -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST complain_with_code      -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  complaint_answer        answered   200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  bulletin_neighbours     released   in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
POST bulletin_neighbours     released   in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
GET  release_accept          asked_out  in   404  404  404  404  404   200  404  404   404   404  404  404  404  404
POST release_accept          asked_out  in   404  404  404  404  404   go   404  404   404   404  404  404  404  404
POST release_decline         asked_out  in   404  404  404  404  404   go   404  404   404   404  404  404  404  404
GET  release                 offer      in   404  200  200  200  200   404  404  404   404   404  404  404  404  404
POST release_send            offer      in   404  go   go   403  403   404  404  404   404   404  404  404  404  404
POST release_stop            offer      in   404  403  403  go   go    404  404  404   404   404  404  404  404  404
POST release_hold            offer      in   404  go   go   403  403   404  404  404   404   404  404  404  404  404
POST release_retry           sending    in   404  409  409  409  409   404  404  404   404   404  404  404  404  404
GET  release_meter           sending    in   404  200  200  200  200   404  404  404   404   404  404  404  404  404
GET  release_notice          sending    in   404  200  200  200  200   404  404  404   404   404  404  404  404  404
GET  networks                -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  network                 network    in   200  200  200  200  200   404  404  200   200   200  200  404  404  404
GET  network_shapes          network    in   200  200  200  200  200   404   404  200   200   200  200  404  404  404
GET  network_parent          network    in   403  403  403  200  200   404  404  403   403   403  403  200  404  404
POST network_parent          network    in   403  403  403  go   go    404  404  403   403   403  403  go   404  404
GET  network_paper           stickers   in   403  200  200  200  200   404  404  200   200   403  403  404  404  404
GET  network_paper_picture   stickers   in   403  200  200  200  200   404  404  200   200   403  403  404  404  404
GET  plan                    network    in   200  200  200  200  200   404  404  200   200   200  200  404  404  404
POST plan                    network    in   403  200  200  200  200   404  404  403   403   403  403  404  404  404
GET  own_message_new         network    in   403  200  200  403  403   404  404  403   403   403  403  404  404  404
POST own_message_new         network    in   403  go   go   403  403   404  404  403   403   403  403  404  404  404
POST own_message_words       network    in   403  200  200  403  403   404  404  403   403   403  403  404  404  404
GET  own_message             own_draft  in   404  200  404  404  404   404  404  404   404   404  404  404  404  404
GET  own_message_edit        own_draft  in   404  200  404  404  404   404  404  404   404   404  404  404  404  404
POST own_message_edit        own_draft  in   404  go   404  404  404   404  404  404   404   404  404  404  404  404
POST own_message_send        own_draft  in   404  409  404  404  404   404  404  404   404   404  404  404  404  404
POST own_message_drop        own_draft  in   404  go   404  404  404   404  404  404   404   404  404  404  404  404
GET  network_mandates        network    in   403  403  403  200  200   404  404  403   403   403  403  404  404  404
POST network_mandates        network    in   403  403  403  200  200   404  404  403   403   403  403  404  404  404
GET  members                 network    in   403  200  200  403  403   404  404  403   403   403  403  404  404  404
GET  member_new              network    in   403  200  200  403  403   404  404  403   403   403  403  404  404  404
GET  import_new              network    in   403  200  200  403  403   404  404  403   403   403  403  404  404  404
POST member_new              network    in   403  200  200  403  403   404  404  403   403   403  403  404  404  404
POST import_new              network    in   403  200  200  403  403   404  404  403   403   403  403  404  404  404
GET  member                  chloe      in   404  200  200  404  404   404  404  404   404   404  404  404  404  404
POST member                  chloe      in   404  200  200  404  404   404  404  404   404   404  404  404  404  404
GET  member_relay            chloe      in   404  200  200  404  404   404  404  404   404   404  404  404  404  404
POST member_relay            chloe      in   404  go   go   404  404   404  404  404   404   404  404  404  404  404
GET  member_remove           chloe      in   404  200  200  404  404   404  404  404   404   404  404  404  404  404
POST member_remove           chloe      in   404  go   go   404  404   404  404  404   404   404  404  404  404  404
GET  import                  list       in   404  200  200  404  404   404  404  404   404   404  404  404  404  404
POST import_confirm          list       in   404  go   go   404  404   404  404  404   404   404  404  404  404  404
GET  import_progress         list       in   404  200  200  404  404   404  404  404   404   404  404  404  404  404
GET  zone                    zone       in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
POST zone                    zone       in   404  404  404  403  200   404  404  404   404   404  404  404  404  404
POST zone_ceiling            zone       in   404  404  404  403  go    404  404  404   404   404  404  404  404  404
GET  zone_size               zone       in   404  404  404  200  200   404   404  404   404   404  404  404  404  404
POST zone_size               zone       in   404  404  404  403  200   404   404  404   404   404  404  404  404  404
GET  zone_rules              zone       in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
POST zone_rules              zone       in   404  404  404  403  200   404  404  404   404   404  404  404  404  404
GET  zone_rules_version      settled    in   404  404  404  200  200   404  404  404   404   404  404  404  404  404
GET  municipality            town       in   404  404  404  404  200   404  404  403   200   404  404  404  404  404
POST municipality            town       in   404  404  404  404  200   404  404  403   200   404  404  404  404  404
GET  mandate_end             deputy     in   403  403  403  200  200   404  404  403   403   403  403  404  404  404
POST mandate_end             deputy     in   403  403  403  200  200   404  404  403   403   403  403  404  404  404
GET  archive                 -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  message                 released   in   200  200  200  404  404   404  404  404   404   404  404  404  404  404
GET  settings                -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST settings                -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST device_add              -          in   404  404  404  404  404   404   404  404   404   404  404  404  404  404
POST device_remove           device     in   go   404  404  404  404   404   404  404   404   404  404  404  404  404
POST push_shown              shown      204  204  204  204  204  204   204   204  204   204   204  204  204  204  204
GET  manifest                -          200  200  200  200  200  200   200   200  200   200   200  200  200  200  200
GET  service_worker          -          200  200  200  200  200  200   200   200  200   200   200  200  200  200  200
GET  tile                    spot       404  404  404  404  404  404   404   404  404   404   404  404  404  404  404
GET  leave                   network    in   200  200  200  404  404   404  404  404   404   404  404  404  404  404
POST leave                   network    in   go   go   go   404  404   404  404  404   404   404  404  404  404  404
GET  check                   -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  feel                    reader     200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST feel                    reader     200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  unsubscribe             leaver     200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST unsubscribe             leaver     200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST take_events             supplier   401  401  401  401  401  401   401  401  401   401   401  401  401  401  401
GET  operator                -          in   403  403  403  403  403   403  403  403   403   403  403  403  403  200
POST operator_retry          -          in   403  403  403  403  403   403  403  403   403   403  403  403  403  go
GET  dossiers                -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  dossier                 dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  dossier_new             -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST dossier_new             -          in   200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  dossier_consultation    dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_consultation    dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  dossier_founders        dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_founders        dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST founder_remove          founder    in   404  404  404  409  409   404  409  409   409   404  404  404  404  404
GET  dossier_name            dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_name            dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  dossier_end             dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_end             dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  dossier_candidates      dossier    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_candidates      dossier    in   404  404  404  403  403   404  404  403   403   404  404  404  404  404
GET  candidate_declare       candidate  in   404  404  404  403  403   404  200  403   403   404  404  404  404  404
POST candidate_declare       candidate  in   404  404  404  403  403   404  200  403   403   404  404  404  404  404
POST candidate_withdraw      candidate  in   404  404  404  403  403   404  409  403   403   404  404  404  404  404
POST screening_ask           candidate  in   404  404  404  409  409   404  403  403   403   404  404  404  404  404
GET  screening_outcome       candidate  in   404  404  404  403  403   404  403  403   403   404  404  404  404  404
POST screening_outcome       candidate  in   404  404  404  403  403   404  403  403   403   404  404  404  404  404
GET  about                   -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  prevention              -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  where                   -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST where                   -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  network_contact         network    200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST network_contact         network    200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  start                   -          200  go   go   go   go   go    go   go   go    go    go   go   go   go   go
POST start                   -          200  go   go   go   go   go    go   go   go    go    go   go   go   go   go
GET  dossier_area            dossier    in   404  404  404  200  200   404   404  200   200   404  404  404  404  404
POST dossier_area            dossier    in   404  404  404  200  200   404   404  200   200   404  404  404  404  404
GET  dossier_shapes          dossier    in   404  404  404  200  200   404   404  200   200   404  404  404  404  404
GET  dossier_survey          asked      in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_survey          asked      in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST survey_print            asked      in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  survey_letter_picture   asked      in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  survey_paper            asked      in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST survey_paper            asked      in   404  404  404  go   go    404  404  go    go    404  404  404  404  404
POST survey_again            asked      in   404  404  404  409  409   404  404  409   409   404  404  404  404  404
GET  dossier_meeting         gathering  in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_meeting         gathering  in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST meeting_room            gathering  in   404  404  404  403  403   404  404  200   200   404  404  404  404  404
POST meeting_invite          gathering  in   404  404  404  409  409   404  404  409   409   404  404  404  404  404
POST meeting_cancel          gathering  in   404  404  404  go   go    404  404  go    go    404  404  404  404  404
POST meeting_minutes         gathering  in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  meeting_paper           flyer      in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  meeting_paper_picture   flyer      in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  dossier_vote            voting     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST vote_open               voting     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST vote_count              voting     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  vote_paper              voting     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST vote_paper              voting     in   404  404  404  go   go    404  404  go    go    404  404  404  404  404
GET  answer                  -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST answer                  -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  answer_question         -          go   go   go   go   go   go    go   go   go    go    go   go   go   go   go
POST answer_question         -          go   go   go   go   go   go    go   go   go    go    go   go   go   go   go
GET  answer_thanks           -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST answer_thanks           -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  public_meeting          meeting    200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  meeting_calendar        meeting    200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  public_meeting_of       own        200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST public_meeting_of       own        200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  dossier_papers          papers    in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_papers_begin    papers    in   404  404  404  go   go    404  404  go    go    404  404  404  404  404
POST dossier_ready           papers    in   404  404  404  409  409   404  404  409   409   404  404  404  404  404
GET  dossier_section         section   in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_section         section   in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST dossier_section_model   section   in   404  404  404  go   go    404  404  go    go    404  404  404  404  404
GET  dossier_preview         print     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  dossier_preview_pdf     print     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  dossier_preview_page    sheet     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  models                  -         200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  model_pdf               model     200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  model_new               amended   in   403  403  403  403  403   403  403  403   403   403  403  200  403  403
POST model_new               amended   in   403  403  403  403  403   403  403  403   403   403  403  200  403  403
GET  register                -         in   403  403  403  403  403   403  403  403   403   403  403  200  200  403
GET  circulars               -         in   403  403  403  403  403   403  403  403   403   403  403  200  200  403
POST circulars               -         in   403  403  403  403  403   403  403  403   403   403  403  200  403  403
GET  take_over               -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
POST take_over               -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
GET  take_over_many          -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
POST take_over_many          -          in   403  403  403  200  200   200  403  403   403   403  403  403  403  403
POST take_over_rows          -          in   403  403  403  go   go    go   403  403   403   403  403  403  403  403
GET  take_over_dossier       taken      in   404  404  404  200  200   404  404  403   403   404  404  404  404  404
POST take_over_dossier       taken      in   404  404  404  200  200   404  404  403   403   404  404  404  404  404
POST take_over_confirm       taken      in   404  404  404  go   go    404  404  403   403   404  404  404  404  404
GET  dossier_signing         to_sign    in   404  404  404  200  200   404  200  200   200   404  404  404  404  404
POST dossier_signing         to_sign    in   404  404  404  200  200   404  200  200   200   404  404  404  404  404
GET  dossier_sign            signature  in   404  404  404  200  403   404  403  403   403   404  404  404  404  404
POST dossier_sign            signature  in   404  404  404  200  403   404  403  403   403   404  404  404  404  404
POST signing_paper           to_sign    in   404  404  404  200  200   404  403  200   200   404  404  404  404  404
GET  dossier_file            exact      in   404  404  404  200  200   404  200  200   200   404  404  404  404  404
GET  dossier_review          in_review  in   404  404  404  200  200   404  200  200   200   404  404  200  404  404
POST dossier_submit          to_sign    in   404  404  404  409  409   404  409  409   409   404  404  404  404  404
POST review_correct          in_review  in   404  404  404  403  403   404  403  403   403   404  404  200  404  404
POST review_refuse           in_review  in   404  404  404  403  403   404  403  403   403   404  404  200  404  404
POST review_recognise        in_review  in   404  404  404  403  403   404  403  403   403   404  404  200  404  404
GET  dossier_letter          to_mayor   in   404  404  404  404  404   404  404  404   404   404  404  404  404  404
GET  dossier_letter_picture  to_mayor   in   404  404  404  404  404   404  404  404   404   404  404  404  404  404
GET  remark_answer           remark     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
POST remark_answer           remark     in   404  404  404  200  200   404  404  200   200   404  404  404  404  404
GET  amendment_new           network    in   403  200  200  200  200   404  404  200   200   403  403  404  404  404
POST amendment_new           network    in   403  200  200  200  200   404  404  200   200   403  403  404  404  404
POST amendment_notify        contact    in   404  go   go   go   go    404  404  go    go    404  404  404  404  404
GET  demo                    -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST demo_as                 officer-an go   go   go   go   go   go    go   go   go    go    go   go   go   go   go
GET  demo_mail               -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  demo_mailbox            box        200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  demo_letter             letter     200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  demo_letter_html        letter     200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  demo_phones             -          200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  demo_phone              phone      200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
GET  demo_phone_screen       phone      200  200  200  200  200  200   200  200  200   200   200  200  200  200  200
POST demo_phone_switch       phone      go   go   go   go   go   go    go   go   go    go    go   go   go   go   go
POST demo_phone_answer       phone      404  404  404  404  404  404   404  404  404   404   404  404  404  404  404
POST demo_phone_say          phone      go   go   go   go   go   go    go   go   go    go    go   go   go   go   go
POST demo_phone_open         phone      404  404  404  404  404  404   404  404  404   404   404  404  404  404  404
POST demo_phone_notify       phone      404  404  404  404  404  404   404  404  404   404   404  404  404  404  404
"""

# What each thing of the table is called in an address.
ARGUMENTS: Mapping[str, tuple[str, str]] = {
    "network": ("network_id", "stage.meerstraat"),
    "zone": ("zone_id", "stage.beiaard"),
    "town": ("municipality_id", "stage.klokdorp"),
    "dossier": ("dossier_id", "dossier"),
    "taken": ("dossier_id", "taken_over"),
    "to_sign": ("dossier_id", "to_sign"),
    "in_review": ("dossier_id", "in_review"),
    "contact": ("dossier_id", "contact_change"),
    "remark": ("remark_id", "remark"),
    "founder": ("founder_id", "founder"),
    "candidate": ("candidate_id", "candidate"),
    "papers": ("dossier_id", "papers"),
    "asked": ("dossier_id", "asked"),
    "gathering": ("dossier_id", "gathering"),
    "voting": ("dossier_id", "voting"),
    "meeting": ("meeting_id", "meeting"),
    "draft": ("bulletin_id", "draft"),
    "own_draft": ("bulletin_id", "own_draft"),
    "submitted": ("bulletin_id", "submitted"),
    "offered": ("bulletin_id", "offered"),
    "released": ("bulletin_id", "released"),
    "offer": ("release_id", "offered_release"),
    "sending": ("release_id", "released_release"),
    "asked_out": ("release_id", "offered_to_others"),
    "list": ("import_id", "member_list"),
    "chloe": ("membership_id", "chloe"),
    "deputy": ("mandate_id", "deputy_mandate"),
    "leaver": ("token", "unsubscribe_token"),
    "reader": ("token", "feeling_token"),
    "device": ("endpoint_id", "chloe_device"),
    "shown": ("token", "shown_token"),
    "complaint": ("complaint_id", "complaint"),
    "answered": ("token", "answer_token"),
    "sighting": ("sighting_id", "sighting"),
    "invited": ("token", "invitation_token"),
    "alert": ("bulletin_id", "alert"),
    "fact": ("fact_id", "passed_fact"),
    "proposed_t": ("proposed_id", "proposed_text"),
    "in_force": ("template_id", "alert_template"),
}
MAILBOX = "chloe.dubois@mail.example"
NAMED = {
    "box": [MAILBOX],
    "letter": [MAILBOX, "1-1"],
    "phone": ["member-jozef"],
    "supplier": ["voice", "voice.example"],
    "spot": [15, 16830, 11003],
    "model": ["nl", "charter"],
    "amended": ["charter", "nl"],
}
# Addresses that name a thing inside another; what is no thing stands as it is.
INSIDE: Mapping[str, tuple[str | int, ...]] = {
    "section": ("papers", "section"),
    "print": ("papers", "charter", "nl"),
    "sheet": ("papers", "charter", "nl", 1),
    "flyer": ("gathering", "flyer"),
    "signature": ("to_sign", "officer_signature"),
    "exact": ("to_sign", "exact_file"),
    "to_mayor": ("to_sign", "mayor"),
    "own": ("meeting", "interest"),
    "stickers": ("meerstraat", "stickers"),
    "matter": ("town_matter",),
    "settled": ("beiaard", 1),
    "arson": ("beiaard", "arson"),
}
# What an act is told; an act without a line is told nothing.
TOLD: Mapping[str, Mapping[str, str]] = {
    "language": {"language": "fr"},
    "demo_phone_switch": {"power": "off"},
    "demo_phone_say": {"text": "STOP"},
    "bulletin_short": {"language": "nl"},
    "bulletin_words": {"language": "nl"},
    "own_message_words": {"language": "nl"},
    "feel": {"feeling": "calmer", "useful": "yes"},
    "release_hold": {"reason": "Tomorrow is better."},
    "release_decline": {"reason": "Not here."},
    "operator_retry": {"channel": "email", "cause": "temporary"},
    "bulletin_send_back": {"remark": "Please add when it happened."},
}
# Who opens a member list, or one member, is recorded (H15); nothing else of a GET stays.
RECORD = {"audit_chain", "audit_entry"}
RECORDED = {"members": RECORD, "member": RECORD, "member_remove": RECORD, "member_relay": RECORD}
# Where a session and the limits of tries live.
OURS = {"django_session", configured.CACHES["default"]["LOCATION"]}

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
# A caught mail is shown in a frame that may do nothing but look like itself.
POLICIES = {
    "demo_letter": POLICY | {"frame-src 'self'"},
    "demo_letter_html": {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "sandbox",
    },
}
FRAMED = {"demo_letter_html"}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|<[^>]*\s(?:style|on\w+|hx-on[\w:-]*)\s*=|javascript:",
    re.IGNORECASE,
)
MAIL = """\
Subject: Garden sheds opened
Content-Type: text/html; charset=utf-8

<p style="color: green">Two garden sheds were opened.</p>
"""

Row = tuple[str, str, str, dict[str, str]]


def rows() -> Iterator[Row]:
    """Yield (verb, address, thing, answer by column)."""
    for line in TABLE.strip().splitlines()[1:]:
        verb, name, thing, *cells = line.split()
        yield verb, name, thing, dict(zip(FIGURES, cells, strict=True))


def addresses(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        else:
            yield from addresses(pattern)


def test_every_address_stands_in_the_table_and_no_other() -> None:
    assert {name for _, name, _, _ in rows()} == set(addresses(get_resolver()))


@pytest.fixture
def things(
    dress_rehearsal: Rehearsal, cast: Cast, settings: Settings, tmp_path: Path
) -> Iterator[Things]:
    settings.MAIL_DIR = tmp_path
    settings.PHONES_DIR = tmp_path / "phones"
    (tmp_path / MAILBOX).mkdir()
    (tmp_path / MAILBOX / "1-1.eml").write_text(MAIL)
    made = dress_rehearsal.things
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        yield made


@pytest.fixture(params=FIGURES)
def column(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def signed_in(column: str) -> Client:
    client = Client()
    if FIGURES[column]:
        assert client.post(reverse("demo_as", args=[FIGURES[column]])).status_code == 302
    return client


def url_of(name: str, thing: str, cast: Cast, things: Things) -> str:
    if thing in ARGUMENTS:
        argument, place = ARGUMENTS[thing]
        where, _, attribute = place.rpartition(".")
        return reverse(name, kwargs={argument: getattr(cast.stage if where else things, attribute)})
    if thing in INSIDE:
        inside = [
            getattr(things, str(one), getattr(cast.stage, str(one), one)) for one in INSIDE[thing]
        ]
        return reverse(name, args=inside)
    return reverse(name, args=NAMED.get(thing, [] if thing == "-" else [thing]))


def asked(client: Client, verb: str, name: str, url: str) -> Any:
    """Return the answer; what an act changed is taken back, in the database and in the browser."""
    if verb == "GET":
        return client.get(url)
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = client.post(url, TOLD.get(name, {}))
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def answer(response: HttpResponse) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    return "in" if response["Location"].startswith(reverse("sign_in")) else "go"


def changes() -> dict[str, int]:
    """Return how many rows this transaction wrote, by table, savepoints included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def policy_of(response: HttpResponse) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


def test_everybody_gets_the_answer_of_the_table_and_no_page_breaks_the_rules(
    column: str, cast: Cast, things: Things
) -> None:
    client = signed_in(column)
    wrong, loose, inline, changed = [], [], [], []
    for verb, name, thing, cells in rows():
        before = changes()
        response = asked(client, verb, name, url_of(name, thing, cast, things))
        got, row = answer(response), f"{verb} {name}"
        if got != cells[column]:
            wrong.append(f"{row}: {got}, not {cells[column]}")
        touched = {table for table, count in changes().items() if count != before.get(table, 0)}
        if verb == "GET" and touched - OURS - RECORDED.get(name, set()):
            changed.append(f"{row}: {sorted(touched)}")
        if is_page(response) and policy_of(response) != POLICIES.get(name, POLICY):
            loose.append(f"{row}: {response['Content-Security-Policy']}")
        if is_page(response) and name not in FRAMED:
            inline += [f"{row}: {found}" for found in INLINE.findall(response.content.decode())]
    assert (wrong, changed, loose, inline) == ([], [], [], [])


def test_acts_are_not_done_by_opening_them(cast: Cast, things: Things) -> None:
    client = signed_in("coor")
    both = {name for verb, name, _, _ in rows() if verb == "GET"}
    acts = {
        name: client.get(url_of(name, thing, cast, things)).status_code
        for verb, name, thing, _ in rows()
        if verb == "POST" and name not in both
    }
    assert acts == dict.fromkeys(acts, 405)
    assert len(acts) > 15


def test_a_write_would_be_seen(cast: Cast) -> None:
    before = changes().get("people_person", 0)
    end_sessions(person_named("member-chloe"))
    assert changes()["people_person"] == before + 1


def test_inline_code_would_be_seen() -> None:
    bad = [
        "<script>x()</script>",
        "<p style='color:red'>",
        '<a onclick="x()">',
        "<style>p{}</style>",
    ]
    assert [text for text in bad if not INLINE.search(text)] == []
    assert (
        INLINE.search('<script src="/static/built/app.js" defer></script><p class="style">') is None
    )
