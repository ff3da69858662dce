-- The probe baskets at the rates that are live now. A basket is priced wrongly when its country
-- and category have no rate, or when the tax is negative or more than half of the net price.
DROP VIEW IF EXISTS probe_prices;

CREATE VIEW probe_prices AS
SELECT b.id,
       b.country,
       b.currency,
       b.net,
       CAST(ROUND(b.net * (1 + t.rate)) AS INTEGER) AS gross,
       CASE WHEN t.rate IS NULL OR t.rate < 0 OR t.rate > 0.5 THEN 1 ELSE 0 END AS wrong
FROM probe_baskets AS b
LEFT JOIN tax_rates AS t ON t.country = b.country AND t.category = b.category;
