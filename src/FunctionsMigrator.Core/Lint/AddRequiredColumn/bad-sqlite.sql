-- given: sqlite
ALTER TABLE customers ADD COLUMN tier TEXT NOT NULL;
