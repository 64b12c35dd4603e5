-- The owner's word that a version is still the newest: the newest one for each recipient.
CREATE TABLE heads (
    handover  BYTEA NOT NULL REFERENCES handovers (id) ON DELETE CASCADE,
    recipient BYTEA NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    version   BIGINT NOT NULL,
    at        BIGINT NOT NULL,                     -- by the owner's clock
    head      BYTEA NOT NULL,
    PRIMARY KEY (handover, recipient)
);

-- Recipients' proofs that they opened a version.
CREATE TABLE receipts (
    handover    BYTEA NOT NULL,
    version     BIGINT NOT NULL,
    recipient   BYTEA NOT NULL,
    hash        BYTEA NOT NULL,                     -- of the receipt
    receipt     BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (handover, version, recipient, hash),
    FOREIGN KEY (handover, version, recipient) REFERENCES sealed (handover, version, recipient) ON DELETE CASCADE
);
