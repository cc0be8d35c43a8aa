-- Objects of an export to media that are to be left out of it, as whoever asked for it wants.

CREATE TABLE media_omission (
    media_export BIGINT NOT NULL REFERENCES media_export ON DELETE CASCADE,
    sop_instance_uid {text} NOT NULL,
    PRIMARY KEY (media_export, sop_instance_uid)
) {clustered};
