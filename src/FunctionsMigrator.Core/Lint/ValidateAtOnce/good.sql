-- The script before this one added it with NOT VALID.
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;
