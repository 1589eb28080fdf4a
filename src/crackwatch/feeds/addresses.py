"""Which IP addresses belong to the public internet.

A tracker that asks whatever address a feed or a redirect names must not be led into the network it runs in (server-side
request forgery). The registries: IANA's special-purpose address registries (RFC 6890), of which ``ipaddress`` knows most.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# Prefixes that carry an IPv4 address in their last 32 bits: NAT64 (RFC 6052, 8215) and the deprecated compatible form.
_LAST_32_BITS = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))


def is_public(address: str) -> bool:
    """Whether ``address`` (an IPv4 or IPv6 literal; a zone after ``%`` is ignored) can be reached by everybody.

    An IPv6 address that wraps an IPv4 address (mapped, NAT64, 6to4, Teredo) is public only if the wrapped one is.
    Raises ``ValueError`` for what is no address.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return _is_global(ip)
    wrapped = _wrapped(ip)
    return all(map(_is_global, wrapped)) if wrapped else _is_global(ip) and not ip.is_site_local


def is_local_name(host: str) -> bool:
    """Whether ``host``, as it stands in an address, can only mean this machine or its own network."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not is_public(name)
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def is_local_site(site: str) -> bool:
    """Whether ``site``, a host with any unusual port, can only mean this machine or its own network."""
    host, _, port = site.rpartition(":")
    return is_local_name(host if port.isdigit() else site)


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _wrapped(ip: IPv6Address) -> tuple[IPv4Address, ...]:
    if ip.ipv4_mapped:
        return (ip.ipv4_mapped,)
    if ip.sixtofour:
        return (ip.sixtofour,)
    if ip.teredo:
        return ip.teredo
    if any(ip in network for network in _LAST_32_BITS):
        return (IPv4Address(int(ip) & 0xFFFFFFFF),)
    return ()
