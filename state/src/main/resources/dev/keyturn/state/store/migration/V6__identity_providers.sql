-- Who may vouch for callers: OpenID Connect issuers and SAML identity providers. An issuer's name is its URL without
-- `https://`; URLs that differ in case only are one name. Lists keep the order in which they were given.

CREATE TABLE iam_oidc_client (
    account_id  TEXT    NOT NULL,
    provider_id TEXT    NOT NULL,
    client_id   TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (account_id, provider_id, client_id),
    FOREIGN KEY (account_id, provider_id) REFERENCES iam_entity (account_id, id)
);

-- SHA-1 of a certificate, 40 hex digits in lower case.
CREATE TABLE iam_oidc_thumbprint (
    account_id  TEXT    NOT NULL,
    provider_id TEXT    NOT NULL,
    thumbprint  TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (account_id, provider_id, thumbprint),
    FOREIGN KEY (account_id, provider_id) REFERENCES iam_entity (account_id, id)
);

CREATE TABLE iam_saml_provider (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL,
    metadata   TEXT NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES iam_entity (account_id, id)
);

-- INVARIANT: an assertion is good for one session, whichever node it is presented to. Issuer and assertion are their
-- SHA-256, since the provider chooses them. The provider need not exist any longer: one that is deleted and made anew
-- makes no assertion good again. A row is of no use once the assertion has expired.
CREATE TABLE saml_assertion_used (
    account_id   TEXT   NOT NULL,
    issuer       TEXT   NOT NULL,
    assertion    TEXT   NOT NULL,
    usable_until BIGINT NOT NULL,
    PRIMARY KEY (account_id, issuer, assertion)
);
CREATE INDEX saml_assertion_used_until ON saml_assertion_used (usable_until);
