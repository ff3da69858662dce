-- given: orders rows=4000 columns=id:integer,total:integer count=5
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0);
