"""Text is one clean line, whatever a feed sends."""

from hypothesis import given
from hypothesis import strategies as st

from crackwatch.text import clean, cut, plain


def test_control_bytes_escape_sequences_and_direction_marks_are_removed() -> None:
    assert clean("\x1b]0;owned\x07Crack\x00 \x9b2Jà \u202eParis\u2066 \ud800!") == "]0;ownedCrack 2Jà Paris !"


def test_zero_width_signs_and_soft_hyphens_do_not_split_words() -> None:
    assert clean("Sta\u200blin\u00adgrad\ufeff") == "Stalingrad"


def test_every_kind_of_white_space_becomes_one_space() -> None:
    assert clean(" « Ça\u00a0suffit\u202f! »\r\n\t dit\u2028elle ") == "« Ça suffit ! » dit elle"


@given(st.text())
def test_cleaning_twice_changes_nothing(s: str) -> None:
    assert clean(clean(s)) == clean(s)


@given(st.text(st.characters(blacklist_categories=())))
def test_clean_text_can_always_be_encoded_and_holds_no_control_byte(s: str) -> None:
    cleaned = clean(s)
    cleaned.encode("utf-8")
    assert not any(c < " " or "\x7f" <= c <= "\x9f" for c in cleaned)


def test_text_without_markup_comes_back_as_it_is() -> None:
    assert plain("Évacuation à Stalingrad : 3 > 2") == "Évacuation à Stalingrad : 3 > 2"


def test_blocks_separate_words_and_inline_tags_do_not() -> None:
    assert plain("<p>Le <b>c</b>rack<br>au 19<sup>e</sup></p><p>Suite</p>") == "Le crack au 19e Suite"


def test_scripts_styles_and_comments_are_no_text() -> None:
    assert plain("a<script>if (1<2) alert('x')</script>b<STYLE>p{}</STYLE >c<!-- <p>d -->e") == "a b c e"


def test_entities_are_decoded_also_those_escaped_twice() -> None:
    assert (
        plain("L&rsquo;&eacute;vacuation &amp;eacute;tait pr&#233;vue &amp;amp; faite")
        == "L’évacuation était prévue & faite"
    )


def test_markup_escaped_as_a_whole_is_read_as_markup() -> None:
    assert plain("&lt;p&gt;Le crack&lt;/p&gt;&lt;p&gt;à Paris&lt;/p&gt;") == "Le crack à Paris"


def test_a_tag_that_the_text_talks_about_stays() -> None:
    assert plain("La balise &lt;script&gt; est en cause") == "La balise <script> est en cause"


def test_signs_that_are_no_tags_stay() -> None:
    assert plain("1 < 2 & 3 > 2, I <3 Paris, R&D, A&B;") == "1 < 2 & 3 > 2, I <3 Paris, R&D, A&B;"


def test_a_greater_sign_within_an_attribute_does_not_end_the_tag() -> None:
    assert plain('<img alt="a > b" src=x>Le crack') == "Le crack"


def test_a_tag_cut_off_at_the_end_is_dropped() -> None:
    assert plain('Le crack à Paris <a href="https://paris.example/a') == "Le crack à Paris"


def test_character_data_within_character_data_is_unpacked() -> None:
    assert plain("<![CDATA[Le <i>crack</i>]]>") == "Le crack"


def test_hostile_numbers_of_digits_do_not_raise() -> None:
    assert plain("&#" + "9" * 9000 + "; &#99999999; &#xD800; fin").endswith("fin")


def test_hostile_markup_ends() -> None:
    for unit in ("<a ", "<a b='", '<a b="', "<!--", "<script>", "</script", "&", "&amp;", "<![CDATA[", "<p a==="):
        plain(unit * 40_000)


@given(st.text("<>&;!-/ab'\"=# \u200bx[]p"))
def test_any_markup_gives_clean_text(s: str) -> None:
    assert clean(plain(s)) == plain(s)


def test_cut_ends_after_a_whole_word() -> None:
    assert cut("Les consommateurs de crack évacués", 24) == "Les consommateurs de…"
    assert cut("court", 5) == "court"
    assert cut("anticonstitutionnellement", 6) == "antic…"


@given(st.text(), st.integers(0, 50))
def test_cut_never_exceeds_its_limit(s: str, limit: int) -> None:
    assert len(cut(s, limit)) <= limit
