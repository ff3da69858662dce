-- Lines first: they point at orders.
DROP INDEX ix_orders_customer_id;
DROP TABLE order_lines;
DROP TABLE orders;
