UPDATE customers SET given_name = split_part(name, ' ', 1) WHERE given_name IS NULL;
