DROP VIEW order_report;
DROP VIEW order_totals;
