-- Who may come in. Passwords, sessions and tokens stand here as what they are proved by, never as themselves.
CREATE TABLE account (
    id {id},
    name {text} NOT NULL UNIQUE, -- what is typed at the sign-in, in lower case
    display_name {text} NOT NULL, -- as DICOM writes persons: it becomes the author of notes
    role {text} NOT NULL CHECK (role IN ('reader', 'author', 'operator', 'administrator')),
    password_hash {text} NOT NULL, -- Argon2id with its salt and costs, as libsodium writes it
    is_disabled BIGINT NOT NULL, -- 1: it stays for the history and opens nothing
    created_ms BIGINT NOT NULL,
    password_set_ms BIGINT NOT NULL,
    signed_in_ms BIGINT -- the last time; null: never
);
CREATE INDEX account_administrators ON account (id) WHERE role = 'administrator' AND is_disabled = 0;

CREATE TABLE session (
    id {id},
    token_sha256 {text} NOT NULL UNIQUE, -- of the 256 random bits that the cookie holds
    account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    came_from {text} NOT NULL, -- the address that signed in
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL -- written once a minute at most
);
CREATE INDEX session_by_account ON session (account);
CREATE INDEX session_by_creation ON session (created_ms);
CREATE INDEX session_by_use ON session (seen_ms);

-- What programs come in with in the name of an account.
CREATE TABLE account_token (
    id {id},
    token_sha256 {text} NOT NULL UNIQUE,
    account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose {text} NOT NULL,
    created_ms BIGINT NOT NULL,
    used_ms BIGINT -- written once an hour at most; null: never
);
CREATE INDEX account_token_by_account ON account_token (account, id);

-- Failed sign-ins, also of names that no account has, so that an answer does not tell which there are.
CREATE TABLE sign_in_failure (
    kind {text} NOT NULL CHECK (kind IN ('account', 'address')),
    subject {text} NOT NULL, -- the name, or the address
    failures BIGINT NOT NULL, -- since the last sign-in that succeeded, or since they were forgotten
    last_ms BIGINT NOT NULL,
    closed_until_ms BIGINT NOT NULL, -- 0: not closed
    PRIMARY KEY (kind, subject)
);
CREATE INDEX sign_in_failure_by_age ON sign_in_failure (last_ms);
