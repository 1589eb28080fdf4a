"""From the bytes that travelled to the bytes that were meant, never more than allowed."""

from __future__ import annotations

import zlib

from crackwatch.feeds.fault import Fault
from crackwatch.model import FailureKind

_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


def inflated(body: bytes, codings: list[str], limit: int, host: str) -> tuple[bytes, str]:
    """The content of ``body`` under its content ``codings`` (lower case), and a note about what was odd, else ``""``.

    Only gzip was asked for (RFC 9110 §8.4.1.3); a server that promises it and sends plain text is believed in the text,
    and a gzip file that nobody announced is opened. Raises Fault: ENCODING for any other coding or for rubbish,
    TRUNCATED where the stream ends early, TOO_LARGE past ``limit`` bytes.
    """
    said = [coding for coding in codings if coding not in ("", "identity")]
    if said not in ([], ["gzip"], ["x-gzip"]):
        raise Fault(
            FailureKind.ENCODING,
            f"{host} sent an encoding that nobody asked for",
            "only gzip is understood; tell the publisher",
        )
    note = ""
    if body.startswith(_MAGIC):
        body = _gunzipped(body, limit, host)
        if said and body.startswith(_MAGIC):  # a .gz file, packed once more for the way
            body = _gunzipped(body, limit, host)
    elif said and body:
        if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{")):
            raise Fault(FailureKind.ENCODING, f"{host} promised gzip and sent something else", "tell the publisher")
        note = "promised gzip, sent plain text"
    return body, note


def _gunzipped(data: bytes, limit: int, host: str) -> bytes:
    """All members of a gzip file (RFC 1952 §2.2); what follows the last is padding."""
    parts: list[bytes] = []
    size = 0
    while data.startswith(_MAGIC):
        member = zlib.decompressobj(_GZIP)
        try:
            parts.append(member.decompress(data, limit - size + 1))
        except zlib.error:
            raise Fault(FailureKind.ENCODING, f"{host} sent damaged gzip data", "it is asked again later") from None
        size += len(parts[-1])
        if size > limit:
            raise Fault(
                FailureKind.TOO_LARGE,
                f"{host} sends more than {limit / 1e6:.3g} MB",
                "raise max_bytes in the settings if that is right",
            )
        if not member.eof:
            raise Fault(
                FailureKind.TRUNCATED,
                f"{host} broke off in the middle of the body",
                "nothing of it was kept; it is asked again later",
            )
        data = member.unused_data
    return parts[0] if len(parts) == 1 else b"".join(parts)
