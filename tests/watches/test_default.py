import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.errors import UsageError
from crackwatch.watches import default
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import parse

HERE = Path(__file__).parent
SHARED = (
    Path(os.environ.get("CRACKWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "relevance"
)


def watch():
    name, query = default.watches()[0]
    assert name == "stalingrad"
    return Percolator([(1, parse(query))])


def items():
    for line in (HERE / "items.tsv").read_text(encoding="utf-8").splitlines():
        relevant, lang, title, summary = line.split("\t")
        yield Text(title, summary, lang=lang), relevant == "1"


def precision_and_recall(labelled):
    percolator = watch()
    found = [(bool(percolator.match(text)), relevant) for text, relevant in labelled]
    right = sum(hit and relevant for hit, relevant in found)
    return right / sum(hit for hit, _ in found), right / sum(relevant for _, relevant in found)


def test_the_shipped_watch_tells_the_affair_from_other_senses_of_its_words():
    precision, recall = precision_and_recall(items())

    assert precision >= 0.95
    assert recall >= 0.95


def test_the_shipped_watch_finds_articles_without_the_word_crack():
    without = [(text, relevant) for text, relevant in items() if "crack" not in f"{text.title} {text.summary}".lower()]

    assert precision_and_recall(without)[1] >= 0.9


@pytest.mark.parametrize(("name", "precision", "recall"), [("made", 0.95, 0.9), ("real", 0.85, 0.9)])
def test_the_shipped_watch_holds_on_items_of_other_authors(name, precision, recall):
    if not (path := SHARED / f"{name}.jsonl").exists():
        pytest.skip("the labelled items of other authors are not here")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = precision_and_recall(
        (Text(row["title"], row["summary"]), row["relevant"]) for row in rows if row["relevant"] is not None
    )

    assert found[0] >= precision
    assert found[1] >= recall


@pytest.mark.parametrize("name", sorted(default.aliases()))
def test_every_shipped_alias_is_a_query(name):
    assert parse(f"@{name}").root == parse(str(parse(f"@{name}"))).root


@given(
    st.lists(
        st.tuples(st.text(min_size=1), st.text(min_size=1)).filter(lambda pair: pair[0].strip() and pair[1].strip())
    )
)
def test_watches_written_to_a_file_are_read_again(watches):
    if watches:
        assert default.read(default.write(watches)) == tuple((name.strip(), query.strip()) for name, query in watches)


def test_a_query_of_several_lines_stays_readable_in_the_file():
    assert (
        default.write([("a", "crack\nOR drogue")]) == b"[[watch]]\nname = \"a\"\nquery = '''\ncrack\nOR drogue\n'''\n"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "holds no watch"),
        (b"watch = 3", "holds no watch"),
        (b"[[watch]]\nname = 'a'", "watch 1 in the file has no query"),
        (b"[[watch]]\nquery = 'a'", "watch 1 in the file has no name"),
        (b"[[watch]]\nname = 1\nquery = 'a'", "has no name"),
        (b"watch = [1]", "has no name"),
        (b"[[watch", "not TOML"),
        (b"\xff\xfe", "not TOML"),
    ],
)
def test_a_file_that_is_none_of_watches_is_refused_with_its_cure(data, message):
    with pytest.raises(UsageError, match=message) as caught:
        default.read(data)

    assert caught.value.hint


def test_a_byte_order_mark_is_no_fault():
    assert default.read(b"\xef\xbb\xbf[[watch]]\nname = 'a'\nquery = 'b'\n") == (("a", "b"),)
