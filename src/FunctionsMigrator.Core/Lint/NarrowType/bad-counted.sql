-- given: orders rows=40 columns=id:integer,code:character_varying(50) count=2
ALTER TABLE orders ALTER COLUMN code TYPE varchar(10);
