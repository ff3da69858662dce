-- given: customers rows=4000 columns=id:integer,email:text count=17
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
