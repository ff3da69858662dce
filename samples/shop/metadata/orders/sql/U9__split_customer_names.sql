-- Nothing is lost: name still holds what the two columns were filled from.
ALTER TABLE customers DROP COLUMN family_name;
ALTER TABLE customers DROP COLUMN given_name;
