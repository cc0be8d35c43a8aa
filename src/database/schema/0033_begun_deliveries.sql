-- When the object began to go there, until the answer stands in the ledger. Whoever sends and dies, or loses the
-- association, leaves it: the object may be there. One that the ledger had nothing of before is refused without a status
-- and without an export meanwhile.
ALTER TABLE delivery ADD COLUMN begun_ms BIGINT;

-- What is there, or may be.
CREATE VIEW sent_delivery AS
SELECT destination, sop_instance_uid, study_instance_uid, begun_ms
  FROM delivery
 WHERE state IN ('delivered', 'committed') OR begun_ms IS NOT NULL;
