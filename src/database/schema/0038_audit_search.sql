-- The audit is searched by who, by what and by when, too.
CREATE INDEX audit_event_by_actor ON audit_event (actor, id);
CREATE INDEX audit_event_by_action ON audit_event (action, id);
CREATE INDEX audit_event_by_time ON audit_event (at_ms, id);
