"""Queries and articles over a small vocabulary, so that they meet often."""

from hypothesis import strategies as st

from crackwatch.watches.match import Text
from crackwatch.watches.shape import all_of, any_of, can_be_near, negated, only_words
from crackwatch.watches.tree import Alias, All, Any, Days, Meta, Near, Not, Term, Title
from crackwatch.watches.words import forms, unshortened

WRITTEN = [
    "crack",
    "cracks",
    "Crack",
    "crackeur",
    "Éole",
    "éole",
    "19e",
    "XIXe",
    "19 e",
    "paris",
    "l’Ourcq",
    "OR",
    "NEAR",
    "œuf",
]
PHRASES = ["Rosa Parks", "rosa crack", "crack paris", "dix-neuvième crack", "l’Ourcq éole"]
STEMS = ["cra", "crack", "cracks", "éol", "rosa par", "paris"]
ALIASES = {"lieu": "éole OR paris", "scène": "crack NEAR/2 @lieu", "sauf-bd": "crack -rosa"}


def words(written):
    return Term(forms(written), written)


def stem(written):
    return Term((*forms(written)[:-1], unshortened(written)[-1]), written, prefix=True)


def exact(written):
    return Term(forms(written), written, exact=True)


def around(field, written, prefix=False):
    return Meta(field, unshortened(written), written, prefix)


LEAVES = st.one_of(
    st.sampled_from(WRITTEN + PHRASES).map(words),
    st.sampled_from(STEMS).map(stem),
    st.sampled_from(WRITTEN + PHRASES).map(exact),
)
META = st.one_of(
    st.builds(
        around,
        st.sampled_from(["source", "feed", "author"]),
        st.sampled_from(["Le Monde", "lemonde", "monde", "le"]),
        st.booleans(),
    ),
    st.builds(around, st.just("lang"), st.sampled_from(["fr", "en"])),
    st.sampled_from(
        [
            Days("2021-05-01", "2021-05-31", "2021-05"),
            Days("", "2021-05-02", "..2021-05-02"),
            Days("2022-01-01", "", "2022.."),
        ]
    ),
)


def branches(nodes):
    near = nodes.filter(can_be_near)
    return st.one_of(
        st.lists(nodes, min_size=2, max_size=3).map(all_of),
        st.lists(nodes, min_size=2, max_size=3).map(any_of),
        nodes.map(negated),
        st.builds(Near, near, near, st.integers(1, 5)),
        nodes.filter(only_words).map(Title),
    )


NODES = st.recursive(st.one_of(LEAVES, LEAVES, META), branches, max_leaves=8)

SIGNS = st.sampled_from(
    [*WRITTEN, *PHRASES, "rosa", "parks", "park", "crackdown", "eolien", "le", ".", "-", "(", "½", "\n"]
)
FIELDS = st.lists(SIGNS, max_size=8).map(" ".join)
TEXTS = st.builds(
    Text,
    title=FIELDS,
    summary=FIELDS,
    text=FIELDS,
    lang=st.sampled_from(["fr", "en", ""]),
    outlet=st.sampled_from(["Le Monde", "Le Monde diplomatique", ""]),
    outlet_key=st.sampled_from(["lemonde.example", ""]),
    feed=st.sampled_from(["lemonde-une Le Monde à la une", ""]),
    author=st.sampled_from(["Zoé Le Monde", ""]),
    day=st.sampled_from(["2021-05-01", "2021-05-02", "2022-01-01", ""]),
)

__all__ = ["ALIASES", "NODES", "TEXTS", "Alias", "All", "Any", "Not"]
