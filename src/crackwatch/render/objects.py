"""JSON: one object that names its schema, or an object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crackwatch.answers import (
    ArticleDetail,
    Articles,
    Cited,
    Quotes,
    SourcePage,
    Sources,
    Stories,
    StoryDetail,
    Timeline,
    Value,
)
from crackwatch.render import shape
from crackwatch.render.shape_article import Object, article

VERSION = 1
# JSON leaves these as they are, but a terminal, a line reader or an old JavaScript may not.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def encoded(value: Any) -> str:
    """``value`` as JSON on one line, safe for every reader of lines."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() else _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def schema(name: str) -> str:
    """The name of a schema, with its version."""
    return f"crackwatch/{name}/{VERSION}"


def whole(value: Value) -> Iterator[str]:
    """One object. Articles are written as they are read."""
    if isinstance(value, Articles):
        yield f'{{"schema": {encoded(schema("articles"))}, "articles": ['
        for n, view in enumerate(value):
            yield (",\n  " if n else "\n  ") + encoded(article(view, value.zone))
        yield f'\n], "hidden": {value.hidden}}}\n'
        return
    name, shaped = shape.WHOLE[type(value)]
    yield encoded({"schema": schema(name), **shaped(value)}) + "\n"


def lines(value: Value) -> Iterator[str]:
    """An object a line: an article, a story, an outlet."""
    for record in _records(value):
        yield encoded(record) + "\n"


def _records(value: Value) -> Iterator[Object]:
    match value:
        case Articles():
            return (article(view, value.zone) for view in value)
        case Timeline() | Stories():
            return (shape.story(line, value.zone) for line in value.stories)
        case Sources():
            return (shape.outlet(line, value.zone) for line in value.sources)
        case StoryDetail():
            return (article(view, value.zone) for view in value.members)
        case ArticleDetail():
            return iter([shape.detail(value)])
        case Quotes():
            return (shape.quote(line, value.zone) for line in value.quotes)
        case Cited():
            return (shape.cited_line(line, value.zone) for line in value.cited)
        case SourcePage():
            return iter([shape.source_page(value)])
