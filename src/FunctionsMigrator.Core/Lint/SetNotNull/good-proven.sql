-- given: customers rows=5000000 columns=id:integer,email:text never-null=email
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
ALTER TABLE customers DROP CONSTRAINT customers_email_there;
ALTER TABLE customers ADD CONSTRAINT customers_email_form CHECK (email LIKE '%@%') NOT VALID;
