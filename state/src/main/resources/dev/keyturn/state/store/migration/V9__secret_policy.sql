-- Who else may reach a secret, and which service owns it. These are not part of a secret's metadata that operations
-- replace as a whole: each has one writer, so that a rotation that finishes meanwhile cannot put an old one back.

-- resource_policy is the document as it was put; INVARIANT: it parsed as a resource policy when it was.
ALTER TABLE secret ADD COLUMN resource_policy TEXT;

-- rds, of a secret that a service manages. INVARIANT: it never changes: it is given as the secret is made.
ALTER TABLE secret ADD COLUMN owning_service TEXT;
