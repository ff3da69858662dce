-- given: customers rows=5000000 columns=id:integer,email:text never-null=email
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
