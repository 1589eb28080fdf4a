"""What plain lines say of themselves."""

from __future__ import annotations

import pytest

from crackwatch import ask
from crackwatch.answers import Bucket, TimelineRequest
from crackwatch.model import Selection
from crackwatch.render import machine
from crackwatch.render.plain import axis, lasting
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


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(None, "-"), (59, "59 s"), (1500, "25 min"), (3599, "1 h"), (4200, "1 h 10"), (5400, "1 h 30"), (7500, "2 h 05"), (82800, "23 h"), (172800, "2 d")],
)
def test_lags_of_a_few_hours_keep_their_minutes(seconds, told):
    assert lasting(seconds) == told


def test_a_wire_and_its_copies_are_told_in_one_sentence_each_once_and_with_one_reason(tmp_path):
    seed = Seed(tmp_path)
    wire = seed.article("La crue", "2021-05-12T08:00", "agence", story=1)
    copies = [seed.article("La crue", f"2021-05-12T{9 + n:02}:00", f"copie{n}", story=1, copy_of=wire) for n in range(9)]
    for n, copy in enumerate(copies):
        for earlier in (wire, *copies[:n]):
            seed.linked(copy, earlier, why="same text", score=1.0)
    with seed.reading() as archive:
        texts = ["".join(machine.render(found, "plain")) for found in (ask.story(archive, 1), ask.article(archive, wire))]

    for text in texts:
        assert "first told by agence at 2021-05-12 08:00; 10 articles, 9 copies, 10 outlets\n" in text
        assert [text.count(f"{number:>6} 2021-05-12") for number in copies] == [1] * 9
        assert text.partition("# why\n")[2] == f"9 articles -> {wire} copy 1.00, by machine: same text\n"


def test_what_an_outlet_told_later_stands_under_it_with_its_number_and_date(tmp_path):
    seed = Seed(tmp_path)
    seed.article("La crue", "2021-05-12T08:00", story=1)
    later = seed.article("La crue monte", "2021-05-12T18:00", story=1)
    with seed.reading() as archive:
        text = "".join(machine.render(ask.story(archive, 1), "plain"))

    assert f"{later:>6} 2021-05-12 18:00     then: La crue monte\n" in text
    assert text.count("La crue monte") == 1
