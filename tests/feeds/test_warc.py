"""Crawl files, whole and broken: only what is broken is lost, and it is counted."""

from __future__ import annotations

import gzip
import io
import re
import zlib

import pytest

pytest.importorskip("fastwarc", reason="the extra warc is not installed")
pytest.importorskip("warcio", reason="warcio is not installed")

from crackwatch.feeds import warc

RECORDS = 6


def written(bodies) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number, body in enumerate(bodies):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"https://canal.example/{number}", "response", payload=io.BytesIO(body), length=len(body), http_headers=headers,
            warc_headers_dict={"WARC-Date": "2021-05-13T09:00:00Z", "WARC-Record-ID": f"<urn:uuid:{number:032}>"},
        )  # fmt: skip
        writer.write_record(record)
    return out.getvalue()


def offsets(data: bytes) -> list[int]:
    found, at = [], 0
    while at < len(data):
        member = zlib.decompressobj(31)
        member.decompress(data[at:])
        found.append(at)
        at = len(data) - len(member.unused_data)
    return [*found, len(data)]


WHOLE = written([f"<h1>Brève {n}</h1>{'Le canal dort. ' * (40 + n)}".encode() for n in range(RECORDS)])
AT = offsets(WHOLE)


def length(record: int, claimed: int) -> bytes:
    """The file with one record that claims another length."""
    member = zlib.decompress(WHOLE[AT[record] : AT[record + 1]], 31)
    member = re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % claimed, member, count=1)
    return WHOLE[: AT[record]] + gzip.compress(member) + WHOLE[AT[record + 1] :]


def flipped(at: int) -> bytes:
    return WHOLE[:at] + bytes([WHOLE[at] ^ 0xFF]) + WHOLE[at + 1 :]


def read(tmp_path, data: bytes):
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(data)
    account = warc.Account()
    return [page.url[-1] for page in warc.pages(path, account)], account


PLAIN = b"".join(zlib.decompress(WHOLE[a:b], 31) for a, b in zip(AT, AT[1:], strict=False))
BROKEN = {
    "whole": (WHOLE, "012345", 0),
    "cut off at the end": (WHOLE[:-40], "01234", 1),
    "a flipped bit": (flipped(AT[2] + 150), "01345", 1),
    "a flipped bit in the first": (flipped(AT[0] + 150), "12345", 1),
    "a flipped bit in the last": (flipped(AT[5] + 150), "01234", 1),
    "zeros between two": (WHOLE[: AT[2]] + b"\0" * 100 + WHOLE[AT[2] :], "012345", 0),
    "cut off in the middle": (WHOLE[: AT[3] - 60] + WHOLE[AT[3] :], "01345", 1),
    "a length that lies, hugely": (length(2, 10**9), "012345", 0),
    "a length that lies, longer": (length(2, 50_000), "012345", 0),
    "not packed": (PLAIN, "012345", 0),
    "packed as a whole": (gzip.compress(PLAIN), "012345", 0),
}


@pytest.mark.fault
@pytest.mark.parametrize("case", BROKEN)
def test_only_what_is_broken_is_lost(tmp_path, case):
    data, kept, damaged = BROKEN[case]
    found, account = read(tmp_path, data)

    assert "".join(found) == kept
    assert (account.pages, account.damaged) == (len(kept), damaged)


@pytest.mark.fault
@pytest.mark.parametrize("data", [b"", b"<html>503 SlowDown</html>", gzip.compress(b"<html>no</html>", mtime=0)], ids=["empty", "plain", "packed"])
def test_what_is_no_crawl_file_is_named(tmp_path, data):
    with pytest.raises(ValueError, match=r"empty|not a crawl"):
        read(tmp_path, data)


@pytest.mark.fault
def test_a_bomb_is_left_out_and_nothing_behind_it(tmp_path):
    bodies = [b"<h1>one</h1>", b"x" * 60_000_000, b"<h1>two</h1>"]
    found, account = read(tmp_path, written(bodies))

    assert found == ["0", "2"]
    assert account.oversize == 1


def test_a_wrong_digest_is_seen(tmp_path):
    member = zlib.decompress(WHOLE[AT[1] : AT[2]], 31).replace(b"Le canal dort", b"Le canal veil", 1)
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(WHOLE[: AT[1]] + gzip.compress(member) + WHOLE[AT[2] :])

    assert [page.intact for page in warc.pages(path, warc.Account())] == [True, False, True, True, True, True]
