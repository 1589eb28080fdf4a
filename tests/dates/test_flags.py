"""What a person may type after --since and --until, and what is refused."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.dates import instant, period
from crackwatch.errors import DateError
from crackwatch.model import Period

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2021, 5, 18, 12, 30, tzinfo=PARIS)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-05", "2021-05-01", "2021-05-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-05-13", "2021-05-13", "2021-05-13"),
        ("20210513", "2021-05-13", "2021-05-13"),
        ("2021/5/13", "2021-05-13", "2021-05-13"),
        ("2021-133", "2021-05-13", "2021-05-13"),
        ("2021-W20", "2021-05-17", "2021-05-23"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-W20-4", "2021-05-20", "2021-05-20"),
        ("semaine 20 de 2021", "2021-05-17", "2021-05-23"),
        ("S20 2021", "2021-05-17", "2021-05-23"),
        ("2021-Q2", "2021-04-01", "2021-06-30"),
        ("T1 2021", "2021-01-01", "2021-03-31"),
        ("4e trimestre 2020", "2020-10-01", "2020-12-31"),
        ("first half of 2021", "2021-01-01", "2021-06-30"),
        ("mai 2021", "2021-05-01", "2021-05-31"),
        ("Sept. 2020", "2020-09-01", "2020-09-30"),
        ("en juin 2020", "2020-06-01", "2020-06-30"),
        ("juin", "2020-06-01", "2020-06-30"),
        ("fin 2019", "2019-10-01", "2019-12-31"),
        ("mi-avril 2021", "2021-04-11", "2021-04-20"),
        ("l’été 2020", "2020-06-01", "2020-08-31"),
        ("hiver 2020-2021", "2020-12-01", "2021-02-28"),
        ("le 1er mai 2021", "2021-05-01", "2021-05-01"),
        ("May 13, 2021", "2021-05-13", "2021-05-13"),
        ("13 mai", "2021-05-13", "2021-05-13"),
        ("19 mai", "2020-05-19", "2020-05-19"),
        ("jeudi 13 mai 2021", "2021-05-13", "2021-05-13"),
        ("13/05/2021", "2021-05-13", "2021-05-13"),
        ("05/13/2021", "2021-05-13", "2021-05-13"),
        ("aujourd'hui", "2021-05-18", "2021-05-18"),
        ("hier", "2021-05-17", "2021-05-17"),
        ("avant-hier", "2021-05-16", "2021-05-16"),
        ("mardi", "2021-05-18", "2021-05-18"),
        ("mardi dernier", "2021-05-11", "2021-05-11"),
        ("Friday", "2021-05-14", "2021-05-14"),
        ("next friday", "2021-05-21", "2021-05-21"),
        ("cette semaine", "2021-05-17", "2021-05-23"),
        ("la semaine dernière", "2021-05-10", "2021-05-16"),
        ("le week-end dernier", "2021-05-15", "2021-05-16"),
        ("last month", "2021-04-01", "2021-04-30"),
        ("l'an dernier", "2020-01-01", "2020-12-31"),
        ("3d", "2021-05-15", "2021-05-15"),
        ("2w", "2021-05-04", "2021-05-04"),
        ("6mois", "2020-11-18", "2020-11-18"),
        ("il y a 3 jours", "2021-05-15", "2021-05-15"),
        ("a week ago", "2021-05-11", "2021-05-11"),
        ("3 derniers jours", "2021-05-15", "2021-05-18"),
    ],
)
def test_since_takes_the_first_instant_and_until_the_last_second(text: str, first: str, last: str) -> None:
    since, until = instant(text, NOW, PARIS, "since"), instant(text, NOW, PARIS, "until")
    assert since.isoformat()[:19] == f"{first}T00:00:00"
    assert until.isoformat()[:19] == f"{last}T23:59:59"


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2021-05-13T14:30", "2021-05-13T14:30:00+02:00", "2021-05-13T14:30:59+02:00"),
        ("2021-05-13 14h", "2021-05-13T14:00:00+02:00", "2021-05-13T14:59:59+02:00"),
        ("20210513T143000Z", "2021-05-13T16:30:00+02:00", "2021-05-13T16:30:00+02:00"),
        ("2021-05-13T14:30 Europe/London", "2021-05-13T15:30:00+02:00", "2021-05-13T15:30:59+02:00"),
        ("hier à 14h30", "2021-05-17T14:30:00+02:00", "2021-05-17T14:30:59+02:00"),
        ("yesterday 2pm", "2021-05-17T14:00:00+02:00", "2021-05-17T14:59:59+02:00"),
        ("6h", "2021-05-18T06:30:00+02:00", "2021-05-18T06:30:00+02:00"),
        ("now", "2021-05-18T12:30:00+02:00", "2021-05-18T12:30:00+02:00"),
        ("2020-10-25T02:30", "2020-10-25T02:30:00+02:00", "2020-10-25T02:30:59+01:00"),
        ("2021-03-28", "2021-03-28T00:00:00+01:00", "2021-03-28T23:59:59+02:00"),
    ],
)
def test_times_of_day_and_zones_are_exact(text: str, since: str, until: str) -> None:
    assert instant(text, NOW, PARIS, "since").isoformat() == since
    assert instant(text, NOW, PARIS, "until").isoformat() == until


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "garbage", "2021-13", "2021-00", "2021-02-30", "29 février 2021", "31 juin 2021", "2021-366"),
        *("2021-W54", "2021-W53", "2021-W00", "2021-Q5", "T0 2021", "05/06/2021", "05/06/2021x", "13/05/21", "202105"),
        *("mai 13", "3m", "3 bananas", "14:30", "2021-05-13T25:00", "2021-05-13T14:61", "2021-03-28T02:30", "0000"),
        *(
            "jeudi 14 mai 2021",
            "hiver 2020",
            "mai 2021 14h",
            "2021-05-13T14:30 Mars/Base",
            "tomorrowish",
            "mar",
            "１２",
        ),
        "9999-12-31",
    ],
)
def test_what_is_impossible_or_has_two_readings_is_refused_with_examples(text: str) -> None:
    with pytest.raises(DateError) as caught:
        instant(text, NOW, PARIS, "until")
    assert caught.value.hint.count(",") + caught.value.hint.count(" or ") == 2


@pytest.mark.parametrize("side", ["since", "until"])
@pytest.mark.parametrize(("inside", "outside"), [("9998-12-31", "9999-12-31"), ("0002-01-01", "0001-12-31")])
def test_the_last_year_of_the_calendar_is_no_end(side, inside, outside) -> None:
    assert instant(inside, NOW, PARIS, side).year in (2, 9998)
    with pytest.raises(DateError):
        instant(outside, NOW, PARIS, side)


def test_the_reason_is_named_where_there_is_one() -> None:
    with pytest.raises(DateError, match="2021-05-06 and 2021-06-05"):
        instant("05/06/2021", NOW, PARIS)
    with pytest.raises(DateError, match="is a Friday"):
        instant("jeudi 14 mai 2021", NOW, PARIS)


def test_a_day_begins_where_clocks_skip_midnight() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    assert instant("2023-04-28", NOW, cairo).isoformat() == "2023-04-28T01:00:00+03:00"
    assert instant("2023-04-27", NOW, cairo, "until").isoformat() == "2023-04-27T23:59:59+02:00"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def test_a_period_is_closed_and_its_ends_may_be_open() -> None:
    assert period(None, None, NOW, PARIS) == Period()
    assert period("2021-05", None, NOW, PARIS) == Period(at("2021-05-01T00:00+02:00"), None)
    assert period(None, "2021-05", NOW, PARIS) == Period(None, at("2021-05-31T23:59:59+02:00"))


def test_two_dots_make_a_range() -> None:
    both = Period(at("2021-05-01T00:00+02:00"), at("2021-07-31T23:59:59+02:00"))
    assert period("2021-05..2021-07", None, NOW, PARIS) == both
    assert period("mai 2021 .. juillet 2021", None, NOW, PARIS) == both
    assert period("2021-05..", None, NOW, PARIS) == Period(both.since, None)
    assert period("..2021-07", None, NOW, PARIS) == Period(None, both.until)


@pytest.mark.parametrize(
    ("since", "until"),
    [("..", None), ("2021-05..2021-07", "2021-06"), ("2021-07..2021-05", None), ("2021-06", "2021-05"), ("a..b", None)],
)
def test_a_range_that_makes_no_sense_is_refused(since: str, until: str | None) -> None:
    with pytest.raises(DateError):
        period(since, until, NOW, PARIS)


WORDS = st.sampled_from(
    [
        "2021",
        "-05",
        "mai",
        "13",
        "hier",
        "..",
        " ",
        "T14:30",
        "Z",
        "W20",
        "Q2",
        "3d",
        "il y a",
        "jours",
        "é",
        "/",
        "été",
        "\x1b",
    ]
)


@given(st.lists(WORDS, max_size=6).map("".join) | st.text(max_size=20))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    said = understood(text)
    assert isinstance(said, str) or said[0] <= said[1]
    assert "\x1b" not in str(said)


def understood(text: str) -> str | tuple[datetime, datetime]:
    try:
        return instant(text, NOW, PARIS, "since").astimezone(UTC), instant(text, NOW, PARIS, "until").astimezone(UTC)
    except DateError as refused:
        return refused.message


SHARED = Path(os.environ.get("CRACKWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data/dates"


@pytest.mark.skipif(not (SHARED / "since.jsonl").exists(), reason="labelled values of --since are not here")
def test_labelled_values_are_understood_or_refused() -> None:
    wrong = []
    for line in (SHARED / "since.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        try:
            got = instant(
                row["value"], datetime.fromisoformat(row["now"]), ZoneInfo(row["zone"]), row["flag"]
            ).isoformat()
        except DateError:
            got = "error"
        if got != row["expected"]:
            wrong.append((row["value"], got, row["expected"]))
    assert wrong == []
