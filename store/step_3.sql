-- From schema version 2 to 3: how names were found, and what articles have to do with the things they name.
-- The comments stand in schema.sql too: a file that was brought up to date reads like a new one.
ALTER TABLE mentions ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mentions ADD COLUMN found_by TEXT NOT NULL DEFAULT '';
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
