-- What proves that a channel works, messages that come back, vaults that were replaced.

CREATE INDEX outbox_accepted ON outbox (channel, accepted_witnessed) WHERE state = 'accepted';
CREATE INDEX outbox_by_message ON outbox (message_id);

-- Vaults that were replaced: what a stolen session overwrites can be had back for some weeks.
CREATE TABLE old_vaults (
    account     BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    counter     BIGINT NOT NULL,
    vault       BLOB NOT NULL,
    replaced_at BIGINT NOT NULL,
    PRIMARY KEY (account, counter)
);
