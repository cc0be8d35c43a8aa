-- What a job waits for. A row goes when what it names has ended, however it ended; a job without rows waits no longer.
CREATE TABLE job_dependency (
    job BIGINT NOT NULL REFERENCES job ON DELETE CASCADE,
    waits_for BIGINT NOT NULL REFERENCES job ON DELETE CASCADE,
    PRIMARY KEY (job, waits_for)
) {clustered};
CREATE INDEX job_dependency_by_waits_for ON job_dependency (waits_for);
