"""Notices in words of thirty kinds of servers, each with every reason, are understood; so are people who write back."""

from collections import Counter

import pytest

from belfry.inbound.judging import judged
from tests.inbound.templates import US, answers, bounces

OWN = frozenset({US})


def test_a_notice_of_any_server_tells_whom_it_is_about_and_whether_it_is_for_good() -> None:
    wrong: Counter[str] = Counter()
    missed = []
    number = 0
    for name, raw, right in bounces():
        number += 1
        told = judged(raw, OWN)
        (failure,) = told.failures or (None,)
        if failure is None or failure.recipient != right["recipient"]:
            missed.append(name)
        elif failure.permanent != right["permanent"]:
            wrong["permanent"] += 1
    assert missed == []
    assert number > 900
    # A few forms say "permanent" whatever the server said.
    assert wrong["permanent"] / number < 0.01


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_what_people_write_above_any_quoted_mail_is_theirs_alone(language: str) -> None:
    found = [one for one in answers() if one.language == language]
    assert len(found) >= 25
    for one in found:
        told = judged(one.raw, OWN)
        assert (one.name, str(told.kind), told.text) == (one.name, one.kind, one.text)
