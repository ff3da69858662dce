-- given: no U script
INSERT INTO countries (code, name) VALUES ('NO', 'Norway');
