-- What belongs to the installation as a whole: its identity, counters, the site's choices made at run time.
CREATE TABLE setting (
    name {text} PRIMARY KEY,
    value {text} NOT NULL
);
