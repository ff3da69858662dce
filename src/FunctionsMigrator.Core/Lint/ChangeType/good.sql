ALTER TABLE orders ADD COLUMN big_id bigint;
