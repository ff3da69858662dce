INSERT INTO countries (code, name) VALUES ('NO', 'Norway');
