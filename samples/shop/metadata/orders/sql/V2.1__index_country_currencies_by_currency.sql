-- "Where can I pay with this?" reads by currency; the primary key only helps by country.
CREATE INDEX ix_country_currencies_currency ON country_currencies (currency);
