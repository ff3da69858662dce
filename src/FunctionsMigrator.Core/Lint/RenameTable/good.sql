ALTER TABLE clients RENAME TO customers;
CREATE VIEW clients AS SELECT * FROM customers;
