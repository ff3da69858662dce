ALTER TABLE customers ADD COLUMN given_name text;
UPDATE customers SET given_name = split_part(name, ' ', 1) WHERE given_name IS NULL;
