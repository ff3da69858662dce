DROP TRIGGER tr_orders_updated_at;
ALTER TABLE orders DROP COLUMN updated_at;
