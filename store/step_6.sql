-- Policy events say what their instrument is, and instruments are joined over articles.
ALTER TABLE policies ADD COLUMN kind TEXT; -- what the instrument is: law | bill | regulation | order | notice | tariff | agreement | case | programme
-- Sentences that tell of the past are no tone of today.
ALTER TABLE sentiments ADD COLUMN past INTEGER NOT NULL DEFAULT 0; -- 1: it tells of more than half a year before publication; roll-ups leave its side out

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
