-- given: sqlite
DELETE FROM orders;
