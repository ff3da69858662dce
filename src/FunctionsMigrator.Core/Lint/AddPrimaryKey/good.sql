CREATE TABLE order_notes (order_id integer NOT NULL, line integer NOT NULL, note text);
ALTER TABLE order_notes ADD PRIMARY KEY (order_id, line);
