CREATE TABLE country_currencies (
    country  TEXT NOT NULL REFERENCES countries (alpha2),
    currency TEXT NOT NULL REFERENCES currencies (code),
    PRIMARY KEY (country, currency)
);
