"""How the days found in news agree with another reader of dates: TIMEX3 tags, as HeidelTime writes them, in TimeML files.

    python bench/timex.py FOLDER

``FOLDER`` holds ``TOPIC/YYYY-MM-DD/*.timeml``, the day being that of publication. Prints one JSON object: of the tags
that name one day the share that we give the same day (recall), and of our single days the share that a tag agrees with
(precision); for all files, and for each half of them by a hash of the name, so that one half can be looked into while
the other stays unseen. Neither reader is always right: a tag for "every morning" counts against us like any other.
"""

import hashlib
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crackwatch.dates import mentions

TAG = re.compile(r"<TIMEX3 ([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
DAY = re.compile(r'type="(?:DATE|TIME)" value="(\d{4}-\d\d-\d\d)')


def read(document: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of a TimeML document, and its tagged days: begin, end, ISO day."""
    body = re.sub(r"^.*?<TimeML>\n", "", document, flags=re.DOTALL).replace("</TimeML>", "")
    text, days, at = "", [], 0
    for tag in TAG.finditer(body):
        text += html.unescape(body[at : tag.start()])
        start, at = len(text), tag.end()
        text += html.unescape(tag[2])
        if day := DAY.search(tag[1]):
            days.append((start, len(text), day[1]))
    return text + html.unescape(body[at:]), days


def counted(path: Path) -> Counter[str]:
    """How many tags, and how many of our single days, there are in a document, and how many agree."""
    text, tags = read(path.read_text(encoding="utf-8", errors="replace"))
    found = mentions(text, datetime.fromisoformat(f"{path.parent.name}T12:00:00+00:00"))
    count = Counter(tags=len(tags))
    for start, end, day in tags:
        over = [m for m in found if m.start < end and m.end > start]
        count["tags_met"] += any(day in (m.first.isoformat(), m.last.isoformat()) for m in over)
    for single in (m for m in found if m.first == m.last):
        over = [tag for tag in tags if single.start < tag[1] and single.end > tag[0]]
        count["ours"] += 1
        count["ours_met"] += any(day == single.first.isoformat() for *_, day in over)
    return count


def halves(root: Path) -> Iterator[tuple[int, Counter[str]]]:
    """The counts of each document, and which half it is in."""
    for path in sorted(root.glob("*/*/*.timeml")):
        yield hashlib.sha1(path.relative_to(root).as_posix().encode()).digest()[0] % 2, counted(path)


def main() -> None:
    sums = {"first half": Counter[str](), "second half": Counter[str](), "all": Counter[str]()}
    for half, count in halves(Path(sys.argv[1])):
        sums["second half" if half else "first half"].update(count)
        sums["all"].update(count)
    print(
        json.dumps(
            {
                name: {"recall": round(n["tags_met"] / n["tags"], 4), "precision": round(n["ours_met"] / n["ours"], 4)}
                for name, n in sums.items()
            }
        )
    )


if __name__ == "__main__":
    main()
