import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crackwatch.errors import QueryError
from crackwatch.watches.query import Query, parse
from crackwatch.watches.shape import asks_for_something
from crackwatch.watches.shown import show
from crackwatch.watches.tree import Alias, Days, Meta
from tests.watches.strategies import ALIASES, NODES

SIGNS = [
    *'()"-=*:@|&«»“„. \n',
    "OR",
    "OU",
    "AND",
    "ET",
    "NOT",
    "SAUF",
    "NEAR/3",
    "NEAR",
    "NEAR(",
    "title:",
    "source:",
    "date:",
    "lang:",
]
WORDS = [
    "crack",
    "Éole",
    "19e",
    "cr*",
    "crac*",
    "=Le",
    "l’Ourcq",
    "2021-05",
    "@lieu",
    "@rien",
    "titre:",
    "fr",
    "-19e",
    "a:b",
]


@given(NODES.filter(asks_for_something))
def test_a_printed_query_is_parsed_to_the_same_tree(node):
    assert parse(show(node), ALIASES).root == node


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(SIGNS + WORDS), max_size=12).map(" ".join)))
@example('"')
@example("NEAR(")
@example("-19e")
@example("x" * 5000 + " OR ")
def test_any_text_is_a_query_or_an_error_that_shows_its_place(text):
    fault = None
    try:
        query = parse(text, ALIASES)
    except QueryError as error:
        fault = error
    if fault is None:
        assert parse(str(query), ALIASES).root == query.root
    else:
        assert fault.message
        assert fault.hint
        assert 0 <= fault.at < fault.end <= max(len(fault.query), 1)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("crack stalingrad", "crack stalingrad"),
        ("crack AND stalingrad ET paris", "crack stalingrad paris"),
        ("a b OR c OU d", "a b OR c OR d"),
        ("(a OR (b OR c)) (d (e))", "(a OR b OR c) d e"),
        ("NOT a b", "-a b"),
        ("a SAUF (b OR c)", "a -(b OR c)"),
        ("x -(-y)", "x y"),
        ("a NEAR/3 b c OR d", "a NEAR/3 b c OR d"),
        ("a NEAR/3 (b NEAR/2 c)", "a NEAR/3 (b NEAR/2 c)"),
        ("title:(a -b) source:(lemonde OR figaro)", "title:(a -b) (source:lemonde OR source:figaro)"),
        ("nord et est", "nord et est"),
        ('"OR" “deux mots” «trois mots ici»', '"OR" "deux mots" "trois mots ici"'),
        ("d’Aubervilliers anti-crack", '"d’Aubervilliers" "anti-crack"'),
        ("Paris : crack, riverains !", 'Paris "crack," riverains'),
        ("–boursier crack", "-boursier crack"),
        ("lang:fr-FR x", 'lang:"fr-FR" x'),
        ("TITLE:crack", "title:crack"),
        ("10:30", '"10:30"'),
    ],
)
def test_a_query_is_understood_as_it_reads(text, understood):
    query = parse(text)

    assert str(query) == understood
    assert query.text == text
    assert parse(understood).root == query.root


@pytest.mark.parametrize(
    ("text", "under", "message", "hint"),
    [
        ("", "", "the query is empty", "write a word"),
        ("-crack", "-crack", "can only exclude", "crack -boursier"),
        ("crack OR -bourse", "-bourse", "can only exclude", "crack -boursier"),
        ("NOT a -b", "NOT a -b", "can only exclude", "then what to leave out"),
        ("cr* paris", "cr*", "cr* is too short", "at least three letters"),
        ("* paris", "*", "no beginning of a word", "crack*"),
        ("*crack", "*", "at the end of a word only", "crack*"),
        ('paris "salle de shoot', '"salle de shoot', "never closed", '"salle de shoot"'),
        ("(crack OR drogue", "(", "never closed", ")"),
        ("crack)", ")", "closes nothing", "leave it out"),
        ("crack ()", "()", "nothing between", "leave them out"),
        ("crack OR", "OR", "OR has nothing after it", '"OR"'),
        ("AND crack", "AND", "AND has nothing before it", '"AND"'),
        ("a NEAR b", "NEAR", "needs a distance", "NEAR/5"),
        ("a NEAR/0 b", "NEAR/0", "1 to 99", "AND"),
        ("a NEAR/3 -b", "-b", "no place", "words, phrases"),
        ("a NEAR/3 (b c)", "(b c)", "no place", "words, phrases"),
        ("titre:crack", "titre:", "no field titre:", "title:crack"),
        ("sorce:lemonde", "sorce:", "no field sorce:", "source:lemonde"),
        ("title: crack", "title:", "nothing after it", "without a space"),
        ("title:(a source:b)", "(a source:b)", "not other fields", "beside it"),
        ("source:(a title:b)", "title:", "inside another", "close the parenthesis"),
        ("crack - boursier", "-", "stands directly before", "-word"),
        ("crack & paris", "&", "not part of the language", "AND"),
        ("!boursier crack", "!", "not part of the language", "-boursier"),
        ("@crak", "@crak", "no alias @crak", "@crack"),
        ("source:@crack", "@crack", "stands for words", "value"),
        ("date:2021-13", "2021-13", "not a date", "2021-05"),
        ("date:2021-02-29", "2021-02-29", "not a date", "2021-05"),
        ("date:0000", "0000", "not a date", "2021-05"),
        ("date:2021-05..2020", "2021-05..2020", "not a date", "2021-05"),
        ("lang:french", "french", "not a language", "lang:fr"),
        ("=crack*", "=crack*", "exclude each other", "crack*"),
        ('crack "..."', '"..."', "no word here", "letters"),
    ],
)
def test_a_fault_is_shown_where_it_stands_with_its_cure(text, under, message, hint):
    with pytest.raises(QueryError) as caught:
        parse(text)

    assert caught.value.query == text
    assert text[caught.value.at : caught.value.end] == under
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_fault_in_an_alias_names_the_alias():
    with pytest.raises(QueryError, match=r"in @a: .*never closed") as caught:
        parse("x @b", {"a": "(crack", "b": "@a OR y"})

    assert caught.value.query == "(crack"


@pytest.mark.parametrize("aliases", [{"a": "@a"}, {"a": "x OR @b", "b": "@a"}])
def test_an_alias_that_stands_for_itself_is_an_error(aliases):
    with pytest.raises(QueryError, match="stands for itself"):
        parse("@a", aliases)


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("(" * 500 + "a" + ")" * 500, {}),
        ("-" * 500 + "a", {}),
        ("@a0", {f"a{n}": f"@a{n + 1}" for n in range(100)} | {"a100": "x"}),
    ],
)
def test_what_is_nested_too_deeply_is_an_error(text, aliases):
    with pytest.raises(QueryError, match="nested too deeply"):
        parse(text, aliases)


def test_aliases_that_multiply_are_an_error():
    with pytest.raises(QueryError, match="more than"):
        parse("@a0", {f"a{n}": f"@a{n + 1} @a{n + 1}" for n in range(20)} | {"a20": "x"})


def test_aliases_are_the_given_ones_and_stay_named():
    query = parse("@lieu -rosa", ALIASES)

    assert str(query) == "@lieu -rosa"
    assert isinstance(query.root.parts[0], Alias)
    assert parse("@lieu", {"lieu": "crack"}).root != parse("@lieu", ALIASES).root


def test_values_around_the_words_keep_their_plural():
    assert parse("source:20minutes").root == Meta("source", ("20minutes",), "20minutes")
    assert parse("source:cahiers*").root == Meta("source", ("cahiers",), "cahiers", prefix=True)


@pytest.mark.parametrize(
    ("written", "since", "until"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("2021-05-13", "2021-05-13", "2021-05-13"),
        ("2021-05..2021-06", "2021-05-01", "2021-06-30"),
        ("2021-05..", "2021-05-01", ""),
        ("..2021", "", "2021-12-31"),
    ],
)
def test_a_date_is_a_range_of_days(written, since, until):
    assert parse(f"date:{written}").root == Days(since, until, written)


def test_a_query_is_a_value():
    assert parse("a b") == Query("a b", parse("a b").root)
    assert hash(parse("a OR b")) == hash(parse("a OR b"))
