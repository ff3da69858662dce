DROP TRIGGER tr_orders_updated_at ON orders;
DROP FUNCTION set_updated_at();
ALTER TABLE orders DROP COLUMN updated_at;
