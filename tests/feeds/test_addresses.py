from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.feeds.addresses import is_local_name, is_public

V4 = st.ip_addresses(v=4).map(int)


def wrapped(v4: int) -> list[str]:
    """The ways in which an IPv6 address carries ``v4`` and still means it."""
    prefixes = [0xFFFF << 32, 0x64FF9B << 96, 0x64FF9B0001 << 80]
    return [str(IPv6Address(prefix | v4)) for prefix in prefixes] + [str(IPv6Address(0x2002 << 112 | v4 << 80))]


@given(V4)
def test_an_address_is_as_public_as_the_one_that_it_wraps(v4):
    assert {is_public(address) for address in wrapped(v4)} == {is_public(str(IPv4Address(v4)))}


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "172.15.0.1", "100.128.0.1"])
def test_ordinary_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address", ["fe80::1%eth0", "fec0::1", "224.0.0.1", "240.0.0.1", "192.168.0.1", "100.64.0.1", "::"]
)
def test_special_ones_are_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "feeds.localhost", "127.0.0.1", "[::1]", "10.1.2.3"])
def test_names_that_can_only_be_near_are_known(name):
    assert is_local_name(name)


@pytest.mark.parametrize("name", ["paper.example", "localhost.example", "9.9.9.9", ""])
def test_other_names_may_be_far(name):
    assert not is_local_name(name)
