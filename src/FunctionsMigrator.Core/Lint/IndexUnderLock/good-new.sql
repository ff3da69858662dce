CREATE TABLE baskets (id integer PRIMARY KEY, customer_id integer);
CREATE INDEX baskets_customer_idx ON baskets (customer_id);
