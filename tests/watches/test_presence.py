"""What the words of an article alone say of a query is never wrong."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from crackwatch.watches import default
from crackwatch.watches.match import Percolator, Text
from crackwatch.watches.presence import Index
from crackwatch.watches.query import parse
from crackwatch.watches.tree import Alias, All, Any, Near, Not, Term, Title, net
from crackwatch.watches.words import fold
from tests.watches import naive
from tests.watches.strategies import NODES, TEXTS


def held(node, text):
    """What an article holds of the keys of ``node``, and perhaps more of its words."""
    return Index([node]).met(fold(text.title, text.summary, text.text))


def terms(node):
    match node:
        case Term():
            yield node
        case All(parts) | Any(parts):
            for part in parts:
                yield from terms(part)
        case Near(left, right):
            yield from terms(left)
            yield from terms(right)
        case Not(part) | Title(part) | Alias(_, part):
            yield from terms(part)


@given(NODES, TEXTS)
@settings(max_examples=400)
def test_what_may_not_answer_does_not_and_what_must_does(node, text):
    answered = naive.holds(node, text) is not None
    keys = held(node, text)

    assert node.must(keys, keys) <= answered <= node.may(keys, keys)
    assert node.must(keys, frozenset()) <= node.must(keys, keys)
    assert node.may(keys, keys) <= node.may(keys, frozenset())


@given(NODES, TEXTS)
@settings(max_examples=400)
def test_what_may_answer_holds_a_key_of_the_net(node, text):
    keys = held(node, text)

    assert not net(node) or not net(node).isdisjoint(keys) or not node.may(keys, keys)


@given(st.sampled_from(["crack", "paris", "éole", "crack*", '"crack paris"']), TEXTS)
def test_a_title_is_not_judged_by_the_words_of_the_text(word, text):
    for query in (f"title:(éole -{word})", f"paris -title:(éole -{word})", f"title:(crack OR (rosa -{word}))"):
        root = parse(query).root
        found = Percolator([(1, parse(query))]).match(text)

        assert bool(found) == (naive.holds(root, text) is not None)


def test_the_shipped_watch_hits_dense_articles_where_the_grammar_says():
    chance = random.Random(19)
    watch = parse(default.watches()[0][1])
    lexicon = [term.written for term in terms(watch.root)]
    hits = 0
    for _ in range(8):
        said = chance.sample(lexicon, 100)
        text = Text(" ".join(chance.choices(said, k=4)), " ".join(chance.choices(said, k=12)))
        found = Percolator([(1, watch)]).match(text)
        expected = naive.spans(watch.root, text)
        hits += expected is not None

        assert {(span.field, span.start, span.end) for _, spans in found for span in spans} == (expected or set())
        assert bool(found) == (expected is not None)
    assert 0 < hits < 8
