-- The owner's word that a version is still the newest: the newest one for each recipient.
CREATE TABLE heads (
    handover  BLOB NOT NULL REFERENCES handovers (id) ON DELETE CASCADE,
    recipient BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    version   BIGINT NOT NULL,
    at        BIGINT NOT NULL,                     -- by the owner's clock
    head      BLOB NOT NULL,
    PRIMARY KEY (handover, recipient)
);

-- Recipients' proofs that they opened a version.
CREATE TABLE receipts (
    handover    BLOB NOT NULL,
    version     BIGINT NOT NULL,
    recipient   BLOB NOT NULL,
    hash        BLOB NOT NULL,                     -- of the receipt
    receipt     BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (handover, version, recipient, hash),
    FOREIGN KEY (handover, version, recipient) REFERENCES sealed (handover, version, recipient) ON DELETE CASCADE
);
