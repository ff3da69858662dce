-- given: customers rows=5000000 columns=id:integer,email:text count=0
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);
