-- given: customers rows=40 columns=id:integer count=40
ALTER TABLE customers ADD COLUMN tier text NOT NULL;
