-- Which checkout an order came through: empty for the old one.
ALTER TABLE orders ADD COLUMN checkout_variant TEXT;
