from __future__ import annotations

import json
import shutil
import sqlite3

import pytest

ARTICLES = ["Crack à Stalingrad : les riverains à bout", "Une salle de shoot à Lyon ?", "Le PSG gagne encore", "Stalingrad : la ligne 2 est fermée"]


@pytest.fixture
def stored(crackwatch, with_articles, db):
    """The command line over an archive of four articles."""
    shutil.copy(
        with_articles([{"title": t, "url": f"https://gazette.example/{n}", "published": f"2021-05-1{n}"} for n, t in enumerate(ARTICLES)]), db
    )
    return crackwatch


def found(crackwatch, watch: str) -> list[str]:
    return [json.loads(line)["title"] for line in crackwatch("list", "--watch", watch, "-f", "jsonl").out.splitlines()]


def test_an_archive_is_born_with_its_watch(crackwatch):
    assert [json.loads(line)["name"] for line in crackwatch("watch", "list", "-f", "jsonl").out.splitlines()] == ["stalingrad"]


def test_a_new_watch_is_asked_of_what_is_stored(stored):
    assert tuple(stored("watch", "add", "foot", "psg")) == (0, "foot: 1 stored article hit (1 new)\n", "")
    assert found(stored, "foot") == ["Le PSG gagne encore"]


def test_a_changed_watch_gains_and_loses(stored):
    stored("watch", "add", "metro", "psg")
    assert stored("watch", "edit", "metro", '"ligne 2"').out == "metro: 1 stored article hit (1 new, 1 no longer)\n"
    assert found(stored, "metro") == ["Stalingrad : la ligne 2 est fermée"]
    assert stored("watch", "rerun").code == 0
    assert found(stored, "metro") == ["Stalingrad : la ligne 2 est fermée"]


def test_a_removed_watch_leaves_the_articles(stored):
    stored("watch", "add", "foot", "psg")
    assert stored("watch", "remove", "foot").out == "foot is gone; its articles stay\n"
    assert stored("list", "--watch", "foot").code == 2
    assert len(stored("list", "--all").out.splitlines()) == 4


def test_a_rehearsal_counts_before_it_shows(stored):
    code, out, err = stored("watch", "test", "psg OR stalingrad", "-n", "1")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "# 3 stored articles hit, 3 of them in the last 30 days, 2 found by no watch yet"
    assert len(lines) == 2
    stored("yes", "1")
    stored("no", "3", "--watch", "stalingrad")
    assert "\n# on 2 labels: precision 0.50, recall 1.00\n" in stored("watch", "test", "psg OR stalingrad").out
    assert stored("watch", "test", "lyon", "--watch", "stalingrad", "-f", "jsonl").err.endswith("on 2 labels: recall 0.00\n")
    assert stored("watch", "test").code == 2


def test_what_learning_gained_is_told_or_what_it_still_needs(stored, with_articles, db):
    code, out, err = stored("watch", "test", "--cross-validate", "stalingrad")
    assert (code, out) == (0, "")
    assert err == "stalingrad: 0 yes and 0 no teach nothing yet; 20 more labels needed, 5 of a kind at least\n"

    good, bad = (f"Crack à Paris, épisode {n} : les riverains" for n in range(12)), (f"Crack à Paris, épisode {n} : le film" for n in range(12))
    titles = [*good, *bad]
    shutil.copy(with_articles([{"title": title, "url": f"https://gazette.example/{n}"} for n, title in enumerate(titles)]), db)
    stored("yes", *range(1, 13))
    assert "other hits" not in stored("no", *range(13, 25)).out

    gains = [json.loads(line) for line in stored("watch", "test", "--cross-validate", "-f", "jsonl").out.splitlines()]

    assert [(gain["by"], gain["yes"], gain["no"]) for gain in gains] == [("its words", 12, 12), ("and learned", 12, 12)]
    assert gains[1]["f1"] > gains[0]["f1"]
    hidden = stored("list", "-f", "jsonl")
    assert hidden.err == "12 unlikely hidden, --unlikely shows them\n"
    assert stored("list").out.endswith("# 12 unlikely hidden, --unlikely shows them\n")
    explained = stored("watch", "explain", "13").out
    assert "\n  you said no\n  learned: unlikely, 0." in explained
    assert "film -" in explained


def test_a_hit_by_story_is_marked_and_explained(stored, db):
    with sqlite3.connect(db) as kept:
        kept.execute("UPDATE article SET copy_of = 1, relation = 'copy' WHERE id = 3")
    stored("watch", "add", "riverains", "riverains")
    assert stored("list", "--watch", "riverains").out.splitlines()[0].endswith("Le PSG gagne encore (copy, by story)")
    assert "(by story)" not in stored("list", "--watch", "riverains").out.splitlines()[1]
    assert "copy, by story" in stored("list", "--watch", "riverains", "-f", "table").out
    assert stored("watch", "explain", "3", "--watch", "riverains").out == (
        "riverains: no hit: riverains does not occur\n  hit by story: it copies article 1\n"
    )


def test_a_query_is_tried_without_being_kept(stored):
    assert [json.loads(line)["title"] for line in stored("watch", "test", "psg OR lyon", "-f", "jsonl").out.splitlines()] == [ARTICLES[2], ARTICLES[1]]
    assert len(stored("watch", "list", "-f", "jsonl").out.splitlines()) == 1


@pytest.mark.parametrize("words", [["add", "x", "crack OR"], ["edit", "stalingrad", "(crack"], ["test", "@nowhere"], ["add", "x", "crack", "-boursier"], ["add", "12", "crack"], ["add", "stalingrad", "crack"], ["remove", "none"], ["show", "none"]])  # fmt: skip
def test_what_cannot_be_a_watch_is_refused_and_changes_nothing(stored, words):
    before = stored("watch", "export").out
    code, out, err = stored("watch", *words)
    assert (code, out) == (2, "")
    assert "  hint: " in err
    assert stored("watch", "export").out == before


def test_quotes_are_asked_for_with_the_name_that_was_given(crackwatch):
    for words in (["crack", "stalingrad"], ["crack", "-bourse"]):
        err = crackwatch("watch", "add", "mine", *words).err
        assert err.endswith(f"hint: quote the query: crackwatch watch add mine '{' '.join(words)}'\n")


def test_a_watch_is_shown_as_it_is_understood(stored):
    stored("watch", "add", "foot", "psg ballon")
    out = stored("watch", "show", "foot").out
    assert "name        foot\n" in out
    assert "understood  psg ballon\n" in out


def test_an_article_is_explained(stored):
    code, out, err = stored("watch", "explain", "1")
    assert (code, err) == (0, "")
    assert out.startswith("stalingrad: hit: ")
    stored("watch", "add", "foot", "psg")
    assert stored("watch", "explain", "1", "--watch", "foot").out == "foot: no hit: psg does not occur\n"
    assert stored("-v", "watch", "explain", "1", "--watch", "foot").out == "foot: no hit: psg does not occur\n  - psg\n"
    assert stored("watch", "explain", "99").code == 2


# --- files


def test_watches_travel_in_a_file(stored, tmp_path):
    stored("watch", "add", "foot", "psg")
    assert stored("watch", "export", "foot", "-o", tmp_path / "foot.toml").code == 0
    stored("watch", "remove", "foot")
    assert stored("watch", "import", tmp_path / "foot.toml").out == "foot: 1 stored article hit (1 new)\n"
    assert stored("watch", "import", tmp_path / "foot.toml").out == "foot: as it was\n"
    (tmp_path / "foot.toml").write_text('[[watch]]\nname = "foot"\nquery = "ligne"\n', encoding="utf-8")
    assert stored("watch", "import", tmp_path / "foot.toml").out == "foot: 1 stored article hit (1 new, 1 no longer)\n"


@pytest.mark.parametrize("text", ["", "[[watch]]\nname = 'a'", "[[watch]]\nname = 'a'\nquery = 'crack'\n[[watch]]\nname = 'b'\nquery = 'crack OR'", "x = ", "\0"])
def test_a_file_of_watches_that_is_none_adds_nothing(stored, tmp_path, text):
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    code, out, err = stored("watch", "import", tmp_path / "bad.toml")
    assert (code, out) == (2, "")
    assert "hint: " in err
    assert len(stored("watch", "list", "-f", "jsonl").out.splitlines()) == 1


# --- yes and no


def test_yes_and_no_are_kept_for_every_watch_that_found_the_article(stored):
    assert stored("yes", "1").out == "1 marked yes\n"
    assert stored("no", "1", "--watch", "stalingrad").out == "1 marked no\n"


def test_an_article_that_no_watch_found_needs_one_to_be_named(stored):
    code, out, err = stored("no", "1", "3")
    assert (code, out) == (2, "")
    assert err == "crackwatch: no watch found article 3\n  hint: say for which watch: --watch WATCH\n"
    assert stored("no", "3", "--watch", "stalingrad").code == 0
    assert stored("yes", "1", "98", "99").err.startswith("crackwatch: there is no article 98, 99\n")
