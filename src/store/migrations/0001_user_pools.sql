-- User pools: settings, people, names, codes, tokens, groups, messages.
--
-- The primary key of what a pool has starts with the pool, so that a distributed PostgreSQL can spread the
-- rows. Of a table that was empty when it last looked, PostgreSQL takes the newest index with any column of
-- the statement's conditions or order, however badly it fits; so an index shares no column with statements
-- that are not its own. tests/support/check_plans looks at every statement's plan. Times are milliseconds since 1970. {BLOB} columns are sealed by the master
-- key; their associated data is the row's identity. JSON columns hold the model's own shapes.

CREATE TABLE user_pool (
  pool_id     TEXT   NOT NULL PRIMARY KEY,
  settings    TEXT   NOT NULL,  -- JSON of UserPoolType
  mixes_password_storage BIGINT NOT NULL,  -- 0 | 1: the pool's tag for it has changed
  created_at  BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);

-- Pools whose users are still being swept away.
CREATE TABLE deleted_pool (
  pool_id    TEXT NOT NULL PRIMARY KEY,
  deleted_at BIGINT NOT NULL,
  sweep_at   BIGINT NOT NULL
);

CREATE TABLE app_client (
  pool_id     TEXT   NOT NULL,
  client_id   TEXT   NOT NULL,
  settings    TEXT   NOT NULL,  -- JSON of UserPoolClientType without ClientSecret
  secret      {BLOB},           -- sealed; NULL for a public client
  created_at  BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (pool_id, client_id)
);

-- Public operations name only the client. A table of its own, because a unique index of app_client
-- would have to start with the pool.
CREATE TABLE app_client_pool (
  client_id TEXT NOT NULL PRIMARY KEY,
  pool_id   TEXT NOT NULL
);
CREATE INDEX app_client_pool_by_pool ON app_client_pool (pool_id);

CREATE TABLE signing_key (
  pool_id     TEXT   NOT NULL,
  key_id      TEXT   NOT NULL,  -- the JWKS kid
  token_use   TEXT   NOT NULL,  -- id | access
  private_key {BLOB} NOT NULL,
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (pool_id, key_id)
);

-- RSA keys made ahead of need (160 ms each), so that CreateUserPool answers in milliseconds.
CREATE TABLE spare_signing_key (
  key_id      TEXT   NOT NULL PRIMARY KEY,
  private_key {BLOB} NOT NULL
);

CREATE TABLE user_account (
  pool_id               TEXT   NOT NULL,
  sub                   TEXT   NOT NULL,
  username              TEXT   NOT NULL,
  status                TEXT   NOT NULL,  -- UserStatusType
  enabled               BIGINT NOT NULL,  -- 0 | 1
  attributes            TEXT   NOT NULL,  -- JSON object of texts, without sub
  password              {BLOB},           -- sealed SRP verifier or password hash; NULL without a password
  password_expires_at   BIGINT,           -- of a temporary password
  created_at            BIGINT NOT NULL,
  modified_at           BIGINT NOT NULL,
  sign_outs             BIGINT NOT NULL DEFAULT 0,  -- everywhere; an older sign-in has fewer
  PRIMARY KEY (pool_id, sub)
);

-- Passwords that were replaced, of pools whose policy keeps them from being used again.
CREATE TABLE former_password (
  pool_id     TEXT   NOT NULL,
  sub         TEXT   NOT NULL,
  number      BIGINT NOT NULL,  -- counts up; the newest has the largest
  password    {BLOB} NOT NULL,  -- sealed as in user_account
  replaced_at BIGINT NOT NULL,
  PRIMARY KEY (pool_id, sub, number)
);

-- Everything a user can be called by at sign-in: username, active aliases, username attributes.
CREATE TABLE sign_in_name (
  pool_id TEXT NOT NULL,
  name    TEXT NOT NULL,  -- case-folded in case-insensitive pools
  sub     TEXT NOT NULL,
  PRIMARY KEY (pool_id, name)
);

-- What ListUsers can search for, one row per searchable attribute with a value.
CREATE TABLE user_search (
  pool_id   TEXT NOT NULL,
  attribute TEXT NOT NULL,
  value     TEXT NOT NULL,
  sub       TEXT NOT NULL,
  PRIMARY KEY (pool_id, attribute, value, sub)
);

-- One live code per user and purpose: a new one replaces the old.
CREATE TABLE verification_code (
  pool_id       TEXT   NOT NULL,
  sub           TEXT   NOT NULL,
  purpose       TEXT   NOT NULL,  -- sign_up | forgot_password | email | phone_number
  code_hash     {BLOB} NOT NULL,
  attribute     TEXT   NOT NULL,  -- what the code was sent to: email | phone_number
  value         TEXT   NOT NULL,  -- the address it was sent to; for an attribute change the new value
  expires_at    BIGINT NOT NULL,
  PRIMARY KEY (pool_id, sub, purpose)
);
CREATE INDEX verification_code_by_expiry ON verification_code (expires_at);

-- Failed sign-ins in a row, uses of the limited code operations, wrong codes of a day.
CREATE TABLE attempt (
  pool_id    TEXT   NOT NULL,
  subject    TEXT   NOT NULL,  -- a sub, the simulated sub of a name nobody has, the keyed hash of an address
  action     TEXT   NOT NULL,
  count      BIGINT NOT NULL,
  since      BIGINT NOT NULL,  -- start of the window
  forget_at  BIGINT NOT NULL,  -- when no rule looks at it any more
  PRIMARY KEY (pool_id, subject, action)
);
CREATE INDEX attempt_by_forgetting ON attempt (forget_at);

-- Sealed states (sessions, SRP secret blocks) that were used: each is accepted once.
CREATE TABLE spent_state (
  pool_id    TEXT   NOT NULL,
  state_id   TEXT   NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (pool_id, state_id)
);
CREATE INDEX spent_state_by_expiry ON spent_state (expires_at);

-- All tokens of one sign-in. They are accepted while its row is there and has the user's number of sign-outs.
CREATE TABLE token_family (
  pool_id           TEXT   NOT NULL,
  sub               TEXT   NOT NULL,
  origin_jti        TEXT   NOT NULL,
  client_id         TEXT   NOT NULL,
  expires_at        BIGINT NOT NULL,  -- of the last token
  sign_outs         BIGINT NOT NULL,  -- the user's, when they signed in
  rotated_at        BIGINT,           -- when the first refresh token was used up; NULL until then
  PRIMARY KEY (pool_id, sub, origin_jti)
);
CREATE INDEX token_family_by_expiry ON token_family (expires_at);

-- Refresh tokens that a rotation made, until they are used up and their grace is over.
CREATE TABLE refresh_token (
  pool_id    TEXT   NOT NULL,
  sub        TEXT   NOT NULL,
  origin_jti TEXT   NOT NULL,
  token_id   TEXT   NOT NULL,
  issued_at  BIGINT NOT NULL,
  rotated_at BIGINT,           -- NULL until it is used up
  forget_at  BIGINT NOT NULL,  -- when it expires, or its grace is over on every node
  PRIMARY KEY (pool_id, sub, origin_jti, token_id)
);
CREATE INDEX refresh_token_by_forgetting ON refresh_token (forget_at);

CREATE TABLE user_group (
  pool_id     TEXT   NOT NULL,
  group_name  TEXT   NOT NULL,
  description TEXT,
  role_arn    TEXT,
  precedence  BIGINT,
  created_at  BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (pool_id, group_name)
);

CREATE TABLE group_member (
  pool_id    TEXT NOT NULL,
  group_name TEXT NOT NULL,
  sub        TEXT NOT NULL,
  PRIMARY KEY (pool_id, group_name, sub)
);
CREATE INDEX group_member_by_user ON group_member (sub);

-- Messages that must leave the house, written by the transaction that causes them.
CREATE TABLE outbox (
  message_id TEXT   NOT NULL PRIMARY KEY,
  due_at     BIGINT NOT NULL,
  attempts   BIGINT NOT NULL,
  message    {BLOB} NOT NULL  -- sealed: it holds a code
);
CREATE INDEX outbox_by_due ON outbox (due_at);

-- Messages as delivered in development mode.
CREATE TABLE inbox (
  message_id TEXT   NOT NULL PRIMARY KEY,
  recipient  TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  message    {BLOB} NOT NULL
);
CREATE INDEX inbox_by_time ON inbox (created_at);
CREATE INDEX inbox_by_recipient ON inbox (recipient, created_at);

CREATE TABLE access_key (
  access_key_id TEXT   NOT NULL PRIMARY KEY,
  secret        {BLOB} NOT NULL,
  policy        TEXT   NOT NULL,  -- IAM-style JSON document
  description   TEXT   NOT NULL,
  created_at    BIGINT NOT NULL
);
