ALTER TABLE orders ADD COLUMN updated_at TEXT;

CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END
$$;

CREATE TRIGGER tr_orders_updated_at
BEFORE UPDATE OF status ON orders
FOR EACH ROW EXECUTE FUNCTION set_updated_at();
