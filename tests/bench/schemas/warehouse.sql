-- A decision-support schema with nothing but primary keys: sales of products by suppliers to customers.
-- `app.scale` multiplies the rows: at 1, 150,000 orders with some 600,000 lines.
-- Values follow from the rows' numbers by hashes: skewed where such data is, correlated where such data is.

CREATE FUNCTION pg_temp.pick(n bigint, salt bigint, most bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN mod(hashint8extended(n, salt) & 9223372036854775807, most);

CREATE TABLE regions (region_id integer PRIMARY KEY, region_name text NOT NULL);
CREATE TABLE countries (country_id integer PRIMARY KEY, country_name text NOT NULL, region_id integer NOT NULL);
CREATE TABLE suppliers (
    supplier_id integer PRIMARY KEY, supplier_name text NOT NULL, address text NOT NULL, country_id integer NOT NULL,
    phone text NOT NULL, balance numeric(12, 2) NOT NULL, remarks text NOT NULL);
CREATE TABLE products (
    product_id integer PRIMARY KEY, product_name text NOT NULL, maker text NOT NULL, brand text NOT NULL,
    kind text NOT NULL, size integer NOT NULL, container text NOT NULL, list_price numeric(12, 2) NOT NULL);
CREATE TABLE offers (
    product_id integer NOT NULL, supplier_id integer NOT NULL, available integer NOT NULL,
    supply_cost numeric(12, 2) NOT NULL, remarks text NOT NULL, PRIMARY KEY (product_id, supplier_id));
CREATE TABLE customers (
    customer_id integer PRIMARY KEY, customer_name text NOT NULL, address text NOT NULL, country_id integer NOT NULL,
    phone text NOT NULL, balance numeric(12, 2) NOT NULL, segment text NOT NULL, remarks text NOT NULL);
CREATE TABLE orders (
    order_id integer PRIMARY KEY, customer_id integer NOT NULL, state char(1) NOT NULL,
    total numeric(12, 2) NOT NULL, ordered_on date NOT NULL, priority text NOT NULL, clerk text NOT NULL,
    remarks text NOT NULL);
CREATE TABLE lines (
    order_id integer NOT NULL, line integer NOT NULL, product_id integer NOT NULL, supplier_id integer NOT NULL,
    quantity numeric(12, 2) NOT NULL, price numeric(12, 2) NOT NULL, discount numeric(4, 2) NOT NULL,
    tax numeric(4, 2) NOT NULL, returned char(1) NOT NULL, state char(1) NOT NULL, shipped_on date NOT NULL,
    promised_on date NOT NULL, received_on date NOT NULL, instructions text NOT NULL, ship_mode text NOT NULL,
    remarks text NOT NULL, PRIMARY KEY (order_id, line));

INSERT INTO regions SELECT n, (ARRAY['north', 'south', 'east', 'west', 'overseas'])[n] FROM generate_series(1, 5) n;
INSERT INTO countries SELECT n, 'country ' || n, 1 + n % 5 FROM generate_series(1, 25) n;
INSERT INTO suppliers
SELECT n, 'supplier ' || n, md5(n::text), 1 + pg_temp.pick(n, 1, 25), (10 + pg_temp.pick(n, 1, 25)) || '-' || n,
       pg_temp.pick(n, 2, 1100000) / 100.0 - 1000,
       CASE WHEN pg_temp.pick(n, 3, 200) = 0 THEN 'many customer complaints of late' ELSE md5((n * 3)::text) END
  FROM generate_series(1, (1000 * current_setting('app.scale')::numeric)::integer) n;
INSERT INTO products
SELECT n, (ARRAY['forest', 'azure', 'coral', 'linen', 'smoke', 'violet', 'almond', 'peru'])[1 + pg_temp.pick(n, 4, 8)]
          || ' ' || (ARRAY['green', 'red', 'ivory', 'snow', 'wheat', 'plum'])[1 + pg_temp.pick(n, 5, 6)] || ' ' || n,
       'maker ' || 1 + pg_temp.pick(n, 6, 5), 'brand ' || 1 + pg_temp.pick(n, 7, 25),
       (ARRAY['standard', 'small', 'medium', 'large', 'economy', 'promo'])[1 + pg_temp.pick(n, 8, 6)] || ' '
          || (ARRAY['anodized', 'burnished', 'plated', 'polished', 'brushed'])[1 + pg_temp.pick(n, 9, 5)] || ' '
          || (ARRAY['tin', 'nickel', 'brass', 'steel', 'copper'])[1 + pg_temp.pick(n, 10, 5)],
       1 + pg_temp.pick(n, 11, 50),
       (ARRAY['sm', 'lg', 'med', 'jumbo', 'wrap'])[1 + pg_temp.pick(n, 12, 5)] || ' '
          || (ARRAY['case', 'box', 'bag', 'jar', 'pkg', 'pack', 'can', 'drum'])[1 + pg_temp.pick(n, 13, 8)],
       900 + n % 1000 + pg_temp.pick(n, 14, 10000) / 100.0
  FROM generate_series(1, (20000 * current_setting('app.scale')::numeric)::integer) n;
INSERT INTO offers
SELECT p, 1 + (p + k * 251) % s, pg_temp.pick(p * 4 + k, 15, 9999), pg_temp.pick(p * 4 + k, 16, 100000) / 100.0,
       repeat(md5((p * k)::text), 3)
  FROM generate_series(1, (20000 * current_setting('app.scale')::numeric)::integer) p, generate_series(0, 3) k,
       (SELECT count(*)::integer AS s FROM suppliers) AS counted;
INSERT INTO customers
SELECT n, 'customer ' || n, md5(n::text), 1 + pg_temp.pick(n, 17, 25), (10 + pg_temp.pick(n, 17, 25)) || '-' || n,
       pg_temp.pick(n, 18, 1100000) / 100.0 - 1000,
       (ARRAY['building', 'household', 'machinery', 'cars', 'furniture'])[1 + pg_temp.pick(n, 19, 5)],
       md5((n * 5)::text) || md5((n * 7)::text)
  FROM generate_series(1, (15000 * current_setting('app.scale')::numeric)::integer) n;
INSERT INTO orders
SELECT n, 1 + pg_temp.pick(n, 20, c * 2 / 3) * 3 / 2, CASE WHEN day > date '2025-06-17' THEN 'O' ELSE 'F' END, 0, day,
       (ARRAY['1 urgent', '2 high', '3 medium', '4 none', '5 low'])[1 + pg_temp.pick(n, 22, 5)],
       'clerk ' || pg_temp.pick(n, 23, 1000),
       CASE WHEN pg_temp.pick(n, 24, 90) = 0 THEN 'special ' || md5(n::text) || ' requests'
            ELSE md5(n::text) || md5((n + 1)::text) END
  FROM (SELECT n, date '2020-01-01' + pg_temp.pick(n, 21, 2400)::integer AS day, c
          FROM generate_series(1, (150000 * current_setting('app.scale')::numeric)::integer) n,
               (SELECT count(*) AS c FROM customers) AS counted) AS drawn;
INSERT INTO lines
SELECT order_id, line, product, 1 + (product + pg_temp.pick(row, 26, 4)::integer * 251) % s,
       1 + pg_temp.pick(row, 27, 50), 900 + pg_temp.pick(row, 28, 9500000) / 100.0, pg_temp.pick(row, 29, 11) / 100.0,
       pg_temp.pick(row, 30, 9) / 100.0,
       CASE WHEN shipped + 15 > date '2025-06-17' THEN 'N' WHEN pg_temp.pick(row, 31, 2) = 0 THEN 'R' ELSE 'A' END,
       CASE WHEN shipped > date '2025-06-17' THEN 'O' ELSE 'F' END, shipped,
       ordered_on + 30 + pg_temp.pick(row, 32, 61)::integer, shipped + 1 + pg_temp.pick(row, 33, 30)::integer,
       (ARRAY['in person', 'collect', 'none', 'take back'])[1 + pg_temp.pick(row, 34, 4)],
       (ARRAY['air', 'mail', 'ship', 'truck', 'rail', 'fob', 'reg air'])[1 + pg_temp.pick(row, 35, 7)],
       md5(row::text)
  FROM (SELECT order_id, line, ordered_on, order_id::bigint * 8 + line AS row, s,
               1 + pg_temp.pick(order_id::bigint * 8 + line, 25, p)::integer AS product,
               ordered_on + 1 + pg_temp.pick(order_id::bigint * 8 + line, 36, 121)::integer AS shipped
          FROM orders, generate_series(1, 1 + pg_temp.pick(order_id, 37, 7)::integer) line,
               (SELECT count(*)::integer AS s FROM suppliers) AS of_suppliers,
               (SELECT count(*) AS p FROM products) AS of_products) AS drawn;
UPDATE orders SET total = (SELECT round(sum(price), 2) FROM lines WHERE lines.order_id = orders.order_id);
