-- Autopilot: what of the cache is whose, how fast it fills, by which rules studies are archived and freed, and why.

-- What of each study lies in files of the cache. Counted behind the arrivals, so that an arrival writes nothing here.
CREATE TABLE cached_study (
    study {key} PRIMARY KEY, -- no foreign key: where the study is gone the next count takes the row away
    source {text} NOT NULL, -- who brought its first object: an AE title, or the door
    arrived_ms BIGINT NOT NULL, -- of its last new object from elsewhere
    last_access_ms BIGINT NOT NULL,
    fetched_for BIGINT, -- the study that it was fetched for: what comes back takes over that one's access time
    verified_ms BIGINT, -- a person or a system has said so; an arrival after it makes it void
    verified_by {text},
    file_bytes BIGINT NOT NULL DEFAULT 0, -- of all its files
    plain_bytes BIGINT NOT NULL DEFAULT 0, -- of those that may be freed and belong to no key group
    key_bytes BIGINT NOT NULL DEFAULT 0, -- of those that may be freed and belong to key groups
    look_ms BIGINT, -- kept: not looked at for freeing until then; -1 until the cache is amber, -2 until red; null: it may be
    archive_ms BIGINT -- when it is looked at for archiving; null: everything is archived
);
-- The least recently accessed first, of what has something to free and is not kept at the moment.
CREATE INDEX cached_study_plain ON cached_study (last_access_ms, study) WHERE plain_bytes > 0 AND look_ms IS NULL;
CREATE INDEX cached_study_key ON cached_study (last_access_ms, study) WHERE key_bytes > 0 AND look_ms IS NULL;
CREATE INDEX cached_study_kept ON cached_study (look_ms, study) WHERE look_ms IS NOT NULL;
CREATE INDEX cached_study_to_archive ON cached_study (archive_ms, study) WHERE archive_ms IS NOT NULL;

-- Studies whose files have changed other than by an arrival: they are counted anew, and the line goes.
CREATE TABLE cache_change (
    id {id},
    study BIGINT NOT NULL,
    came_bytes BIGINT NOT NULL, -- that an archive has sent back
    at_ms BIGINT NOT NULL
);

CREATE TABLE cache_intake (
    hour_ms BIGINT PRIMARY KEY, -- its begin, UTC
    bytes BIGINT NOT NULL -- that came into files
);

-- One row: the sums over cached_study, and how far they are counted.
CREATE TABLE cache_meter (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    file_bytes BIGINT NOT NULL,
    key_bytes BIGINT NOT NULL,
    last_instance BIGINT NOT NULL, -- the row of instance up to which arrivals are counted
    last_note_version BIGINT NOT NULL, -- the same of note_version: a note makes a key group
    last_round_study BIGINT NOT NULL, -- how far the round has come that counts every study anew
    round_ms BIGINT NOT NULL -- when the next round begins
);
INSERT INTO cache_meter (id, file_bytes, key_bytes, last_instance, last_note_version, last_round_study, round_ms)
VALUES (1, 0, 0, 0, 0, 0, 0);

CREATE TABLE autopilot_rule (
    name {text} PRIMARY KEY,
    source {text} NOT NULL, -- as cached_study has it; '*': those that no other rule of this action names
    action {text} NOT NULL CHECK (action IN ('archive', 'delete')),
    threshold {text} NOT NULL CHECK (threshold IN ('none', 'amber', 'red')), -- it rules from there on
    study_status {text} NOT NULL CHECK (study_status IN ('any', 'complete', 'verified')), -- at least
    exported {text} NOT NULL CHECK (exported IN ('any', 'yes', 'no')),
    hours_since_created BIGINT NOT NULL, -- 0: no such condition
    minimum_age_hours BIGINT NOT NULL,
    archive {text} NOT NULL, -- of an archive rule: the destination's name
    without_archive BIGINT NOT NULL, -- 1: the site has no archive for this source, and its copies go all the same
    set_by {text} NOT NULL,
    changed_ms BIGINT NOT NULL
);

-- Why a study is here, or went. It outlives the study, and goes by age.
CREATE TABLE autopilot_decision (
    id {id},
    study_instance_uid {text} NOT NULL,
    -- archive: its archiving was asked for; unarchived: why it was not; freed; kept: why it was not freed; purged
    action {text} NOT NULL CHECK (action IN ('archive', 'unarchived', 'freed', 'kept', 'purged')),
    rule {text} NOT NULL,
    pressure {text} NOT NULL, -- green, amber, red; '' where it played no part
    reason {text} NOT NULL,
    objects BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    since_ms BIGINT NOT NULL, -- the first time for this reason
    at_ms BIGINT NOT NULL -- the last time
);
CREATE INDEX autopilot_decision_by_study ON autopilot_decision (study_instance_uid, id);
CREATE UNIQUE INDEX autopilot_decision_standing ON autopilot_decision (study_instance_uid, action)
    WHERE action IN ('unarchived', 'kept');
CREATE INDEX autopilot_decision_by_time ON autopilot_decision (at_ms);
