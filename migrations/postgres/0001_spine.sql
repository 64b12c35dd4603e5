-- The spine: accounts, people, handovers, watches, messages.
-- Times are milliseconds since 1970 UTC (wall) or since installation (witnessed), booleans 0/1.
-- The same text serves PostgreSQL with BYTEA for BLOB.

-- Facts about this installation: realm, hashes of the instance secrets, schema notes.
CREATE TABLE instance (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE accounts (
    id              BYTEA PRIMARY KEY,
    created_at      BIGINT NOT NULL,
    name            TEXT NOT NULL,
    language        TEXT NOT NULL,
    zone            TEXT NOT NULL,
    email           TEXT NOT NULL,
    email_key       TEXT NOT NULL UNIQUE,          -- normalised for look-up
    email_proven_at BIGINT NOT NULL,
    phone           TEXT,                          -- E.164
    phone_proven_at BIGINT,
    opaque_suite    BIGINT NOT NULL,
    opaque_record   BYTEA NOT NULL,
    vault_counter   BIGINT NOT NULL,
    vault           BYTEA NOT NULL,
    strong_sign_at  BIGINT NOT NULL,               -- last strong sign of life (wall)
    storage_used    BIGINT NOT NULL DEFAULT 0      -- bytes of ciphertext reserved or stored
);

CREATE TABLE slots (
    account BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    slot    BYTEA NOT NULL,
    kind    BIGINT NOT NULL,                       -- 1 password, 2 kit, 3 passkey
    stored  BYTEA NOT NULL,
    PRIMARY KEY (account, slot)
);

CREATE TABLE kits (
    locator    BYTEA PRIMARY KEY,
    account    BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    public_key BYTEA NOT NULL,
    slot       BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX kits_by_account ON kits (account);

CREATE TABLE bundles (
    account    BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    generation BIGINT NOT NULL,
    hash       BYTEA NOT NULL,
    bundle     BYTEA NOT NULL,
    PRIMARY KEY (account, generation)
);

CREATE TABLE sign_ups (
    token_hash BYTEA PRIMARY KEY,
    account    BYTEA NOT NULL,                      -- the id the account will get
    email      TEXT NOT NULL,
    language   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- One attempt at logging in (OPAQUE or kit): single use, 120 s.
CREATE TABLE logins (
    id         BYTEA PRIMARY KEY,
    kind       BIGINT NOT NULL,                    -- 1 OPAQUE, 2 kit
    account    BYTEA NOT NULL,                      -- real or fake
    real       BIGINT NOT NULL,
    state      BYTEA NOT NULL,                      -- encrypted under an instance key
    expires_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    account    BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    level      BIGINT NOT NULL,                    -- 1 pre-authenticated, 2 full
    way        BIGINT NOT NULL,                    -- slot kind it came in by
    slot       BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    fresh_at   BIGINT NOT NULL,                    -- last full authentication
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account);

-- Short codes by SMS or e-mail. The code itself is derived from the message's key, never stored.
CREATE TABLE codes (
    id         BYTEA PRIMARY KEY,
    subject    BYTEA NOT NULL,                      -- account or invitation
    purpose    TEXT NOT NULL,
    channel    TEXT NOT NULL,                      -- sms, email
    target     TEXT NOT NULL,
    mac        BYTEA NOT NULL,
    tries      BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX codes_by_subject ON codes (subject, purpose);

-- Counters of the rate limits.
CREATE TABLE throttles (
    name       TEXT PRIMARY KEY,
    count      BIGINT NOT NULL,
    since      BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);

-- Invitations and, once accepted, pairings.
CREATE TABLE invitations (
    id              BYTEA PRIMARY KEY,
    owner           BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    owner_bundle    BYTEA NOT NULL,                 -- hash of the bundle the proofs use
    delivery        TEXT NOT NULL,                 -- link, mail
    email           TEXT NOT NULL,
    email_key       TEXT NOT NULL,
    phone           TEXT,
    language        TEXT NOT NULL,
    proof_owner     BYTEA,
    state           TEXT NOT NULL,                 -- invited, accepted, declined, cancelled, removed
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    answered_at     BIGINT,
    email_proven_at BIGINT,
    phone_proven    TEXT,                          -- the number the person confirmed
    phone_proven_at BIGINT,
    grant_hash      BYTEA,                          -- right to register, after the codes
    grant_account   BYTEA,                          -- id the new account will get
    grant_expires_at BIGINT,
    recipient       BYTEA REFERENCES accounts (id) ON DELETE CASCADE,
    recipient_bundle BYTEA,
    proof_recipient BYTEA,
    consent         TEXT                           -- version of the consent text that was shown
);
CREATE INDEX invitations_by_owner ON invitations (owner);
CREATE INDEX invitations_by_recipient ON invitations (recipient);

CREATE TABLE watches (
    id             BYTEA PRIMARY KEY,
    owner          BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind           TEXT NOT NULL,                  -- real, drill
    created_at     BIGINT NOT NULL,
    zone           TEXT NOT NULL,
    hour           BIGINT NOT NULL,                -- local hour of the question
    policy         TEXT NOT NULL,                  -- JSON, shared::watch
    state          TEXT NOT NULL,                  -- JSON, shared::watch
    status         TEXT NOT NULL,                  -- name of the state, for lists
    epoch          BIGINT NOT NULL,
    cycle          BIGINT NOT NULL,
    version        BIGINT NOT NULL,                -- rises with every update
    due_wall       BIGINT,
    due_witnessed  BIGINT,
    deadline_witnessed BIGINT,                     -- later than this: overdue
    alarmed_at     BIGINT,
    failures       BIGINT NOT NULL DEFAULT 0,
    wrong_numbers  BIGINT NOT NULL DEFAULT 0       -- tries at the check-in page in this cycle
);
CREATE INDEX watches_by_owner ON watches (owner);
CREATE INDEX watches_due_wall ON watches (due_wall) WHERE due_wall IS NOT NULL;
CREATE INDEX watches_due_witnessed ON watches (due_witnessed) WHERE due_witnessed IS NOT NULL;

-- Trusted contacts of a watch, in the order they are asked.
CREATE TABLE contacts (
    id       BYTEA PRIMARY KEY,
    watch    BYTEA NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    name     TEXT NOT NULL,
    email    TEXT NOT NULL,
    phone    TEXT,
    language TEXT NOT NULL,
    zone     TEXT,
    wrong_numbers BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX contacts_by_watch ON contacts (watch);

-- Hash-chained history of a watch: exactly one row a transition.
CREATE TABLE events (
    watch     BYTEA NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    seq       BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    witnessed BIGINT NOT NULL,
    epoch     BIGINT NOT NULL,
    cycle     BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    detail    TEXT NOT NULL,                       -- JSON
    hash      BYTEA NOT NULL,                       -- H(previous hash, this row)
    PRIMARY KEY (watch, seq)
);

-- Transactional outbox. Holds no token and no code: they are derived from the key when sending.
CREATE TABLE outbox (
    key         TEXT PRIMARY KEY,                  -- watch/epoch/cycle/stage/ordinal/channel/addressee, or area/id/...
    created_at  BIGINT NOT NULL,
    watch       BYTEA,
    epoch       BIGINT,
    cycle       BIGINT,
    stage       TEXT,
    ordinal     BIGINT,
    channel     TEXT NOT NULL,                     -- email, sms
    addressee   TEXT NOT NULL,                     -- owner/0, phone, contact/<id>, recipient/<id> ...
    address     TEXT NOT NULL,
    language    TEXT NOT NULL,
    template    TEXT NOT NULL,
    params      TEXT NOT NULL,                     -- JSON, no secrets
    state       TEXT NOT NULL,                     -- pending, leased, accepted, permanent, cancelled, bounced
    attempts    BIGINT NOT NULL DEFAULT 0,
    unknowns    BIGINT NOT NULL DEFAULT 0,         -- outcomes of which nobody knows whether it left
    next_at     BIGINT NOT NULL,
    expires_at  BIGINT,                            -- not sent after this
    lease       BYTEA,
    lease_until BIGINT,
    ever_leased BIGINT NOT NULL DEFAULT 0,
    outcome     TEXT,                              -- last outcome, coded
    outcome_at  BIGINT,
    outcome_witnessed BIGINT,
    accepted_at BIGINT,
    accepted_witnessed BIGINT,
    message_id  TEXT NOT NULL
);
CREATE INDEX outbox_ready ON outbox (next_at) WHERE state IN ('pending', 'leased');
CREATE INDEX outbox_canary ON outbox (accepted_witnessed) WHERE template = 'canary';
CREATE INDEX outbox_by_watch ON outbox (watch, epoch, cycle);

-- Messages that never left: the sink of demos and tests. Empty wherever mails and SMS are sent.
CREATE TABLE captured (
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         BIGINT NOT NULL,
    channel    TEXT NOT NULL,
    address    TEXT NOT NULL,
    message_id TEXT NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    html       TEXT NOT NULL
);

-- Check-in and contact links that were put into messages: hash only, scope = one cycle.
CREATE TABLE links (
    token_hash BYTEA PRIMARY KEY,
    kind       TEXT NOT NULL,                      -- owner, contact
    watch      BYTEA NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    contact    BYTEA,
    epoch      BIGINT NOT NULL,
    cycle      BIGINT NOT NULL,
    outbox_key TEXT NOT NULL
);

-- The counter of witnessed time: one row.
CREATE TABLE witness (
    id         BIGINT PRIMARY KEY,                 -- always 1
    witnessed  BIGINT NOT NULL,
    holder     BYTEA,
    version    BIGINT NOT NULL,
    wall_high  BIGINT NOT NULL,                    -- high-water mark of the wall clock
    state      TEXT NOT NULL                       -- JSON: gap, clock fault, last probe and outside success
);

CREATE TABLE handovers (
    id             BYTEA PRIMARY KEY,
    owner          BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    watch          BYTEA REFERENCES watches (id) ON DELETE SET NULL,
    extra_delay_ms BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,                -- newest committed, 0 none
    draft_counter  BIGINT NOT NULL,
    draft          BYTEA,
    deleted_at     BIGINT                          -- only headers and signatures are left then
);
CREATE INDEX handovers_by_owner ON handovers (owner);
CREATE INDEX handovers_by_watch ON handovers (watch);

CREATE TABLE attachments (
    handover   BYTEA NOT NULL REFERENCES handovers (id) ON DELETE CASCADE,
    id         BYTEA NOT NULL,
    ct_len     BIGINT NOT NULL,
    hash       BYTEA,                               -- known once complete
    state      TEXT NOT NULL,                      -- uploading, complete
    created_at BIGINT NOT NULL,
    PRIMARY KEY (handover, id)
);

CREATE TABLE parts (
    handover   BYTEA NOT NULL,
    attachment BYTEA NOT NULL,
    number     BIGINT NOT NULL,
    len        BIGINT NOT NULL,
    sha256     BYTEA NOT NULL,
    PRIMARY KEY (handover, attachment, number),
    FOREIGN KEY (handover, attachment) REFERENCES attachments (handover, id) ON DELETE CASCADE
);

CREATE TABLE versions (
    handover   BYTEA NOT NULL REFERENCES handovers (id) ON DELETE CASCADE,
    version    BIGINT NOT NULL,
    body       BYTEA,                              -- NULL once nobody may open it any more
    sealed_at  BIGINT NOT NULL,
    PRIMARY KEY (handover, version)
);

CREATE TABLE version_attachments (
    handover   BYTEA NOT NULL,
    version    BIGINT NOT NULL,
    attachment BYTEA NOT NULL,
    PRIMARY KEY (handover, version, attachment),
    FOREIGN KEY (handover, version) REFERENCES versions (handover, version) ON DELETE CASCADE,
    FOREIGN KEY (handover, attachment) REFERENCES attachments (handover, id)
);

-- What one recipient gets of one version.
CREATE TABLE sealed (
    handover   BYTEA NOT NULL,
    version    BIGINT NOT NULL,
    recipient  BYTEA NOT NULL REFERENCES accounts (id),
    header     BYTEA NOT NULL,
    sig        BYTEA NOT NULL,
    wrap       BYTEA,
    lock       BYTEA,
    psk_id     BYTEA,                               -- hint
    k_srv      BYTEA,                               -- under an instance key; NULL once destroyed
    k_srv_key  TEXT,                               -- id of that instance key
    opened_at  BIGINT,                             -- K_srv left, recorded first
    PRIMARY KEY (handover, version, recipient),
    FOREIGN KEY (handover, version) REFERENCES versions (handover, version) ON DELETE CASCADE
);
CREATE INDEX sealed_by_recipient ON sealed (recipient);

-- Recipients who asked for sealed things before anything was released to them.
CREATE TABLE early_asks (
    handover  BYTEA NOT NULL REFERENCES handovers (id) ON DELETE CASCADE,
    recipient BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    what      TEXT NOT NULL,                       -- sealed, key, part, decline
    first_at  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    times     BIGINT NOT NULL,
    PRIMARY KEY (handover, recipient, what)
);

-- At most one row a watch, epoch and cycle.
CREATE TABLE releases (
    watch       BYTEA NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    epoch       BIGINT NOT NULL,
    cycle       BIGINT NOT NULL,
    released_at BIGINT NOT NULL,
    recalled_at BIGINT,
    PRIMARY KEY (watch, epoch, cycle)
);

-- What left: one row a handover and recipient of a release.
CREATE TABLE released (
    handover    BYTEA NOT NULL REFERENCES handovers (id) ON DELETE CASCADE,
    recipient   BYTEA NOT NULL REFERENCES accounts (id),
    watch       BYTEA NOT NULL,
    epoch       BIGINT NOT NULL,
    cycle       BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    released_at BIGINT NOT NULL,
    recalled_at BIGINT,
    opened_at   BIGINT,
    declined_at BIGINT,
    PRIMARY KEY (handover, recipient, watch, epoch, cycle),
    FOREIGN KEY (watch, epoch, cycle) REFERENCES releases (watch, epoch, cycle) ON DELETE CASCADE
);
CREATE INDEX released_by_recipient ON released (recipient);
