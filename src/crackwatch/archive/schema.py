"""The tables, and the migrations that make them.

sqlite-utils keeps the account of what was applied; ``connection.py`` runs the migrations inside one ``BEGIN IMMEDIATE``
and sets ``user_version`` in the same transaction. Times are Unix seconds (UTC); ``day`` is ISO, in the archive's zone.
Imported only when an archive is made or brought up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("crackwatch")

FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE outlet (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE outlet_alias (alias TEXT PRIMARY KEY, outlet_id INTEGER NOT NULL REFERENCES outlet(id)) WITHOUT ROWID;

CREATE TABLE feed (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  url TEXT NOT NULL UNIQUE,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL DEFAULT '',
  outlet TEXT NOT NULL DEFAULT '',
  lang TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  options TEXT NOT NULL DEFAULT '{}',
  paused INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  added_at INTEGER NOT NULL,
  removed_at INTEGER
);
CREATE TABLE feed_state (
  feed_id INTEGER PRIMARY KEY REFERENCES feed(id),
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  body_hash TEXT NOT NULL DEFAULT '',
  checked_at INTEGER,
  changed_at INTEGER,
  due_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  reported_at INTEGER,
  error_kind TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  moved_to TEXT NOT NULL DEFAULT '',
  moved_seen INTEGER NOT NULL DEFAULT 0,
  gone_seen INTEGER NOT NULL DEFAULT 0,
  posts_per_day REAL
);
CREATE TABLE poll (
  id INTEGER PRIMARY KEY,
  feed_id INTEGER NOT NULL REFERENCES feed(id),
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  entries INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0
);
CREATE INDEX poll_feed ON poll(feed_id, at);
CREATE TABLE coverage (
  id INTEGER PRIMARY KEY,
  feed_id INTEGER NOT NULL REFERENCES feed(id),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  origin TEXT NOT NULL DEFAULT 'live',
  missed INTEGER
);
CREATE INDEX coverage_feed ON coverage(feed_id, last_at);

CREATE TABLE article (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  url TEXT NOT NULL,
  canonical_url TEXT NOT NULL,
  part INTEGER NOT NULL DEFAULT 0,
  outlet_id INTEGER NOT NULL REFERENCES outlet(id),
  title TEXT NOT NULL,
  lang TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  published INTEGER,
  published_raw TEXT NOT NULL DEFAULT '',
  published_precision TEXT NOT NULL DEFAULT 'second',
  published_from TEXT NOT NULL DEFAULT 'first_seen',
  suspect INTEGER NOT NULL DEFAULT 0,
  first_seen INTEGER NOT NULL,
  origin TEXT NOT NULL DEFAULT 'live',
  story_id INTEGER REFERENCES story(id),
  copy_of INTEGER REFERENCES article(id),
  relation TEXT NOT NULL DEFAULT 'original',
  hash INTEGER NOT NULL DEFAULT 0,
  capture_url TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  UNIQUE (canonical_url, part)
);
CREATE INDEX article_at ON article(at);
CREATE INDEX article_story ON article(story_id) WHERE story_id IS NOT NULL;
CREATE INDEX article_copy ON article(copy_of) WHERE copy_of IS NOT NULL;
CREATE TABLE article_url (
  url TEXT NOT NULL,
  article_id INTEGER NOT NULL REFERENCES article(id),
  PRIMARY KEY (url, article_id)
) WITHOUT ROWID;
CREATE INDEX article_url_article ON article_url(article_id);
CREATE TABLE revision (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article(id),
  seen_at INTEGER NOT NULL,
  replaced_at INTEGER NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX revision_article ON revision(article_id);
CREATE TABLE sighting (
  feed_id INTEGER NOT NULL REFERENCES feed(id),
  article_id INTEGER NOT NULL REFERENCES article(id),
  seen_at INTEGER NOT NULL,
  hash INTEGER NOT NULL DEFAULT 0,
  guid TEXT,
  PRIMARY KEY (feed_id, article_id)
) WITHOUT ROWID;
CREATE INDEX sighting_article ON sighting(article_id);
CREATE INDEX sighting_guid ON sighting(feed_id, guid) WHERE guid IS NOT NULL;
CREATE VIRTUAL TABLE article_fts USING fts5(words, content='', detail=none, tokenize='unicode61 remove_diacritics 0');

CREATE TABLE watch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  note TEXT NOT NULL DEFAULT ''
);
CREATE TABLE hit (
  watch_id INTEGER NOT NULL REFERENCES watch(id),
  article_id INTEGER NOT NULL REFERENCES article(id),
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  story_id INTEGER,
  outlet_id INTEGER NOT NULL,
  copy INTEGER NOT NULL DEFAULT 0,
  score REAL,
  by_story INTEGER NOT NULL DEFAULT 0,
  query_version INTEGER NOT NULL DEFAULT 1,
  spans TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (watch_id, article_id)
) WITHOUT ROWID;
CREATE INDEX hit_report ON hit(watch_id, at, article_id, day, story_id, outlet_id, copy, score);
CREATE INDEX hit_article ON hit(article_id);
CREATE TABLE label (
  watch_id INTEGER NOT NULL REFERENCES watch(id),
  article_id INTEGER NOT NULL REFERENCES article(id),
  verdict INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (watch_id, article_id)
) WITHOUT ROWID;

CREATE TABLE story (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  centre BLOB NOT NULL DEFAULT x''
);
CREATE TABLE link (
  a INTEGER NOT NULL REFERENCES article(id),
  b INTEGER NOT NULL REFERENCES article(id),
  kind TEXT NOT NULL,
  score REAL NOT NULL,
  why TEXT NOT NULL,
  by TEXT NOT NULL DEFAULT 'machine',
  PRIMARY KEY (a, b, kind)
) WITHOUT ROWID;
CREATE INDEX link_b ON link(b);
CREATE INDEX link_hand ON link(a, b, score) WHERE by = 'hand';
CREATE TABLE feature (
  h INTEGER NOT NULL,
  at INTEGER NOT NULL,
  article_id INTEGER NOT NULL,
  PRIMARY KEY (h, at, article_id)
) WITHOUT ROWID;
CREATE TABLE term (h INTEGER PRIMARY KEY, articles INTEGER NOT NULL);

CREATE TABLE event_date (
  article_id INTEGER NOT NULL REFERENCES article(id),
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  precision TEXT NOT NULL,
  inferred INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (article_id, start, first_day)
) WITHOUT ROWID;
CREATE TABLE quote (
  article_id INTEGER NOT NULL REFERENCES article(id),
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  words TEXT NOT NULL,
  speaker TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  anonymous INTEGER NOT NULL DEFAULT 0,
  reported INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (article_id, start, end)
) WITHOUT ROWID;

CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  place TEXT NOT NULL,
  ref TEXT NOT NULL UNIQUE,
  task TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'todo',
  tries INTEGER NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  pages INTEGER NOT NULL DEFAULT 0,
  articles INTEGER NOT NULL DEFAULT 0,
  damaged INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  done_at INTEGER
);
CREATE INDEX unit_state ON unit(state, source, tries, id);

CREATE VIEW articles AS
  SELECT a.id, a.url, a.title, o.name AS outlet, a.lang, datetime(a.at, 'unixepoch') AS at_utc, a.day,
         datetime(a.published, 'unixepoch') AS published_utc, datetime(a.first_seen, 'unixepoch') AS first_seen_utc,
         a.origin, a.story_id, a.copy_of, a.relation, a.summary
  FROM article a JOIN outlet o ON o.id = a.outlet_id;
CREATE VIEW hits AS
  SELECT w.name AS watch, a.id, a.title, o.name AS outlet, h.day, h.score, h.by_story, a.url
  FROM hit h JOIN watch w ON w.id = h.watch_id JOIN article a ON a.id = h.article_id JOIN outlet o ON o.id = a.outlet_id;
"""

PAGES = """
CREATE TABLE page (
  article_id INTEGER PRIMARY KEY REFERENCES article(id),
  state TEXT NOT NULL DEFAULT 'todo',
  tries INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX page_todo ON page(due_at) WHERE state = 'todo';
ALTER TABLE term RENAME COLUMN articles TO stories;
"""

FEATURES = """
CREATE TABLE feature_waiting (
  h INTEGER NOT NULL,
  at INTEGER NOT NULL,
  article_id INTEGER NOT NULL,
  PRIMARY KEY (h, at, article_id)
) WITHOUT ROWID;
CREATE TABLE settling (next INTEGER NOT NULL, waiting INTEGER NOT NULL);
INSERT INTO settling VALUES (0, 0);
"""


def run(db: Database, script: str) -> None:
    """Run the statements of ``script`` one by one: ``executescript`` would commit the transaction around us."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def first(db: Any) -> None:
    """Feeds, polls, outlets, articles, watches, hits, stories and links."""
    run(db, FIRST)


@migrations()
def pages(db: Any) -> None:
    """Which articles' own pages are to be read for their whole text. Words are counted by stories; what was counted by
    articles is near enough until stories are rerun.
    """
    run(db, PAGES)


@migrations()
def features(db: Any) -> None:
    """What articles are found by waits in a small table before it comes into the large one, many rows at a time."""
    run(db, FEATURES)


@migrations()
def crawled(db: Any) -> None:
    """The times that crawl files tell of are no feed's."""
    for statement in db["coverage"].transform_sql(not_null={"feed_id": False}):
        db.conn.execute(statement)
