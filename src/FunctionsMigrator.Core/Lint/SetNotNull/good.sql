ALTER TABLE customers ADD CONSTRAINT customers_email_there CHECK (email IS NOT NULL) NOT VALID;
