-- From schema version 4 to 5: what issues claim and show for it, messages on their way, alerts, words of articles.
-- The comments stand in schema.sql too: a file that was brought up to date reads like a new one.
ALTER TABLE taggings ADD COLUMN words TEXT NOT NULL DEFAULT '';
DROP INDEX articles_published;
CREATE INDEX articles_published -- serves: the window of a digest, in its order, and all it counts of an article
  ON articles (published_at, url, first_fetched_at, source_id, lang, publisher, title);
CREATE TABLE shifts ( -- What an issue claims, watches and follows up: each tested change with its numbers
  week TEXT NOT NULL, -- ISO week of the issue, 2026-W46
  revision INTEGER NOT NULL, -- of the issue
  measure TEXT NOT NULL, -- attention | pair | voice | tone | language | kind
  series TEXT NOT NULL, -- what shifted: topic:SLUG, entity:ID, pair:ID+ID, and so on
  name TEXT NOT NULL, -- what it is called in English
  status TEXT NOT NULL, -- claim | watch | over (claimed a week before, back to normal) | still (off, no longer claimed)
  weeks INTEGER NOT NULL, -- 1: the issue's week; 2: the second look, this week and the last together
  observed REAL NOT NULL, -- stories in those weeks; for shares and balances the share or balance
  expected REAL NOT NULL, -- the same by the baseline
  range_low REAL NOT NULL, -- four of five normal weeks lie in range_low .. range_high
  range_high REAL NOT NULL, -- see range_low
  effect REAL NOT NULL, -- observed / expected; for balances observed - expected
  low REAL NOT NULL, -- 80 % interval of the effect
  high REAL NOT NULL, -- see low
  p REAL NOT NULL, -- chance of so large a change when nothing shifted
  q REAL NOT NULL, -- the same, adjusted for all tests of the issue (Benjamini-Hochberg)
  n INTEGER NOT NULL, -- stories the number rests on
  witnesses INTEGER NOT NULL, -- independent publisher houses of them
  baseline INTEGER NOT NULL, -- weeks compared with
  panel TEXT NOT NULL, -- JSON list of the source ids compared over
  PRIMARY KEY (week, revision, measure, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE shift_evidence ( -- The rows behind a shift: its stories, and what the issue quotes of them
  week TEXT NOT NULL, -- ISO week of the issue
  revision INTEGER NOT NULL, -- of the issue
  measure TEXT NOT NULL, -- as in shifts
  series TEXT NOT NULL, -- as in shifts
  n INTEGER NOT NULL, -- order, from 0: quoted ones first
  article_id INTEGER NOT NULL REFERENCES articles (id), -- first article of the story, or the one that is quoted
  start INTEGER, -- first code point of the quote; null: the story is counted, not quoted
  "end" INTEGER, -- behind its last code point
  quote TEXT, -- verbatim
  text_sha256 TEXT, -- of the text that was quoted, hexadecimal: which version it was
  PRIMARY KEY (week, revision, measure, series, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox ( -- Every message that is to be sent or was: one for each recipient
  message_id TEXT PRIMARY KEY, -- made from list, what is sent, recipient and revision: the same message has it again
  channel TEXT NOT NULL, -- mail | webhook | apprise
  about TEXT NOT NULL, -- digest:2026-W46 | alert:RULE
  revision INTEGER NOT NULL, -- of the issue; 1 for alerts
  recipient TEXT NOT NULL, -- mail address, or the name of the target in the configuration
  lang TEXT NOT NULL, -- en | zh | zh-Hant
  subject TEXT NOT NULL, -- as printed, one line
  body BLOB, -- the whole message as it goes on the wire, zstd; null once it is sent
  state TEXT NOT NULL, -- pending | sending | sent | failed | unknown
  attempts INTEGER NOT NULL, -- times it was handed to a server since it was written, or put back by hand
  due_at TEXT NOT NULL, -- not before this
  created_at TEXT NOT NULL, -- when it was written
  changed_at TEXT NOT NULL, -- when its state last changed
  code INTEGER, -- last answer of the server: SMTP or HTTP
  reply TEXT NOT NULL -- the answer in words; empty: none yet
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due -- serves: what is to be sent now
  ON outbox (state, due_at);

CREATE TABLE alerts ( -- What rules of the user's have found, once each
  rule TEXT NOT NULL, -- name of the rule in the configuration
  key TEXT NOT NULL, -- what was found: the same thing is told once
  at TEXT NOT NULL, -- when it was found
  told_at TEXT, -- when a message about it was written; null: found while the rule was quiet, to be told when it is not
  title TEXT NOT NULL, -- headline, or what the instrument or claim is called
  fact TEXT NOT NULL, -- JSON list of what was found beside the headline: of a figure, a day or a claim; empty for stories
  quote TEXT NOT NULL, -- verbatim; empty: no sentence of it stands alone
  start INTEGER, -- first code point of the quote in the article's text
  "end" INTEGER, -- behind its last code point
  url TEXT NOT NULL, -- of the article
  source TEXT NOT NULL, -- its name as printed
  lang TEXT NOT NULL, -- of the article
  day TEXT NOT NULL, -- of the article, in the digest's zone; of a claim: Monday of its week
  houses INTEGER NOT NULL, -- independent publishers that say so
  article_id INTEGER REFERENCES articles (id), -- the article; null: a claim without one
  PRIMARY KEY (rule, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX alerts_at -- serves: what a rule found last
  ON alerts (rule, at);
