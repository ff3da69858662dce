-- given: orders rows=5000000 columns=id:integer,customer_id:integer count=0
-- given: customers rows=70000 columns=id:integer key=id
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);
