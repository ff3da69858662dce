ALTER TABLE orders ADD COLUMN updated_at TEXT;

CREATE TRIGGER tr_orders_updated_at
AFTER UPDATE OF status ON orders
BEGIN
    UPDATE orders SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;
