-- A star: till receipts of a chain of shops, with nothing but primary keys. `app.scale` 1: some 700,000 facts.
-- Values follow from the rows' numbers by hashes; days are in order on disk, and shops are of unlike sizes.

CREATE FUNCTION pg_temp.pick(n bigint, salt bigint, most bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN mod(hashint8extended(n, salt) & 9223372036854775807, most);

CREATE TABLE days (day_id integer PRIMARY KEY, day date NOT NULL, month text NOT NULL, quarter text NOT NULL, holiday boolean NOT NULL);
CREATE TABLE shops (shop_id integer PRIMARY KEY, shop_name text NOT NULL, town text NOT NULL, country text NOT NULL, size_class char(1) NOT NULL);
CREATE TABLE goods (goods_id integer PRIMARY KEY, goods_name text NOT NULL, shelf text NOT NULL, maker text NOT NULL, list_price numeric(10, 2) NOT NULL);
CREATE TABLE members (member_id integer PRIMARY KEY, since date NOT NULL, born integer NOT NULL, region text NOT NULL, level text NOT NULL);
CREATE TABLE sales (
    sale_id bigint PRIMARY KEY, day_id integer NOT NULL, shop_id integer NOT NULL, goods_id integer NOT NULL,
    member_id integer, amount integer NOT NULL, paid numeric(10, 2) NOT NULL, rebate numeric(10, 2) NOT NULL,
    paid_by text NOT NULL, till smallint NOT NULL, note text NOT NULL);
CREATE TABLE returns (
    return_id bigint PRIMARY KEY, sale_id bigint NOT NULL, day_id integer NOT NULL, reason text NOT NULL, refunded numeric(10, 2) NOT NULL);

INSERT INTO days SELECT n, date '2022-01-01' + n, to_char(date '2022-01-01' + n, 'YYYY-MM'), to_char(date '2022-01-01' + n, 'YYYY"Q"Q'), n % 29 = 0
  FROM generate_series(1, 1400) n;
INSERT INTO shops SELECT n, 'shop ' || n, 'town ' || n % 90, 'land ' || n % 7, chr(65 + n % 4) FROM generate_series(1, 240) n;
INSERT INTO goods SELECT n, 'goods ' || n, 'shelf ' || pg_temp.pick(n, 1, 60), 'maker ' || pg_temp.pick(n, 2, 400), 1 + pg_temp.pick(n, 3, 9000) / 100.0
  FROM generate_series(1, 9000) n;
INSERT INTO members SELECT n, date '2015-01-01' + pg_temp.pick(n, 4, 3000)::integer, 1940 + pg_temp.pick(n, 5, 65)::integer, 'region ' || pg_temp.pick(n, 6, 30),
       (ARRAY['gold', 'silver', 'plain', 'plain', 'plain'])[1 + pg_temp.pick(n, 7, 5)] FROM generate_series(1, 25000) n;
INSERT INTO sales SELECT n, 1 + (n * 1400 / total)::integer % 1400, 1 + (pg_temp.pick(n, 8, 240) * pg_temp.pick(n, 9, 240) / 240)::integer,
       1 + (pg_temp.pick(n, 10, 9000) * pg_temp.pick(n, 11, 9000) / 9000)::integer,
       CASE WHEN pg_temp.pick(n, 12, 3) > 0 THEN 1 + pg_temp.pick(n, 13, 25000) END, 1 + pg_temp.pick(n, 14, 6), 1 + pg_temp.pick(n, 15, 20000) / 100.0,
       CASE WHEN pg_temp.pick(n, 16, 12) = 0 THEN 1 + pg_temp.pick(n, 17, 500) / 100.0 ELSE 0 END,
       (ARRAY['card', 'card', 'cash', 'phone', 'voucher'])[1 + pg_temp.pick(n, 18, 5)], 1 + pg_temp.pick(n, 19, 12), md5(n::text)
  FROM generate_series(1, (700000 * current_setting('app.scale')::numeric)::bigint) n,
       (SELECT (700000 * current_setting('app.scale')::numeric)::bigint AS total) AS counted;
INSERT INTO returns SELECT row_number() OVER (), sale_id, least(day_id + 1 + pg_temp.pick(sale_id, 20, 30)::integer, 1400),
       (ARRAY['broken', 'wrong size', 'no reason', 'late'])[1 + pg_temp.pick(sale_id, 21, 4)], paid FROM sales WHERE pg_temp.pick(sale_id, 22, 25) = 0;
