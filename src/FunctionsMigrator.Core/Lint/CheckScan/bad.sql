-- given: orders rows=5000000 columns=id:integer,total:integer count=0
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total > 0);
