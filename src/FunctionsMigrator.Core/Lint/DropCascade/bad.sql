DROP VIEW order_totals CASCADE;
