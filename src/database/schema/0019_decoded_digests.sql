-- An archive may send back decompressed, or compressed in another way, what went to it compressed without loss. Told by
-- the digests of what its pixels decode to; null where it is not compressed, or not decoded exactly.
ALTER TABLE instance ADD COLUMN decoded_content_sha256 {text};
ALTER TABLE instance ADD COLUMN decoded_bulk_sha256 {text};
