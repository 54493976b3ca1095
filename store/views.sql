-- What analysts read: every view that has to do with an article carries its URL. Views hold no data; each opening
-- of an older file makes them anew from this text. Columns may be added, never renamed or taken away.

CREATE VIEW v_article AS -- Articles with their source, story and week
SELECT
  a.id AS article_id, -- number in this file
  a.url, -- canonical URL
  a.title, -- headline
  a.lang, -- detected language
  a.source_id, -- source
  s.name AS source, -- name of the source
  coalesce(nullif(a.publisher, ''), nullif(s.family, ''), a.source_id) AS family, -- publisher house
  s."group" AS source_group, -- newsroom | press | policy | aggregator | local
  a.published_at, -- publication time
  strftime('%Y', a.published_at, '-3 days', 'weekday 4') || '-W' || substr('0' || ((strftime('%j', a.published_at, '-3 days', 'weekday 4') - 1) / 7 + 1), -2) AS week, -- ISO week of published_at, in UTC (a digest may use another zone)
  a.date_source, -- where the date was read
  a.date_only, -- 1: only the day is known
  a.first_fetched_at, -- when we first knew it
  a.fetched_at, -- when this version of the text was fetched
  a.author, -- byline
  a.editor, -- who edited it; null: unknown
  a.modified_at, -- when the page says that it was last changed; null: it does not say
  a.section, -- part of the site, as the page names it
  a.tags, -- JSON list of the keywords that the page gives itself
  a.access, -- unknown | free | paid: who may read it whole, as the page says
  a.origin, -- house that first published it, as a reprint mark or the page's data name it
  a.origin_url, -- where it says that stands
  a.origin_mark, -- the mark as written
  a.translated, -- 1: it says that it is a translation
  a.parts, -- JSON list of the addresses of its further pages, where it is printed on several
  a.missing, -- JSON list of the addresses of its pages that are not in the text
  l.story_id, -- story it belongs to
  l.root_id, -- witness: article at the root of its reprint chain
  l.reprint_of, -- article whose text it repeats
  t.version AS tagged_by, -- version of the annotator; null: not annotated yet
  e.grade AS evidence_grade, -- A | B | C | D: how well it is grounded; null: not annotated yet
  length(a.text) AS characters, -- length of the text
  a.text -- the text
FROM articles AS a
JOIN sources AS s ON s.id = a.source_id
LEFT JOIN story_links AS l ON l.article_id = a.id
LEFT JOIN taggings AS t ON t.article_id = a.id
LEFT JOIN evidence AS e ON e.article_id = a.id;

CREATE VIEW v_mention AS -- Names in articles
SELECT
  m.id, -- entity id; null: none could be made of the name
  m.type, -- ORG | PERSON | GPE | PRODUCT | LAW | EVENT
  m.quote, -- as written
  m.provisional, -- 1: no catalogue lists the thing; the id is made from its name
  r.role, -- subject | actor | affected | source | passing | promotion: of the thing in this article
  r.salience, -- 0 to 1: how much of the article is about it
  m.in_title, -- 1: in the headline
  m.start, -- first code point
  m."end", -- behind the last code point
  m.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM mentions AS m
JOIN articles AS a ON a.id = m.article_id
LEFT JOIN roles AS r ON r.article_id = m.article_id AND r.id = m.id;

CREATE VIEW v_role AS -- What articles have to do with the things they name
SELECT
  r.id, -- entity id
  r.type, -- ORG | PERSON | GPE | PRODUCT | LAW | EVENT
  r.role, -- subject | actor | affected | source | passing | promotion
  r.salience, -- 0 to 1: how much of the article is about it
  r.mentions, -- how often it is named, headline included
  r.in_title, -- 1: the headline names it
  r.provisional, -- 1: no catalogue lists it
  r.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM roles AS r
JOIN articles AS a ON a.id = r.article_id;

CREATE VIEW v_figure AS -- Figures with the article that states them
SELECT
  f.subject, -- entity id, or the shortest usual name
  f.metric, -- what is measured
  f.kind, -- money | percent | count | ...
  f.value, -- exact decimal
  f.value_real, -- nearest float
  f.low, -- exact lower end
  f.low_real, -- nearest float
  f.high, -- exact upper end
  f.high_real, -- nearest float
  f.unit, -- unit of the value
  f.currency, -- ISO 4217
  f.per, -- "per what"
  f.approx, -- about | over | ...
  f.direction, -- up | down | flat
  f.change_role, -- by | to | from
  f.basis, -- compared with what
  f.period, -- of what time
  f.period_rule, -- where the period stands, and how its year is known
  f.modality, -- actual | forecast | ...
  f.source AS cited, -- who is cited for it
  f.confidence, -- 0 to 1
  f.rule, -- which rule made it
  f.arithmetic, -- agrees | disagrees: with the from, to and by beside it
  f.computed, -- what those others make of it
  coalesce(f.value_real, (f.low_real + f.high_real) / 2) * r.usd AS usd, -- for order by size only: money in US dollars at the rate below; a range by its middle
  r.date AS usd_date, -- day of the rate
  r.source AS usd_source, -- who published the rate
  f.quote, -- as written
  f.start, -- first code point
  f."end", -- behind the last code point
  f.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM figures AS f
JOIN articles AS a ON a.id = f.article_id
LEFT JOIN rates AS r ON r.currency = f.currency AND f.kind IN ('money', 'rate');

CREATE VIEW v_sentiment AS -- Sentences that say how an entity is doing
SELECT
  m.id, -- entity id
  m.polarity, -- -1 | 0 | 1
  m.score, -- -1 to 1
  m.evidence, -- JSON list of the words that decided it: {start, end, quote}
  m.past, -- 1: it tells of more than half a year before publication
  substr(a.text, m.sent_start + 1, m.sent_end - m.sent_start) AS sentence, -- the sentence
  m.sent_start, -- first code point
  m.sent_end, -- behind the last code point
  m.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM sentiments AS m
JOIN articles AS a ON a.id = m.article_id;

CREATE VIEW v_tone_article AS -- What each article says of each entity that its sentences judge or name
SELECT
  t.id, -- entity id
  r.role, -- subject | actor | affected | source | passing | promotion; null: tagged before there were roles
  r.salience, -- 0 to 1: how much of the article is about it; null as role
  t.sentences, -- sentences that name it
  t.favourable, -- of them: those that speak for it (polarity 1) and not of the past
  t.unfavourable, -- of them: those that speak against it (polarity -1) and not of the past
  1.0 * (t.favourable - t.unfavourable) / t.sentences AS balance, -- -1 to 1: (favourable - unfavourable) / sentences
  r.salience * (t.favourable - t.unfavourable) / t.sentences AS tone, -- -1 to 1: balance * salience, so that a passing mention weighs little and the subject much; 0 in a promotion (its salience is 0)
  substr(a.text, b.sent_start + 1, b.sent_end - b.sent_start) AS strongest, -- its strongest sentence: of those that take a side the one with the largest score either way, the first of equals; null: none takes a side
  b.polarity AS strongest_polarity, -- -1 | 1: the side that sentence takes
  b.score AS strongest_score, -- -1 to 1: its score
  t.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM (
  SELECT
    id, article_id, count(*) AS sentences, sum(polarity > 0 AND NOT past) AS favourable, sum(polarity < 0 AND NOT past) AS unfavourable,
    max(CASE WHEN polarity <> 0 AND NOT past THEN printf('%.6f %09d', abs(score), 999999999 - n) END) AS top
  FROM sentiments
  GROUP BY id, article_id
) AS t
JOIN articles AS a ON a.id = t.article_id
LEFT JOIN roles AS r ON r.article_id = t.article_id AND r.id = t.id
LEFT JOIN sentiments AS b ON b.article_id = t.article_id AND b.n = 999999999 - CAST(substr(t.top, -9) AS INTEGER);

CREATE VIEW v_tone_story AS -- What each story says of each entity, by its articles of the week in which it began; reprints count once, promotions never
SELECT
  k.id, -- entity id
  strftime('%Y', k.began, '-3 days', 'weekday 4') || '-W' || substr('0' || ((strftime('%j', k.began, '-3 days', 'weekday 4') - 1) / 7 + 1), -2) AS week, -- ISO week, in UTC, in which the story's first article was published (a digest may use another zone)
  k.story_id, -- the story; a- and the number of the article where it is not linked yet
  (k.favourable > k.unfavourable) - (k.favourable < k.unfavourable) AS side, -- -1 | 0 | 1: whether more of its sentences speak for the entity or against it
  k.weight, -- 0 to 1: the largest salience of the entity in one of its texts; null: tagged before there were roles
  k.sentences, -- sentences of its texts that name the entity
  k.favourable, -- of them: polarity 1, and not of the past
  k.unfavourable, -- of them: polarity -1, and not of the past
  k.texts, -- texts that name it: of an article and its reprints the earliest
  coalesce(nullif(f.publisher, ''), nullif(s.family, ''), s.id) AS house, -- publisher house of the earliest text
  f.title, -- its headline
  f.url -- its URL (below: a time has 20 characters)
FROM (
  SELECT
    m.id, w.story_id, w.began, count(*) AS sentences, sum(m.polarity > 0 AND NOT m.past) AS favourable, sum(m.polarity < 0 AND NOT m.past) AS unfavourable,
    max(r.salience) AS weight, count(DISTINCT m.article_id) AS texts, substr(min(w.place), 21) AS url
  FROM sentiments AS m
  JOIN (
    SELECT
      a.id AS article_id, a.published_at || a.url AS place, a.published_at, l.root_id,
      coalesce(l.story_id, 'a-' || a.id) AS story_id,
      coalesce((SELECT min(o.published_at) FROM story_links AS p JOIN articles AS o ON o.id = p.article_id WHERE p.story_id = l.story_id), a.published_at) AS began
    FROM articles AS a
    LEFT JOIN story_links AS l ON l.article_id = a.id
  ) AS w ON w.article_id = m.article_id
  LEFT JOIN roles AS r ON r.article_id = m.article_id AND r.id = m.id
  WHERE r.role IS NOT 'promotion' AND date(w.published_at, 'weekday 0') = date(w.began, 'weekday 0') AND NOT EXISTS (
    SELECT 1
    FROM story_links AS q
    CROSS JOIN articles AS e ON e.id = q.article_id
    CROSS JOIN sentiments AS z ON z.article_id = q.article_id AND z.id = m.id
    LEFT JOIN roles AS v ON v.article_id = q.article_id AND v.id = m.id
    WHERE q.root_id = w.root_id AND e.published_at || e.url < w.place AND v.role IS NOT 'promotion'
  )
  GROUP BY m.id, w.story_id
) AS k
JOIN articles AS f ON f.url = k.url
JOIN sources AS s ON s.id = f.source_id;

CREATE VIEW v_tone_week AS -- The balance of each entity and week over stories, with its 95 % interval; in arithmetic that any SQLite has
SELECT
  c.id, -- entity id
  c.week, -- ISO week, in UTC (a digest may use another zone)
  c.n, -- stories that name it
  c.favourable, -- of them: side 1
  c.unfavourable, -- of them: side -1
  c.houses, -- different publisher houses of those stories
  1.0 * (c.favourable - c.unfavourable) / c.n AS balance, -- -1 to 1: (favourable - unfavourable) / n, each story once
  max(-1.0, c.centre - 1.96 * c.error) AS low, -- lower end of its 95 % interval: one story of each side and a neutral one are added, then centre - 1.96 * standard error (adjusted Wald); few stories make it wide
  min(1.0, c.centre + 1.96 * c.error) AS high, -- upper end
  c.weighed, -- -1 to 1: the same by salience, sum of weight * side / sum of weight, so that passing mentions count for little; null: no weights
  c.effective, -- how many equal stories the weighed ones are worth: (sum of weight)^2 / sum of weight^2 (Kish)
  max(-1.0, c.weighed_centre - 1.96 * c.weighed_error) AS weighed_low, -- lower end of its 95 % interval, as low with effective in the place of n
  min(1.0, c.weighed_centre + 1.96 * c.weighed_error) AS weighed_high -- upper end
FROM (
  SELECT
    *,
    (WITH RECURSIVE newton (step, root) AS (SELECT 0, 1.0 UNION ALL SELECT step + 1, (root + variance / root) / 2 FROM newton WHERE step < 24) SELECT root FROM newton WHERE step = 24) AS error,
    (WITH RECURSIVE newton (step, root) AS (SELECT 0, 1.0 UNION ALL SELECT step + 1, (root + weighed_variance / root) / 2 FROM newton WHERE step < 24) SELECT root FROM newton WHERE step = 24) AS weighed_error
  FROM (
    SELECT
      *, sides / (n + 3) AS centre,
      ((favourable + unfavourable + 2.0) / (n + 3) - sides * sides / (n + 3) / (n + 3)) / (n + 3) AS variance,
      effective * weighed / (effective + 3) AS weighed_centre,
      ((effective * sided + 2) / (effective + 3) - effective * weighed * effective * weighed / (effective + 3) / (effective + 3)) / (effective + 3) AS weighed_variance
    FROM (
      SELECT
        id, week, count(*) OVER w AS n, sum(side > 0) OVER w AS favourable, sum(side < 0) OVER w AS unfavourable,
        sum(fresh) OVER w AS houses, 1.0 * sum(side) OVER w AS sides,
        sum(weight * side) OVER w / nullif(sum(weight) OVER w, 0) AS weighed,
        sum(weight * (side <> 0)) OVER w / nullif(sum(weight) OVER w, 0) AS sided,
        sum(weight) OVER w * sum(weight) OVER w / nullif(sum(weight * weight) OVER w, 0) AS effective,
        row_number() OVER w AS place
      FROM (SELECT *, row_number() OVER (PARTITION BY id, week, house) = 1 AS fresh FROM v_tone_story)
      WINDOW w AS (PARTITION BY id, week)
    )
    WHERE place = 1
  )
) AS c;

CREATE VIEW v_evidence AS -- How well articles are grounded: for ranking, never for hiding
SELECT
  e.grade, -- A | B | C | D, from the score
  e.score, -- 0 to 1
  e.dated, -- 1: it has a date of publication
  e.sourced, -- sentences that name who says so
  e.figures, -- quantities it states
  e.attributed, -- of them: with somebody cited, or an official document named
  e.promotional, -- markers of advertising found
  e.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM evidence AS e
JOIN articles AS a ON a.id = e.article_id;

CREATE VIEW v_topic AS -- Topics of articles
SELECT
  t.topic, -- slug: of the closed list, or the user's own
  t.score, -- strength
  t.evidence, -- JSON list of the terms that say so
  t.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at, -- of the article
  l.story_id -- of the article
FROM topics AS t
JOIN articles AS a ON a.id = t.article_id
LEFT JOIN story_links AS l ON l.article_id = t.article_id;

CREATE VIEW v_policy AS -- Policy events with the article that reports them
SELECT
  p.jurisdiction, -- US | EU | CN | ...
  p.authority, -- who acts
  p.instrument, -- name of the act, decision, proposal or case
  p.kind, -- law | bill | regulation | order | notice | tariff | agreement | case | programme
  p.doc_number, -- as printed
  p.action, -- proposed | adopted | effective | ...
  p.announced_on, -- day the authority acted
  p.effective_on, -- first day of application
  p.deadline, -- end of a comment period, reply date or expiry
  p.rates, -- JSON list of {value, unit}
  p.thresholds, -- JSON list of {value, unit}
  p.scope, -- JSON list of tags
  p.quote, -- the sentence that says so
  p.start, -- its first code point
  p."end", -- behind its last code point
  p.article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM policies AS p
JOIN articles AS a ON a.id = p.article_id;

CREATE VIEW v_policy_event AS -- Policy events with their instrument, and what the official document of the same stage says
SELECT
  l.instrument_id, -- which instrument
  i.name, -- of the instrument
  i.jurisdiction, -- US | EU | CN | ...
  coalesce(p.authority, i.authority) AS authority, -- who acts
  coalesce(p.kind, i.kind) AS kind, -- law | bill | regulation | order | notice | tariff | agreement | case | programme
  p.action, -- proposed | adopted | effective | ...
  l.stage, -- what the action is a step of: proposal | adoption | amendment | suspension | repeal | investigation | ruling
  coalesce(p.announced_on, substr(a.published_at, 1, 10)) AS day, -- where it stands on the timeline: announced, else published
  p.announced_on, -- day the authority acted
  p.effective_on, -- first day of application
  p.deadline, -- end of a comment period, reply date or expiry
  l.official, -- 1: the text is the body's own
  o.announced_on AS official_announced_on, -- of the official document of the same stage
  o.effective_on AS official_effective_on, -- of the same document
  o.deadline AS official_deadline, -- of the same document
  oa.url AS official_url, -- of the same document; null: none is known
  CASE WHEN o.article_id IS NOT NULL THEN l.differs END AS differs, -- JSON list of the days in which this report contradicts it; null: there is none, or this is one
  l.replaced, -- JSON list of the days that a later event put another in the place of
  l.reason, -- first | number | reprint | text | name | day: what joined it to the others
  p.instrument, -- as this article calls it
  p.doc_number, -- as printed
  p.rates, -- JSON list of {value, unit}
  p.thresholds, -- JSON list of {value, unit}
  p.scope, -- JSON list of tags
  p.quote, -- the sentence that says so
  p.start, -- its first code point
  p."end", -- behind its last code point
  p.article_id, -- number of the article
  p.n, -- order in the article, from 0
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  s.name AS source, -- name of the source
  coalesce(nullif(a.publisher, ''), nullif(s.family, ''), a.source_id) AS family, -- publisher house
  a.lang, -- of the article
  a.published_at, -- of the article
  t.story_id -- of the article
FROM policy_links AS l
JOIN instruments AS i ON i.instrument_id = l.instrument_id
JOIN policies AS p ON p.article_id = l.article_id AND p.n = l.n
JOIN articles AS a ON a.id = l.article_id
JOIN sources AS s ON s.id = a.source_id
LEFT JOIN policies AS o ON o.article_id = l.beside_article_id AND o.n = l.beside_n
LEFT JOIN articles AS oa ON oa.id = o.article_id
LEFT JOIN story_links AS t ON t.article_id = l.article_id;

CREATE VIEW v_instrument AS -- Instruments: since when, how far, and by whom they are told
SELECT
  i.instrument_id, -- stable name
  i.name, -- as an official document prints it, else as most articles do
  i.doc_number, -- as printed
  i.jurisdiction, -- US | EU | CN | ...
  i.authority, -- who acts
  i.kind, -- law | bill | regulation | order | notice | tariff | agreement | case | programme
  i.scope, -- JSON list of tags
  g.first_day, -- of its earliest event
  g.last_day, -- of its latest event
  substr(g.last_step, 12) AS action, -- the latest step; proposals that are told of after the adoption do not count
  g.events, -- how many events
  g.official, -- how many official documents
  g.press, -- how many articles of the press
  g.houses, -- how many publisher houses
  g.languages, -- in how many languages and scripts
  g.differing -- how many reports give a day that contradicts the official document
FROM instruments AS i
JOIN (
  SELECT
    e.instrument_id,
    min(e.day) AS first_day,
    max(e.day) AS last_day,
    max((e.stage IS NOT 'proposal' AND e.stage IS NOT 'investigation') || substr(coalesce(e.day, '0000') || '-00-00', 1, 10) || e.action) AS last_step,
    count(*) AS events,
    count(DISTINCT CASE WHEN e.official THEN e.article_id END) AS official,
    count(DISTINCT CASE WHEN NOT e.official THEN e.article_id END) AS press,
    count(DISTINCT e.family) AS houses,
    count(DISTINCT e.lang) AS languages,
    count(nullif(e.differs, '[]')) AS differing
  FROM v_policy_event AS e
  GROUP BY e.instrument_id
) AS g ON g.instrument_id = i.instrument_id;

CREATE VIEW v_policy_calendar AS -- Days on which instruments take effect or close; YYYY-MM where no text names the day
WITH told AS (
  SELECT instrument_id, 'effective' AS what, effective_on AS day, 'effective_on' AS field, official, differs, replaced, family, published_at, article_id, n FROM v_policy_event WHERE effective_on IS NOT NULL
  UNION ALL
  SELECT instrument_id, 'deadline', deadline, 'deadline', official, differs, replaced, family, published_at, article_id, n FROM v_policy_event WHERE deadline IS NOT NULL
),
days AS (
  SELECT
    instrument_id,
    what,
    day,
    max(official) AS official,
    count(DISTINCT CASE WHEN NOT official THEN family END) AS houses,
    min(coalesce(instr(differs, field), 0) > 0) AS differs,
    min(instr(replaced, field) > 0) AS replaced,
    min((1 - official) || coalesce(published_at, '9999-12-31T00:00:00Z') || printf('%012d%06d', article_id, n)) AS best
  FROM told
  GROUP BY instrument_id, what, day
)
SELECT
  d.day, -- YYYY-MM-DD, or YYYY-MM
  d.what, -- effective | deadline
  CASE WHEN d.differs THEN 'differs' WHEN d.replaced THEN 'replaced' ELSE 'stands' END AS status, -- stands | differs (the press alone says so, the official document says otherwise) | replaced (a later event sets another day)
  d.instrument_id, -- which instrument
  i.name, -- of the instrument
  i.jurisdiction, -- US | EU | CN | ...
  p.authority, -- who acts
  i.kind, -- law | bill | regulation | order | notice | tariff | agreement | case | programme
  p.action, -- of the event that is quoted
  d.official, -- 1: an official document says so
  d.houses, -- how many houses of the press say so
  p.quote, -- a sentence of the document, else of the earliest report
  p.start, -- its first code point
  p."end", -- behind its last code point
  p.article_id, -- number of the article that is quoted
  p.n, -- order of the event in it
  a.url, -- of the same article
  a.title, -- of the same article
  a.source_id, -- of the same article
  a.lang, -- of the same article
  a.published_at -- of the same article
FROM days AS d
JOIN instruments AS i ON i.instrument_id = d.instrument_id
JOIN policies AS p ON p.article_id = CAST(substr(d.best, 22, 12) AS INTEGER) AND p.n = CAST(substr(d.best, 34) AS INTEGER)
JOIN articles AS a ON a.id = p.article_id
WHERE length(d.day) = 10 OR NOT EXISTS (SELECT 1 FROM days AS w WHERE w.instrument_id = d.instrument_id AND w.what = d.what AND length(w.day) = 10 AND substr(w.day, 1, 7) = d.day);

CREATE VIEW v_policy_week AS -- What happened in a week: one row for each instrument and action
SELECT
  g.week, -- ISO week of the announcement, else of the publication
  g.jurisdiction, -- US | EU | CN | ...
  g.instrument_id, -- which instrument
  i.name, -- of the instrument
  i.kind, -- law | bill | regulation | order | notice | tariff | agreement | case | programme
  g.action, -- proposed | adopted | effective | ...
  g.day, -- the first day of that week of which it is told
  g.official, -- 1: an official document says so
  g.articles, -- how many articles
  g.houses, -- how many publisher houses
  p.authority, -- who acts
  p.effective_on, -- first day of application, by the event that is quoted
  p.deadline, -- end of a comment period, reply date or expiry, by the same event
  p.quote, -- a sentence of the document, else of the earliest report
  p.start, -- its first code point
  p."end", -- behind its last code point
  p.article_id, -- number of the article that is quoted
  p.n, -- order of the event in it
  a.url, -- of the same article
  a.title, -- of the same article
  a.source_id, -- of the same article
  a.lang, -- of the same article
  a.published_at -- of the same article
FROM (
  SELECT
    strftime('%Y', e.full_day, '-3 days', 'weekday 4') || '-W' || substr('0' || ((strftime('%j', e.full_day, '-3 days', 'weekday 4') - 1) / 7 + 1), -2) AS week,
    e.jurisdiction,
    e.instrument_id,
    e.action,
    min(e.full_day) AS day,
    max(e.official) AS official,
    count(DISTINCT e.article_id) AS articles,
    count(DISTINCT e.family) AS houses,
    min((1 - e.official) || coalesce(e.published_at, '9999-12-31T00:00:00Z') || printf('%012d%06d', e.article_id, e.n)) AS best
  FROM (SELECT *, CASE WHEN length(announced_on) = 10 THEN announced_on ELSE substr(published_at, 1, 10) END AS full_day FROM v_policy_event) AS e
  WHERE e.full_day IS NOT NULL AND e.action IS NOT NULL
  GROUP BY 1, e.jurisdiction, e.instrument_id, e.action
) AS g
JOIN instruments AS i ON i.instrument_id = g.instrument_id
JOIN policies AS p ON p.article_id = CAST(substr(g.best, 22, 12) AS INTEGER) AND p.n = CAST(substr(g.best, 34) AS INTEGER)
JOIN articles AS a ON a.id = p.article_id;

CREATE VIEW v_story AS -- Stories: how many articles, witnesses and houses report each
SELECT
  g.story_id, -- stable name of the story
  g.articles, -- how many articles
  g.texts, -- how many different texts
  g.families, -- how many publisher houses
  g.languages, -- in how many languages and scripts
  g.first_at, -- of its earliest article
  g.last_at, -- of its latest article
  r.title, -- headline of its earliest article
  r.url -- URL of its earliest article (below: a time has 20 characters)
FROM (
  SELECT
    l.story_id,
    count(*) AS articles,
    count(DISTINCT l.root_id) AS texts,
    count(DISTINCT coalesce(nullif(a.publisher, ''), nullif(s.family, ''), s.id)) AS families,
    count(DISTINCT a.lang) AS languages,
    min(coalesce(a.published_at, a.first_fetched_at)) AS first_at,
    max(coalesce(a.published_at, a.first_fetched_at)) AS last_at,
    substr(min(coalesce(a.published_at, a.first_fetched_at) || a.url), 21) AS url
  FROM story_links AS l
  JOIN articles AS a ON a.id = l.article_id
  JOIN sources AS s ON s.id = a.source_id
  GROUP BY l.story_id
) AS g
JOIN articles AS r ON r.url = g.url;

CREATE VIEW v_source AS -- Sources with what came of them
SELECT
  s.id AS source_id, -- slug
  s.name, -- as printed
  s.kind, -- feed | sitemap | listing | api
  s.url, -- of the feed, sitemap, listing or interface
  s.lang, -- declared language
  coalesce(nullif(s.family, ''), s.id) AS family, -- publisher house
  s."group" AS source_group, -- newsroom | press | policy | aggregator | local
  s.enabled, -- 1: crawled
  s.disabled_reason, -- why not
  (SELECT count(*) FROM articles AS a WHERE a.source_id = s.id) AS articles, -- how many articles
  (SELECT min(a.published_at) FROM articles AS a WHERE a.source_id = s.id) AS first_article_at, -- oldest known date
  (SELECT max(a.published_at) FROM articles AS a WHERE a.source_id = s.id) AS last_article_at, -- newest known date
  (SELECT count(*) FROM candidates AS c WHERE c.source_id = s.id AND c.outcome = 'pending') AS pending, -- not yet fetched
  (SELECT count(*) FROM candidates AS c WHERE c.source_id = s.id AND c.outcome = 'rejected') AS rejected, -- not articles
  (SELECT max(n.at) FROM announcements AS n WHERE n.source_id = s.id) AS last_look_at, -- last fetch of an announcement
  (SELECT max(n.ok_at) FROM announcements AS n WHERE n.source_id = s.id) AS last_good_at, -- last good one
  (SELECT max(n.failures) FROM announcements AS n WHERE n.source_id = s.id) AS failures, -- failed fetches in a row
  (SELECT n.every FROM announcements AS n WHERE n.url = s.url) AS every, -- seconds between two looks, as learned
  (SELECT n.due_at FROM announcements AS n WHERE n.url = s.url) AS next_look_at, -- not before this, by the timetable
  (SELECT n.news_at FROM announcements AS n WHERE n.url = s.url) AS last_news_at -- when it last brought something new
FROM sources AS s;

CREATE VIEW v_rejection AS -- Candidates that are not articles, and why
SELECT
  r.reason, -- name from the closed list
  r.detail, -- status, error or measure behind it
  r.url, -- of the candidate
  r.source_id, -- who announced it
  r.at, -- when it was settled
  c.title, -- as announced
  c.published_at -- as announced
FROM rejections AS r
JOIN candidates AS c ON c.url = r.url;

CREATE VIEW v_candidate AS -- Every announced URL and how it ended
SELECT
  c.url, -- of the candidate
  c.source_id, -- who announced it
  c.outcome, -- pending | article | revision | duplicate | rejected
  c.detail, -- what kind of duplicate
  c.discovered_at, -- when it was first announced to us
  c.tried_at, -- last fetch
  c.attempts, -- failed tries
  c.retry_at, -- pending: not before
  c.article_id, -- the article it is or repeats
  a.url AS article_url, -- its URL
  r.reason -- rejected: why
FROM candidates AS c
LEFT JOIN articles AS a ON a.id = c.article_id
LEFT JOIN rejections AS r ON r.url = c.url;

CREATE VIEW v_revision AS -- Earlier versions of articles
SELECT
  v.article_id, -- number of the article
  a.url, -- of the article
  v.number, -- 1 is the oldest
  v.title, -- headline of that version
  v.fetched_at, -- when that version was fetched
  v.replaced_at, -- when the next one was fetched, or the page was read anew
  v.text, -- text of that version
  v.cause, -- why it was replaced: page (the page had changed) | extraction (it was read anew, or a line of it returns on its site)
  v.extractor -- version of the extractor that made it; empty: unknown
FROM article_revisions AS v
JOIN articles AS a ON a.id = v.article_id;

CREATE VIEW v_run AS -- Runs, with how long they took
SELECT
  id AS run_id, -- number in this file
  command, -- what was run
  started_at, -- when it began
  finished_at, -- when it ended; null: still running, or killed
  CAST(strftime('%s', finished_at) AS INTEGER) - CAST(strftime('%s', started_at) AS INTEGER) AS seconds, -- how long it took
  exit_code, -- 0 fine | 1 bug | 2 usage | 3 partly done | 4 nothing new | 75 later
  counts, -- JSON object of counts
  notes, -- JSON list of what the user should know
  version -- of tradewind
FROM runs;

CREATE VIEW v_issue AS -- Digests as they were issued
SELECT
  week, -- ISO week
  lang, -- of the digest
  revision, -- 1 is the first
  as_of, -- only what was known before this
  at, -- when it was built
  sha256, -- of the body
  body_json -- the digest
FROM issues;

CREATE VIEW v_shift AS -- What the newest revision of each issue claims, watches and follows up
SELECT
  s.week, -- ISO week of the issue
  s.measure, -- attention | pair | voice | tone | language | kind
  s.series, -- topic:SLUG, entity:ID, and so on
  s.name, -- what it is called in English
  s.status, -- claim | watch | over | still
  s.weeks, -- 1: the issue's week; 2: this week and the last together
  s.observed, -- stories in those weeks; for shares and balances the share or balance
  s.expected, -- the same by the baseline
  s.range_low, -- four of five normal weeks lie in range_low .. range_high
  s.range_high, -- see range_low
  s.effect, -- observed / expected; for balances observed - expected
  s.low, -- 80 % interval of the effect
  s.high, -- see low
  s.p, -- chance of so large a change when nothing shifted
  s.q, -- the same, adjusted for all tests of the issue
  s.n, -- stories the number rests on
  s.witnesses, -- independent publisher houses of them
  s.baseline, -- weeks compared with
  s.panel, -- JSON list of the source ids compared over
  s.revision -- of the issue
FROM shifts AS s
WHERE s.revision = (SELECT max(i.revision) FROM issues AS i WHERE i.week = s.week AND i.lang = '*');

CREATE VIEW v_shift_evidence AS -- The stories behind each of them, and what the issue quotes of them
SELECT
  e.week, -- ISO week of the issue
  e.measure, -- as in v_shift
  e.series, -- as in v_shift
  e.n, -- order, from 0: quoted ones first
  e.article_id, -- number of the article
  a.title, -- of the article
  a.url, -- of the article
  a.source_id, -- of the article
  s.name AS source, -- name of the source
  a.lang, -- of the article
  a.published_at, -- of the article
  l.story_id, -- story it belongs to
  e.quote, -- verbatim; null: the story is counted, not quoted
  e.start, -- first code point of the quote
  e."end", -- behind its last code point
  e.text_sha256, -- of the text that was quoted, hexadecimal
  e.revision -- of the issue
FROM shift_evidence AS e
JOIN articles AS a ON a.id = e.article_id
JOIN sources AS s ON s.id = a.source_id
LEFT JOIN story_links AS l ON l.article_id = e.article_id
WHERE e.revision = (SELECT max(i.revision) FROM issues AS i WHERE i.week = e.week AND i.lang = '*');

CREATE VIEW v_digest_claim AS -- What each issue claimed, in every revision of it
SELECT
  s.week, -- ISO week of the issue
  s.revision, -- of the issue
  s.revision = (SELECT max(n.revision) FROM issues AS n WHERE n.week = s.week AND n.lang = '*') AS stands, -- 1: it is the newest revision
  i.at, -- when that revision was built
  s.measure, -- as in v_shift
  s.series, -- as in v_shift
  s.name, -- what it is called in English
  s.weeks, -- 1: the issue's week; 2: this week and the last together
  s.observed, -- stories in those weeks; for shares and balances the share or balance
  s.expected, -- the same by the baseline
  s.effect, -- observed / expected; for balances observed - expected
  s.low, -- 80 % interval of the effect
  s.high, -- see low
  s.q, -- adjusted for all tests of the issue
  s.n, -- stories the number rests on
  s.witnesses -- independent publisher houses of them
FROM shifts AS s
JOIN issues AS i ON i.week = s.week AND i.lang = '*' AND i.revision = s.revision
WHERE s.status = 'claim';

CREATE VIEW v_claim_outcome AS -- Claims, and what the next two issues said of the same series
WITH next AS (SELECT week, lead(week) OVER (ORDER BY week) AS first, lead(week, 2) OVER (ORDER BY week) AS second FROM issues WHERE lang = '*' GROUP BY week)
SELECT
  c.week, -- ISO week of the issue that claims it
  c.measure, -- as in v_shift
  c.series, -- as in v_shift
  c.name, -- what it is called in English
  c.effect, -- observed / expected as claimed; for balances observed - expected
  c.q, -- as claimed
  x.first AS next_week, -- ISO week of the next issue; null: there is none yet
  f.status AS next_status, -- claim (again) | watch | still | over; null: that issue says nothing of it
  f.observed AS next_observed, -- as that issue counted it
  f.expected AS next_expected, -- the same by its baseline
  x.second AS later_week, -- ISO week of the issue after that; null: there is none yet
  g.status AS later_status, -- as next_status
  g.observed AS later_observed, -- as that issue counted it
  g.expected AS later_expected -- the same by its baseline
FROM v_shift AS c
JOIN next AS x ON x.week = c.week
LEFT JOIN v_shift AS f ON f.week = x.first AND f.measure = c.measure AND f.series = c.series
LEFT JOIN v_shift AS g ON g.week = x.second AND g.measure = c.measure AND g.series = c.series
WHERE c.status = 'claim';

CREATE VIEW v_search AS -- Full text: SELECT url, title FROM v_search WHERE grams MATCH zh_query('关税 豁免') ORDER BY rank
SELECT
  g.article_grams AS grams, -- for MATCH only
  g.rank, -- smaller is better
  a.id AS article_id, -- number of the article
  a.url, -- of the article
  a.title, -- of the article
  a.source_id, -- of the article
  a.lang, -- of the article
  a.published_at -- of the article
FROM article_grams AS g
JOIN articles AS a ON a.search_id = g.rowid;

CREATE VIEW v_official_record AS -- Entries of official registers: data, not articles
SELECT
  o.source_id, -- which register
  s.name AS source, -- its name
  o.key, -- its own name for the entry
  o.title, -- as printed
  o.url, -- where people read it
  o.published_at, -- as printed
  o.fields, -- JSON object of its fields, values as printed: json_extract(fields, '$.name')
  o.first_at, -- when we first read it
  o.changed_at -- when we first read it as it is now
FROM official_records AS o
JOIN sources AS s ON s.id = o.source_id;

CREATE VIEW v_health AS -- How each source stood after the last crawl that had to do with it
SELECT
  h.source_id, -- slug
  s.name, -- as printed
  h.state, -- ok | empty | broken | blocked | silent | flooded | layout-changed
  h.since, -- since when
  h.why, -- the measure behind the state
  h.at, -- when that crawl ended
  h.status, -- of its announcement
  h.detail, -- what the failure was
  h.announced, -- addresses announced
  h.new, -- of them never seen before, or since the last look first by another source
  h.articles, -- pages that became an article
  h.revisions, -- known articles whose text or headline had changed
  h.duplicates, -- known under another address, or unchanged
  h.rejected, -- no articles
  h.reasons, -- JSON object: how many for which reason
  h.dated, -- of articles and revisions: with a date
  h.later, -- put off
  h.measure, -- the measure behind the state, by name; empty: nothing is wrong
  h.numbers -- JSON object of its numbers
FROM source_runs AS h
JOIN sources AS s ON s.id = h.source_id
WHERE h.run_id = (SELECT max(n.run_id) FROM source_runs AS n WHERE n.source_id = h.source_id);
