ALTER TABLE orders ADD CONSTRAINT orders_code_short CHECK (char_length(code) <= 10) NOT VALID;
