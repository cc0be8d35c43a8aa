-- What has ended is listed by queue and kind without a look at the rest of the history. A job comes in when it ends.
CREATE INDEX job_ended ON job (state, queue, kind, id) WHERE state IN ('done', 'abandoned');

-- The object of an exception is one: the subject of a job is that of a KOSD that is registered alone.
UPDATE job_exception SET sop_instance_uid = ''
 WHERE state <> 'closed' AND sop_instance_uid <> ''
   AND job IN (SELECT id FROM job WHERE kind <> 'REGISTER_KOSD');

-- One row, which each change of a staging rule moves on: what was decided by the rules before is not written down.
CREATE TABLE autopilot_revision (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);
INSERT INTO autopilot_revision (id, revision) VALUES (1, 0);
