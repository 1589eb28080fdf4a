"""What plain lines say of themselves."""

from __future__ import annotations

from crackwatch import ask
from crackwatch.answers import Bucket, TimelineRequest
from crackwatch.model import Selection
from crackwatch.render import machine
from crackwatch.render.plain import axis
from tests.archived import Seed, at


def buckets(count: int) -> list[Bucket]:
    return [Bucket._make([None] * len(Bucket._fields))] * count


def test_a_bar_that_stands_for_several_buckets_says_for_how_many():
    assert axis("month", buckets(40)) == "by month"
    assert axis("month", buckets(83)) == "a bar for 3 months"


def test_a_day_that_cannot_be_trusted_is_marked_and_the_mark_explained(tmp_path):
    seed = Seed(tmp_path)
    seed.article("Daté", "2021-05-12T08:00")
    seed.article("Sans date", "2021-05-13T08:00", published=None)
    seed.article("Daté de l'an 2099", "2021-05-14T08:00", published=at("2099-01-01"), suspect=1)
    seed.article("Du mois de mai", "2021-05-01T00:00", published_precision="month")
    with seed.reading() as archive:
        told = ask.timeline(archive, TimelineRequest(Selection()), now=at("2021-06-01"))
        listed = ["".join(machine.render(ask.articles(archive, Selection()), form)) for form in ("plain", "md")]
        texts = [*listed, "".join(machine.render(told, "plain"))]

    for text in texts:
        assert [f"2021-05-{day}~" in text for day in ("12", "13", "14", "01")] == [False, True, True, True]
    assert [text.count("that can be trusted") for text in texts] == [1, 0, 1]
