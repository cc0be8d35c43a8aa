-- Studies that have changed since the rules of this site were last asked about them.

CREATE TABLE study_change (
    study {key} PRIMARY KEY REFERENCES study,
    changed_ms BIGINT NOT NULL -- the latest
) {clustered};
CREATE INDEX study_change_by_time ON study_change (changed_ms, study);
