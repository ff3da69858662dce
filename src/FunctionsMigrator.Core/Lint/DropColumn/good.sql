-- Programs stop reading it in this release; the column goes in the next one.
COMMENT ON COLUMN customers.fax IS 'no longer used since release 14';
