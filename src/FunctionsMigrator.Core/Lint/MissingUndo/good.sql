-- given: no U script
CREATE TABLE countries_visited (code text PRIMARY KEY);
