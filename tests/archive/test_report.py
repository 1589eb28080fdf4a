from __future__ import annotations

import sqlite3

import pytest

from crackwatch import ask
from crackwatch.answers import Mentioned, Said
from crackwatch.archive import report
from crackwatch.archive.mentions import single_days, unread, write_mentions
from crackwatch.archive.quotes import quotes, write_quotes
from crackwatch.archive.report import Scope
from crackwatch.model import Selection
from tests.archived import affair


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with affair(tmp_path_factory.mktemp("affair")).reading() as archive:
        yield archive


SCANS = ("SCAN article", "SCAN a", "SCAN hit", "SCAN h", "SCAN r", "SCAN s")
SCOPES = [
    Scope((1,)), Scope((1,), 0, 9), Scope((1, 2), 0, 9), Scope((1,), 0, 9, outlet=2, lang="fr"), Scope((1,), oldest_first=False),
    Scope(None, 0, 9), Scope(None, 0, 9, oldest_first=False), Scope(None, ids=(1, 2)), Scope((1,), ids=(1, 2)),
]  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_no_report_scans_articles_or_hits(archive, scope):
    seen: list[str] = []
    archive.db.set_trace_callback(seen.append)
    list(report.occurrences(archive, scope))
    report.coverage(archive)
    report.facts(archive, list(report.occurrences(archive, scope)), {})
    list(report.claims(archive, [1, 2]))
    report.watches_of(archive, [1, 2])
    archive.db.set_trace_callback(None)

    for sql in seen:
        for *_, step in archive.db.execute(f"EXPLAIN QUERY PLAN {sql}"):
            assert not step.startswith(SCANS), f"{step}: {sql}"


def test_one_watch_is_read_from_its_index_alone(archive):
    seen: list[str] = []
    archive.db.set_trace_callback(seen.append)
    list(report.occurrences(archive, Scope((1,), 0, 9)))
    archive.db.set_trace_callback(None)
    plan = [step for *_, step in archive.db.execute(f"EXPLAIN QUERY PLAN {seen[0]}")]

    assert plan == ["SEARCH h USING COVERING INDEX hit_report (watch_id=? AND at>? AND at<?)"]


def test_spans_are_read_as_intake_keeps_them(archive):
    view = next(iter(ask.articles(archive, Selection(ids=(1,)))))

    assert [(s.field, s.start, s.end, s.term) for s in view.spans] == [("title", 0, 5, "crack")]


def test_reading_writes_nothing(archive):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        archive.db.execute("DELETE FROM hit")


def test_quotes_are_replaced_when_a_text_changes(tmp_path):
    seed = affair(tmp_path)
    said = Said(0, 9, "Des mots que quelqu'un a dits", "Jeanne Morel", "maire", 0, 1)
    write_quotes(seed.archive, [(1, [said]), (2, [])])
    write_quotes(seed.archive, [(1, [said._replace(words="D'autres mots")])])

    assert quotes(seed.archive, [1, 2, 3]) == {1: [said._replace(words="D'autres mots")], 2: []}


def test_days_are_replaced_when_a_text_changes(tmp_path):
    seed = affair(tmp_path)
    first, second, third = (Mentioned(n, n + 1, f"2021-05-0{n}", f"2021-05-0{n}", "day") for n in (1, 2, 3))
    month = Mentioned(4, 5, "2021-05-01", "2021-05-31", "month")
    write_mentions(seed.archive, [(1, [first]), (2, [])])
    write_mentions(seed.archive, [(1, [second, third, third._replace(start=9), month])])

    assert single_days(seed.archive, [1, 2, 3]) == {1: ["2021-05-02", "2021-05-03"]}
    assert unread(seed.archive, [1, 2, 3]) == [3]


def test_the_languages_of_an_outlet_stand_in_order_of_use(tmp_path):
    seed = affair(tmp_path)
    rows = list(report.occurrences(seed.archive, Scope((1,))))[:3]
    articles = report.listed(row.id for row in rows)
    seed.archive.db.execute(f"UPDATE article SET outlet_id = 1, lang = 'fr' WHERE id {report.AMONG}", (articles,))
    seed.archive.db.execute("UPDATE article SET lang = 'en' WHERE id = ?", (rows[0].id,))

    assert report.facts(seed.archive, rows, {}).languages == {1: ["fr", "en"]}
    assert report.facts(seed.archive, rows, {}, languages=False).languages == {}
