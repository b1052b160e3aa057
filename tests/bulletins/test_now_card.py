"""Under every alert stands what to do now, in the reader's language and with the numbers of the zone."""

from dataclasses import replace
from html import unescape

import pytest

from belfry.bulletins.models import Approval
from belfry.prevention.now_card import now_card
from tests.bulletins.desk import DUTCH as WORDS
from tests.bulletins.desk import FRENCH, GERMAN, approved, draft
from tests.cast import Cast


def texts(cast: Cast, kind: str, phenomenon: str = "") -> dict[str, dict[str, str]]:
    said = draft(cast.stage.meerstraat, bulletin_class=kind, nl=WORDS, fr=FRENCH, de=GERMAN)
    bulletin = approved(cast, what=replace(said, phenomenon=phenomenon))
    found: dict[str, dict[str, str]] = Approval.objects.get(bulletin=bulletin).texts
    return found


@pytest.mark.parametrize("phenomenon", ["", "fire", "missing_person"])
def test_an_alert_says_what_to_do_now_in_every_language(cast: Cast, phenomenon: str) -> None:
    said = texts(cast, "alert", phenomenon)
    assert set(said) == {"nl", "fr", "de"}
    for language, forms in said.items():
        lines = now_card("alert", language, phenomenon=phenomenon)
        assert len(lines) >= 3
        body, _, foot = forms["text"].partition("\n-- \n")
        for line in lines:
            assert line in body
            assert line not in foot
            assert line not in forms["short"]
            assert line in unescape(forms["html"])


@pytest.mark.parametrize("kind", ["request", "warning", "advice", "organisational"])
def test_nothing_else_has_a_card(cast: Cast, kind: str) -> None:
    for language, forms in texts(cast, kind).items():
        assert now_card("alert", language)[0] not in forms["text"]
