from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

AFFAIR = [
    {"url": "https://gazette.example/1", "title": "Crack à Stalingrad : les riverains à bout", "published": "2021-05-13T08:00:00+02:00", "outlet": "La Gazette", "lang": "fr"},
    {"url": "https://canal.example/2", "title": "Les jardins d'Éole rendus aux consommateurs de crack", "published": "2021-06-30T18:30:00+02:00", "outlet": "Le Canal", "lang": "fr"},
    {"url": "https://courier.example/3", "title": "Crack users moved from Stalingrad to Porte de la Villette", "published": "2021-09-24T12:00:00+02:00", "outlet": "The Courier", "lang": "en"},
    {"url": "https://gazette.example/4", "title": "Le PSG gagne encore", "published": "2021-09-25T12:00:00+02:00", "outlet": "La Gazette", "lang": "fr"},
]  # fmt: skip


@pytest.fixture
def affair(crackwatch, with_articles, db):
    """The command line over an archive of four articles, three of which are found."""
    shutil.copy(with_articles(AFFAIR), db)
    return crackwatch


def titles(said) -> list[str]:
    assert (said.code, said.err) == (0, "")
    return [json.loads(line)["title"] for line in said.out.splitlines()]


FOUND = [article["title"] for article in reversed(AFFAIR[:3])]


# --- which articles


def test_list_shows_what_the_watches_found_newest_first(affair):
    assert titles(affair("list", "-f", "jsonl")) == FOUND


def test_all_shows_the_others_too(affair):
    assert len(titles(affair("list", "--all", "-f", "jsonl"))) == 4


def test_a_query_asks_the_whole_archive(affair):
    assert titles(affair("list", "psg", "-f", "jsonl")) == ["Le PSG gagne encore"]
    assert titles(affair("search", "psg OR villette", "-f", "jsonl")) == ["Le PSG gagne encore", FOUND[0]]


def test_aliases_of_the_settings_and_shipped_ones_serve_in_queries(affair, tmp_path):
    (tmp_path / "config.toml").write_text("[aliases]\nfoot = 'psg OR ballon'", encoding="utf-8")
    assert titles(affair("list", "@foot", "-f", "jsonl")) == ["Le PSG gagne encore"]
    assert titles(affair("list", "@nord-est lang:en", "-f", "jsonl")) == [FOUND[0]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--since", "2021-06"], FOUND[:2]),
        (["--until", "2021-06-30"], FOUND[1:]),
        (["--since", "2021-06..2021-08"], FOUND[1:2]),
        (["--source", "La Gazette"], FOUND[2:]),
        (["--lang", "en"], FOUND[:1]),
        (["-n", "1"], FOUND[:1]),
        (["-n", "0"], FOUND),
        (["--watch", "stalingrad", "-n2"], FOUND[:2]),
    ],
)
def test_a_list_is_narrowed(affair, words, expected):
    assert titles(affair("list", *words, "-f", "jsonl")) == expected


def test_where_nothing_is_found_that_is_said_beside_the_answer(affair):
    assert tuple(affair("search", "hippopotame")) == (0, "", "no article\n")
    assert tuple(affair("-q", "search", "hippopotame")) == (0, "", "")


def test_export_tells_the_same_oldest_first_and_can_be_imported(affair, tmp_path):
    whole = affair("export", "--all")
    assert titles(whole) == [article["title"] for article in AFFAIR]
    (tmp_path / "again.jsonl").write_text(whole.out, encoding="utf-8")
    assert affair("import", tmp_path / "again.jsonl").out == "4 articles read: 0 new, 0 hits\n"


def test_a_watch_or_outlet_that_is_not_there_is_named(affair):
    assert affair("list", "--watch", "stalingrd").err == "crackwatch: no watch is named 'stalingrd'\n  hint: there is stalingrad\n"
    code, out, err = affair("timeline", "--source", "Gazette")
    assert (code, out) == (2, "")
    assert "there is no option --source" in err
    assert affair("list", "--source", "Gazet").code == 2


# --- what a query must look like


@pytest.mark.parametrize("command", ["list", "search", "timeline"])
@pytest.mark.parametrize(("words", "quoted"), [(["crack", "-boursier"], "'crack -boursier'"), (["crack", "stalingrad"], "'crack stalingrad'"), (["crack", "-news"], "'crack -news'"), (["crack", "-opera"], "'crack -opera'"), (["crack", "-19e"], "'crack -19e'"), (["crack", "stalingrad", "-n", "5", "-bourse", "--oldest"], "'crack stalingrad -bourse'")])  # fmt: skip
def test_a_query_that_the_shell_has_cut_up_is_to_be_quoted(affair, tmp_path, command, words, quoted):
    before = sorted(tmp_path.iterdir())
    code, out, err = affair(command, *words)
    assert (code, out) == (2, "")
    assert err.endswith(f"hint: quote the query: crackwatch {command} {quoted}\n")
    assert sorted(tmp_path.iterdir()) == before


def test_a_query_with_a_minus_works_when_it_is_quoted(affair):
    assert titles(affair("list", "crack -villette", "-f", "jsonl")) == FOUND[1:]
    assert titles(affair("list", "-villette crack", "-f", "jsonl")) == FOUND[1:]
    code, _, err = affair("list", "-villette")
    assert (code, err) == (2, "crackwatch: -villette is no option\n  hint: a query that begins with a minus stands after --: crackwatch list -- -villette\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "-n", "-5"], "invalid value for '-n' / '--limit': -5 is not in the range x>=0"),
        (["timeline", "--since", "2021", "-5"], "there is no option -5"),
        (["list", "crack", "-q"], "there is no option -q\n  hint: -q stands before the command: crackwatch -q … list"),
        (["list", "crack", "--db", "x"], "there is no option --db\n  hint: --db stands before the command: crackwatch --db … list"),
        (["list", "--sinc", "3d"], "there is no option --sinc\n  hint: did you mean --since?"),
        (["show", "abc"], "'abc' is no article id\n  hint: see crackwatch list\n"),
        (["no", "1", "-1x"], "there is no option -1"),
        (["stories", "merge", "1", "x"], "'x' is no story id\n  hint: see crackwatch stories list\n"),
        (["list", "--lang", "-fr", "--oops"], "there is no option --oops"),
    ],
)
def test_an_option_that_is_wrong_is_not_taken_for_a_query(affair, words, said):
    code, out, err = affair(*words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_timeline_that_begins_ahead_does_not_run_backwards(affair):
    told = json.loads(affair("timeline", "--since", "tomorrow", "-f", "json").out)
    assert told["since"] <= told["until"]


def test_help_and_values_that_touch_their_option_are_understood(affair):
    assert affair("list", "-h").out.startswith("Usage: crackwatch list")
    assert titles(affair("list", "-fjsonl", "-n1")) == FOUND[:1]


def test_a_fault_in_a_query_is_pointed_at(affair):
    code, out, err = affair("list", "crack (stalingrad")
    assert (code, out) == (2, "")
    lines = err.splitlines()
    assert lines[1] == "  crack (stalingrad"
    assert lines[2].index("^") == lines[1].index("(")
    assert lines[3].startswith("  hint: ")


@pytest.mark.parametrize("words", [["timeline", "--since", "2021-13"], ["list", "--until", "soon"], ["sources", "--since", ""], ["list", '"crack']])
def test_dates_and_queries_are_checked_before_an_archive_is_looked_for(crackwatch, db, words):
    code, out, err = crackwatch(*words)
    assert (code, out) == (2, "")
    assert "hint: " in err
    assert not db.exists()


@pytest.mark.parametrize("words", [["list"], ["search", "crack"], ["show", "1"], ["timeline"], ["sources"], ["stories", "list"], ["export"], ["db", "check"]])
def test_without_an_archive_a_reader_is_told_how_to_begin(crackwatch, db, words):
    code, out, err = crackwatch(*words)
    assert (code, out) == (66, "")
    assert err.startswith(f"crackwatch: there is no archive at {db}\n  hint: begin with: crackwatch fetch")
    assert not db.exists()


# --- where the answer goes


def test_an_answer_goes_to_a_file_whole(affair, tmp_path):
    said = affair("list", "-f", "csv", "-o", tmp_path / "list.csv")
    assert (said.code, said.out, said.err) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "list.csv").read_text("utf-8"))))
    assert [row["title"] for row in rows] == FOUND
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_file_is_left_as_it_was_when_the_answer_fails(affair, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text("mine", encoding="utf-8")
    assert affair("timeline", "-f", "atom", "-o", kept).code == 2
    assert kept.read_text("utf-8") == "mine"
    assert affair("list", "-o", tmp_path / "no" / "folder.txt").code == 73


def test_a_format_that_does_not_fit_is_refused(affair):
    code, out, err = affair("timeline", "-f", "atom")
    assert (code, out) == (2, "")
    assert "atom" in err.splitlines()[0]


@pytest.mark.parametrize("words", [["list"], ["show", "1"], ["timeline"], ["sources"], ["sources", "La Gazette"], ["stories", "list"], ["stories", "show", "1"]])
@pytest.mark.parametrize("form", ["table", "plain", "json", "jsonl", "csv", "tsv", "md"])
def test_every_answer_has_every_format(affair, words, form):
    code, out, err = affair(*words, "--format", form)
    assert (code, err) == (0, "")
    assert out
    if form == "json":
        assert json.loads(out)["schema"].startswith("crackwatch/")
    if form == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in out.splitlines())


def test_a_timeline_whose_record_begins_late_says_how_to_fill_it(affair):
    said = affair("timeline", "--since", "2021-01")
    assert said.code == 0
    assert "the record begins 2021-05-13" in said.out
    assert "crackwatch import FILE" in said.err
    assert affair("timeline", "--since", "2021-06").err == ""
    assert affair("-q", "timeline", "--since", "2021-01").err == ""


def test_a_range_is_answered_to_the_second_in_the_readers_zone(affair):
    said = json.loads(affair("timeline", "--since", "2021-05", "--until", "2021-06", "-f", "json").out)
    assert (said["since"], said["until"]) == ("2021-05-01T00:00:00+02:00", "2021-06-30T23:59:59+02:00")


# --- what it costs


HEAVY = ("httpx", "httpcore", "feedparser", "sqlite_utils", "rich", "lxml", "ssl", "socket", "asyncio", "email", "tomllib")


@pytest.mark.parametrize("words", [["timeline"], ["timeline", "--since", "2021-05"], ["list", "-n", "3"], ["sources"], ["show", "1"], ["stories", "list"]])
def test_reading_imports_nothing_that_fetches_parses_or_migrates(affair, db, tmp_path, words):
    script = f"import sys; from crackwatch.cli import main; code = main({['--db', str(db), *words]!r}); print(*sys.modules, file=sys.stderr); sys.exit(code)"
    env = os.environ | {"XDG_CONFIG_HOME": str(tmp_path / "none")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert not loaded & set(HEAVY)
    assert Path(db).exists()


# --- files that a person may not read or make


def test_a_folder_or_a_device_is_written_as_what_it_is(affair, tmp_path):
    assert affair("list", "-o", tmp_path).err.startswith(f"crackwatch: cannot make {tmp_path}: Is a directory\n")
    assert tuple(affair("list", "-o", "/dev/null")) == (0, "", "")


def test_a_link_is_followed_and_the_mode_of_a_file_kept(affair, tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    assert affair("list", "-o", link).code == 0
    assert link.is_symlink()
    assert target.read_text("utf-8").count("\n") == 3
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_page_goes_to_a_file_or_a_pipe_not_to_a_terminal(affair, db, tmp_path, on_a_terminal):
    assert affair("report").out.startswith("<!doctype html>")
    code, err, out = on_a_terminal("-m", "crackwatch", "--db", db, "report", shown="stdout")
    assert (code, out) == (2, b"")
    assert b"hint: write it to a file: crackwatch report -o affair.html" in err
