"""Requests are counted by all processes together."""

from pathlib import Path

from django.test import Client

from belfry.web.timing import BUCKETS, Counts, counts


def test_processes_count_together_and_a_new_one_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "data" / "web-requests"
    first, second = Counts(path), Counts(path)
    first.add(200, 0.02)
    second.add(204, 0.3)
    second.add(503, 99.0)
    told = {one.status: one for one in Counts(path).read()}
    assert (told["2xx"].number, round(told["2xx"].seconds, 2)) == (2, 0.32)
    assert told["2xx"].within == [end >= 0.02 for end in BUCKETS[:5]] + [2] * 5
    assert (told["5xx"].number, sum(told["5xx"].within)) == (1, 0)
    assert told["4xx"].number == 0


def test_without_a_place_to_write_each_counts_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    alone = Counts(tmp_path / "file" / "web-requests")
    alone.add(404, 0.001)
    assert [one.number for one in alone.read()] == [0, 0, 0, 1, 0]


def test_every_page_is_counted_and_no_probe(client: Client, db: None) -> None:
    def total() -> int:
        return sum(one.number for one in counts().read())

    before = total()
    client.get("/")
    client.get("/nowhere/")
    client.get("/healthz")
    assert total() == before + 2
