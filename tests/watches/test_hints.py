import pytest

from crackwatch.watches.hints import hints

FIELDS = "the fields are title:, source:, lang:, feed:, author:, date:"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("crack or drogue", ["or is read as a word; write OR for the operator"]),
        ("(crack ou drogue) sauf bourse", ["ou is read as a word; write OU for the operator", "sauf is read as a word; write SAUF for the operator"]),
        ("crack not bourse and prix", ["not is read as a word; write NOT for the operator", "and is read as a word; write AND for the operator"]),
        ("crack NEAR/x prix", ["NEAR/x is read as words; write NEAR/5 for the operator"]),
        ("crack near/7 prix", ["near/7 is read as words; write NEAR/5 for the operator"]),
        ("crack place:stalingrad", [f"place: is no field and read as a word; {FIELDS}"]),
    ],
)
def test_what_is_read_as_words_but_may_be_meant_otherwise_is_said(query, said):
    assert list(hints(query)) == said


@pytest.mark.parametrize(
    "query",
    ["crack OR drogue", "nord et est", '"or" crack', 'crack "or" blanc', "or", "crack or", "(crack or) prix", "title:crack", "https://journal.example/a", '"place:stalingrad"', "12:30", "crack NEAR/3 prix", '"near/5" crack', "near-miss crack"],
)
def test_what_is_plain_needs_no_word(query):
    assert list(hints(query)) == []
