-- The whole store, readable from top to bottom. The first comment of a statement describes the table, index
-- or view, the comment behind a column describes the column; SQLite keeps both inside the file, so
-- `tradewind schema` and the data dictionary are made from them.
--
-- Times are ISO 8601 text in UTC with seconds and a final Z (they sort as text). Days are YYYY-MM-DD.
-- Decimals are exact text; the column of the same name with _real is the nearest float, for sorting only.
-- Offsets count Unicode code points of articles.text (Python str), half open. SQLite's substr() counts from 1:
-- substr(text, start + 1, "end" - start) is the quote.

CREATE TABLE migrations ( -- Which steps brought this file to its schema version
  version INTEGER PRIMARY KEY, -- schema version the step leads to
  name TEXT NOT NULL -- what it did
) STRICT;

CREATE TABLE settings ( -- What the store must remember about itself
  name TEXT PRIMARY KEY, -- search_rules: mark of the folding and gram rules the search index was built with
  value TEXT NOT NULL -- the remembered value
) STRICT, WITHOUT ROWID;

CREATE TABLE sources ( -- The catalogue as last used: where articles are announced
  id TEXT PRIMARY KEY, -- lower-case slug
  name TEXT NOT NULL, -- as printed in the digest
  kind TEXT NOT NULL, -- feed | sitemap | listing | api
  url TEXT NOT NULL, -- of the feed, sitemap, listing or interface
  lang TEXT NOT NULL, -- declared language: zh-Hans | zh-Hant | en | mixed | und
  timezone TEXT NOT NULL, -- IANA name, for dates that carry no zone
  family TEXT NOT NULL, -- publisher house as declared; empty: the id is the house
  "group" TEXT NOT NULL, -- newsroom | press | policy | aggregator | local
  region TEXT NOT NULL, -- ISO 3166-1 alpha-2 of the publisher; empty: unknown
  topics TEXT NOT NULL, -- JSON list of what it is said to cover
  enabled INTEGER NOT NULL, -- 1: crawled
  disabled_reason TEXT NOT NULL, -- why not, when enabled is 0
  verified_on TEXT, -- day somebody last saw it work; null: never
  note TEXT NOT NULL, -- licence, robots, provenance
  link_css TEXT NOT NULL, -- listing only: CSS selector of article links; empty: automatic
  delay REAL, -- seconds between requests to its host; null: the configured delay
  next_css TEXT NOT NULL DEFAULT '', -- listing only: CSS selector of the link to its next page
  pages INTEGER NOT NULL DEFAULT 1, -- pages of the announcement that one run reads at most
  recipe TEXT NOT NULL DEFAULT '', -- api only: JSON object, where the interface keeps what; empty: none
  browser INTEGER NOT NULL DEFAULT 0, -- 1: its pages are rendered by a browser
  body_css TEXT NOT NULL DEFAULT '', -- CSS selector of what holds the text on its pages; empty: found by itself
  drop_css TEXT NOT NULL DEFAULT '' -- CSS selector of what is not read on its pages
) STRICT, WITHOUT ROWID;

CREATE TABLE announcements ( -- The last fetch of each feed, sitemap or listing
  url TEXT PRIMARY KEY, -- of the announcement; a sitemap index has many
  source_id TEXT NOT NULL REFERENCES sources (id), -- whose announcement it is
  at TEXT NOT NULL, -- when it was last fetched
  status TEXT NOT NULL, -- ok | unchanged | empty | the reason of the failure
  detail TEXT NOT NULL, -- what the failure was
  etag TEXT, -- validator to ask "changed since?" with
  last_modified TEXT, -- the other validator
  ok_at TEXT, -- when it last came well (ok or unchanged); null: never
  failures INTEGER NOT NULL, -- failed fetches in a row; 0 after a good one
  every INTEGER, -- seconds between two looks, as learned from how often it brings something; null: not learned yet
  due_at TEXT, -- the next look of a run that keeps to the timetable is not before this; null: at once
  news_at TEXT -- when it last brought an address we did not know; null: never
) STRICT, WITHOUT ROWID;

CREATE INDEX announcements_source -- serves: health of one source
  ON announcements (source_id);

CREATE TABLE articles ( -- Texts somebody published, cleaned: one row per canonical URL, newest version
  id INTEGER PRIMARY KEY, -- given by this file; another file numbers differently
  url TEXT NOT NULL UNIQUE, -- canonical URL
  source_id TEXT NOT NULL REFERENCES sources (id), -- who announced it first
  title TEXT NOT NULL, -- headline
  lang TEXT NOT NULL, -- zh-Hans | zh-Hant | en | mixed | und, detected from the text
  published_at TEXT, -- publication time; null: unknown
  date_only INTEGER NOT NULL, -- 1: only the day is known, the time is that day's noon at the source
  date_source TEXT NOT NULL, -- where the date was read: feed | jsonld | meta | body | url | sitemap | given | none
  published_raw TEXT NOT NULL, -- the date as it stood there
  author TEXT, -- byline; null: unknown
  declared_lang TEXT NOT NULL, -- language the page claims
  description TEXT NOT NULL, -- summary the page gives of itself
  extractor TEXT NOT NULL, -- version of the extractor that made the text
  first_fetched_at TEXT NOT NULL, -- when we first knew the article
  fetched_at TEXT NOT NULL, -- when this version of the text was fetched
  text_sha256 TEXT NOT NULL, -- of the text in UTF-8, hexadecimal
  search_id INTEGER UNIQUE, -- row of the search index that holds this version; null: not indexed
  text TEXT NOT NULL, -- paragraphs separated by a line feed; the title is not repeated
  publisher TEXT NOT NULL DEFAULT '', -- house that printed it, where an aggregator announced it; empty: the source's
  modified_at TEXT, -- when the page says that it was last changed; null: unknown
  editor TEXT, -- who edited it; null: unknown
  section TEXT NOT NULL DEFAULT '', -- of the site, as the page names it
  tags TEXT NOT NULL DEFAULT '[]', -- JSON list of the keywords that the page gives itself
  access TEXT NOT NULL DEFAULT 'unknown', -- who may read it whole, as the page says: unknown | free | paid
  origin TEXT NOT NULL DEFAULT '', -- house that first published it, as a reprint mark or the page's data name it
  origin_url TEXT NOT NULL DEFAULT '', -- where it says that stands
  origin_mark TEXT NOT NULL DEFAULT '', -- the mark as written
  translated INTEGER NOT NULL DEFAULT 0, -- 1: it says that it is a translation
  parts TEXT NOT NULL DEFAULT '[]', -- JSON list of the addresses of its further pages, where it is printed on several
  missing TEXT NOT NULL DEFAULT '[]' -- JSON list of the addresses of its pages that are not in the text
) STRICT;

CREATE INDEX articles_published -- serves: the window of a digest, in its order, and all it counts of an article
  ON articles (published_at, url, first_fetched_at, source_id, lang, publisher, title);
CREATE INDEX articles_source -- serves: articles of a source by date; its first article
  ON articles (source_id, published_at);
CREATE INDEX articles_same_text -- serves: "is this text known under another URL?"
  ON articles (source_id, text_sha256);
CREATE INDEX articles_undated -- serves: articles that came in lately and have no date
  ON articles (first_fetched_at) WHERE published_at IS NULL;

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

CREATE TABLE article_revisions ( -- Earlier versions of an article's text
  article_id INTEGER NOT NULL REFERENCES articles (id), -- of which article
  number INTEGER NOT NULL, -- 1 is the oldest
  title TEXT NOT NULL, -- headline of that version
  text TEXT NOT NULL, -- text of that version
  text_sha256 TEXT NOT NULL, -- of that text
  fetched_at TEXT NOT NULL, -- when that version was fetched
  replaced_at TEXT NOT NULL, -- when the next version took its place
  cause TEXT NOT NULL DEFAULT 'page', -- why it was replaced: page (the page had changed) | extraction (it was read anew, or a line of it returns on its site)
  extractor TEXT NOT NULL DEFAULT '', -- version of the extractor that made it; empty: unknown
  PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX article_revisions_text -- serves: "was this text known under another URL?"
  ON article_revisions (text_sha256);

CREATE TABLE candidates ( -- Every URL that may be an article, and how it ended. This is the crawl queue
  url TEXT PRIMARY KEY, -- canonical form
  fetch_url TEXT NOT NULL DEFAULT '', -- address as last announced, where it is not the url; empty: the url
  source_id TEXT NOT NULL REFERENCES sources (id), -- who announced it first
  discovered_at TEXT NOT NULL, -- when it was first announced to us
  title TEXT, -- as announced
  published_at TEXT, -- as announced
  updated_at TEXT, -- as announced; the latest one seen
  date_source TEXT NOT NULL, -- where published_at came from: feed | sitemap | none
  outcome TEXT NOT NULL, -- pending | article | revision | duplicate | rejected
  previous TEXT, -- outcome before it became pending again; null: never settled
  detail TEXT NOT NULL, -- duplicate: unchanged, superseded, same text, other host or further page; else empty
  attempts INTEGER NOT NULL, -- failed tries since it last became pending
  retry_at TEXT, -- pending: not before this time
  tried_at TEXT, -- last fetch; null: never fetched
  article_id INTEGER REFERENCES articles (id), -- the article it is or repeats; null: none so far
  etag TEXT, -- validator of the last good fetch
  last_modified TEXT, -- the other validator
  publisher TEXT NOT NULL DEFAULT '', -- house that printed it, as an aggregator names it
  recheck_at TEXT -- a settled article is asked "changed since?" after this; null: no more
) STRICT, WITHOUT ROWID;

CREATE INDEX candidates_pending -- serves: what is left to fetch of a source
  ON candidates (source_id) WHERE outcome = 'pending';
CREATE INDEX candidates_recheck -- serves: which articles are young enough to change, and due
  ON candidates (source_id, recheck_at) WHERE recheck_at IS NOT NULL;
CREATE INDEX candidates_source -- serves: counts of outcomes by source
  ON candidates (source_id, outcome);
CREATE INDEX candidates_article -- serves: under which URLs an article was announced
  ON candidates (article_id);

CREATE TABLE rejections ( -- Why a candidate is not an article: one row for each candidate that ended rejected
  url TEXT PRIMARY KEY REFERENCES candidates (url), -- of the candidate
  source_id TEXT NOT NULL REFERENCES sources (id), -- who announced it
  at TEXT NOT NULL, -- when it was settled
  reason TEXT NOT NULL, -- name from the closed list of reasons
  detail TEXT NOT NULL, -- status, error or measure behind it
  extractor TEXT NOT NULL DEFAULT '' -- version of the extractor that refused the page; empty: it was not read
) STRICT, WITHOUT ROWID;

CREATE INDEX rejections_at -- serves: rejections of a week by source and reason
  ON rejections (at, source_id, reason);

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

CREATE TABLE taggings ( -- Which version of the annotator last read an article
  article_id INTEGER PRIMARY KEY REFERENCES articles (id), -- the article
  version TEXT, -- of the annotator; null: not annotated yet
  words TEXT NOT NULL DEFAULT '' -- different words of headline and lead, folded, with spaces between: words of the week
) STRICT;

CREATE INDEX taggings_version -- serves: how many articles are still untagged
  ON taggings (version);

CREATE TABLE mentions ( -- Names found in articles
  article_id INTEGER NOT NULL REFERENCES articles (id), -- where
  n INTEGER NOT NULL, -- order in the article, from 0
  start INTEGER NOT NULL, -- first code point
  "end" INTEGER NOT NULL, -- behind the last code point
  quote TEXT NOT NULL, -- the name as written
  type TEXT NOT NULL, -- ORG | PERSON | GPE | PRODUCT | LAW | EVENT
  id TEXT, -- entity id; null: none could be made of the name
  in_title INTEGER NOT NULL, -- 1: the offsets are into the title
  provisional INTEGER NOT NULL DEFAULT 0, -- 1: no catalogue lists the thing; the id is made from its name
  found_by TEXT NOT NULL DEFAULT '', -- lexicon | document | form | tagger | model: how it was found
  PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX mentions_id -- serves: all articles that name an entity
  ON mentions (id, article_id);

CREATE TABLE roles ( -- What articles have to do with the things they name
  article_id INTEGER NOT NULL REFERENCES articles (id), -- which article
  id TEXT NOT NULL, -- entity id
  type TEXT NOT NULL, -- ORG | PERSON | GPE | PRODUCT | LAW | EVENT
  role TEXT NOT NULL, -- subject | actor | affected | source | passing | promotion
  salience REAL NOT NULL, -- 0 to 1: how much of the article is about it
  mentions INTEGER NOT NULL, -- how often it is named, headline included
  in_title INTEGER NOT NULL, -- 1: the headline names it
  provisional INTEGER NOT NULL, -- 1: no catalogue lists it; the id is made from its name
  PRIMARY KEY (article_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX roles_id -- serves: all articles that are about a thing
  ON roles (id, role, article_id);

CREATE TABLE figures ( -- Quantities, ranks, calendar periods and document numbers that articles state
  article_id INTEGER NOT NULL REFERENCES articles (id), -- where
  n INTEGER NOT NULL, -- order in the article, from 0
  start INTEGER NOT NULL, -- first code point
  "end" INTEGER NOT NULL, -- behind the last code point
  quote TEXT NOT NULL, -- the figure as written
  kind TEXT NOT NULL, -- money | percent | pp | count | multiple | rate | duration | date | rank | capacity | docref
  value TEXT, -- exact decimal after scale; null: a range, or not told
  value_real REAL, -- the same, nearest float
  low TEXT, -- exact lower end of a range
  low_real REAL, -- the same, nearest float
  high TEXT, -- exact upper end of a range
  high_real REAL, -- the same, nearest float
  unit TEXT, -- unit of the value
  currency TEXT, -- ISO 4217
  per TEXT, -- "per what"
  approx TEXT, -- about | over | under | nearly | up_to | order
  direction TEXT, -- up | down | flat
  change_role TEXT, -- by | to | from
  basis TEXT, -- compared with what: YoY | QoQ | CAGR | YTD | since:X | vs:X
  period TEXT, -- of what time: 2025 | 2025Q3 | 2025H2 | 2025-10 | 2025-10-28 | FY2023 | 2024/2034
  modality TEXT, -- actual | forecast | target | estimate | hypothetical | negated
  subject TEXT, -- entity id, or the shortest usual name
  metric TEXT, -- what is measured
  source TEXT, -- who is cited for it
  rule TEXT NOT NULL, -- which rule made it
  confidence REAL NOT NULL, -- 0 to 1; a digest leaves weak ones out
  period_rule TEXT, -- which rule told the period: where it stands (clause | list | sentence | figure before | sentence before | report | heading | label | cell | column | row; a date is its own), then how its year is known (written | named | published | nearest | same)
  arithmetic TEXT, -- agrees | disagrees: with the from, to and by beside it; null: nothing to compare
  computed TEXT, -- exact decimal that those others make of it
  PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX figures_subject -- serves: all figures about a company and a metric
  ON figures (subject, metric, article_id);

CREATE TABLE rates ( -- Exchange rates, to put figures in order by size; never shown as if a text had said it
  currency TEXT PRIMARY KEY, -- ISO 4217
  usd REAL NOT NULL, -- US dollars for one unit of it
  date TEXT NOT NULL, -- day of the rate
  source TEXT NOT NULL -- who published it
) STRICT, WITHOUT ROWID;

CREATE TABLE sentiments ( -- What one sentence says about the business situation of one entity
  article_id INTEGER NOT NULL REFERENCES articles (id), -- where
  n INTEGER NOT NULL, -- order in the article, from 0
  sent_start INTEGER NOT NULL, -- first code point of the sentence
  sent_end INTEGER NOT NULL, -- behind its last code point
  id TEXT NOT NULL, -- entity id
  polarity INTEGER NOT NULL, -- -1 | 0 | 1
  score REAL NOT NULL, -- -1 to 1
  evidence TEXT NOT NULL, -- JSON list of the words that decided it: {start, end, quote}
  past INTEGER NOT NULL DEFAULT 0, -- 1: it tells of more than half a year before publication; roll-ups leave its side out
  PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX sentiments_id -- serves: tone towards an entity
  ON sentiments (id, article_id);

CREATE TABLE topics ( -- What articles are about, from a closed list and from the user's own
  article_id INTEGER NOT NULL REFERENCES articles (id), -- which article
  n INTEGER NOT NULL, -- order in the article, from 0
  topic TEXT NOT NULL, -- slug: of the closed list, or the user's own
  score REAL NOT NULL, -- strength; comparable within one version of the annotator only
  evidence TEXT NOT NULL, -- JSON list of the terms that say so
  PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX topics_topic -- serves: all articles of a topic
  ON topics (topic, article_id);

CREATE TABLE policies ( -- Events of policy instruments that articles report
  article_id INTEGER NOT NULL REFERENCES articles (id), -- where
  n INTEGER NOT NULL, -- order in the article, from 0: the main one first
  instrument TEXT, -- name of the act, decision, proposal or case
  doc_number TEXT, -- as printed
  jurisdiction TEXT, -- US | EU | CN | ... (ISO 3166-1 alpha-2, and EU)
  authority TEXT, -- who acts
  action TEXT, -- proposed | adopted | effective | amended | suspended | repealed | consultation | investigation | ruling
  announced_on TEXT, -- day the authority acted
  effective_on TEXT, -- first day of application
  deadline TEXT, -- end of a comment period, reply date or expiry
  rates TEXT NOT NULL, -- JSON list of {value, unit}
  thresholds TEXT NOT NULL, -- JSON list of {value, unit}
  scope TEXT NOT NULL, -- JSON list of tags
  start INTEGER NOT NULL, -- first code point of the sentence that says so
  "end" INTEGER NOT NULL, -- behind its last code point
  quote TEXT NOT NULL, -- that sentence
  kind TEXT, -- what the instrument is: law | bill | regulation | order | notice | tariff | agreement | case | programme
  PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX policies_effective -- serves: the calendar of what takes effect when
  ON policies (effective_on);
CREATE INDEX policies_deadline -- serves: the calendar of what closes when
  ON policies (deadline);

CREATE INDEX policies_jurisdiction -- serves: the events of a country, and which of them are not joined yet
  ON policies (jurisdiction);

CREATE TABLE instruments ( -- Laws, measures, proposals and cases that articles tell of: official documents and press joined
  instrument_id TEXT PRIMARY KEY, -- stable name: country and number, else the catalogue's id of the law, else country and a hash of the event it was first told by
  anchor TEXT NOT NULL UNIQUE, -- what the id was made from, and what keeps it: number:... | law:... | event:URL#n
  name TEXT NOT NULL, -- as an official document prints it, else as most articles do; empty: none prints one
  doc_number TEXT, -- as printed
  jurisdiction TEXT, -- US | EU | CN | ... (ISO 3166-1 alpha-2, EU, UK)
  authority TEXT, -- who acts
  kind TEXT, -- law | bill | regulation | order | notice | tariff | agreement | case | programme
  scope TEXT NOT NULL, -- JSON list of tags: what its events say together, the most frequent first
  events INTEGER NOT NULL -- how many events were joined; fewer links than that: an article was read anew, and its country is joined again
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_links ( -- Which instrument a policy event is of, why we think so, and how it stands beside the others
  article_id INTEGER NOT NULL, -- where
  n INTEGER NOT NULL, -- order in the article
  instrument_id TEXT NOT NULL REFERENCES instruments (instrument_id), -- which instrument
  official INTEGER NOT NULL, -- 1: the text is the body's own
  reason TEXT NOT NULL, -- first | number | reprint | text | name | day: what joined it to the others
  stage TEXT, -- proposal | adoption | amendment | suspension | repeal | investigation | ruling; null: the action is not known
  beside_article_id INTEGER, -- the official document of the same stage it is held against; null: there is none, or it is one
  beside_n INTEGER, -- order of that event in its article
  differs TEXT NOT NULL, -- JSON list of the days that contradict that document: announced_on, effective_on, deadline
  replaced TEXT NOT NULL, -- JSON list of the days that a later event put another in the place of: effective_on, deadline
  root_id INTEGER NOT NULL, -- the article at the root of the reprints, as it was at the joining: another one now, and its country is joined again
  PRIMARY KEY (article_id, n),
  FOREIGN KEY (article_id, n) REFERENCES policies (article_id, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX policy_links_instrument -- serves: the timeline of an instrument
  ON policy_links (instrument_id);

CREATE TABLE fingerprints ( -- What near-duplicates of a text are found by
  article_id INTEGER PRIMARY KEY REFERENCES articles (id), -- which article
  version TEXT NOT NULL, -- of the fingerprint
  shingles INTEGER NOT NULL, -- how many distinct ones the text has
  bands BLOB NOT NULL -- signed 64-bit little-endian numbers in band order
) STRICT;

CREATE TABLE bands ( -- Look-up of fingerprints by one band
  band INTEGER NOT NULL, -- position in the fingerprint, from 0
  hash INTEGER NOT NULL, -- its number
  article_id INTEGER NOT NULL REFERENCES articles (id), -- which article has it
  PRIMARY KEY (band, hash, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_links ( -- An article's place in a story, and why it is there
  article_id INTEGER PRIMARY KEY REFERENCES articles (id), -- which article
  story_id TEXT NOT NULL, -- stable name of the story
  root_id INTEGER NOT NULL REFERENCES articles (id), -- article at the root of its reprint chain: its witness
  reprint_of INTEGER REFERENCES articles (id), -- the article whose text it repeats; null: its own text
  reason TEXT NOT NULL, -- in words, with the numbers that decided it
  similarity REAL -- share of common shingles with the article it repeats
) STRICT;

CREATE INDEX story_links_story -- serves: all articles of a story
  ON story_links (story_id);
CREATE INDEX story_links_root -- serves: all reprints of an article
  ON story_links (root_id);

CREATE TABLE runs ( -- Every run of a command that writes
  id INTEGER PRIMARY KEY, -- number of the run in this file
  command TEXT NOT NULL, -- what was run
  version TEXT NOT NULL, -- of tradewind
  started_at TEXT NOT NULL, -- when it began
  finished_at TEXT, -- when it ended; null: still running, or killed
  exit_code INTEGER, -- 0 fine | 1 bug | 2 usage | 3 partly done | 4 nothing new | 75 later; null: not ended
  counts TEXT NOT NULL, -- JSON object of counts
  notes TEXT NOT NULL -- JSON list of what the user should know
) STRICT;

CREATE TABLE issues ( -- Digests as they were issued; a changed one is a new revision
  week TEXT NOT NULL, -- ISO week, 2026-W46
  lang TEXT NOT NULL, -- * for the digest itself; en | zh | zh-Hant for its line in the list of issues
  revision INTEGER NOT NULL, -- 1 is the first
  as_of TEXT, -- only what was known before this; null: everything
  sha256 TEXT NOT NULL, -- of the body, hexadecimal
  at TEXT NOT NULL, -- when it was built
  body_json TEXT NOT NULL, -- the digest as JSON, or its line: title, bottom line, page
  PRIMARY KEY (week, lang, revision)
) STRICT, WITHOUT ROWID;

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

CREATE VIRTUAL TABLE article_grams USING fts5( -- Search index: overlapping pairs of characters, and words
  body, -- grams of the folded text; the first column costs two bytes less for each word of an article
  title, -- grams of the folded headline
  content = '', -- the text itself stands in articles
  tokenize = 'ascii' -- grams come separated by spaces; whatever is not ASCII belongs to a gram
);

-- A headline says what an article is about: it counts four times. This is what ORDER BY rank goes by.
INSERT INTO article_grams (article_grams, rank) VALUES ('rank', 'bm25(1.0, 4.0)');
