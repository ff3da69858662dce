-- given: customers rows=4000 columns=id:integer,email:text count=3
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);
