-- First of two steps: name stays until every reader uses the two new columns.
ALTER TABLE customers ADD COLUMN given_name TEXT;
ALTER TABLE customers ADD COLUMN family_name TEXT;

UPDATE customers
SET given_name  = split_part(name, ' ', 1),
    family_name = trim(substr(name, strpos(name || ' ', ' ')))
WHERE given_name IS NULL;
