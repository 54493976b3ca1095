-- Policy events say what their instrument is, and instruments are joined over articles.
ALTER TABLE policies ADD COLUMN kind TEXT; -- what the instrument is: law | bill | regulation | order | notice | tariff | agreement | case | programme

CREATE TABLE instruments ( -- Laws, measures, proposals and cases that articles tell of: official documents and press joined
  instrument_id TEXT PRIMARY KEY, -- stable name: country and number, else country and a hash of what it was first called
  name TEXT NOT NULL, -- as an official document prints it, else as most articles do; empty: none prints one
  doc_number TEXT, -- as printed
  jurisdiction TEXT, -- US | EU | CN | ... (ISO 3166-1 alpha-2, EU, UK)
  authority TEXT, -- who acts
  kind TEXT, -- law | bill | regulation | order | notice | tariff | agreement | case | programme
  scope TEXT NOT NULL -- JSON list of tags: what its events say together
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_links ( -- Which instrument a policy event is of, and why we think so
  article_id INTEGER NOT NULL, -- where
  n INTEGER NOT NULL, -- order in the article
  instrument_id TEXT NOT NULL REFERENCES instruments (instrument_id), -- which instrument
  official INTEGER NOT NULL, -- 1: the text is the body's own
  reason TEXT NOT NULL, -- first | number | name | day: what joined it to the others
  PRIMARY KEY (article_id, n),
  FOREIGN KEY (article_id, n) REFERENCES policies (article_id, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX policy_links_instrument -- serves: the timeline of an instrument
  ON policy_links (instrument_id);
