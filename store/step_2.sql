-- From schema version 1 to 2: how a source is read, when it is looked at again, how it has been doing, and what
-- a page says of itself.
-- The comments stand in schema.sql too: a file that was brought up to date reads like a new one.
ALTER TABLE sources ADD COLUMN next_css TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN pages INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sources ADD COLUMN recipe TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN browser INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN body_css TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN drop_css TEXT NOT NULL DEFAULT '';
ALTER TABLE announcements ADD COLUMN every INTEGER;
ALTER TABLE announcements ADD COLUMN due_at TEXT;
ALTER TABLE announcements ADD COLUMN news_at TEXT;
ALTER TABLE articles ADD COLUMN publisher TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN modified_at TEXT;
ALTER TABLE articles ADD COLUMN editor TEXT;
ALTER TABLE articles ADD COLUMN section TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN access TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE articles ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN origin_url TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN origin_mark TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN translated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN missing TEXT NOT NULL DEFAULT '[]';
ALTER TABLE rejections ADD COLUMN extractor TEXT NOT NULL DEFAULT '';
ALTER TABLE article_revisions ADD COLUMN cause TEXT NOT NULL DEFAULT 'page';
ALTER TABLE article_revisions ADD COLUMN extractor TEXT NOT NULL DEFAULT '';
ALTER TABLE candidates ADD COLUMN publisher TEXT NOT NULL DEFAULT '';
ALTER TABLE candidates ADD COLUMN recheck_at TEXT;
CREATE INDEX candidates_recheck -- serves: which articles are young enough to change, and due
  ON candidates (source_id, recheck_at) WHERE recheck_at IS NOT NULL;
CREATE TABLE host_rests ( -- Hosts that asked to be left alone, and until when
  host TEXT PRIMARY KEY, -- without port
  until TEXT NOT NULL, -- nothing is asked of it before
  why TEXT NOT NULL -- what it said
) STRICT, WITHOUT ROWID;

CREATE TABLE source_runs ( -- What each crawl saw of each source, and how the source stood after it
  run_id INTEGER NOT NULL REFERENCES runs (id), -- which crawl
  source_id TEXT NOT NULL REFERENCES sources (id), -- which source
  at TEXT NOT NULL, -- when the crawl ended
  asked INTEGER NOT NULL, -- 1: its announcement was asked; 0: not due, only pending pages were fetched
  status TEXT NOT NULL, -- ok | unchanged | empty | the reason its announcement failed; empty: not asked
  detail TEXT NOT NULL, -- what the failure was
  announced INTEGER NOT NULL, -- addresses announced
  new INTEGER NOT NULL, -- of them: never seen before, or since the last look first by another source
  articles INTEGER NOT NULL, -- pages that became an article
  revisions INTEGER NOT NULL, -- known articles whose text or headline had changed
  duplicates INTEGER NOT NULL, -- pages that were known under another address, or unchanged
  rejected INTEGER NOT NULL, -- pages that are no articles
  later INTEGER NOT NULL, -- pages put off
  reasons TEXT NOT NULL, -- JSON object: how many were rejected for which reason
  dated INTEGER NOT NULL, -- of articles and revisions: with a date of publication
  authored INTEGER NOT NULL, -- of the same: with a byline
  characters INTEGER, -- of the same: median length of the text; null: none came
  bytes INTEGER NOT NULL, -- of bodies, unpacked
  state TEXT NOT NULL, -- ok | empty | broken | blocked | silent | flooded | layout-changed
  since TEXT NOT NULL, -- since when it is in this state
  why TEXT NOT NULL, -- the measure behind the state, in words
  measure TEXT NOT NULL, -- the same measure by name; empty: nothing is wrong
  numbers TEXT NOT NULL, -- JSON object of its numbers
  PRIMARY KEY (source_id, run_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX source_runs_run -- serves: all sources of one crawl
  ON source_runs (run_id);

CREATE TABLE official_records ( -- Entries of official registers, kept as data: no articles, never counted as such
  source_id TEXT NOT NULL REFERENCES sources (id), -- which register
  key TEXT NOT NULL, -- its own name for the entry
  url TEXT NOT NULL, -- where people read it; empty: nowhere
  title TEXT NOT NULL, -- as printed
  published_at TEXT, -- as printed; null: unknown
  fields TEXT NOT NULL, -- JSON object of what the recipe names, values as printed
  first_at TEXT NOT NULL, -- when we first read it
  changed_at TEXT NOT NULL, -- when we first read it as it is now
  PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX official_records_published -- serves: what a register published in a week
  ON official_records (published_at, source_id);

CREATE TABLE paragraphs ( -- Lines of an article's text: what each is, and its language
  article_id INTEGER NOT NULL REFERENCES articles (id), -- of which article
  n INTEGER NOT NULL, -- order in the text, from 0
  start INTEGER NOT NULL, -- first code point
  "end" INTEGER NOT NULL, -- behind the last code point
  kind TEXT NOT NULL, -- paragraph | heading | item | header | row | caption | quote
  lang TEXT NOT NULL, -- zh-Hans | zh-Hant | en | mixed | und
  PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE line_sightings ( -- Lines at the beginnings and ends of texts that may turn out to return on their site
  host TEXT NOT NULL, -- site, without www. and m.
  line INTEGER NOT NULL, -- 64-bit hash of the line, folded; 0: the article itself
  article_id INTEGER NOT NULL REFERENCES articles (id), -- at whose edge it stood
  seen_on TEXT NOT NULL, -- day the article was fetched; forgotten after 60 days
  PRIMARY KEY (host, line, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE repeated_lines ( -- Lines that return on the articles of a site, and are no part of any
  host TEXT NOT NULL, -- site, without www. and m.
  line INTEGER NOT NULL, -- 64-bit hash of the line, folded
  articles INTEGER NOT NULL, -- on how many different articles it stood when that was found
  last_at TEXT NOT NULL, -- when it was last met, to the day
  PRIMARY KEY (host, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence ( -- How well articles are grounded: for ranking, never for hiding
  article_id INTEGER PRIMARY KEY REFERENCES articles (id), -- of which article
  dated INTEGER NOT NULL, -- 1: it has a date of publication
  sourced INTEGER NOT NULL, -- sentences that name who says so
  figures INTEGER NOT NULL, -- quantities it states
  attributed INTEGER NOT NULL, -- of them: with somebody cited, or an official document named
  promotional INTEGER NOT NULL, -- markers of advertising found
  score REAL NOT NULL, -- 0 to 1
  grade TEXT NOT NULL -- A | B | C | D
) STRICT;
