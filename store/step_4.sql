-- From schema version 3 to 4: how the period of a figure was told, whether from, to and by agree, and exchange rates.
-- The comments stand in schema.sql too: a file that was brought up to date reads like a new one.
ALTER TABLE figures ADD COLUMN period_rule TEXT;
ALTER TABLE figures ADD COLUMN arithmetic TEXT;
ALTER TABLE figures ADD COLUMN computed TEXT;
CREATE TABLE rates ( -- Exchange rates, to put figures in order by size; never shown as if a text had said it
  currency TEXT PRIMARY KEY, -- ISO 4217
  usd REAL NOT NULL, -- US dollars for one unit of it
  date TEXT NOT NULL, -- day of the rate
  source TEXT NOT NULL -- who published it
) STRICT, WITHOUT ROWID;
