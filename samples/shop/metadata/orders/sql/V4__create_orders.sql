-- Money is in minor units of the order's currency, so that no amount is ever rounded in storage.
CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    number      TEXT NOT NULL UNIQUE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    country     TEXT NOT NULL REFERENCES countries (alpha2),
    currency    TEXT NOT NULL DEFAULT '${currency}' REFERENCES currencies (code),
    status      TEXT NOT NULL DEFAULT 'open',
    created_at  TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE order_lines (
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    line       INTEGER NOT NULL,
    article    TEXT NOT NULL,
    category   TEXT NOT NULL DEFAULT 'standard',
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    unit_price INTEGER NOT NULL,
    PRIMARY KEY (order_id, line)
);

CREATE INDEX ix_orders_customer_id ON orders (customer_id);
