"""Crawl files (WARC, ISO 28500): the pages in them, whatever is broken between them.

fastwarc reads; where it stumbles, the damaged record is left out and reading goes on at the next whole member of the gzip
file (RFC 1952 §2.2), since it would drop everything behind.
"""

from __future__ import annotations

import base64
import hashlib
import io
import mmap
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

RECORD_BYTES = 8 * 2**20  # of one page; more is no article
_MAGIC = b"\x1f\x8b\x08"
_PLAIN = b"\r\n\r\nWARC/1."
_CHUNK = 1 << 16

_TYPE, _CODING, _TRANSFER = (
    re.compile(rb"\r\n" + name + rb":([^\r\n]*)", re.IGNORECASE) for name in (b"content-type", b"content-encoding", b"transfer-encoding")
)

_CHUNK_HEAD = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[^\r\n]*)?\r\n")

Wanted = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was served. ``seen_at`` is Unix seconds; ``intact`` is false where its digest says otherwise."""

    url: str
    seen_at: int
    content_type: str
    body: bytes
    coding: str  # how the body is packed, "" where it is not
    digest: str

    @property
    def intact(self) -> bool:
        """Whether the bytes are those of which the digest was made; a record without one is believed."""
        kind, _, said = self.digest.partition(":")
        if kind.lower() != "sha1":
            return True
        return base64.b32encode(hashlib.sha1(self.body, usedforsecurity=False).digest()).decode() == said.upper()


@dataclass(slots=True)
class Account:
    """What was met in a file: pages read, damaged records left out, records that are too large, whether the file ends in
    the middle of one, and when the first and the last page was captured (Unix seconds; 0 where none says).
    """

    pages: int = 0
    damaged: int = 0
    oversize: int = 0
    cut: bool = False
    first: int = 0
    last: int = 0

    def count(self, seen_at: int) -> None:
        """One more page."""
        self.pages += 1
        if seen_at:
            self.first, self.last = min(self.first or seen_at, seen_at), max(self.last, seen_at)


Reading = Generator[Page, None, int | None]  # gives the offset at which to go on, None at the end


def pages(path: Path, account: Account, wanted: Wanted = lambda _: True) -> Iterator[Page]:
    """The HTML pages of a file whose bytes are ``wanted``; packed bytes always are. All are counted. Raises OSError where it cannot be opened, ValueError where it holds no record at all."""
    with path.open("rb") as file:
        size = path.stat().st_size
        if not size:
            raise ValueError("the file is empty")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            at: int | None = 0
            while at is not None:
                at = yield from _stretch(path, data, at, account, wanted)
    if not account.pages and _is_foreign(path):
        raise ValueError("it is not a crawl file")


def _is_foreign(path: Path) -> bool:
    """Whether a file does not begin as a crawl file does."""
    with path.open("rb") as file:
        start = file.read(1 << 12)
    if start.startswith(_MAGIC):
        start = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start, 16)
    return not start.startswith(b"WARC/")


def _stretch(path: Path, data: mmap.mmap, start: int, account: Account, wanted: Wanted) -> Reading:
    """The pages from an offset on, as far as nothing is wrong; gives the offset at which to go on, or None at the end."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as file:
        file.seek(start)
        here, read = start, False
        try:
            # Supplied with a file that can seek: on one that cannot, fastwarc panics.
            source: Any = str(path) if not start else file
            records = ArchiveIterator(source, record_types=WarcRecordType.any_type, parse_http=False)
            for record in records:
                here = record.stream_pos if not start else record.stream_pos + (0 if record.stream_pos >= start else start)
                read = False
                if record.content_length > RECORD_BYTES:
                    if _member(data, here)[0]:
                        return (yield from _salvaged(data, here, account, wanted))  # it only claims so
                    account.oversize += 1
                    return _after(data, here)
                if record.record_type != WarcRecordType.response:
                    continue
                body = record.reader.read()
                read = True
                if len(body) != record.content_length:
                    return (yield from _salvaged(data, here, account, wanted))
                if found := _found(body):
                    seen_at = _seconds(record.record_date)
                    account.count(seen_at)
                    if found.coding or wanted(found.body):
                        yield _page(record.headers, found, seen_at)
        except Exception:  # fastwarc raises what zlib and the header parser say, in many classes
            if not read:
                return (yield from _salvaged(data, here, account, wanted))
            # What is wrong lies behind the last record.
            end = _member(data, here)[1]
            following = _next(data, end)
            return (yield from _salvaged(data, end, account, wanted)) if following == end else following
    return None


class _Found(NamedTuple):
    """What a block of HTTP holds."""

    content_type: str
    coding: str
    body: bytes
    chunked: bool  # as it was served: then nobody knows of which bytes a digest was made


def _found(block: bytes) -> _Found | None:
    """The HTML in a block of HTTP; None for what is none, or was not found."""
    end = block.find(b"\r\n\r\n")
    head = block[: max(end, 0)]
    kind = _TYPE.search(head)
    if kind is None or b"html" not in kind[1].lower() or b" 200" not in head[:16]:
        return None
    coding, transfer, body = _CODING.search(head), _TRANSFER.search(head), block[end + 4 :]
    said = coding[1].strip().decode("latin-1").lower() if coding else ""
    chunked = bool(transfer and b"chunked" in transfer[1].lower())
    return _Found(kind[1].strip().decode("latin-1"), "" if said == "identity" else said, _joined(body) if chunked else body, chunked)


def _joined(body: bytes) -> bytes:
    """The content of chunks (RFC 9112 §7.1); what is not made of chunks, as where a crawler joined them, is left as it is."""
    content, at = bytearray(), 0
    while head := _CHUNK_HEAD.match(body, at):
        at = head.end() + int(head[1], 16)
        content += body[head.end() : at]
        at += 2
    return bytes(content) if at else body


def _seconds(when: datetime | None) -> int:
    return int(when.timestamp()) if when else 0


def _page(headers: Any, found: _Found, seen_at: int) -> Page:
    url = (headers.get("WARC-Target-URI") or "").strip("<>")
    return Page(url, seen_at, found.content_type, found.body, found.coding, "" if found.chunked else headers.get("WARC-Payload-Digest") or "")


def _salvaged(data: mmap.mmap, at: int, account: Account, wanted: Wanted) -> Reading:
    """The record at ``at`` alone, if its member is whole; gives the offset of the next."""
    record, end = _member(data, at)
    following = _next(data, end if record else at + 1)
    account.cut = record is None and following is None
    page = _alone(record) if record else None
    if page:
        account.count(page.seen_at)
        if page.coding or wanted(page.body):
            yield page
    elif record is None or not record.startswith(b"WARC/") or _is_response(record):
        account.damaged += 1
    return following


def _is_response(record: bytes) -> bool:
    return b"\nWARC-Type: response" in record[:2000].replace(b"\r", b"")


def _alone(record: bytes) -> Page | None:
    """The page of one record: as long as its member, whatever length it claims."""
    head, _, block = record.partition(b"\r\n\r\n")
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    headers = {name.strip().decode("latin-1"): value.strip().decode("utf-8", "replace") for name, _, value in lines}
    if headers.get("WARC-Type") != "response":
        return None
    try:
        when = datetime.fromisoformat(headers.get("WARC-Date", "")).astimezone(UTC)
    except ValueError:
        when = None
    found = _found(block.removesuffix(b"\r\n\r\n"))
    return _page(headers, found, _seconds(when)) if found else None


def _member(data: mmap.mmap, at: int) -> tuple[bytes | None, int]:
    """The inflated gzip member at an offset (a record, where nothing is packed) and its end; None where it is not whole."""
    if data[at : at + 3] != _MAGIC:
        end = data.find(_PLAIN, at + 1)
        plain = data[at : min(end + 4 if end >= 0 else len(data), at + RECORD_BYTES)]
        return (plain, end + 4 if end >= 0 else len(data)) if plain.startswith(b"WARC/") else (None, at)
    inflater, out, here = zlib.decompressobj(16 + zlib.MAX_WBITS), io.BytesIO(), at
    try:
        while not inflater.eof:
            chunk = data[here : here + _CHUNK]
            out.write(inflater.decompress(chunk, RECORD_BYTES + 1 - out.tell()))
            here += len(chunk)
            if not chunk or out.tell() > RECORD_BYTES or inflater.unconsumed_tail:
                return None, at
    except zlib.error:
        return None, at
    return out.getvalue(), here - len(inflater.unused_data)


def _after(data: mmap.mmap, at: int) -> int | None:
    """Where the record behind one that is too large begins: its member's end where it ends, whatever it claims."""
    if data[at : at + 3] != _MAGIC:
        return _next(data, at + 1)
    inflater, here = zlib.decompressobj(16 + zlib.MAX_WBITS), at
    try:
        while not inflater.eof:
            chunk = inflater.unconsumed_tail or data[here : here + _CHUNK]
            if not chunk:
                return None
            here += 0 if inflater.unconsumed_tail else len(chunk)
            inflater.decompress(chunk, 1 << 20)
    except zlib.error:
        return _next(data, at + 1)
    return _next(data, here - len(inflater.unused_data))


def _next(data: mmap.mmap, start: int) -> int | None:
    """The offset of the first record from ``start`` on."""
    packed = data[:3] == _MAGIC or data[:5] != b"WARC/"
    at = start
    while True:
        at = data.find(_MAGIC, at) if packed else data.find(b"WARC/1.", at)
        if at < 0:
            return None
        if not packed or _begins_record(data, at):
            return at
        at += 1


def _begins_record(data: mmap.mmap, at: int) -> bool:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data[at : at + 512], 5).startswith(b"WARC/")
    except zlib.error:
        return False
