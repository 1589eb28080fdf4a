import sqlite3

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.query import Query, candidates, parse
from crackwatch.watches.shape import asks_for_something
from crackwatch.watches.shown import show
from crackwatch.watches.words import fold, searchable
from tests.watches import naive
from tests.watches.strategies import ALIASES, NODES, TEXTS

QUERIES = NODES.filter(asks_for_something).map(lambda node: Query(show(node), node))


def hits(query, text):
    """Whether a query hits, as the percolator says."""
    return Percolator([(1, parse(query, ALIASES))]).match(text) != []


@given(QUERIES, TEXTS)
@settings(max_examples=250)
def test_a_query_hits_where_the_grammar_says(query, text):
    found = Percolator([(7, query)]).match(text)
    expected = naive.spans(query.root, text)

    assert [number for number, _ in found] == ([7] if expected is not None else [])
    for _, spans in found:
        assert {(span.field, span.start, span.end) for span in spans} == expected


@given(st.lists(QUERIES, max_size=8), TEXTS)
def test_all_queries_at_once_hit_as_each_alone(queries, text):
    together = Percolator(enumerate(queries)).match(text)

    assert together == [
        hit for number, query in enumerate(queries) for hit in Percolator([(number, query)]).match(text)
    ]


@given(QUERIES, TEXTS)
def test_words_folded_before_give_the_same_hits(query, text):
    percolator = Percolator([(1, query)])

    assert percolator.match(text, fold(text.title, text.summary, text.text)) == percolator.match(text)


@given(st.lists(QUERIES, min_size=1, max_size=4), st.lists(TEXTS, min_size=1, max_size=6))
@settings(max_examples=60)
def test_full_text_search_finds_every_article_that_a_query_hits(queries, texts):
    with sqlite3.connect(":memory:") as db:
        db.execute(
            "CREATE VIRTUAL TABLE fts USING fts5(words, content='', detail=none, tokenize='unicode61 remove_diacritics 0')"
        )
        db.executemany(
            "INSERT INTO fts(words) VALUES (?)", [(searchable(t.title, t.summary, t.text),) for t in texts]
        )
        for query in queries:
            expression = candidates(query)
            found = set(range(len(texts)))
            if expression is not None:
                found = {row - 1 for (row,) in db.execute("SELECT rowid FROM fts WHERE fts MATCH ?", (expression,))}
            assert {at for at, text in enumerate(texts) if Percolator([(1, query)]).match(text)} <= found
    db.close()


@given(TEXTS)
@example(Text("crack de l’ourcq à éole"))
def test_an_alias_means_what_it_stands_for(text):
    assert hits("@scène", text) == hits("crack NEAR/2 (éole OR paris)", text)
    assert hits("title:@lieu -rosa", text) == hits("title:(éole OR paris) -rosa", text)
    assert hits("paris OR @sauf-bd", text) == hits("paris OR (crack -rosa)", text)


def test_spans_are_offsets_into_the_texts_as_given():
    text = Text("Jardin d’Éole : « assez ! »", "Les œuvres du XIXᵉ, des crackeurs", "")
    ((_, spans),) = Percolator([(1, parse('"d’Éole" (crackeur OR 19e) œuvre*'))]).match(text)

    assert [(span.term, getattr(text, span.field)[span.start : span.end]) for span in spans] == [
        ('"d’Éole"', "d’Éole"),
        ("œuvre*", "œuvres"),
        ("19e", "XIXᵉ"),
        ("crackeur", "crackeurs"),
    ]


def test_only_the_branches_that_hold_and_the_pairs_that_are_near_are_marked():
    text = Text("crack à paris, loin du parc : un autre crack", "éole")
    ((_, spans),) = Percolator([(1, parse("(crack NEAR/1 paris) OR (éole riquet) OR (crack -éole)"))]).match(text)

    assert [(span.field, span.start, span.end) for span in spans] == [("title", 0, 5), ("title", 8, 13)]


def test_words_of_two_fields_are_never_a_phrase_nor_near():
    text = Text("rosa", "parks")

    assert not hits('"rosa parks"', text)
    assert not hits("rosa NEAR/9 parks", text)
    assert hits("rosa parks", text)


def test_no_watch_finds_nothing_and_an_empty_article_is_no_hit():
    assert Percolator([]).match(Text("crack")) == []
    assert not hits("crack", Text(""))


def test_a_text_that_repeats_a_word_without_end_is_answered_soon():
    text = Text("", "", "crack " * 50_000)

    assert hits("crack NEAR/99 crack NEAR/99 crack", text)
    assert not hits("crack NEAR/99 paris", text)


def test_a_broad_query_reads_every_article_and_a_narrow_one_does_not():
    assert candidates(parse("source:lemonde -crack")) is None
    assert candidates(parse("crack OR lang:fr")) is None
    assert candidates(parse("crack (éole OR ourcq) -paris")) == '"crack" AND ("eole" OR "ourcq")'
    assert candidates(parse("(crack source:lemonde) OR (rosa parks)")) == '"crack" OR ("rosa" AND "park")'
    assert candidates(parse("toxico*")) == '"toxico"*'
    assert candidates(parse("ჯანდაცვა")) is None
