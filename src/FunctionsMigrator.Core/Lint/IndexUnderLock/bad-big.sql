-- given: orders rows=5000000 columns=id:integer,customer_id:integer
CREATE INDEX orders_customer_idx ON orders (customer_id);
