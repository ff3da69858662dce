-- given: orders rows=5000000 columns=id:integer
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
