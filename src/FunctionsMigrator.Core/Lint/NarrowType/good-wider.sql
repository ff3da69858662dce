-- given: orders rows=5000000 columns=id:integer,code:character_varying(50)
ALTER TABLE orders ALTER COLUMN code TYPE varchar(100);
