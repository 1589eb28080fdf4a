from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.errors import ConfigError
from crackwatch.feeds.secrets import Veil, of_environment, redact

KNOWN = {"TOKEN": "s3/cr et&", "PW": "hunter2"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://bob:hunter2@paper.example/feed", "http://paper.example/feed"),
        ("https://paper.example/feed?token=SECRET&page=2#top", "https://paper.example/feed?token=…&page=…"),
        ("https://paper.example/?SECRET", "https://paper.example/?…"),
        ("from http://a@x.example/1 to http://b@y.example/2", "from http://x.example/1 to http://y.example/2"),
        ("nothing secret here: 5 @ 6?", "nothing secret here: 5 @ 6?"),
    ],
)
def test_an_address_is_shown_without_user_password_and_values(text, shown):
    assert redact(text) == shown


@given(st.text(alphabet="ab:/?=&@#. %"))
def test_redacting_twice_changes_nothing(text):
    assert redact(redact(f"http://{text}")) == redact(f"http://{text}")


def test_what_is_filled_in_is_hidden_again():
    veil = Veil(KNOWN.__getitem__)
    url = veil.fill("https://paper.example/{secret:TOKEN}/feed?k={secret:PW}", in_url=True)

    assert url == "https://paper.example/s3%2Fcr%20et%26/feed?k=hunter2"
    assert veil.hide(url) == "https://paper.example/{secret:TOKEN}/feed?k={secret:PW}"
    assert veil.hide("it said: s3/cr et& and s3%2Fcr+et%26") == "it said: {secret:TOKEN} and {secret:TOKEN}"


@given(st.dictionaries(st.sampled_from("ABC"), st.text(alphabet="xyz", min_size=1), min_size=1))
def test_one_secret_within_another_is_no_leak(secrets):
    veil = Veil(secrets.__getitem__)
    text = " ".join(veil.fill(f"{{secret:{name}}}") for name in secrets)

    assert not any(letter in veil.hide(text).replace("secret", "") for letter in "xyz")


def test_a_short_secret_is_hidden_where_it_is_a_value_and_not_within_other_words():
    veil = Veil({"DOOR": "a", "KEY": "xy"}.__getitem__)
    assert veil.fill("ana:let{secret:DOOR}{secret:KEY}in") == "ana:letaxyin"
    url = veil.fill("http://{secret:DOOR}:{secret:KEY}@gate.example/é{secret:DOOR}?k={secret:KEY}", in_url=True)

    assert veil.hide("the proxy fails at galaxy") == "the proxy fails at galaxy"
    assert veil.hide(f"{url} refuses letaxyin") == (
        "http://{secret:DOOR}:{secret:KEY}@gate.example/é{secret:DOOR}?k={secret:KEY} refuses let{secret:DOOR}{secret:KEY}in"
    )


def test_the_environment_holds_secrets_and_names_the_one_that_is_missing():
    look_up = of_environment({"CRACKWATCH_SECRET_PAPER": "x"})

    assert look_up("paper") == "x"
    with pytest.raises(ConfigError, match="named other"):
        look_up("other")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_repeats_a_secret_loses_it(encoding):
    veil = Veil({"KEY": "k3yQRS", "PW": "paris"}.__getitem__)
    veil.fill("https://ana:{secret:PW}@paper.example/?key={secret:KEY}")
    document = "<title>Journal de k3yQRS</title><link>https://paper.example/1?key=k3yQRS&amp;pw=paris</link> À paris, k3yQRSt"

    assert veil.cleanse(document.encode(encoding)).decode(encoding) == (
        "<title>Journal de {secret:KEY}</title><link>https://paper.example/1?key={secret:KEY}&amp;pw={secret:PW}</link> À paris, k3yQRSt"
    )


def test_a_document_without_a_secret_keeps_every_byte():
    veil = Veil({"KEY": "k3yQRS"}.__getitem__)
    veil.fill("{secret:KEY}")
    for body in (b"\xff\xfe\x00", b"caf\xe9", b""):
        assert veil.cleanse(body) == body
    assert veil.cleanse(b"caf\xe9?k3yQRS") == b"caf\xe9?{secret:KEY}"
