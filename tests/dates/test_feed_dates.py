"""Publication dates as feeds really write them."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.dates import parse_published, published

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2021, 6, 1, tzinfo=UTC)
HALF_PAST_FOUR = datetime(2021, 5, 18, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Tue, 18 May 2021 18:30:00 +0200",
        "Tue, 18 May 2021 16:30:00 GMT",
        "Tue, 18 May 2021 16:30:00 -0000",
        "Mon, 18 May 2021 18:30 +02:00",
        "18 May 21 16:30:00 Z",
        "Tue, 18 May 2021 18:30:00 CEST",
        "Tue, 18 May 2021 11:30:00 EST",
        "Tue, 18 May 2021 18:30:00 GMT+2",
        "Tue, 18 May 2021 18:30:00 Europe/Paris",
        "Tue, 18 May 2021 18:30:00 +0200 (CEST)",
        "Tue, 18 May 2021 18:30:00",
        "Tuesday, 18-May-21 16:30:00 GMT",
        "Tue May 18 18:30:00 CEST 2021",
        "Tue May 18 18:30:00 2021",
        "2021-05-18T16:30:00Z",
        "2021-05-18T18:30:00.123456789+02:00",
        "2021-05-18T18:30:00+0200",
        "2021-05-18T18:30:00+02:00[Europe/Paris]",
        "2021-05-18 18:30:00",
        "2021/05/18 18:30",
        "20210518T163000Z",
        "20210518183000",
        "1621355400",
        "1621355400000",
        "18/05/2021 18:30",
        "05/18/2021 6:30 PM",
        "18.05.2021 18.30",
        "May 18th, 2021 at 6:30 p.m.",
        "mar., 18 mai 2021 18:30:00 +0200",
        "Publié le mardi 18 mai 2021 à 18h30",
        "18. Mai 2021, 18:30 Uhr",
        "martes, 18 de mayo de 2021 a las 18:30",
        "18 maggio 2021 alle 18.30",
        "18:30, 18 mai 2021",
    ],
)
def test_every_way_to_write_one_instant_is_read(raw: str) -> None:
    assert parse_published(raw, PARIS, NOW) == HALF_PAST_FOUR


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "hier",
        "0000-00-00 00:00:00",
        "Tue, 32 May 2021 16:30:00 GMT",
        "2021-02-30",
        "2021-13-01",
        "2021-05-18T25:00",
        "18 mai",
        "18:30",
        "99999999999999999999",
        "May May May",
    ],
)
def test_what_is_no_date_is_none(raw: str) -> None:
    assert parse_published(raw, PARIS, NOW) is None
    assert published(raw, PARIS, NOW).utc is None


@pytest.mark.parametrize(
    ("raw", "precision"),
    [
        ("2021-05-18T18:30:00", "second"),
        ("18 mai 2021 18:30", "minute"),
        ("18 mai 2021 à 18h", "hour"),
        ("18 mai 2021", "day"),
        ("2021-05-18", "day"),
        ("mai 2021", "month"),
        ("2021-05", "month"),
    ],
)
def test_precision_is_what_the_text_says(raw: str, precision: str) -> None:
    assert published(raw, PARIS, NOW).precision == precision


def test_a_day_begins_at_midnight_of_the_zone() -> None:
    assert published("18 mai 2021", PARIS, NOW).utc == datetime(2021, 5, 17, 22, tzinfo=UTC)


def test_midnight_may_be_written_as_twenty_four_and_a_leap_second_as_sixty() -> None:
    assert parse_published("2021-05-18T24:00:00Z", PARIS, NOW) == datetime(2021, 5, 19, tzinfo=UTC)
    assert parse_published("2016-12-31T23:59:60Z", PARIS, NOW) == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["Thu, 01 Jan 1970 00:00:00 +0000", "Sat, 18 May 2099 16:30:00 GMT", "0001-01-01T00:00:00Z"]
)
def test_unbelievable_dates_are_kept_as_suspect_and_never_trusted(raw: str) -> None:
    moment = published(raw, PARIS, NOW, "jsonld")
    assert moment.utc is not None
    assert (moment.suspect, moment.whence, moment.raw) == (True, "jsonld", raw)
    assert parse_published(raw, PARIS, NOW) is None


def test_two_days_ahead_is_a_zone_mistake_and_more_is_suspect() -> None:
    raw = "Thu, 03 Jun 2021 00:00:00 GMT"
    assert not published(raw, PARIS, NOW).suspect
    assert published(raw, PARIS, NOW - timedelta(seconds=1)).suspect


@given(st.text(st.sampled_from("0123456789-:/., TZ+MayJunmardià"), max_size=40))
def test_no_text_makes_it_raise(raw: str) -> None:
    moment = parse_published(raw, PARIS, NOW)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2021, 5, 31)), st.integers(-12, 14))  # noqa: DTZ001
def test_standard_forms_are_read_back(local: datetime, hours: int) -> None:
    from datetime import timezone
    from email.utils import format_datetime

    aware = local.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert parse_published(aware.isoformat(), PARIS, NOW) == aware
    assert parse_published(format_datetime(aware), PARIS, NOW) == aware


SHARED = Path(os.environ.get("CRACKWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data/dates"


@pytest.mark.skipif(not (SHARED / "published.jsonl").exists(), reason="labelled dates of feeds are not here")
def test_labelled_dates_of_feeds_are_read() -> None:
    rows = [json.loads(line) for line in (SHARED / "published.jsonl").read_text(encoding="utf-8").splitlines()]
    read = {row["raw"]: parse_published(row["raw"], ZoneInfo(row["zone"])) for row in rows}
    assert {raw: at.strftime("%FT%T") if at else None for raw, at in read.items()} == {
        row["raw"]: row["expected"] for row in rows
    }
