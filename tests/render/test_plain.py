"""What plain lines say of themselves."""

from __future__ import annotations

from crackwatch.answers import Bucket
from crackwatch.render.plain import axis


def buckets(count: int) -> list[Bucket]:
    return [Bucket._make([None] * len(Bucket._fields))] * count


def test_a_bar_that_stands_for_several_buckets_says_for_how_many():
    assert axis("month", buckets(40)) == "by month"
    assert axis("month", buckets(83)) == "a bar for 3 months"
