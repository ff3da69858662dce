-- given: customers rows=0 columns=id:integer count=0
ALTER TABLE customers ADD COLUMN tier text NOT NULL;
