-- given: customers rows=5000000 columns=id:integer,email:text
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_idx;
