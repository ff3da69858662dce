CREATE TABLE tax_rates (
    country  TEXT NOT NULL REFERENCES countries (alpha2),
    category TEXT NOT NULL,
    rate     REAL NOT NULL,
    PRIMARY KEY (country, category)
);

CREATE TABLE payment_methods (
    code        TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    refund_days INTEGER
);
