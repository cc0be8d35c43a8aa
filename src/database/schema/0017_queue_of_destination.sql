-- Comparisons run in the queue of their destination, in its hours and within its limit of associations.
UPDATE job
   SET queue = (SELECT CASE WHEN d.is_archive = 1 THEN 'STORE_' ELSE 'SEND_' END || d.name
                  FROM reconciliation r JOIN destination d ON d.id = r.destination
                 WHERE job.subject LIKE CAST(r.id AS TEXT) || '/%')
 WHERE queue = 'RECONCILE'
   AND EXISTS (SELECT 1 FROM reconciliation r JOIN destination d ON d.id = r.destination
                JOIN queue q ON q.name = CASE WHEN d.is_archive = 1 THEN 'STORE_' ELSE 'SEND_' END || d.name
                WHERE job.subject LIKE CAST(r.id AS TEXT) || '/%');
DELETE FROM job WHERE queue = 'RECONCILE'; -- of comparisons that a later one has taken the place of
DELETE FROM queue WHERE name = 'RECONCILE';
-- Nobody works for a destination that was removed.
UPDATE job SET state = 'abandoned', ended_ms = created_ms, worker = NULL, lease_until_ms = NULL,
               error_kind = 'refused', error = 'the destination was removed'
 WHERE kind = 'RECONCILE' AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
   AND EXISTS (SELECT 1 FROM reconciliation r JOIN destination d ON d.id = r.destination
                WHERE d.is_retired = 1 AND job.subject LIKE CAST(r.id AS TEXT) || '/%');

-- Requests for storage commitment that are over go after a while.
CREATE INDEX commitment_request_ended ON commitment_request (requested_ms)
    WHERE state IN ('answered', 'given_up', 'dropped');
CREATE INDEX peer_commitment_reported ON peer_commitment (reported_ms) WHERE reported_ms IS NOT NULL;
