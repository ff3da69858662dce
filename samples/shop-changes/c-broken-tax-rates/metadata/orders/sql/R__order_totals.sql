-- What each order costs and how much of it is tax, in minor units of its currency.
DROP VIEW IF EXISTS order_totals;

CREATE VIEW order_totals AS
SELECT o.id,
       o.number,
       o.currency,
       SUM(l.quantity * l.unit_price) AS net,
       CAST(ROUND(SUM(l.quantity * l.unit_price * t.rate)) AS INTEGER) AS tax,
       CAST(ROUND(SUM(l.quantity * l.unit_price * (1 + t.rate))) AS INTEGER) AS gross
FROM orders AS o
JOIN order_lines AS l ON l.order_id = o.id
JOIN tax_rates AS t ON t.country = o.country AND t.category = l.category
GROUP BY o.id, o.number, o.currency;
