-- given: customers rows=4000 columns=id:integer,email:text count=0
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
