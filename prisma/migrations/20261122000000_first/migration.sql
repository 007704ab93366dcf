-- The first shape of everything. Every table names its workspace; ids are text for ever.
-- public: what Prisma models · record: the partitioned log, written by hand · auth: better-auth's own tables (next migration).

CREATE SCHEMA IF NOT EXISTS record;

-- ── workspaces ────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE workspace (
  id          text PRIMARY KEY,
  name        text NOT NULL,
  currency    text NOT NULL DEFAULT 'EUR',
  language    text NOT NULL DEFAULT 'en',
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE workspace_setting (
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  key          text NOT NULL,
  value        jsonb NOT NULL,
  PRIMARY KEY (workspace_id, key)
);

CREATE TABLE audit (
  id           bigserial PRIMARY KEY,
  workspace_id text NOT NULL,
  show_id      text,
  member_id    text,
  member_name  text,
  action       text NOT NULL,
  subject      text,
  detail       jsonb NOT NULL DEFAULT '{}',
  at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX audit_by_time ON audit (workspace_id, at DESC);
CREATE INDEX audit_by_show ON audit (workspace_id, show_id, at DESC);

-- A tablet let in by a QR code, as host of one show. Neither the link's token nor the cookie's key is stored in plain;
-- the link is used once (link_hash goes when it is), the seat ends by itself.
CREATE TABLE device (
  id           text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  show_id      text NOT NULL,
  name         text NOT NULL,
  link_hash    text UNIQUE,
  link_until   timestamptz NOT NULL,
  key_hash     text UNIQUE,
  made_by      text,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  entered_at   timestamptz,
  until        timestamptz,
  revoked_at   timestamptz
);
CREATE INDEX device_by_workspace ON device (workspace_id, created_at DESC);

-- ── catalog ───────────────────────────────────────────────────────────────────────────────────────────────────

-- code_key: the code folded as viewers' words are folded, so that 'Ａ12', 'a12' and 'A12' are one code.
CREATE TABLE product (
  id           text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  code         text NOT NULL,
  code_key     text NOT NULL,
  title        text NOT NULL,
  price_minor  bigint NOT NULL CHECK (price_minor >= 0),
  currency     text NOT NULL,
  image_url    text,
  options      json NOT NULL DEFAULT '{}',      -- { color: ['red', …], size: ['M', …] }; json and not jsonb: it keeps the seller's order
  archived_at  timestamptz,
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  version      integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX product_code ON product (workspace_id, code_key) WHERE archived_at IS NULL;

CREATE TABLE variant (
  id           text PRIMARY KEY,
  workspace_id text NOT NULL,
  product_id   text NOT NULL REFERENCES product(id) ON DELETE CASCADE,
  sku          text NOT NULL,
  options      json NOT NULL DEFAULT '{}',      -- { color: 'red', size: 'M' }; {} for a product without options
  price_minor  bigint CHECK (price_minor >= 0), -- NULL: the product's
  position     integer NOT NULL DEFAULT 0,
  archived_at  timestamptz
);
CREATE UNIQUE INDEX variant_options ON variant (product_id, (options::text)) WHERE archived_at IS NULL;
CREATE INDEX variant_by_workspace ON variant (workspace_id, product_id);

-- ── shows and connections ─────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE show (
  id                text PRIMARY KEY,
  workspace_id      text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  slug              text NOT NULL UNIQUE,       -- the public page: PUBLIC_URL/<slug>
  title             text NOT NULL,
  kind              text NOT NULL CHECK (kind IN ('live', 'rehearsal')),
  state             text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'on_air', 'ended')),
  seed              text NOT NULL,
  settings          jsonb NOT NULL DEFAULT '{}',
  replies_stopped   boolean NOT NULL DEFAULT false,   -- read by the send lane
  claims_stopped    boolean NOT NULL DEFAULT false,   -- read by the settle lane
  automatic_stopped boolean NOT NULL DEFAULT false,   -- both, and every other thing a rule does
  showing_product_id text,
  rule_version      integer,                    -- the rule set it began with; NULL: the starter set. A later switch is a row of its log
  created_at        timestamptz NOT NULL DEFAULT now(),
  started_at        timestamptz,
  ended_at          timestamptz,
  version           integer NOT NULL DEFAULT 1
);
CREATE INDEX show_by_workspace ON show (workspace_id, created_at DESC);

CREATE TABLE show_counter (
  show_id      text PRIMARY KEY REFERENCES show(id) ON DELETE CASCADE,
  workspace_id text NOT NULL,
  last_seq     bigint NOT NULL DEFAULT 0
);
CREATE TABLE feed_counter (
  show_id      text PRIMARY KEY REFERENCES show(id) ON DELETE CASCADE,
  workspace_id text NOT NULL,
  last_n       bigint NOT NULL DEFAULT 0
);

-- rehearsal_show_id: this connection exists for that rehearsal alone and holds only loopback addresses.
CREATE TABLE connection (
  id                text PRIMARY KEY,
  workspace_id      text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  platform          text NOT NULL,
  name              text NOT NULL,
  broadcast         text NOT NULL,              -- the handle, channel or address as a person typed it
  settings          jsonb NOT NULL DEFAULT '{}',-- nothing secret
  sealed            bytea,                      -- the secret settings, AES-256-GCM, bound to this row
  key_id            text,
  checkout          text NOT NULL DEFAULT 'own' CHECK (checkout IN ('own', 'platform')), -- 'platform': e.g. TikTok Shop sells, claims are interest
  language          text NOT NULL DEFAULT '',   -- what is said there to whoever's own language is not sure; '': the workspace's
  account           jsonb,                      -- who signed in there: { id, name, scopes: [], provider }
  token_expires_at  timestamptz,                -- of the access token; NULL: it does not, or is typed
  consent_ends_at   timestamptz,                -- after it somebody must sign in again
  token_state       text NOT NULL DEFAULT 'none' CHECK (token_state IN ('none', 'ok', 'refused')),
  levels            jsonb NOT NULL DEFAULT '[]',-- what the account was found able to do: [{ id, state, sentence, missing, provenAt, askedAt }]
  endpoints         jsonb,                      -- rehearsal only: base addresses of the simulators
  video_delay_ms    integer CHECK (video_delay_ms BETWEEN 0 AND 120000), -- how much later a viewer sees what the host does; NULL: the platform's usual
  video_delay_by    text NOT NULL DEFAULT 'platform' CHECK (video_delay_by IN ('platform', 'set', 'measured')),
  rehearsal_show_id text REFERENCES show(id) ON DELETE CASCADE,
  removed_at        timestamptz,
  created_at        timestamptz NOT NULL DEFAULT now(),
  version           integer NOT NULL DEFAULT 1
);
CREATE INDEX connection_by_workspace ON connection (workspace_id);

-- What was last seen of a connection; written often, so a row of its own.
CREATE TABLE connection_health (
  connection_id text PRIMARY KEY REFERENCES connection(id) ON DELETE CASCADE,
  workspace_id  text NOT NULL,
  show_id       text,
  state         text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'connecting', 'live', 'waiting', 'down', 'refused', 'ended')),
  code          text,                           -- of the last fault
  sentence      text,                           -- what happened and what to do
  viewers       integer,
  per_minute    integer NOT NULL DEFAULT 0,
  delay_ms      integer,                        -- platform time to receipt, median of the last minute
  delay_p95_ms  integer,
  units_left    integer,
  skipped       bigint NOT NULL DEFAULT 0,
  last_event_at timestamptz,
  retry_at      timestamptz,
  updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  version       integer NOT NULL DEFAULT 1
);

-- A show on one platform, with the platform's own live id. cursor: where the connector resumes.
CREATE TABLE broadcast (
  id            text PRIMARY KEY,
  workspace_id  text NOT NULL,
  show_id       text NOT NULL REFERENCES show(id) ON DELETE CASCADE,
  connection_id text NOT NULL REFERENCES connection(id) ON DELETE CASCADE,
  platform      text NOT NULL,
  live_id       text,
  address       text,
  title         text,
  cursor        text,
  state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'live', 'ended')),
  duplicates    bigint NOT NULL DEFAULT 0,      -- deliveries dropped because their key was there
  heard_live    bigint NOT NULL DEFAULT 0,      -- messages first heard by a stream or a hook
  recovered     bigint NOT NULL DEFAULT 0,      -- messages first found in the platform's list
  holder        text,                           -- the process that holds it now, and until when;
  held_until    timestamptz,
  fence         bigint NOT NULL DEFAULT 0,      -- one more with each holder: what an older one writes is refused
  started_at    timestamptz,
  ended_at      timestamptz,
  UNIQUE (show_id, connection_id)
);
CREATE INDEX broadcast_by_show ON broadcast (workspace_id, show_id);

CREATE TABLE gap (
  id            text PRIMARY KEY,
  workspace_id  text NOT NULL,
  show_id       text NOT NULL REFERENCES show(id) ON DELETE CASCADE,
  connection_id text NOT NULL REFERENCES connection(id) ON DELETE CASCADE,
  broadcast_id  text NOT NULL,
  reason        text NOT NULL,
  after_seq     bigint NOT NULL,                -- where the timeline shows it
  started_at    timestamptz NOT NULL,
  ended_at      timestamptz,
  resumed       boolean NOT NULL DEFAULT false, -- the platform let us read on where we stopped
  repaired      integer,                        -- messages of the gap that were found afterwards; NULL: not repaired
  version       integer NOT NULL DEFAULT 1
);
CREATE INDEX gap_by_show ON gap (workspace_id, show_id, started_at);

-- ── the record ────────────────────────────────────────────────────────────────────────────────────────────────

-- One key a happening. Not partitioned: a duplicate must be found whatever its day.
CREATE TABLE record.event_key (
  workspace_id text NOT NULL,
  broadcast_id text NOT NULL,
  key          text NOT NULL,
  show_id      text NOT NULL,
  PRIMARY KEY (broadcast_id, key)
);

-- author.id is derived from (workspace, platform, author key), for rehearsals also from the show.
CREATE TABLE author (
  id                text PRIMARY KEY,
  workspace_id      text NOT NULL,
  platform          text NOT NULL,
  author_key        text,                       -- the platform's id; NULL: withheld
  handle            text NOT NULL,
  name              text NOT NULL,
  avatar_url        text,
  badges            text[] NOT NULL DEFAULT '{}',
  rehearsal_show_id text REFERENCES show(id) ON DELETE CASCADE,
  first_seen_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX author_by_workspace ON author (workspace_id, platform);
CREATE INDEX author_by_rehearsal ON author (rehearsal_show_id) WHERE rehearsal_show_id IS NOT NULL;

-- day: the UTC day of receipt. No foreign key points here. body: what is not text and not in a column.
CREATE TABLE record.event (
  show_id       text NOT NULL,
  seq           bigint NOT NULL,
  day           date NOT NULL,
  workspace_id  text NOT NULL,
  broadcast_id  text,                           -- NULL: staff or hub
  connection_id text,
  platform      text,
  kind          text NOT NULL,
  platform_id   text,                           -- the platform's id of the happening
  author_id     text,
  spoken_at     timestamptz NOT NULL,
  spoken_by     text NOT NULL,                  -- 'platform' | 'receipt' | 'untrusted' | 'hub'
  received_at   timestamptz NOT NULL,
  history       boolean NOT NULL DEFAULT false,
  late          boolean NOT NULL DEFAULT false, -- found after a gap: it has its true time, and came too late to be answered as live
  body          jsonb,
  PRIMARY KEY (show_id, seq, day)
) PARTITION BY RANGE (day);

-- Who wrote to us privately, and when: the window in which we may write back.
CREATE INDEX event_direct ON record.event (workspace_id, author_id, received_at) WHERE kind = 'direct';

-- Free text and only that: what retention and erasure empty.
CREATE TABLE record.event_text (
  show_id      text NOT NULL,
  seq          bigint NOT NULL,
  day          date NOT NULL,
  workspace_id text NOT NULL,
  text         text,
  PRIMARY KEY (show_id, seq, day)
) PARTITION BY RANGE (day);

-- The reading of a message whose intent is not 'none'. explanation: [{ said, read }] without free text beyond the words read.
CREATE TABLE record.reading (
  show_id      text NOT NULL,
  seq          bigint NOT NULL,
  day          date NOT NULL,
  workspace_id text NOT NULL,
  intent       text NOT NULL,
  topic        text,
  language     text,
  confidence   real NOT NULL,
  needs_look   boolean NOT NULL DEFAULT false,
  lines        jsonb NOT NULL DEFAULT '[]',
  explanation  text NOT NULL,
  lexicon      text NOT NULL,                   -- version of the lexicons and rules that read it
  outcome      text,                            -- what was decided, e.g. 'claimed', 'asked-which', 'held', 'unknown-code'
  choices      jsonb,                           -- of one that needs a look: at most two readings to choose between, each a list of lines
  ruled        jsonb,                           -- { by: [rule ids], tags: [], shadow: [{ rule, would: [] }] } where rules did more than the starter's one
  PRIMARY KEY (show_id, seq, day)
) PARTITION BY RANGE (day);

-- Partitions for [from, from + days). Called at migration, at start and once a day.
CREATE FUNCTION record.make_partitions(from_day date, days integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE d date; t text;
BEGIN
  FOR i IN 0 .. days - 1 LOOP
    d := from_day + i;
    FOREACH t IN ARRAY ARRAY['event', 'event_text', 'reading'] LOOP
      EXECUTE format('CREATE TABLE IF NOT EXISTS record.%I PARTITION OF record.%I FOR VALUES FROM (%L) TO (%L)',
        t || '_' || to_char(d, 'YYYYMMDD'), t, d, d + 1);
    END LOOP;
  END LOOP;
END $$;
SELECT record.make_partitions((now() AT TIME ZONE 'UTC')::date - 1, 16);

-- ── lanes ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- state: what folding the log so far has left (decide lanes); cursor: the last row taken.
CREATE TABLE lane (
  id           text PRIMARY KEY,                -- 'decide:<show>', 'settle:<stock>', 'send:<connection>'
  workspace_id text NOT NULL,
  show_id      text REFERENCES show(id) ON DELETE CASCADE,
  cursor       bigint NOT NULL DEFAULT 0,
  state        jsonb,
  wake_at      timestamptz,
  updated_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX lane_wake ON lane (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX lane_by_show ON lane (show_id);

-- Counted outside the lane's transaction, so that what kills the process is still counted. failed: parked for a person.
CREATE TABLE lane_attempt (
  lane_id      text NOT NULL,
  subject      text NOT NULL,                   -- the seq, claim id or outbox id that was tried
  workspace_id text NOT NULL,
  show_id      text,
  attempts     integer NOT NULL DEFAULT 0,
  failed       boolean NOT NULL DEFAULT false,
  error        text,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (lane_id, subject)
);

-- ── stock and claims ──────────────────────────────────────────────────────────────────────────────────────────

-- pool: 'main', or the id of the rehearsal that works on this copy. id = variant_id || ':' || pool.
CREATE TABLE stock (
  id           text PRIMARY KEY,
  workspace_id text NOT NULL,
  variant_id   text NOT NULL REFERENCES variant(id) ON DELETE CASCADE,
  product_id   text NOT NULL,
  pool         text NOT NULL DEFAULT 'main',
  rehearsal_show_id text REFERENCES show(id) ON DELETE CASCADE,
  on_hand      integer NOT NULL CHECK (on_hand >= 0),
  reserved     integer NOT NULL DEFAULT 0,
  sold         integer NOT NULL DEFAULT 0,
  buffer       integer NOT NULL DEFAULT 0,
  shortfall    integer NOT NULL DEFAULT 0,
  waitlisted   integer NOT NULL DEFAULT 0,      -- claims in line; kept by the ledger so that a place is known without counting
  ranked       integer NOT NULL DEFAULT 0,      -- claims that have been settled: the last rank given
  movements    bigint NOT NULL DEFAULT 0,       -- number of the last movement
  version      bigint NOT NULL DEFAULT 1,
  UNIQUE (variant_id, pool),
  CHECK (reserved >= 0 AND sold >= 0 AND reserved + sold <= on_hand)
);
CREATE INDEX stock_by_workspace ON stock (workspace_id, pool);

-- No foreign key on what a busy show writes by the hundred a second (claim, movement, outbox, question, the words of a
-- claim): a check a row costs more than the row, nothing but a rehearsal is ever deleted, and the doctor looks for orphans.
CREATE TABLE claim (
  id            text PRIMARY KEY,               -- <show>.<seq>.<n>
  workspace_id  text NOT NULL,
  show_id       text NOT NULL,
  seq           bigint NOT NULL,
  n             integer NOT NULL,
  connection_id text,
  platform      text,
  author_id     text,
  product_id    text NOT NULL,
  variant_id    text,                           -- NULL: refused before a variant was known
  stock_id      text,
  quantity      integer NOT NULL CHECK (quantity > 0),
  price_minor   bigint NOT NULL,
  currency      text NOT NULL,
  state         text NOT NULL CHECK (state IN ('pending','reserved','paying','sold','waitlisted','offered','refused','cancelled','expired','late-paid','interest')),
  held          boolean NOT NULL DEFAULT false, -- made while claims were stopped: keeps its rank, waits for a person
  reason        text,                           -- why it is where it is
  rank          integer,                        -- its place among the claims of its stock when it was settled
  made_by       text NOT NULL,                  -- 'rule' or a member's id
  broadcast_id  text,                           -- what an answer needs later: where,
  reply_to      text,                           -- to which message there,
  language      text,                           -- in which language
  unnamed       boolean NOT NULL DEFAULT false, -- the platform withheld who said it
  late          boolean NOT NULL DEFAULT false, -- found after a gap
  move_id       text,                           -- the last move that brought it to this product; NULL: it was made for it
  spoken_at     timestamptz NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  settled_at    timestamptz,
  expires_at    timestamptz,
  version       integer NOT NULL DEFAULT 1,
  UNIQUE (show_id, seq, n)
);
CREATE INDEX claim_pending ON claim (stock_id, spoken_at, seq, n) WHERE state = 'pending' AND NOT held;
CREATE INDEX claim_waitlist ON claim (stock_id, spoken_at, seq, n) WHERE state = 'waitlisted';
CREATE INDEX claim_by_author ON claim (show_id, author_id);
CREATE INDEX claim_expiring ON claim (expires_at) WHERE expires_at IS NOT NULL AND state IN ('reserved', 'offered');

-- The words a claim was made with; kept longer than the record's.
CREATE TABLE claim_text (
  claim_id     text PRIMARY KEY,
  workspace_id text NOT NULL,
  text         text NOT NULL
);

-- What happened to the message a claim was made with: the claim stays as it is and shows it. A table of its own: a claim's
-- row belongs to whoever holds its stock.
CREATE TABLE claim_mark (
  claim_id     text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('removed', 'edited')),
  workspace_id text NOT NULL,
  show_id      text NOT NULL,
  seq          bigint NOT NULL,                 -- the row of the log that says so
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (claim_id, kind)
);
CREATE INDEX claim_mark_by_show ON claim_mark (show_id);

-- A cancel asked for in the settle lane's hands, and a cancel that came before its claim.
CREATE TABLE cancel (
  show_id      text NOT NULL REFERENCES show(id) ON DELETE CASCADE,
  seq          bigint NOT NULL,
  n            integer NOT NULL,
  workspace_id text NOT NULL,
  author_id    text,
  product_id   text,                            -- NULL: everything of that author
  claim_id     text,                            -- one claim (staff)
  made_by      text NOT NULL,
  reason       text NOT NULL,
  spoken_at    timestamptz NOT NULL,
  PRIMARY KEY (show_id, seq, n)
);
CREATE INDEX cancel_by_author ON cancel (show_id, author_id);

-- Claims that the team moved to another product, one row a claim a move. The row of the log gives it its number (seq) when
-- it is decided; the settle lane of the stock it leaves carries it out and says how that went.
CREATE TABLE claim_move (
  move_id         text NOT NULL,
  claim_id        text NOT NULL,
  workspace_id    text NOT NULL,
  show_id         text NOT NULL REFERENCES show(id) ON DELETE CASCADE,
  undoes          text,                         -- the move that this one takes back
  from_product_id text NOT NULL,
  from_variant_id text,
  from_rank       integer,
  from_price_minor bigint NOT NULL,
  from_currency   text NOT NULL,
  to_product_id   text NOT NULL,
  to_variant_id   text NOT NULL,
  to_rank         integer,                      -- the rank it had there before; NULL: it is given one
  to_price_minor  bigint NOT NULL,
  to_currency     text NOT NULL,
  made_by         text NOT NULL,
  made_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  seq             bigint,
  outcome         text CHECK (outcome IN ('moved', 'kept')),
  PRIMARY KEY (move_id, claim_id)
);
CREATE INDEX claim_move_by_claim ON claim_move (claim_id);
CREATE INDEX claim_move_by_show ON claim_move (workspace_id, show_id, made_at);

-- What the settle lane still has to do to a claim that is already settled (cancel, dismiss, expire, move).
CREATE TABLE claim_order (
  id           bigserial PRIMARY KEY,
  workspace_id text NOT NULL,
  show_id      text NOT NULL REFERENCES show(id) ON DELETE CASCADE,
  stock_id     text NOT NULL,
  claim_id     text NOT NULL,
  what         text NOT NULL CHECK (what IN ('cancel', 'release', 'dismiss', 'expire', 'move')),
  made_by      text NOT NULL,
  reason       text NOT NULL,
  seq          bigint NOT NULL,
  move_id      text
);
CREATE INDEX claim_order_by_stock ON claim_order (stock_id, id);

-- One immutable row a change of stock.
CREATE TABLE movement (
  stock_id       text NOT NULL,
  n              bigint NOT NULL,
  workspace_id   text NOT NULL,
  show_id        text,
  claim_id       text,
  kind           text NOT NULL CHECK (kind IN ('open', 'grant', 'reserve', 'release', 'expire', 'sell')),
  on_hand_delta  integer NOT NULL DEFAULT 0,
  reserved_delta integer NOT NULL DEFAULT 0,
  sold_delta     integer NOT NULL DEFAULT 0,
  made_by        text NOT NULL,
  at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (stock_id, n)
);

-- ── outbox ────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE outbox (
  id            text PRIMARY KEY,               -- derived from what it is about, so that nothing is ordered twice
  workspace_id  text NOT NULL,
  show_id       text NOT NULL,
  connection_id text NOT NULL,                  -- no foreign key: the show's already takes the row with it, and each costs a lookup a reply
  broadcast_id  text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('reply', 'private-reply', 'message', 'screen', 'remove', 'hide', 'ban', 'unban')), -- 'screen': outbox/channels.ts
  about         text NOT NULL,                  -- 'reserved' | 'waitlisted' | 'offered' | 'cancelled' | 'price' | 'which-one' | 'answer' | …
  seq           bigint,                         -- the event it answers
  claim_id      text,
  author_id     text,
  text          text NOT NULL,                  -- said in full, when it is sent alone
  short_text    text,                           -- said in a line with others
  target        jsonb NOT NULL DEFAULT '{}',    -- { toMessageId, toHandle, messageId, authorId }
  made_by       text NOT NULL,                  -- 'rule' or a member's id
  state         text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued','sending','sent','failed','unknown','expired','unreachable','superseded','withheld')),
  value_minor   bigint NOT NULL DEFAULT 0,
  deadline      timestamptz,
  next_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempt_id    text,
  attempts      integer NOT NULL DEFAULT 0,
  sending_at    timestamptz,
  sent_at       timestamptz,
  sent_text     text,                           -- what really went out (perhaps merged)
  platform_id   text,
  error_code    text,
  sentence      text,                           -- why it is where it is, for a person
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  version       integer NOT NULL DEFAULT 1
);
-- 'unknown' too: our own words, coming back in the stream, are looked up here.
CREATE INDEX outbox_due ON outbox (connection_id, next_at) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX outbox_by_seq ON outbox (show_id, seq);
-- What an author was told privately, and on which of their comments: written when it goes, so that ordering costs nothing.
CREATE INDEX outbox_told ON outbox (author_id) WHERE target ? 'used';
-- What the overlay has to draw and is drawing; no row of any other kind pays for it.
CREATE INDEX outbox_on_screen ON outbox (show_id, created_at) WHERE kind = 'screen' AND state IN ('queued', 'sending');

-- What a moderator did to a message or an author, on whatever platforms; its outbox rows carry about = 'moderation:<id>'.
CREATE TABLE moderation (
  id           text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  show_id      text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('hide', 'unhide', 'remove', 'timeout', 'ban', 'unban')),
  seq          bigint,                          -- the message it was done about
  author_id    text,
  reason       text,
  made_by      text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  version      integer NOT NULL DEFAULT 1
);
CREATE INDEX moderation_by_show ON moderation (workspace_id, show_id, created_at);

-- Who is banned; an author's id is the same in the next show, so it holds there too. A rehearsal's authors are its own.
CREATE TABLE banned (
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  author_id    text NOT NULL,
  platform     text NOT NULL,
  author_key   text NOT NULL,
  handle       text NOT NULL,
  until        timestamptz,                     -- NULL: for good
  reason       text,
  made_by      text NOT NULL,
  show_id      text,                            -- where it was said
  rehearsal_show_id text REFERENCES show(id) ON DELETE CASCADE,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, author_id)
);

-- ── what comes by requests of others ─────────────────────────────────────────────────────────────────────────

-- Kept before the request is answered; taken by the line that holds the connection. part_id: the same when delivered again.
CREATE TABLE hook_part (
  id            bigserial PRIMARY KEY,
  workspace_id  text NOT NULL,
  connection_id text NOT NULL REFERENCES connection(id) ON DELETE CASCADE,
  account       text NOT NULL,                  -- of the platform, as the request named it
  part_id       text NOT NULL,
  body          jsonb NOT NULL,
  received_at   timestamptz NOT NULL,
  taken_at      timestamptz,
  UNIQUE (connection_id, part_id)
);
CREATE INDEX hook_part_waiting ON hook_part (connection_id, id) WHERE taken_at IS NULL;

-- Somebody asked a platform to have their data removed here; the code is what they look its state up with. One row for
-- each workspace and platform whose app the platform named. author_key is emptied when it is done.
CREATE TABLE data_deletion (
  code         text NOT NULL,
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  platform     text NOT NULL,
  author_key   text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  done_at      timestamptz,
  PRIMARY KEY (code, workspace_id, platform)
);
CREATE INDEX data_deletion_waiting ON data_deletion (requested_at) WHERE done_at IS NULL;

-- A sign-in at a platform that was begun here; used once, by the session that began it. state and verifier are never stored in plain.
CREATE TABLE oauth_attempt (
  state_hash    text PRIMARY KEY,
  workspace_id  text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  session_hash  text NOT NULL,
  member_id     text NOT NULL,
  provider      text NOT NULL,
  connection_id text,
  sealed        bytea NOT NULL,                 -- verifier, and what the new connection is to be called
  key_id        text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  used_at       timestamptz
);

-- What has been spent of a platform's ledger. scope e.g. 'youtube:<project>'; window_start the start of its day there.
CREATE TABLE budget (
  workspace_id text NOT NULL,
  scope        text NOT NULL,
  window_start timestamptz NOT NULL,
  used         integer NOT NULL DEFAULT 0,
  allowed      integer NOT NULL,
  rehearsal_show_id text REFERENCES show(id) ON DELETE CASCADE,
  PRIMARY KEY (workspace_id, scope, window_start)
);

-- ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- Every saved state of a workspace's rules, for ever: a show's log names the version that decided.
CREATE TABLE rule_set (
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  version      integer NOT NULL,
  name         text NOT NULL,
  rules        json NOT NULL,                  -- Rule[] of server/rules/rule-set.ts; json keeps the order of keys
  note         text NOT NULL DEFAULT '',
  made_by      text NOT NULL,
  made_by_name text,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, version)
);

-- ── overlay ───────────────────────────────────────────────────────────────────────────────────────────────────

-- An address that draws over the video. Who knows it may look and nothing else; it can be revoked.
CREATE TABLE overlay (
  id           text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  show_id      text REFERENCES show(id) ON DELETE CASCADE, -- NULL: whatever show is on air
  name         text NOT NULL,
  destinations text[] NOT NULL DEFAULT '{}',   -- platforms whose video it is drawn on; empty: all. What one of them forbids is left out
  token_hash   text NOT NULL UNIQUE,
  token_end    text NOT NULL,                  -- its last four characters, to tell addresses apart
  settings     jsonb NOT NULL DEFAULT '{}',
  made_by      text,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at      timestamptz,                    -- when a page last held the line
  revoked_at   timestamptz
);
CREATE INDEX overlay_by_workspace ON overlay (workspace_id, created_at);

-- ── moderation ────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE question (
  show_id       text NOT NULL,
  seq           bigint NOT NULL,
  workspace_id  text NOT NULL,
  topic         text NOT NULL,
  product_id    text,
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'resolved')),
  waiting_since timestamptz NOT NULL,
  outbox_id     text,
  closed_by     text,                           -- 'rule' or a member's id
  closed_at     timestamptz,
  assigned_to   text,                           -- a member's id
  version       integer NOT NULL DEFAULT 1,
  PRIMARY KEY (show_id, seq)
);
CREATE INDEX question_open ON question (workspace_id, show_id, waiting_since) WHERE state = 'open';

-- A message that may be a claim and that a person must read: open until somebody chooses a reading, or none of them.
CREATE TABLE doubt (
  show_id       text NOT NULL,
  seq           bigint NOT NULL,                -- the message
  workspace_id  text NOT NULL,
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'dismissed')),
  waiting_since timestamptz NOT NULL,
  note          text,                           -- why, where the reading does not say it
  closed_by     text,                           -- a member's id
  closed_by_name text,
  closed_at     timestamptz,
  version       integer NOT NULL DEFAULT 1,
  PRIMARY KEY (show_id, seq)
);
CREATE INDEX doubt_open ON doubt (workspace_id, show_id, waiting_since) WHERE state = 'open';

-- What a rule or a person put before the team: an alert, a message held for review, a message for the overlay.
CREATE TABLE notice (
  id           text PRIMARY KEY,               -- derived from (show, seq, n)
  workspace_id text NOT NULL,
  show_id      text NOT NULL,
  seq          bigint NOT NULL,                -- the message it is about
  kind         text NOT NULL CHECK (kind IN ('alert', 'held', 'featured')),
  sentence     text NOT NULL,
  rule_id      text,                           -- NULL: a person did
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dismissed')),
  aired_at     timestamptz,                    -- of a featured one: since when it is drawn; NULL: it waits in the line-up
  closed_by    text,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at    timestamptz,
  version      integer NOT NULL DEFAULT 1
);
CREATE INDEX notice_by_show ON notice (workspace_id, show_id, created_at);
CREATE INDEX notice_on_screen ON notice (show_id, created_at) WHERE kind = 'featured' AND state = 'open';

CREATE TABLE canned_answer (
  id           text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  shortcut     text NOT NULL,
  text         text NOT NULL,
  language     text NOT NULL DEFAULT 'en',
  UNIQUE (workspace_id, shortcut, language)
);

-- ── feed ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- n is taken as the last statement of a transaction, so number order is commit order. Messages are one range row a batch.
-- What an engine made of a text, so that no text is asked for twice; emptied with the texts.
CREATE TABLE translation (
  workspace_id text NOT NULL REFERENCES workspace(id) ON DELETE CASCADE,
  text_hash    text NOT NULL,
  target       text NOT NULL,
  engine       text NOT NULL,
  source       text,                           -- the language it was taken for
  text         text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (workspace_id, text_hash, target, engine)
);
CREATE INDEX translation_by_age ON translation (workspace_id, created_at);

CREATE TABLE feed_change (
  show_id      text NOT NULL,                   -- no foreign key: one lookup a change, in every hot transaction; removing a show empties this first
  n            bigint NOT NULL,
  workspace_id text NOT NULL,
  topic        text NOT NULL,
  entity       text,
  from_seq     bigint,
  to_seq       bigint,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (show_id, n)
);
